import { isDeepStrictEqual } from "node:util";

import type { Conditions, Guardrail } from "./guardrail";

/** The kinds of AWS Organizations policies that guardrails are made of, as AWS names them. */
export const POLICY_TYPES = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] as const;
export type PolicyType = (typeof POLICY_TYPES)[number];

/** One value, or several of which any matches. */
type OneOrMany = string | readonly string[];

/** A statement as AWS takes it. */
export interface Statement {
  readonly Effect: "Deny";
  readonly Principal?: "*";
  readonly Action?: OneOrMany;
  readonly NotAction?: OneOrMany;
  readonly Resource: OneOrMany;
  readonly Condition?: Conditions;
}

/**
 * The policy that denies what the guardrails deny, in as few characters as AWS takes: guardrails about the same resources,
 * requests and principals are one statement, lists of one are texts, and names and reasons stay here.
 */
export function policyDocument(type: PolicyType, guardrails: readonly Guardrail[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statementsOf(type, guardrails) });
}

/** The merged statements, in the order of the guardrails. */
export function statementsOf(type: PolicyType, guardrails: readonly Guardrail[]): Statement[] {
  const groups: { readonly scope: Scope; readonly actions: Set<string> }[] = [];
  for (const guardrail of guardrails) {
    const scope = scopeOf(guardrail);
    const actions = "deny" in guardrail ? guardrail.deny : guardrail.denyAllBut;
    // Two lists of exceptions must not become one: each would then let the other's pass.
    const group = scope.allBut ? undefined : groups.find((other) => isDeepStrictEqual(other.scope, scope));
    if (group === undefined) {
      groups.push({ scope, actions: new Set(actions) });
    } else {
      actions.forEach((action) => group.actions.add(action));
    }
  }
  return groups.map(({ scope, actions }) => ({
    Effect: "Deny",
    ...(type === "RESOURCE_CONTROL_POLICY" ? { Principal: "*" } : {}),
    [scope.allBut ? "NotAction" : "Action"]: short([...actions]),
    Resource: short(scope.resources),
    ...(Object.keys(scope.conditions).length === 0 ? {} : { Condition: scope.conditions }),
  }));
}

/** All of a statement but its actions. */
interface Scope {
  readonly allBut: boolean;
  readonly resources: readonly string[];
  readonly conditions: Conditions;
}

function scopeOf(guardrail: Guardrail): Scope {
  const exempt: Conditions =
    guardrail.except === undefined ? {} : { ArnNotLike: { "aws:PrincipalArn": guardrail.except } };
  const conditions = Object.entries({ ...exempt, ...guardrail.when }).map(([operator, keys]) => [
    operator,
    Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, short(values)])),
  ]);
  return {
    allBut: "denyAllBut" in guardrail,
    resources: guardrail.on ?? ["*"],
    conditions: Object.fromEntries(conditions) as Conditions,
  };
}

function short(values: OneOrMany): OneOrMany {
  const [first, ...others] = typeof values === "string" ? [values] : values;
  return first !== undefined && others.length === 0 ? first : values;
}
