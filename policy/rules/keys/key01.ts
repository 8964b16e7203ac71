import type { Resource } from "../../model/resource";
import { readFlag, readNumber, readText } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

/** Days after which AWS makes new key material where nothing else is said; PCI DSS 3.7.4 leaves a year. */
const YEAR = 365;

/**
 * Keys that encrypt are rotated every year.
 *
 * Others cannot be: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
export const key01: ResourceRule = {
  id: "KEY-01",
  scope: "resource",
  types: ["aws:kms/key:Key"],
  evaluate: ({ props }: Resource): readonly Finding[] =>
    canRotate(props) ? [...rotation(props), ...period(props)] : [],
};

/** Whether AWS made the material of a key that encrypts. What is not known yet may be one. */
function canRotate(props: Resource["props"]): boolean {
  const spec = readText(props, "customerMasterKeySpec");
  const store = readText(props, "customKeyStoreId");
  return (spec.is !== "known" || spec.text === "SYMMETRIC_DEFAULT") && store.is === "absent";
}

function rotation(props: Resource["props"]): readonly Finding[] {
  const flag = readFlag(props, "enableKeyRotation");
  if (flag === "unknown") {
    return [undetermined("enableKeyRotation is not known yet.")];
  }
  return flag === "yes" ? [] : [bad("enableKeyRotation is not true.")];
}

/** A period that nobody gave is AWS's to say, and not known before there is a key. */
function period(props: Resource["props"]): readonly Finding[] {
  const days = readNumber(props, "rotationPeriodInDays");
  return days.is === "invalid" || (days.is === "known" && days.number > YEAR)
    ? [bad("rotationPeriodInDays is not 365 or less.")]
    : [];
}
