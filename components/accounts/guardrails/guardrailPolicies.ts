import { accountGuardrails } from "./accountGuardrails";
import { dataGuardrails } from "./dataGuardrails";
import { evidenceGuardrails } from "./evidenceGuardrails";
import type { Guardrail, GuardrailFacts } from "./guardrail";
import { perimeterGuardrails, restrictedPerimeterGuardrails } from "./perimeterGuardrails";
import type { PolicyType } from "./policyDocument";
import { releaseGuardrails } from "./releaseGuardrails";
import { restrictedGuardrails } from "./restrictedGuardrails";
import { separationGuardrails } from "./separationGuardrails";

/** Where a policy is attached: to the organization's root, or to the unit of restricted verticals of each environment. */
export type GuardrailTarget = "root" | "restricted";

/** A policy of the organization: guardrails of one kind, for the same accounts. */
export interface GuardrailPolicy {
  /** Part of the policy's name in AWS, `duotone-<name>`, and of its logical name. */
  readonly name: string;
  readonly description: string;
  readonly type: PolicyType;
  readonly target: GuardrailTarget;
  readonly guardrails: readonly Guardrail[];
}

/**
 * The policies of the organization.
 *
 * What holds for every account is attached to the root, because AWS puts a new account there before it moves it to its unit:
 * so it is covered from its first minute. What holds for restricted verticals alone starts when the account is moved, which
 * is before anything but its deploying role is in it.
 */
export function guardrailPolicies(facts: GuardrailFacts): GuardrailPolicy[] {
  return [
    {
      name: "accounts",
      description: "Where accounts belong, who gets into them and which regions they use",
      type: "SERVICE_CONTROL_POLICY",
      target: "root",
      guardrails: accountGuardrails(facts),
    },
    {
      name: "evidence",
      description: "Trails, logs, findings, recorders and the ledger stay as they are",
      type: "SERVICE_CONTROL_POLICY",
      target: "root",
      guardrails: [...evidenceGuardrails(facts), ...releaseGuardrails(facts)],
    },
    {
      name: "separation",
      description: "No way between accounts, encrypted and private data, keys that outlive mistakes",
      type: "SERVICE_CONTROL_POLICY",
      target: "root",
      guardrails: [...separationGuardrails(facts), ...dataGuardrails(facts)],
    },
    {
      name: "restricted",
      description: "Networks of personal and banking data are shaped by the stacks alone",
      type: "SERVICE_CONTROL_POLICY",
      target: "restricted",
      guardrails: restrictedGuardrails(facts),
    },
    {
      name: "perimeter",
      description: "Resources answer to this organization, and deploying roles to named deployers",
      type: "RESOURCE_CONTROL_POLICY",
      target: "root",
      guardrails: perimeterGuardrails(facts),
    },
    {
      name: "restricted-perimeter",
      description: "Personal and banking data answers to its own account",
      type: "RESOURCE_CONTROL_POLICY",
      target: "restricted",
      guardrails: restrictedPerimeterGuardrails(facts),
    },
  ];
}
