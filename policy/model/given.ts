import type { Node, Resource } from "./resource";
import type { Resolved, StackModel } from "./stackModel";
import { type PlainObject, read, type Reading, UNKNOWN, type Value } from "./value";

/**
 * Whether the program may have given a property. What it did not give the provider fills in, which is unknown in a first
 * preview: nothing says where it comes from, while an unknown value that the program gives comes from some resource.
 * What is known counts as given, because the engine does not tell a literal from what AWS reported last; empty texts
 * and lists, with which a provider says that there is nothing, do not.
 */
export function isGiven({ props, edges }: Node, property: string): boolean {
  const value = props[property];
  return property in edges || (value !== undefined && value !== UNKNOWN && !isNothing(value));
}

function isNothing(value: Value): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
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
  return { ...node, props: declaredProps(node) };
}

/** The properties of a resource, those of a node as {@link asGiven} leaves them. Inputs hold only what was given. */
export function declaredProps(resource: Resource | Node): PlainObject {
  return "edges" in resource
    ? Object.fromEntries(
        Object.entries(resource.props).filter(
          ([property, value]) => value !== UNKNOWN || isGiven(resource, property),
        ),
      )
    : resource.props;
}
