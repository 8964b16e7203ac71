import { isFromTemplate, LAUNCH_TEMPLATE, MACHINE_TYPES, machinesOf } from "../../model/machines";
import type { Resource } from "../../model/resource";
import { read, readText, type Value } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

const KEY_PAIRS = ["aws:ec2/keyPair:KeyPair", "aws:lightsail/keyPair:KeyPair"];

/** Instances have a role of their own, and nobody logs in with a key: Session Manager does, and keeps a record. */
export const cmp05: ResourceRule = {
  id: "CMP-05",
  scope: "resource",
  types: [...MACHINE_TYPES, ...KEY_PAIRS],
  evaluate: (resource: Resource): readonly Finding[] =>
    KEY_PAIRS.includes(resource.type)
      ? [bad("A key pair lets whoever has its private key log in.")]
      : machinesOf(resource).flatMap(({ at, props }) => [
          ...(isFromTemplate(resource) ? [] : profile(resource.type, props, at)),
          ...keyName(props, at),
        ]),
};

/** A profile that is not known yet is one all the same. */
function profile(type: string, props: Value, at: string): readonly Finding[] {
  const names =
    type === LAUNCH_TEMPLATE
      ? ["arn", "name"].map((key) => ["iamInstanceProfile", key])
      : [["iamInstanceProfile"], ["iamInstanceProfileArn"]];
  return names.some((path) => isGiven(props, path)) ? [] : [bad(`${at}iamInstanceProfile is missing.`)];
}

function isGiven(props: Value, path: readonly string[]): boolean {
  const reading = read(props, ...path);
  return reading.is === "unknown" || (reading.is === "known" && reading.value !== "");
}

function keyName(props: Value, at: string): readonly Finding[] {
  const reading = readText(props, "keyName");
  if (reading.is === "unknown") {
    return [undetermined(`${at}keyName is not known yet, and should not be there.`)];
  }
  return reading.is === "absent" || (reading.is === "known" && reading.text === "")
    ? []
    : [bad(`${at}keyName names a key pair.`)];
}
