import { arnLike, mayMatchRoleOf } from "./arnPatterns";
import type { GuardrailFacts } from "./guardrail";
import { guardrailPolicies } from "./guardrailPolicies";
import { POLICY_TYPES } from "./policyDocument";
import { limitProblems } from "./policyLimits";

/** What must be known of the organization before the first guardrail is made. */
export interface GuardrailPrerequisites extends GuardrailFacts {
  /** Id of the organization's root. */
  readonly rootId: string;

  /** Policy types that are enabled in the root, for example `SERVICE_CONTROL_POLICY`. */
  readonly policyTypes: readonly string[];
}

/** What stands against the guardrails before the first resource, each problem with what to do. */
export function guardrailProblems(known: GuardrailPrerequisites): string[] {
  const disabled = POLICY_TYPES.filter((type) => !known.policyTypes.includes(type)).map(
    (type) =>
      `The organization does not take policies of type ${type}. Enable them once, in the management account: ` +
      `aws organizations enable-policy-type --root-id ${known.rootId} --policy-type ${type}`,
  );
  return [...disabled, ...limitProblems(guardrailPolicies(known))];
}

/**
 * Whether the caller would still get into the accounts once only `deployers` may: whoever is not among them would lock
 * itself out with the update that attaches the guardrails.
 *
 * A session's ARN names the role without its path, so a pattern passes that matches the role under some path. A pattern with
 * the wrong path is noticed by AWS alone, when the role of an account is assumed.
 *
 * @param callerArn What STS answers to GetCallerIdentity in the management account.
 * @param deployers Patterns of `aws:PrincipalArn`, for example `arn:aws:iam::123456789012:role/team/Deployer`.
 */
export function deployerProblems(callerArn: string, deployers: readonly string[]): string[] {
  if (callerArn.endsWith(":root")) {
    return [
      `The caller ${callerArn} is a root user, and AWS lets no root user assume a role. Use credentials of a role of the ` +
        "management account.",
    ];
  }
  if (deployers.some((pattern) => arnLike(pattern, callerArn) || mayMatchRoleOf(pattern, callerArn))) {
    return [];
  }
  return [
    `The caller ${callerArn} matches none of the deployers (${deployers.join(", ")}), so the guardrails would lock it out of ` +
      "every account. Add the ARN of its role or user to duotone-foundation:deployers, or use other credentials.",
  ];
}
