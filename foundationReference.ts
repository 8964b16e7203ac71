import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { DuotoneConfig, VerticalConfig } from "./config";

const unitsSchema = z.object({ restricted: z.string(), standard: z.string() });

const foundationSchema = z.object({
  organizationId: z.string(),
  managementAccountId: z.string(),
  deliveryAccountId: z.string(),
  deliveryRoleArn: z.string(),
  auditAccountId: z.string(),
  archivesRoleArn: z.string(),
  auditorRoleArn: z.string(),
  regions: z.array(z.string()),
  noticesEmail: z.string(),
  noticesTopicArn: z.string(),
  releaseQueueArn: z.string(),
  ledgerBucket: z.string(),
  ledgerKeyArn: z.string(),
  ledgerRoleArn: z.string(),
  imageCatalogueTable: z.string(),
  imageRegion: z.string(),
  imageKeyArn: z.string(),
  imageKeyArns: z.record(z.string(), z.string()),
  artifactBucket: z.string(),
  buildInstanceProfile: z.string(),
  buildSubnetId: z.string(),
  units: z.record(z.string(), unitsSchema),
  zoneIds: z.record(z.string(), z.string()),
});

/**
 * What the root program takes from the foundation stack: plain values, because they decide what can be declared.
 *
 * `units` is by environment (the root stack's name), then by sensitivity; `zoneIds` by the public zone's name; `regions`
 * are those that the guardrails leave open; `ledgerKeyArn` is the key that signs the ledger's records. `imageRegion` is
 * the region of the catalogue, the artifacts and the bakes, and `imageKeyArn` its key; `imageKeyArns` are the keys by
 * region, of this one and of those that images may be copied to.
 */
export type Foundation = Readonly<z.infer<typeof foundationSchema>>;

/** What the foundation is read for. */
type FoundationUser = Pick<DuotoneConfig, "foundation" | "stack" | "services" | "images" | "dataStores"> & {
  readonly aws: Pick<DuotoneConfig["aws"], "region">;
};

/**
 * Reads the outputs of the foundation stack that `duotone:foundation` names.
 *
 * @throws RunError listing every output that is missing or of another shape, or else everything that the stack's
 * configuration asks for and the foundation does not have.
 */
export async function readFoundation(config: FoundationUser): Promise<Foundation> {
  const reference = new pulumi.StackReference("foundation", { name: config.foundation });
  const outputs = await Promise.all(
    Object.keys(foundationSchema.shape).map(async (output) => {
      const details = await reference.getOutputDetails(output);
      return [output, details.value as unknown] as const;
    }),
  );
  const parsed = foundationSchema.safeParse(Object.fromEntries(outputs));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new pulumi.RunError(
      `Stack ${config.foundation} does not have the outputs that this program reads:\n${list(problems)}\n` +
        "Run `pulumi up` in foundation/ first, with the same version of duotone.",
    );
  }
  const problems = foundationProblems(config, parsed.data);
  if (problems.length > 0) {
    throw new pulumi.RunError(`Stack "${config.stack}" does not fit the foundation:\n${list(problems)}`);
  }
  return parsed.data;
}

function list(problems: readonly string[]): string {
  return problems.map((problem) => ` - ${problem}`).join("\n");
}

/** What the stack's configuration asks of the foundation and does not find there, one sentence each. */
export function foundationProblems(
  config: Omit<FoundationUser, "foundation">,
  foundation: Foundation,
): readonly string[] {
  const environments = Object.keys(foundation.units).join(", ");
  const zones = Object.keys(foundation.zoneIds).join(", ");
  const domains = new Set(config.services.flatMap(({ web }) => (web === undefined ? [] : [web.domain])));
  return [
    ...(foundation.units[config.stack] === undefined
      ? [
          `The foundation has no units for stack "${config.stack}", only for ${environments}: add it to ` +
            "duotone-foundation:environments.",
        ]
      : []),
    ...(foundation.regions.includes(config.aws.region)
      ? []
      : [
          `The organization's guardrails forbid the region ${config.aws.region}, and allow only ` +
            `${foundation.regions.join(", ")}: change aws:region, or add it to duotone-foundation:regions.`,
        ]),
    ...recoveryProblems(config, foundation),
    ...imageProblems(config, foundation),
    ...[...domains]
      .filter((domain) => foundation.zoneIds[domain] === undefined)
      .map(
        (domain) =>
          `The foundation has no public zone "${domain}", only ${zones}: add it to duotone-foundation:domains.`,
      ),
  ];
}

function recoveryProblems(
  { dataStores: { recoveryRegion } }: Omit<FoundationUser, "foundation">,
  { regions }: Foundation,
): readonly string[] {
  return recoveryRegion === undefined || regions.includes(recoveryRegion)
    ? []
    : [
        `The organization's guardrails forbid the region ${recoveryRegion}, and allow only ${regions.join(", ")}: change ` +
          "duotone:dataStores.recoveryRegion, or add it to duotone-foundation:regions.",
      ];
}

/** Images are baked where the catalogue is, and copied where the foundation has a key for them. */
function imageProblems(
  { aws, images }: Omit<FoundationUser, "foundation">,
  { imageRegion, imageKeyArns, regions }: Foundation,
): readonly string[] {
  const withKey = Object.keys(imageKeyArns).filter((region) => region !== imageRegion);
  return [
    ...(images.bake && aws.region !== imageRegion
      ? [
          `Images are baked in ${imageRegion}, where the foundation's catalogue and artifacts are, and this stack bakes ` +
            `in ${aws.region}: set duotone:images.bake to false, or aws:region to ${imageRegion}.`,
        ]
      : []),
    ...images.copyRegions
      .filter((region) => !withKey.includes(region))
      .map((region) =>
        regions.includes(region)
          ? `The foundation has no key for images in ${region}${withKey.length > 0 ? `, only in ${withKey.join(", ")}` : ""}: ` +
            "add it to duotone-foundation:imageRegions, or remove it from duotone:images.copyRegions."
          : `The organization's guardrails forbid the region ${region}, and allow only ${regions.join(", ")}: remove it ` +
            "from duotone:images.copyRegions, or add it to duotone-foundation:regions and :imageRegions.",
      ),
  ];
}

/** The unit of a vertical's account; `foundationProblems` has refused the stack where there is none. */
export function unitOf(foundation: Foundation, stack: string, { restricted }: VerticalConfig): string {
  return foundation.units[stack]?.[restricted ? "restricted" : "standard"] ?? "";
}
