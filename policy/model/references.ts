import { isGiven } from "./given";
import type { Place } from "./place";
import type { Node } from "./resource";
import type { StackModel } from "./stackModel";
import { holdsUnknown, type PlainObject, UNKNOWN, type Value } from "./value";
import type { Verticals } from "./verticals";

/** One value at a path of a property. */
export interface Leaf {
  /** Where it is, for example `vpcs[0].vpcId`. */
  readonly at: string;

  /** Undefined where it is not known yet. */
  readonly text: string | undefined;
}

/** What one value of a property names. */
export interface Reference extends Leaf {
  /** The nodes that are meant; several where the value is unknown and each of them could be. */
  readonly nodes: readonly Node[];

  /** Whose it is; several where the value is unknown and could be of each, and never none. */
  readonly places: readonly Place[];
}

/**
 * The values along a path, through all lists on the way. Absent ones are left out, and so is the empty text, which
 * providers return for what is not set.
 */
export function leavesAt(props: Value | undefined, path: readonly string[]): readonly Leaf[] {
  return visited(props, path, "");
}

function visited(value: Value | undefined, path: readonly string[], at: string): readonly Leaf[] {
  if (value === undefined || value === null || value === "") {
    return [];
  }
  if (value === UNKNOWN) {
    return [{ at: at + path.map((key) => `.${key}`).join(""), text: undefined }];
  }
  if (Array.isArray(value)) {
    return (value as readonly Value[]).flatMap((item, index) => visited(item, path, `${at}[${index}]`));
  }
  const [key, ...rest] = path;
  if (key !== undefined) {
    const inner = at === "" ? key : `${at}.${key}`;
    // A text where a block should be tells nothing.
    return typeof value === "object"
      ? visited((value as PlainObject)[key], rest, inner)
      : [{ at: inner, text: undefined }];
  }
  return [{ at, text: typeof value === "object" || holdsUnknown(String(value)) ? undefined : String(value) }];
}

/**
 * What the values along a path name. Known ones are looked up; an unknown one is of whatever the property's value comes
 * from. What the program did not give, and the provider will fill in, is left out as absent ones are.
 *
 * @param types What the values may name. Edges lead to more than that, so give them.
 */
export function referencesAt(
  model: StackModel,
  verticals: Verticals,
  node: Node,
  path: readonly string[],
  types: readonly string[],
): readonly Reference[] {
  return leavesAt(node.props, path)
    .filter(({ text }) => text !== undefined || isGiven(node, path[0] ?? ""))
    .map((leaf) => referenceOf(model, verticals, node, leaf, path, types));
}

function referenceOf(
  model: StackModel,
  verticals: Verticals,
  node: Node,
  leaf: Leaf,
  [property = ""]: readonly string[],
  types: readonly string[],
): Reference {
  const nodes =
    leaf.text === undefined ? model.sources(node, property, ...types) : model.named(leaf.text, ...types);
  return {
    ...leaf,
    nodes,
    places:
      nodes.length > 0
        ? nodes.map((found) => verticals.ofNode(found))
        : [leaf.text === undefined ? UNSAID : verticals.ofText(leaf.text, ...types)],
  };
}

const UNSAID: Place = {
  is: "unknown",
  why: "it is not known yet, and nothing in this stack says where it comes from",
};
