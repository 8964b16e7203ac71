import type { Node } from "./resource";
import type { StackModel } from "./stackModel";
import { UNKNOWN, type Value } from "./value";

export interface ClosureOptions {
  /** Nodes that are part of the closure without leading any further, for example a network that all share. */
  readonly stop?: (node: Node) => boolean;
}

/** What the resources of a model are made of. */
export interface Dependencies {
  /**
   * One step: the nodes that a resource's properties come from, and those that it names by id or ARN.
   *
   * Edges are often more than the truth, for a component's outputs come from everything in it. Where a property's value
   * is known and names nodes of a type, the other nodes of that type are left out. Components are no part of the world.
   */
  readonly sources: (node: Node) => readonly Node[];

  /** Everything that the roots are made of, and they themselves, sorted by URN. */
  readonly forward: (roots: readonly Node[], options?: ClosureOptions) => readonly Node[];

  /** Everything that is made of the roots, and they themselves, sorted by URN. */
  readonly reverse: (roots: readonly Node[], options?: ClosureOptions) => readonly Node[];
}

/** Each resource is looked at once, when it is first asked for. */
export function dependenciesOf(model: StackModel): Dependencies {
  const known = new Map<Node, readonly Node[]>();
  const sources = (node: Node): readonly Node[] => {
    const found = known.get(node) ?? sourcesOf(model, node);
    known.set(node, found);
    return found;
  };
  let users: ReadonlyMap<Node, readonly Node[]> | undefined;
  return {
    sources,
    forward: (roots, options = {}) => closure(roots, sources, options),
    reverse: (roots, options = {}) => {
      const by = (users ??= usersBy(model, sources));
      return closure(roots, (node) => by.get(node) ?? [], options);
    },
  };
}

function usersBy(
  model: StackModel,
  sources: (node: Node) => readonly Node[],
): ReadonlyMap<Node, readonly Node[]> {
  const users = new Map<Node, Node[]>();
  for (const node of model.nodes.filter(isResource)) {
    for (const source of sources(node)) {
      const others = users.get(source);
      if (others === undefined) {
        users.set(source, [node]);
      } else {
        others.push(node);
      }
    }
  }
  return users;
}

function sourcesOf(model: StackModel, node: Node): readonly Node[] {
  const properties = new Set([...Object.keys(node.props), ...Object.keys(node.edges)]);
  const found = [...properties].flatMap((property) => {
    if (SAYINGS.has(property) || property.startsWith("__")) {
      return [];
    }
    const { identities, unknown } = identitiesIn(node.props[property]);
    const edges = model.sources(node, property);
    const named = identities.flatMap((identity) => meant(model.named(identity), edges));
    const exact = new Set(unknown ? [] : named.map(({ type }) => type));
    return [...named, ...edges.filter(({ type }) => !exact.has(type))];
  });
  return [...new Set(found.filter((source) => source !== node && isResource(source)))];
}

/** What only adds something to a resource often has its id: a secret's rotation, for example. Edges tell which is meant. */
function meant(named: readonly Node[], edges: readonly Node[]): readonly Node[] {
  const told = named.filter((node) => edges.includes(node));
  return told.length > 0 ? told : named;
}

/** Properties that say something about a resource and lead nowhere. */
const SAYINGS: ReadonlySet<string> = new Set(["description", "tags", "tagsAll", "tagSpecifications"]);

/** ARNs, and ids of the kind that EC2 gives. Names are too often the same word by chance. */
export const IDENTITIES =
  /arn:aws[a-z-]*:[a-z0-9-]+:[^\s"'\\,]+|\b[a-z]{1,12}(?:-[a-z]{1,12})?-[0-9a-f]{8,17}\b/g;

function closure(
  roots: readonly Node[],
  step: (node: Node) => readonly Node[],
  { stop = () => false }: ClosureOptions,
): readonly Node[] {
  const found = new Set<Node>();
  const open = [...roots];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) {
      continue;
    }
    found.add(node);
    if (!stop(node)) {
      open.push(...step(node));
    }
  }
  return sorted([...found]);
}

/** Whether something stands for it in the cloud, which nothing does for a component, a provider or the stack itself. */
export function isResource({ type, provider }: Node): boolean {
  return provider !== undefined && !type.startsWith("pulumi:");
}

/** Ids and ARNs in a value, and whether a part of it is not known yet. */
export function identitiesIn(value: Value | undefined): {
  readonly identities: readonly string[];
  readonly unknown: boolean;
} {
  const identities = new Set<string>();
  let unknown = false;
  const visit = (part: Value | undefined): void => {
    if (part === UNKNOWN) {
      unknown = true;
    } else if (typeof part === "string" && (part.includes("-") || part.includes("arn:"))) {
      for (const [identity] of part.matchAll(IDENTITIES)) {
        identities.add(identity);
      }
    } else if (Array.isArray(part)) {
      (part as readonly Value[]).forEach(visit);
    } else if (typeof part === "object" && part !== null) {
      Object.values(part).forEach(visit);
    }
  };
  visit(value);
  return { identities: [...identities].sort(), unknown };
}

function sorted(nodes: readonly Node[]): readonly Node[] {
  return [...new Set(nodes)].sort((a, b) => (a.urn < b.urn ? -1 : 1));
}
