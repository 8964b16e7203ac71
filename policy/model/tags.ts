import { parsedJson } from "./accounts";
import type { Resource } from "./resource";
import { TAGGABLE_TYPES } from "./taggableTypes";
import {
  UNKNOWN,
  type PlainObject,
  plainProperties,
  readFlag,
  readList,
  readText,
  type TextReading,
  type Value,
} from "./value";

/** What a resource says of a tag; `kept`: an Auto Scaling group has it, and its instances do not get it. */
export type TagReading = TextReading | { readonly is: "kept" };

/** Something that has tags: a resource, or what a launch template or an Auto Scaling group starts. */
export interface Carrier {
  /** Where they are, for messages: `tags`, `tagSpecifications[volume].tags`. */
  readonly at: string;

  /** Whether they are tags of instances or their volumes, which are replaced with every release. */
  readonly ofInstances: boolean;
  readonly read: (key: string) => TagReading;

  /** Keys that are known, sorted. */
  readonly keys: readonly string[];
}

export const GROUP = "aws:autoscaling/group:Group";
export const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

/** Types that have tags, sorted. */
export const TAGGED_TYPES: readonly string[] = [
  GROUP,
  ...TAGGABLE_TYPES.flatMap((line) => {
    const [module = "", ...classes] = line.split(" ");
    return classes.map((name) => `aws:${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`);
  }),
].sort();
const TAGGED: ReadonlySet<string> = new Set(TAGGED_TYPES);

/** All that has tags in a resource; nothing where its type has none. */
export function carriersOf(resource: Resource): readonly Carrier[] {
  const { type, props } = resource;
  if (!TAGGED.has(type)) {
    return [];
  }
  if (type === GROUP) {
    return [ofGroup(props)];
  }
  const own: Carrier = {
    at: "tags",
    ofInstances: false,
    read: (key) => readTag(resource, key),
    keys: keysOf(props.tags),
  };
  return type === TEMPLATE
    ? [own, ofSpecification(props, "instance"), ofSpecification(props, "volume")]
    : [own];
}

/**
 * One tag of a resource: its own, or else its provider's default, or else what the provider says of all tags. Never that
 * first: one unknown tag makes all of it unknown.
 */
export function readTag({ props, provider }: Resource, key: string): TextReading {
  const places: readonly (Value | undefined)[] = [props.tags, defaultTags(provider?.props), props.tagsAll];
  for (const tags of places) {
    const tag = tagIn(tags, key);
    if (tag.is !== "absent") {
      return tag;
    }
  }
  return { is: "absent" };
}

/** The provider's default tags. Where they cannot be read, any tag may be among them. */
function defaultTags(provider: PlainObject | undefined): Value | undefined {
  const given = readJson(provider?.defaultTags);
  if (given === undefined || given === null) {
    return undefined;
  }
  return typeof given === "object" && !Array.isArray(given) ? (given as PlainObject).tags : UNKNOWN;
}

/** A provider's input that is JSON in a text; {@link UNKNOWN} where it is none, or is not known yet. */
export function readJson(given: Value | undefined): Value | undefined {
  if (typeof given !== "string") {
    return given;
  }
  const content = parsedJson(given);
  return content === undefined ? UNKNOWN : plainProperties({ content }).content;
}

/** Instances and volumes get no default tags: the launch template has to say all of theirs. */
function ofSpecification(props: PlainObject, resourceType: "instance" | "volume"): Carrier {
  const specifications = readList(props, "tagSpecifications");
  const items = specifications.is === "known" ? specifications.items : [];
  const own = items.find((item) => {
    const type = readText(item, "resourceType");
    return type.is === "known" && type.text === resourceType;
  });
  const mayBeThere =
    specifications.is === "unknown" || items.some((item) => readText(item, "resourceType").is === "unknown");
  const tags = own === undefined ? (mayBeThere ? UNKNOWN : undefined) : (own as PlainObject).tags;
  return {
    at: `tagSpecifications[${resourceType}].tags`,
    ofInstances: true,
    read: (key) => tagIn(tags, key),
    keys: keysOf(tags),
  };
}

/** An Auto Scaling group has its tags in a list, gets no default tags, and says of each whether its instances get it. */
function ofGroup(props: PlainObject): Carrier {
  const list = readList(props, "tags");
  const items = list.is === "known" ? list.items : [];
  const keys = items.map((item) => readText(item, "key"));
  const more = list.is === "unknown" || keys.some(({ is }) => is === "unknown");
  return {
    at: "tags",
    ofInstances: true,
    read: (key) => {
      const index = keys.findIndex((found) => found.is === "known" && found.text === key);
      if (index === -1) {
        return { is: more ? "unknown" : "absent" };
      }
      const flag = readFlag(items[index], "propagateAtLaunch");
      if (flag !== "yes") {
        return { is: flag === "unknown" ? "unknown" : "kept" };
      }
      return readText(items[index], "value");
    },
    keys: keys.flatMap((key) => (key.is === "known" ? [key.text] : [])).sort(),
  };
}

function tagIn(tags: Value | undefined, key: string): TextReading {
  // `Object.hasOwn`, so that a key such as `constructor` is not found on every object.
  return typeof tags === "object" && tags !== null && !Object.hasOwn(tags, key)
    ? { is: "absent" }
    : readText(tags, key);
}

function keysOf(tags: Value | undefined): readonly string[] {
  return typeof tags === "object" && tags !== null && !Array.isArray(tags) ? Object.keys(tags).sort() : [];
}
