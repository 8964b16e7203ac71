import type { Resource } from "../../model/resource";
import { read, readFlag } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

const NAMED = ["kmsKeyId", "cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn"] as const;

/**
 * A trail's files are signed and encrypted with a key of ours, and CloudWatch Logs gets its events as well. What is not
 * known yet is given: it is an ARN that only the update will know.
 */
export const audb: ResourceRule = {
  id: "AUD-B",
  scope: "resource",
  types: ["aws:cloudtrail/trail:Trail"],
  evaluate: ({ props }: Resource): readonly Finding[] => [
    ...validation(props),
    ...NAMED.flatMap((property) => (isGiven(props, property) ? [] : [bad(`${property} is not given.`)])),
  ],
};

function validation(props: Resource["props"]): readonly Finding[] {
  switch (readFlag(props, "enableLogFileValidation")) {
    case "yes":
      return [];
    case "unknown":
      return [undetermined("enableLogFileValidation is not known yet.")];
    default:
      return [bad("enableLogFileValidation is not true.")];
  }
}

function isGiven(props: Resource["props"], property: string): boolean {
  const reading = read(props, property);
  return reading.is === "unknown" || (reading.is === "known" && reading.value !== "");
}
