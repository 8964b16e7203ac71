import { ec2 } from "@pulumi/aws/types/enums";

import type { Architecture } from "../components/images/architecture";
import { didYouMean } from "./didYouMean";

/**
 * Families that the images cannot run on: Macs run macOS, and Amazon Linux 2023 needs an ARMv8.2 processor, which A1
 * lacks; https://docs.aws.amazon.com/linux/al2023/ug/system-requirements.html
 */
const UNFIT_FAMILY = /^(mac|a1$)/;

/** Instance types that services can run on: those that the AWS SDK of this program knows. */
function usableTypes(): readonly string[] {
  return Object.values(ec2.InstanceType).filter((type) => !UNFIT_FAMILY.test(familyOf(type)));
}

export function isUsableInstanceType(type: string): boolean {
  return usableTypes().includes(type);
}

/** What to do about an instance type that is none. */
export function instanceTypeRemedy(came: unknown): string {
  if (typeof came === "string" && UNFIT_FAMILY.test(familyOf(came))) {
    return `Images of Amazon Linux 2023 do not run on ${familyOf(came)}: take another family.`;
  }
  const types = usableTypes();
  const family = typeof came === "string" ? familyOf(came) : "";
  const sizes = types.filter((type) => familyOf(type) === family);
  const otherwise =
    sizes.length === 0
      ? "Take one that EC2 offers in the region."
      : `${family} comes as ${sizes.map((type) => type.slice(family.length + 1)).join(", ")}.`;
  return didYouMean(came, sizes.length === 0 ? types : sizes, otherwise);
}

/**
 * The architecture of an instance type, read off its family's name: behind the generation's number a `g` stands for
 * AWS Graviton, as in `m7g` and `im4gn`; https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 *
 * The one Arm family that says it otherwise is P6e with NVIDIA's Grace, `p6e-gb200`.
 */
export function architectureOf(instanceType: string): Architecture {
  return /^([a-z]+\d+[a-z]*g[a-z]*(-|\.)|p6e-gb)/.test(instanceType) ? "arm64" : "x86_64";
}

function familyOf(type: string): string {
  return type.split(".", 1)[0] ?? "";
}
