import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";

import { type EngineError, nameOf, plainText } from "../engine/engineProgress";
import { recordOf } from "../release/configValues";

/** What is done to one resource. */
export type Change = "create" | "update" | "replace" | "delete" | "forget";

export interface PlannedStep {
  readonly change: Change;
  readonly urn: string;
  readonly type: string;
  readonly name: string;

  /** Name of the provider that does it, which is the account's; undefined where it is in none. */
  readonly account: string | undefined;

  /** Whether the engine refuses to delete it. */
  readonly protect: boolean;

  /** Names of the properties that change, or that make it a replacement. Never a value. */
  readonly properties: readonly string[];
}

/** What a rule has against the stack. */
export interface RuleFinding {
  readonly rule: string;

  /** Undefined where it is about something that is missing. */
  readonly urn: string | undefined;
  readonly mandatory: boolean;
  readonly message: string;
}

/** The names that the release switch would move. */
export interface PlannedMove {
  readonly from: string;
  readonly to: string;
  readonly names: number;
}

/** What the pack did, as it says itself with its proof. */
export interface Evaluation {
  /** Rules that were asked about at least one resource, or about the whole stack. */
  readonly rules: number;

  /** Resources of the stack, components included. */
  readonly resources: number;

  /** Findings that exemptions take back. */
  readonly exempt: number;
}

/** What one preview said, as far as a gate and people need it. */
export interface PreviewFacts {
  /** By URN. */
  readonly steps: ReadonlyMap<string, PlannedStep>;
  readonly unchanged: number;
  readonly findings: readonly RuleFinding[];

  /** Times that the pack gave back what it was started with. */
  readonly proofs: number;

  /** Undefined where the pack did not get to its end, or is of a base that does not say. */
  readonly evaluation: Evaluation | undefined;

  /** Messages that say that a policy could not run. */
  readonly cannotRun: readonly string[];
  readonly errors: readonly EngineError[];
  readonly move: PlannedMove | undefined;
}

export const NO_FACTS: PreviewFacts = {
  steps: new Map(),
  unchanged: 0,
  findings: [],
  proofs: 0,
  evaluation: undefined,
  cannotRun: [],
  errors: [],
  move: undefined,
};

/** What the policy host says when a policy broke off; it says it with the level advisory, whatever the policy's. */
const CANNOT_RUN = /can[’']t run policy/i;

/** Under this name the pack reports its proof; see `policy/pack.ts`. */
const PROOF = "proof";

const CHANGES: Readonly<Record<string, Change>> = {
  create: "create",
  import: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "import-replacement": "replace",
  delete: "delete",
  discard: "forget",
};

/** Parts of a replacement come as steps of their own; what is more counts. */
const WEIGHT: Readonly<Record<Change, number>> = { create: 0, update: 1, forget: 2, delete: 3, replace: 4 };

/** @param proof What the pack was started with, and gives back once. */
export function withPreviewEvent(facts: PreviewFacts, event: EngineEvent, proof: string): PreviewFacts {
  const { resourcePreEvent, policyEvent, diagnosticEvent, stdoutEvent } = event;
  if (resourcePreEvent !== undefined) {
    return withStep(facts, resourcePreEvent.metadata);
  }
  const text = plainText((policyEvent ?? diagnosticEvent ?? stdoutEvent)?.message ?? "").trim();
  const seen = CANNOT_RUN.test(text) ? { ...facts, cannotRun: [...facts.cannotRun, text] } : facts;
  if (policyEvent !== undefined) {
    const { policyName, resourceUrn, enforcementLevel } = policyEvent;
    if (policyName === PROOF && text.startsWith(`${proof}:`)) {
      return { ...seen, proofs: seen.proofs + 1, evaluation: evaluationIn(text) };
    }
    const urn = resourceUrn === undefined || resourceUrn === "" ? undefined : resourceUrn;
    const finding = { rule: policyName, urn, mandatory: enforcementLevel === "mandatory", message: text };
    return { ...seen, findings: [...seen.findings, finding] };
  }
  if (diagnosticEvent?.severity === "error") {
    const { urn } = diagnosticEvent;
    const error = urn === undefined || urn === "" ? { message: text } : { urn, message: text };
    return { ...seen, errors: [...seen.errors, error] };
  }
  return seen;
}

/** See `tellProof` in `policy/pack.ts`. */
function evaluationIn(text: string): Evaluation | undefined {
  const numbers = /: rules (\d+), resources (\d+), exempt findings (\d+)$/.exec(text);
  return numbers === null
    ? undefined
    : { rules: Number(numbers[1]), resources: Number(numbers[2]), exempt: Number(numbers[3]) };
}

function withStep(facts: PreviewFacts, metadata: StepEventMetadata): PreviewFacts {
  const { urn, type, op, old, provider } = metadata;
  if (isOfTheEngine(urn, metadata)) {
    return facts;
  }
  const change = CHANGES[op];
  if (change === undefined) {
    return { ...facts, unchanged: facts.unchanged + (op === "same" ? 1 : 0) };
  }
  const before = facts.steps.get(urn);
  if (before !== undefined && WEIGHT[before.change] >= WEIGHT[change]) {
    return facts;
  }
  const keys = change === "replace" ? metadata.keys : metadata.diffs;
  const step: PlannedStep = {
    change,
    urn,
    type,
    name: nameOf(urn),
    account: accountOf(provider, urn),
    protect: old?.protect === true,
    properties: [...new Set(keys ?? [])].sort(),
  };
  return {
    ...facts,
    steps: new Map([...facts.steps, [urn, step]]),
    move: type.endsWith(":ReleaseSwitch") ? moveOf(metadata) : facts.move,
  };
}

/** Components and the stack are nothing by themselves, and default providers change with the environment. */
function isOfTheEngine(urn: string, { old, new: next }: StepEventMetadata): boolean {
  const custom = next?.custom ?? old?.custom;
  return custom !== true || /::pulumi:providers:[^:]+::default(?:_[^:]*)?$/.test(urn);
}

/** @param provider A reference: the provider's URN, `::`, its id. */
function accountOf(provider: string, urn: string): string | undefined {
  const [, , type, name] = (urn.includes("::pulumi:providers:aws::") ? urn : provider).split("::");
  return type === "pulumi:providers:aws" ? name : undefined;
}

function moveOf({ old, new: next }: StepEventMetadata): PlannedMove | undefined {
  const from: unknown = recordOf(old?.inputs).activeColor;
  const inputs = recordOf(next?.inputs);
  const { activeColor: to, names } = inputs;
  return typeof from === "string" && typeof to === "string" && from !== to
    ? { from, to, names: Array.isArray(names) ? names.length : 0 }
    : undefined;
}
