import { isGiven } from "../../model/given";
import { leavesAt, referencesAt } from "../../model/references";
import type { Node } from "../../model/resource";
import { verticalsOf } from "../../model/verticals";
import { badNode, type StackContext, type StackFinding } from "../rule";
import { judgedReference, nothingElse, type Permission } from "./crossing";

/** A property that ties a resource to another, which must be of the same place. */
export interface Tie {
  readonly types: readonly string[];

  /** Lists on the way are gone through. */
  readonly path: readonly string[];

  /** What its values may name. */
  readonly to: readonly string[];

  /** Whether a value that is no ARN can only name something in the account itself. */
  readonly bareIsOwn?: boolean;

  /** Whether it is wrong to leave it out. */
  readonly required?: boolean;

  /** Whether AWS fills it in where nobody sets it: then it is unknown before the first update, and comes from nowhere. */
  readonly computed?: boolean;
}

function isSilent({ path, bareIsOwn, computed }: Tie, node: Node, text: string | undefined): boolean {
  return text === undefined
    ? computed === true && !isGiven(node, path[0] ?? "")
    : bareIsOwn === true && !text.startsWith("arn:");
}

/** Judges all ties of a table. */
export function judgedTies(
  rule: string,
  context: StackContext,
  table: readonly Tie[],
  permits: Permission = nothingElse,
): readonly StackFinding[] {
  const { model, settings } = context;
  const verticals = verticalsOf(context);
  return table.flatMap((tie) =>
    model.ofType(...tie.types).flatMap((node) => {
      if (tie.required === true && leavesAt(node.props, tie.path).length === 0) {
        return [badNode(node, `${tie.path.join(".")} is not set, so that nothing says what it is tied to.`)];
      }
      return referencesAt(model, verticals, node, tie.path, tie.to)
        .filter(({ text }) => !isSilent(tie, node, text))
        .flatMap((reference) =>
          judgedReference({ rule, settings, permits }, node, verticals.ofNode(node), reference),
        );
    }),
  );
}
