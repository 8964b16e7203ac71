import type { EngineEvent, OpType, StepEventMetadata } from "@pulumi/pulumi/automation";

const MARKETING = "urn:pulumi:prod::duotone::pulumi:providers:aws::marketing::0a1b";

/** What a test says of a step; the rest is filled in. */
interface Given {
  readonly provider?: string;
  readonly custom?: boolean;
  readonly protect?: boolean;
  readonly keys?: readonly string[];
  readonly diffs?: readonly string[];
  readonly oldInputs?: Readonly<Record<string, unknown>>;
  readonly newInputs?: Readonly<Record<string, unknown>>;
}

export function urnOf(type: string, name: string): string {
  return `urn:pulumi:prod::duotone::${type}::${name}`;
}

/** The engine is about to do something to a resource. */
export function step(op: string, type: string, name: string, given: Given = {}): EngineEvent {
  const urn = urnOf(type, name);
  const { provider = MARKETING, custom = true, protect = false } = given;
  const state = { type, urn, custom, id: "x", parent: "", outputs: {}, provider };
  const metadata: StepEventMetadata = {
    op: op as OpType,
    urn,
    type,
    provider,
    ...(op === "create" ? {} : { old: { ...state, protect, inputs: { ...given.oldInputs } } }),
    ...(op === "delete" ? {} : { new: { ...state, inputs: { ...given.newInputs } } }),
    ...(given.keys === undefined ? {} : { keys: [...given.keys] }),
    ...(given.diffs === undefined ? {} : { diffs: [...given.diffs] }),
  };
  return { sequence: 1, timestamp: 0, resourcePreEvent: { metadata } };
}

/** A rule reports. */
export function violation(
  policyName: string,
  message: string,
  enforcementLevel = "mandatory",
  resourceUrn?: string,
): EngineEvent {
  return {
    sequence: 1,
    timestamp: 0,
    policyEvent: {
      policyName,
      message: `<{%reset%}>${message}<{%reset%}>\n`,
      color: "never",
      policyPackName: "duotone",
      policyPackVersion: "0.1.0",
      policyPackVersionTag: "0.1.0",
      enforcementLevel: enforcementLevel as "mandatory",
      ...(resourceUrn === undefined ? {} : { resourceUrn }),
    },
  };
}

/** Somebody says something. */
export function said(severity: string, message: string, urn?: string): EngineEvent {
  return {
    sequence: 1,
    timestamp: 0,
    diagnosticEvent: {
      severity: severity as "error",
      message: `${message}\n`,
      color: "never",
      ...(urn === undefined ? {} : { urn }),
    },
  };
}
