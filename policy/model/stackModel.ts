import type { Node } from "./resource";
import { readText } from "./value";

/** All resources of a stack, or of several that are looked at together. */
export interface StackModel {
  /** Sorted by URN: the engine's order changes from run to run. */
  readonly nodes: readonly Node[];

  node(urn: string): Node | undefined;

  /** Nodes of any of the types, sorted by URN. */
  ofType(...types: readonly string[]): readonly Node[];

  /** Nodes with this id or ARN. */
  named(identity: string, ...types: readonly string[]): readonly Node[];

  /** The nodes that a property's value comes from, of the types where any are given. */
  sources(node: Node, property: string, ...types: readonly string[]): readonly Node[];

  /** Nodes that name this one in a property (any where none is given), sorted. */
  users(node: Node, ...properties: readonly string[]): readonly Node[];

  /** The component that it belongs to, and that one's, outwards. */
  ancestors(node: Node): readonly Node[];
  children(node: Node): readonly Node[];

  /**
   * The nodes that a property is about: by the ids, ARNs or names in its value where they are known, and else by where
   * the value comes from, which may be more than it really is (`exact` is false then).
   */
  resolve(node: Node, property: string, ...types: readonly string[]): Resolved;
}

export interface Resolved {
  readonly nodes: readonly Node[];

  /** Whether the nodes are exactly those meant; false where a value is unknown and more than one could be meant. */
  readonly exact: boolean;

  /** Known ids in the value that belong to no node here: this stack does not manage them. */
  readonly foreign: readonly string[];

  /** Whether a part of the value is unknown and nothing here says where it comes from. */
  readonly unresolved: boolean;
}

/** @param nodes In any order. */
export function stackModel(nodes: readonly Node[]): StackModel {
  const sorted = [...nodes].sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
  const byUrn = new Map(sorted.map((node) => [node.urn, node]));
  const byType = grouped(sorted, ({ type }) => [type]);
  const byIdentity = grouped(sorted, identitiesOf);
  const usersOf = grouped(sorted, ({ edges }) => [...new Set(Object.values(edges).flat())]);
  const childrenOf = grouped(sorted, ({ parent }) => (parent === undefined ? [] : [parent]));

  const sources = (node: Node, property: string, ...types: readonly string[]) => {
    const found: Node[] = [];
    for (const urn of node.edges[property] ?? []) {
      const source = byUrn.get(urn);
      if (source !== undefined) {
        found.push(source);
      }
    }
    return ofTypes(found, types);
  };
  const ancestors = new Map<string, readonly Node[]>();

  return {
    nodes: sorted,
    node: (urn) => byUrn.get(urn),
    ofType: (...types) =>
      types.length === 1
        ? (byType.get(types[0] ?? "") ?? [])
        : sorted.filter(({ type }) => types.includes(type)),
    named: (identity, ...types) => ofTypes(byIdentity.get(identity) ?? [], types),
    sources,
    users: (node, ...properties) =>
      (usersOf.get(node.urn) ?? []).filter(
        ({ edges }) =>
          properties.length === 0 || properties.some((name) => edges[name]?.includes(node.urn) === true),
      ),
    ancestors: ({ parent }) => {
      if (parent === undefined) {
        return [];
      }
      const found = ancestors.get(parent) ?? outwards(parent, byUrn);
      ancestors.set(parent, found);
      return found;
    },
    children: (node) => childrenOf.get(node.urn) ?? [],
    resolve: (node, property, ...types) => {
      const { known, unknown } = identitiesIn(node, property);
      const named = known.map((id) => ({ id, nodes: ofTypes(byIdentity.get(id) ?? [], types) }));
      const foreign = named.filter(({ nodes: found }) => found.length === 0).map(({ id }) => id);
      const byEdge = unknown ? sources(node, property, ...types) : [];
      return {
        nodes: [...new Set([...named.flatMap(({ nodes: found }) => found), ...byEdge])],
        exact: !unknown || byEdge.length <= 1,
        foreign,
        unresolved: unknown && byEdge.length === 0,
      };
    },
  };
}

function ofTypes(found: readonly Node[], types: readonly string[]): readonly Node[] {
  return types.length === 0 ? found : found.filter(({ type }) => types.includes(type));
}

/** A node, its parent, and so on, each once. */
function outwards(from: string, byUrn: ReadonlyMap<string, Node>): readonly Node[] {
  const found = new Set<Node>();
  let at = byUrn.get(from);
  while (at !== undefined && !found.has(at)) {
    found.add(at);
    at = at.parent === undefined ? undefined : byUrn.get(at.parent);
  }
  return [...found];
}

function grouped(nodes: readonly Node[], keysOf: (node: Node) => readonly string[]): Map<string, Node[]> {
  const groups = new Map<string, Node[]>();
  for (const node of nodes) {
    for (const key of keysOf(node)) {
      const group = groups.get(key);
      if (group === undefined) {
        groups.set(key, [node]);
      } else {
        group.push(node);
      }
    }
  }
  return groups;
}

/**
 * What other resources name a resource by: its id and its ARN. An `arn` that the program gave is another's: that of an
 * event's target, or of the topic that a policy is for.
 */
function identitiesOf({ props, edges }: Node): readonly string[] {
  const found = ["id", "arn"].flatMap((key) => {
    const reading = readText(props, key);
    return reading.is === "known" && reading.text !== "" && !(key in edges) ? [reading.text] : [];
  });
  return [...new Set(found)];
}

function identitiesIn({ props }: Node, property: string): { known: readonly string[]; unknown: boolean } {
  const known: string[] = [];
  let unknown = false;
  const visit = (value: unknown): void => {
    if (typeof value === "symbol") {
      unknown = true;
    } else if (typeof value === "string") {
      known.push(value);
    } else if (Array.isArray(value)) {
      value.forEach(visit);
    }
  };
  visit(props[property]);
  return { known, unknown };
}
