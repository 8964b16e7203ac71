import type { Resource } from "../../model/resource";
import { read, readNumber } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

/** Days: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16 */
const LEAST_DAYS = 365;

/**
 * Log groups keep what they get for a year at least, not for ever, and encrypt it with a key of ours. A key that is not
 * known yet is given: it is an ARN that only the update will know.
 */
export const aude: ResourceRule = {
  id: "AUD-E",
  scope: "resource",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  evaluate: ({ props }: Resource): readonly Finding[] => [...retention(props), ...key(props)],
};

function retention(props: Resource["props"]): readonly Finding[] {
  const days = readNumber(props, "retentionInDays");
  if (days.is === "unknown") {
    return [undetermined("retentionInDays is not known yet.")];
  }
  // 0 stands for no end.
  if (days.is === "absent" || (days.is === "known" && days.number === 0)) {
    return [bad("retentionInDays is not given, so that logs are kept for ever.")];
  }
  return days.is === "known" && days.number >= LEAST_DAYS
    ? []
    : [bad(`retentionInDays is not at least ${LEAST_DAYS}.`)];
}

function key(props: Resource["props"]): readonly Finding[] {
  const reading = read(props, "kmsKeyId");
  return reading.is === "absent" || (reading.is === "known" && reading.value === "")
    ? [bad("kmsKeyId is not given.")]
    : [];
}
