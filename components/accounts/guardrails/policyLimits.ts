import type { GuardrailPolicy, GuardrailTarget } from "./guardrailPolicies";
import { POLICY_TYPES, policyDocument } from "./policyDocument";

/**
 * Characters of one policy, white space included, as long as AWS takes it everywhere.
 *
 * For resource control policies it is AWS's own limit; for service control policies AWS doubled it in May 2026, and what
 * fits the old one leaves room.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export const MOST_CHARACTERS = 5_120;

/**
 * Policies of one type directly on one target, AWS's own that allows everything included. The same history: service
 * control policies may be ten since May 2026, which leaves room for the company's own.
 */
export const MOST_ATTACHED = 5;

/** AWS's own policy that allows everything, which it attaches to every target. */
const ALLOWS_ALL = 1;

const TARGETS: readonly GuardrailTarget[] = ["root", "restricted"];

/** What AWS would refuse of the policies for their size or number, each problem with what to do. */
export function limitProblems(policies: readonly GuardrailPolicy[]): string[] {
  const tooLong = policies.flatMap(({ name, type, guardrails }) => {
    const { length } = policyDocument(type, guardrails);
    return length <= MOST_CHARACTERS
      ? []
      : [
          `The policy ${name} has ${String(length)} characters, and AWS takes ${String(MOST_CHARACTERS)}: ` +
            "name fewer regions or deployers (one pattern with * may stand for many), or move guardrails to another policy.",
        ];
  });
  const tooMany = TARGETS.flatMap((target) =>
    POLICY_TYPES.flatMap((type) => {
      const attached =
        policies.filter((policy) => policy.target === target && policy.type === type).length + ALLOWS_ALL;
      return attached <= MOST_ATTACHED
        ? []
        : [
            `The target ${target} gets ${String(attached)} policies of type ${type}, AWS's own included, and AWS takes ` +
              `${String(MOST_ATTACHED)}: join policies.`,
          ];
    }),
  );
  return [...tooLong, ...tooMany];
}
