import { resourcesOf, type StateResource } from "./stackExport";

/** A place where two states of the same stack differ beyond what the cloud makes up anew. */
export interface StateDifference {
  readonly urn: string;

  /** Path of the field; empty where the whole resource is missing on one side. */
  readonly path: string;
  readonly first: string;
  readonly second: string;
}

/** What the cloud makes up: ids in hexadecimal, account numbers, the random end of a name, a part of a cache's host. */
const CLOUD_MADE = /[0-9a-f]{7}|[0-9]{8}|\.[0-9a-z]{6}\.[0-9a-z]+\.cache\.amazonaws\.com$/;

/** The engine's random end of a physical name: a dash and seven hexadecimal digits. */
const NAME_SUFFIX = /^-[0-9a-f]{7}$/;

/** Marks an encrypted value in a state; its ciphertext differs each time the state is written. */
const SECRET_KEY = "4dabf18193072939515e22adb298388d";

/** Characters of a shown value, and of those before it differs: enough to see what it is. */
const SHOWN = 160;
const BEFORE = 40;

type Leaves = ReadonlyMap<string, string>;

/**
 * Compares two exports of one stack: the same resources of the same types with the same parents, providers, dependencies and
 * inputs.
 *
 * Values that the cloud made up in both and that differ (ids, ARNs, random ends of names) are replaced, wherever they are
 * used, by the place they come from. So a subnet must be in the *same* network as before, under whatever id.
 *
 * @returns What differs, sorted; empty where the second equals the first.
 */
export function compareExports(first: unknown, second: unknown): StateDifference[] {
  const before = byUrn(resourcesOf(first));
  const after = byUrn(resourcesOf(second));
  const masks = [new Map<string, string>(), new Map<string, string>()] as const;
  for (const [urn, resource] of before) {
    const counterpart = after.get(urn);
    if (counterpart !== undefined) {
      collectMasks(urn, resource, counterpart, masks);
    }
  }
  const [maskBefore, maskAfter] = masks.map(replacer) as [Replacer, Replacer];
  const urns = [...new Set([...before.keys(), ...after.keys()])].sort();
  return urns.flatMap((urn) => {
    const resource = before.get(urn);
    const counterpart = after.get(urn);
    if (resource === undefined || counterpart === undefined) {
      return [{ urn, path: "", first: presence(resource), second: presence(counterpart) }];
    }
    return leafDifferences(urn, compared(resource, maskBefore), compared(counterpart, maskAfter));
  });
}

function byUrn(resources: readonly StateResource[]): Map<string, StateResource> {
  return new Map(resources.map((resource) => [resource.urn, resource]));
}

function presence(resource: StateResource | undefined): string {
  return resource === undefined ? "missing" : resource.type;
}

/** Notes every value that the cloud or the engine made up for both resources, and that came out different. */
function collectMasks(
  urn: string,
  first: StateResource,
  second: StateResource,
  [masksFirst, masksSecond]: readonly [Map<string, string>, Map<string, string>],
): void {
  const mask = (path: string, one: string | undefined, other: string | undefined) => {
    if (one !== undefined && other !== undefined && one !== other) {
      masksFirst.set(one, masksFirst.get(one) ?? `<${urn} ${path}>`);
      masksSecond.set(other, masksSecond.get(other) ?? `<${urn} ${path}>`);
    }
  };
  mask("id", first.id, second.id);
  const [inputsFirst, inputsSecond] = [leaves(first.inputs), leaves(second.inputs)];
  for (const [path, value] of inputsFirst) {
    if (isSuffixed(value, urn) && isSuffixed(inputsSecond.get(path) ?? "", urn)) {
      mask(path, value, inputsSecond.get(path));
    }
  }
  const [givenFirst, givenSecond] = [new Set(inputsFirst.values()), new Set(inputsSecond.values())];
  const outputsSecond = leaves(second.outputs);
  for (const [path, value] of leaves(first.outputs)) {
    const other = outputsSecond.get(path) ?? "";
    // A value that the program gave is not the cloud's to make up: if it differs, that is a difference.
    if (
      !givenFirst.has(value) &&
      !givenSecond.has(other) &&
      CLOUD_MADE.test(value) &&
      CLOUD_MADE.test(other)
    ) {
      mask(path, value, other);
    }
  }
}

function isSuffixed(value: string, urn: string): boolean {
  const name = urn.split("::").at(-1) ?? "";
  return value.startsWith(name) && NAME_SUFFIX.test(value.slice(name.length));
}

/** The fields that must be equal, masked. */
function compared(resource: StateResource, replace: Replacer): Leaves {
  const { type, parent, provider, protect, dependencies, inputs } = resource;
  const all = leaves({ type, parent, provider, protect, dependencies: [...dependencies].sort(), inputs });
  return new Map([...all].map(([path, value]) => [path, replace(value)]));
}

function leafDifferences(urn: string, first: Leaves, second: Leaves): StateDifference[] {
  const paths = [...new Set([...first.keys(), ...second.keys()])].sort();
  return paths
    .filter((path) => first.get(path) !== second.get(path))
    .map((path) => ({ urn, path, ...shown(first.get(path), second.get(path)) }));
}

/** Two values that differ: long ones are cut to where they do. */
function shown(first = "absent", second = "absent"): Pick<StateDifference, "first" | "second"> {
  let same = 0;
  while (same < first.length && first[same] === second[same]) {
    same += 1;
  }
  const from = Math.max(0, same - BEFORE);
  const cut = (value: string) => `${from === 0 ? "" : "…"}${value.slice(from, from + SHOWN)}`;
  return first.length > SHOWN || second.length > SHOWN
    ? { first: cut(first), second: cut(second) }
    : { first, second };
}

/** Every scalar of a value as text, by its path. */
function leaves(value: unknown, path = "", found = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => leaves(item, `${path}[${index}]`, found));
  } else if (typeof value === "object" && value !== null) {
    if (SECRET_KEY in value) {
      found.set(path, "<secret>");
      return found;
    }
    for (const [key, item] of Object.entries(value)) {
      leaves(item, path === "" ? key : `${path}.${key}`, found);
    }
  } else if (value !== undefined) {
    found.set(path, typeof value === "string" ? legible(value) : JSON.stringify(value));
  }
  return found;
}

/** User data is in base64, where no id can be seen. */
function legible(value: string): string {
  if (value.length < 24 || value.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) {
    return value;
  }
  const decoded = Buffer.from(value, "base64").toString("utf8");
  return /^[\x20-\x7e\s]+$/.test(decoded) ? decoded : value;
}

type Replacer = (text: string) => string;

/** Replaces every masked value inside a text, longer ones first: an ARN before the account number in it. */
function replacer(masks: ReadonlyMap<string, string>): Replacer {
  if (masks.size === 0) {
    return (text) => text;
  }
  const longestFirst = [...masks.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map((value) => escaped(value)).join("|"), "g");
  return (text) => text.replace(pattern, (value) => masks.get(value) ?? value);
}

function escaped(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
