import type { Account } from "../model/accounts";
import type { Node, Resource } from "../model/resource";
import type { StackModel } from "../model/stackModel";
import type { Settings } from "../settings/settings";

/**
 * What a rule has against a resource. `undetermined`: it cannot be proven either way; the register says whether that
 * counts.
 */
export interface Finding {
  readonly answer: "bad" | "undetermined";

  /** What is wrong and where: names, property paths, ids. Never the value of a property that could be a secret. */
  readonly message: string;
}

/** A finding about one node of a stack. */
export interface StackFinding extends Finding {
  /** URN of the resource; undefined where it is about something that is missing. */
  readonly urn: string | undefined;

  /**
   * Of something missing: whether it is missing from a vertical with personal or banking data.
   *
   * @default - what the stack says: only staging is less delicate
   */
  readonly restricted?: boolean;
}

export interface ResourceContext {
  readonly settings: Settings;

  /** Whether the resource is in production, or in a vertical with personal or banking data, or cannot be told apart. */
  readonly sensitive: boolean;
}

export interface StackContext {
  readonly model: StackModel;
  readonly settings: Settings;

  /** The account of a node. */
  account(node: Node): Account;
}

/** A rule that needs one resource only: it also stops an update before that resource is touched. */
export interface ResourceRule {
  readonly id: string;
  readonly scope: "resource";

  /** Type tokens, or every resource. */
  readonly types: readonly string[] | "every";
  readonly evaluate: (resource: Resource, context: ResourceContext) => readonly Finding[];
}

/** A rule that needs several resources. */
export interface StackRule {
  readonly id: string;
  readonly scope: "stack";
  readonly evaluate: (context: StackContext) => readonly StackFinding[];
}

export type Rule = ResourceRule | StackRule;

export function bad(message: string): Finding {
  return { answer: "bad", message };
}

export function undetermined(message: string): Finding {
  return { answer: "undetermined", message };
}

export function badNode(node: Node, message: string): StackFinding {
  return { answer: "bad", urn: node.urn, message };
}

export function undeterminedNode(node: Node, message: string): StackFinding {
  return { answer: "undetermined", urn: node.urn, message };
}

/** Something that should be there and is not. */
export function missing(message: string, from: Pick<StackFinding, "restricted"> = {}): StackFinding {
  return { answer: "bad", urn: undefined, message, ...from };
}

/** Something of which nobody knows yet whether it is there. */
export function unproven(message: string, from: Pick<StackFinding, "restricted"> = {}): StackFinding {
  return { answer: "undetermined", urn: undefined, message, ...from };
}
