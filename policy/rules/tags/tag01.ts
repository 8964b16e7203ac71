import { allowedAccountIds } from "../../model/accounts";
import { looksLike } from "../../model/lookAlikes";
import type { Resource } from "../../model/resource";
import { type Carrier, carriersOf, TAGGED_TYPES, type TagReading } from "../../model/tags";
import { stackInUrn } from "../../model/urn";
import type { Settings } from "../../settings/settings";
import { bad, type Finding, type ResourceContext, type ResourceRule, undetermined } from "../rule";
import { againstIgnoredTags } from "./ignoredTags";

const KEYS = ["owner", "project", "stack", "vertical", "cluster", "commit"];
const PROVIDER = "pulumi:providers:aws";

/** A team or an address: what every service of AWS takes; https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html */
const OWNER = /^[A-Za-z0-9_.:/=+@-](?:[A-Za-z0-9 _.:/=+@-]{0,126}[A-Za-z0-9_.:/=+@-])?$/;
const COMMIT = /^[0-9a-f]{40}$/;

/** What a tag has to be. */
interface Wanted {
  readonly key: string;
  readonly fits: (text: string) => boolean;

  /** For messages: what it has to be. */
  readonly form: string;

  /** Whether it has to be there at all. */
  readonly required: boolean;
}

const OWNER_TAG: Wanted = {
  key: "owner",
  fits: (text) => OWNER.test(text),
  form: "a team or an address",
  required: true,
};
const COMMIT_TAG: Wanted = {
  key: "commit",
  fits: (text) => COMMIT.test(text),
  form: "a commit of 40 hexadecimal digits",
  required: true,
};

/**
 * Everything says who answers for it and which stack it is of: `owner`, `project`, `stack`, and in a vertical's account
 * `vertical`.
 *
 * Instances and their volumes have a `commit`, too. Nothing else has: on a resource that a release does not replace it
 * would be a change of its own, a thousand at every release.
 *
 * Whether `vertical`, `cluster` and `commit` tell the truth is another rule's question.
 */
export const tag01: ResourceRule = {
  id: "TAG-01",
  scope: "resource",
  types: [...TAGGED_TYPES, PROVIDER],
  evaluate: (resource: Resource, { settings }: ResourceContext): readonly Finding[] => {
    if (resource.type === PROVIDER) {
      return againstIgnoredTags(resource, KEYS);
    }
    const wanted = wantedOf(resource, settings);
    return carriersOf(resource).flatMap((carrier) => [
      ...againstTags(carrier, carrier.ofInstances ? [...wanted, COMMIT_TAG] : wanted),
      ...againstLookAlikes(carrier),
    ]);
  },
};

function wantedOf(resource: Resource, { inventory }: Settings): readonly Wanted[] {
  const { project, stack } = stackInUrn(resource.urn);
  const clusters = Object.keys(inventory.stacks[`${project}/${stack}`]?.clusters ?? {});
  return [
    OWNER_TAG,
    { key: "project", fits: (text) => text === project, form: `\`${project}\``, required: true },
    { key: "stack", fits: (text) => text === stack, form: `\`${stack}\``, required: true },
    verticalTag(resource, inventory),
    {
      key: "cluster",
      fits: (text) => clusters.includes(text),
      form: `a cluster of the stack (${clusters.join(", ") || "it has none"})`,
      required: false,
    },
  ];
}

/** The account says the vertical where its id is known. */
function verticalTag({ provider }: Resource, { verticals }: Settings["inventory"]): Wanted {
  const ids = allowedAccountIds(provider?.props ?? {});
  const own = verticals.find(({ accountId }) => ids.is === "known" && ids.ids.some((id) => id === accountId));
  return {
    key: "vertical",
    fits: (text) => (own === undefined ? verticals.some(({ name }) => name === text) : text === own.name),
    form: own === undefined ? "a vertical of the inventory" : `\`${own.name}\``,
    required: own !== undefined,
  };
}

function againstTags({ at, read }: Carrier, wanted: readonly Wanted[]): readonly Finding[] {
  const tags = wanted.map((tag) => ({ ...tag, reading: read(tag.key) }));
  const named = (is: TagReading["is"]) =>
    tags.filter(({ reading, required }) => reading.is === is && required).map(({ key }) => key);
  const absent = named("absent");
  const unknown = named("unknown");
  return [
    ...(absent.length > 0 ? [bad(`${at} has no ${absent.join(", ")}.`)] : []),
    ...(unknown.length > 0
      ? [undetermined(`${at} has a value for ${unknown.join(", ")} that is not known yet.`)]
      : []),
    ...tags.flatMap(({ key, fits, form, reading }) => {
      switch (reading.is) {
        case "known":
          return fits(reading.text) ? [] : [bad(`${at}.${key} is not ${form}.`)];
        case "invalid":
          return [bad(`${at}.${key} is no text.`)];
        case "kept":
          return [bad(`${at}.${key} has no propagateAtLaunch, so that instances do not get it.`)];
        case "absent":
        case "unknown":
          return [];
      }
    }),
  ];
}

/** A key that a person reads as a wanted one, and no program does. */
function againstLookAlikes({ at, keys }: Carrier): readonly Finding[] {
  return KEYS.filter((wanted) => keys.some((key) => looksLike(key, wanted))).map((wanted) =>
    bad(`${at} has a key that looks like ${wanted} and is another.`),
  );
}
