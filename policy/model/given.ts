import type { Node, Resource } from "./resource";
import type { Resolved, StackModel } from "./stackModel";
import { read, type Reading, UNKNOWN, type Value } from "./value";

/**
 * Whether the program gave a property. What it did not give the provider fills in: unknown in a first preview, and later
 * what AWS last reported, for example a security group's `ingress` with the rules that other resources added to it.
 *
 * The Node.js SDK has an edge list for every property that is given, so a node without any does not tell; then all count
 * as given.
 */
export function isGiven({ edges }: Node, property: string): boolean {
  return property in edges || Object.keys(edges).length === 0;
}

/** Reads a property of a node that the program gave; one that it did not give is absent. */
export function readGiven(node: Resource | Node, property: string): Reading {
  return !("edges" in node) || isGiven(node, property) ? read(node.props, property) : { is: "absent" };
}

/**
 * What a value inside a property is about, as {@link StackModel.resolve} tells of a whole property. Where the value is
 * unknown, everything counts that the property comes from: edges are of whole properties.
 */
export function resolveWithin(
  model: StackModel,
  node: Node,
  property: string,
  value: Value | undefined,
  ...types: readonly string[]
): Resolved {
  return model.resolve({ ...node, props: { [property]: value } }, property, ...types);
}

/**
 * A node with what its program gave: without the properties that only the provider fills, which are unknown until the
 * update and would look as if they were set to something unknown.
 */
export function asGiven(node: Node): Node {
  return {
    ...node,
    props: Object.fromEntries(
      Object.entries(node.props).filter(([name, value]) => value !== UNKNOWN || isGiven(node, name)),
    ),
  };
}
