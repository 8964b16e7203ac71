import type { Resource } from "../../model/resource";
import { readFlag, readNumber } from "../../model/value";
import { type Settings, stackOf } from "../../settings/settings";
import { bad, type Finding, type ResourceContext, type ResourceRule, undetermined } from "../rule";

/**
 * Days before a deleted key is gone for good: AWS's longest, and what it takes where nothing is said.
 *
 * https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
 */
const WINDOW = 30;

/** Policies of keys alone have no window and need no protection: the key they are of has both. */
const POLICY = "aws:kms/keyPolicy:KeyPolicy";

/**
 * Nobody loses a key by mistake: not by deleting it, and not by locking everybody out. Staging is made to be destroyed, so
 * that the engine has to be able to delete its keys; they stay for their 30 days, too.
 */
export const key02: ResourceRule = {
  id: "KEY-02",
  scope: "resource",
  types: [
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/key:Key",
    POLICY,
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
    "aws:kms/replicaKey:ReplicaKey",
  ],
  evaluate: (resource: Resource, { settings }: ResourceContext): readonly Finding[] => [
    ...lockout(resource),
    ...(resource.type === POLICY ? [] : [...deletionWindow(resource), ...protection(resource, settings)]),
  ],
};

function lockout({ props }: Resource): readonly Finding[] {
  const flag = readFlag(props, "bypassPolicyLockoutSafetyCheck");
  if (flag === "unknown") {
    return [undetermined("bypassPolicyLockoutSafetyCheck is not known yet.")];
  }
  return flag === "absent" || flag === "no"
    ? []
    : [bad("bypassPolicyLockoutSafetyCheck is set, so that a policy can lock everybody out.")];
}

function deletionWindow({ props }: Resource): readonly Finding[] {
  const days = readNumber(props, "deletionWindowInDays");
  if (days.is === "unknown") {
    return [undetermined("deletionWindowInDays is not known yet.")];
  }
  return days.is === "absent" || (days.is === "known" && days.number === WINDOW)
    ? []
    : [bad("deletionWindowInDays is not 30.")];
}

function protection({ options }: Resource, settings: Settings): readonly Finding[] {
  return options.protect || stackOf(settings).environment === "staging"
    ? []
    : [bad("The option `protect` is not true.")];
}
