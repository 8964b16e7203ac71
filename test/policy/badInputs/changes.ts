import type { Declared } from "../support/declared/recordingMonitor";
import { holdsUnknown, type Json, type Properties } from "../support/declared/wire";
import { UNKNOWN_ON_THE_WIRE } from "../support/host";

/** A change to what our own program declares. */
export type Change = (resources: readonly Declared[]) => readonly Declared[];

/** A property's value; a {@link Reference} anywhere in it is another resource's output, with its edge. */
export type Given =
  Json | typeof ELSEWHERE | Reference | readonly Given[] | { readonly [key: string]: Given | undefined };

/** Properties; undefined takes one away. */
export type GivenProperties = Readonly<Record<string, Given | undefined>>;

/** A value that is not known, of something that no stack here manages: another stack's output, or what was looked up. */
export const ELSEWHERE: unique symbol = Symbol("elsewhere");

/** A value that is not known, of which nothing is said. */
export const UNKNOWN = UNKNOWN_ON_THE_WIRE;

/** An output of a resource. */
export class Reference {
  public constructor(
    public readonly type: string,
    public readonly name: string,
    public readonly output: string,
  ) {}
}

/** @param output What is taken of it. */
export function of(type: string, name: string, output = "id"): Reference {
  return new Reference(type, name, output);
}

/** What is said of a resource beside its properties. */
export interface Options {
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];

  /** Logical name of another provider. */
  readonly provider?: string;

  /** By property, where an unknown value comes from. */
  readonly edges?: Readonly<Record<string, readonly Reference[]>>;
}

/** Some properties of one resource are others. @param how What the new ones are made of. */
export function set(
  type: string,
  name: string,
  how: GivenProperties | ((before: Properties) => GivenProperties),
  options: Options = {},
): Change {
  return (resources) => {
    const found = one(resources, type, name);
    const before = isUnconfigured(found) ? found.inputs : found.props;
    const given = typeof how === "function" ? how((before ?? {}) as Properties) : how;
    return resources.map((resource) =>
      resource === found ? withGiven(resources, found, given, options) : resource,
    );
  };
}

/**
 * One resource more. @param like Logical name of its provider, or the provider itself. @param urnName Where another resource of
 * the stack has its type and name.
 */
export function add(
  type: string,
  name: string,
  like: string,
  given: GivenProperties,
  options: Options = {},
): Change {
  return (resources) => {
    const stack = resources.find((resource) => resource.type === "pulumi:pulumi:Stack");
    const provider = resources.find((resource) => resource.provider?.name === like)?.provider;
    if (stack === undefined || (provider === undefined && type.startsWith("aws:"))) {
      throw new Error(`nothing here has the provider ${like}`);
    }
    const bare: Declared = {
      type,
      name,
      urn: `${stack.urn.split("::").slice(0, 2).join("::")}::${type}::${name}`,
      parent: stack.urn,
      props: {},
      inputs: {},
      ...(provider === undefined ? {} : { provider }),
    };
    return [...resources, withGiven(resources, bare, given, options)];
  };
}

/** A resource is gone. */
export function remove(type: string, name: string): Change {
  return (resources) => {
    const found = one(resources, type, name);
    return resources.filter((resource) => resource !== found);
  };
}

/** One change after the other. */
export function all(...changes: readonly Change[]): Change {
  return (resources) => changes.reduce((changed, change) => change(changed), resources);
}

function one(resources: readonly Declared[], type: string, name: string): Declared {
  const found = resources.filter((resource) => resource.type === type && resource.name === name);
  if (found.length !== 1 || found[0] === undefined) {
    throw new Error(`${type} ${name} is there ${found.length} times`);
  }
  return found[0];
}

function withGiven(
  resources: readonly Declared[],
  resource: Declared,
  given: GivenProperties,
  { protect, ignoreChanges, provider, edges = {} }: Options,
): Declared {
  const found = resources.find((other) => other.provider?.name === provider)?.provider;
  const values: Record<string, Json> = {};
  const sources: Record<string, readonly string[]> = { ...resource.edges };
  for (const [property, value] of Object.entries(given)) {
    const urns: string[] = [];
    Reflect.deleteProperty(sources, property);
    if (value !== undefined) {
      values[property] = plain(resources, value, urns);
    }
    if (urns.length > 0) {
      sources[property] = [...new Set(urns)].filter((urn) => urn !== "");
    }
  }
  for (const [property, references] of Object.entries(edges)) {
    sources[property] = references.map(({ type, name }) => one(resources, type, name).urn);
  }
  const changed = (before: Properties) =>
    Object.fromEntries(
      Object.entries({ ...before, ...values }).filter(
        ([property]) => !(property in given) || given[property] !== undefined,
      ),
    );
  const after = { ...resource, ...(found === undefined ? {} : { provider: found }) };
  return {
    ...after,
    props: isUnconfigured(after) ? {} : changed((resource.props ?? {}) as Properties),
    inputs: changed(resource.inputs ?? {}),
    edges: sources,
    ...(protect === undefined ? {} : { protect }),
    ...(ignoreChanges === undefined ? {} : { ignoreChanges }),
  };
}

/** Whether there are no outputs, because its provider has unknown inputs. */
function isUnconfigured({ provider }: Declared): boolean {
  return holdsUnknown(provider?.props);
}

/** @param urns Takes up where the value comes from; an empty text is something that no stack here manages. */
function plain(resources: readonly Declared[], value: Given, urns: string[]): Json {
  if (value === ELSEWHERE) {
    urns.push("");
    return UNKNOWN;
  }
  if (value instanceof Reference) {
    const { urn, props } = one(resources, value.type, value.name);
    urns.push(urn);
    return ((props ?? {}) as Properties)[value.output] ?? UNKNOWN;
  }
  if (Array.isArray(value)) {
    return (value as readonly Given[]).map((inner) => plain(resources, inner, urns));
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value as GivenProperties).flatMap(([key, inner]) =>
          inner === undefined ? [] : [[key, plain(resources, inner, urns)]],
        ),
      )
    : (value as Json);
}
