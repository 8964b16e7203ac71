import type { PolicyCost } from "./policyCost";
import { rounded } from "./turns";

/** Every figure of the benchmark and its unit. What each is, and how it is measured, is said in README.md. */
export const POLICY_UNITS = {
  rules: "1",
  resourceRules: "1",
  stackRules: "1",
  evaluatedShare: "1",
  startRatio: "1",
  startSeconds: "s",
  perResourceRatio: "1",
  perResourceMs: "ms",
  memoryRatio: "1",
  stack1000Seconds: "s",
  mutants: "1",
  mutantsKilled: "1",
  falsePositives: "1",
  badInputs: "1",
  badInputsRight: "1",
  cores: "1",
} as const;

export type PolicyFigures = Readonly<Record<keyof typeof POLICY_UNITS, number>>;

/** What was measured, before anything is made of it. */
export interface PolicyMeasurement {
  /** Rules by what they look at. */
  readonly rules: { readonly resource: number; readonly stack: number };

  /** Pairs of a resource rule and a resource of its types at a first preview, and those that the rule could judge. */
  readonly pairs: { readonly all: number; readonly judged: number };
  readonly cost: PolicyCost;
  readonly mutants: { readonly all: number; readonly killed: number };

  /** Mandatory violations of our own stacks that no exemption answers for. */
  readonly falsePositives: number;
  readonly badInputs: { readonly all: number; readonly right: number };
  readonly cores: number;
}

export function policyFigures(measured: PolicyMeasurement): PolicyFigures {
  const { rules, pairs, cost, mutants, falsePositives, badInputs, cores } = measured;
  return {
    rules: rules.resource + rules.stack,
    resourceRules: rules.resource,
    stackRules: rules.stack,
    evaluatedShare: rounded(pairs.judged / pairs.all, 3),
    startRatio: rounded(cost.start.ours / cost.start.empty, 2),
    startSeconds: rounded(cost.start.ours, 2),
    perResourceRatio: rounded(cost.perResource.ours / cost.perResource.empty, 2),
    perResourceMs: rounded(cost.perResource.ours * 1000, 2),
    memoryRatio: rounded(cost.memory.ours / cost.memory.empty, 2),
    stack1000Seconds: rounded(cost.stack1000, 2),
    mutants: mutants.all,
    mutantsKilled: mutants.killed,
    falsePositives,
    badInputs: badInputs.all,
    badInputsRight: badInputs.right,
    cores,
  };
}
