import { referencesAt } from "../../model/references";
import { UNKNOWN } from "../../model/value";
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

  /**
   * Whether the provider fills in the whole block where nobody sets it, even on a resource that nothing is set of: then an
   * unknown block counts only where an edge list says that it was given.
   */
  readonly filledIn?: boolean;
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
  const judge = { rule, settings, permits };
  return table.flatMap(({ types, path, to, required, bareIsOwn, filledIn }) =>
    model.ofType(...types).flatMap((node) => {
      const [property = ""] = path;
      if (filledIn === true && node.props[property] === UNKNOWN && !(property in node.edges)) {
        return [];
      }
      const references = referencesAt(model, verticals, node, path, to);
      if (required === true && references.length === 0) {
        return [badNode(node, `${path.join(".")} is not set, so that nothing says what it is tied to.`)];
      }
      return references
        .filter(({ text }) => bareIsOwn !== true || text === undefined || text.startsWith("arn:"))
        .flatMap((reference) => judgedReference(judge, node, verticals.ofNode(node), reference));
    }),
  );
}
