import type { SchemaRange } from "../../providers/schema/state";
import { type Override, overrideFor } from "../../providers/switch/overrides";
import type { Architecture } from "./architecture";
import type { CatalogueImage } from "./catalogueItem";
import { baseKey, keyText, serviceKey } from "./imageCatalogue";
import { imageIdIn } from "./imageRegions";
import { wasDeployedToStaging } from "./imageState";
import type { ImageWithBase } from "./imagesWithBases";
import { whyNotToRun } from "./revocation";

/** An image that a stack's releases need. */
export interface WantedImage {
  /** Clusters that run it. */
  readonly clusters: readonly string[];
  readonly service: string;

  /** 40 hexadecimal digits. */
  readonly commit: string;
  readonly architecture: Architecture;
}

/** What decides whether a stack may run its images. */
export interface ImageRules {
  /** Region that the images are to run in. */
  readonly region: string;

  /** Whether the stack bakes what was never baked. One that does is where images are tried; no other takes untried ones. */
  readonly bakes: boolean;

  /** Version of the base images that a stack that bakes makes images of. */
  readonly baseVersion: string;

  /** Those of gate `images` let revoked images run on. */
  readonly overrides: readonly Override[];

  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Image ids by cluster, then by service. */
export type ResolvedImageIds = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What the images of releases state of their databases' schemas, by `releaseKey`; absent is what was never baked. */
export type SchemaRanges = ReadonlyMap<string, SchemaRange | undefined>;

/** A service's release, by which its facts are told from others in maps. */
export function releaseKey({ service, commit }: Pick<WantedImage, "service" | "commit">): string {
  return `${service} ${commit}`;
}

export interface Judgement {
  readonly ids: ResolvedImageIds;
  readonly ranges: SchemaRanges;

  /** Why the releases may not be deployed: each kind of reason once, with every image that it is about. */
  readonly refusals: readonly string[];

  /** What people should know, though it stops nothing. */
  readonly warnings: readonly string[];
}

/** One kind of reason against images, with what to do about it. */
type Reason = keyof typeof REASONS;

const REASONS = {
  missing: {
    what: "These releases name images that were never baked:",
    cure:
      "This stack takes images as they are and bakes none: deploy the commits to staging first, which does, or name " +
      "commits that staging has run.",
  },
  elsewhere: {
    what: "These releases name images that have no copy where they are to run:",
    cure:
      "Add the region to copyRegions in duotone:images of the stack that bakes, and deploy that stack: it copies what it " +
      "has baked already, too.",
  },
  untried: {
    what: "These releases name images that staging never ran:",
    cure: "Production runs what staging ran: deploy the commits to staging first, or name commits that staging has run.",
  },
  unfit: {
    what: "[images] These releases name images that nothing may run any more:",
    cure:
      "Name commits whose images may run; bake new ones of a newer duotone:images.baseVersion where it is the base image. " +
      "Only where the live colour runs one and its mend must be deployed beside it: an entry in duotone:overrides with " +
      "gate images lets it run on, for a day at most; no names move to it.",
  },
  unfitBase: {
    what: "These images would be baked from a base image that nothing may run any more:",
    cure: "Set baseVersion in duotone:images to a newer one.",
  },
} as const;

/**
 * Judges every image of a stack's releases by what the catalogue says of it.
 *
 * @param catalogue By `keyText`; where the stack bakes, with the base images of `baseVersion`.
 */
export function judgeImages(
  wanted: readonly WantedImage[],
  catalogue: ReadonlyMap<string, ImageWithBase>,
  rules: ImageRules,
): Judgement {
  const ids: Record<string, Record<string, string>> = {};
  const against: { readonly reason: Reason; readonly line: string }[] = [];
  const warnings: string[] = [];
  const ranges = new Map<string, SchemaRange | undefined>();
  for (const one of wanted) {
    const known = catalogue.get(keyText(serviceKey(one.service, one.commit, one.architecture)));
    const refuse = (reason: Reason, detail = "") =>
      against.push({ reason, line: ` - ${named(one)}${detail}` });
    if (known === undefined) {
      const unfit = rules.bakes ? unfitBase(one, catalogue, rules) : undefined;
      if (!rules.bakes) {
        refuse("missing", ` for ${one.architecture}`);
      } else if (unfit !== undefined) {
        refuse("unfitBase", `: base image ${rules.baseVersion} for ${one.architecture} ${unfit}`);
      }
      continue;
    }
    ranges.set(releaseKey(one), known.image.schema);
    const imageId = imageIdIn(known.image, rules.region);
    if (imageId === undefined) {
      refuse("elsewhere", `, in ${rules.region}`);
      continue;
    }
    for (const cluster of one.clusters) {
      (ids[cluster] ??= {})[one.service] = imageId;
    }
    const unfit = whyNotToRun(known.image, known.base);
    if (unfit !== undefined) {
      const { override, notes } = overrideFor(rules.overrides, "images", one.service, rules.now);
      if (override === undefined) {
        refuse("unfit", [` (${imageId}) ${unfit}`, ...notes].join(" "));
      } else {
        const { by, until, reason } = override;
        warnings.push(`${named(one)} (${imageId}) ${unfit}. ${by} lets it run until ${until}: ${reason}`);
      }
    } else if (!rules.bakes && !wasDeployedToStaging(known.image)) {
      refuse("untried", ` (${imageId})`);
    }
    warnings.push(...deprecations(one, known));
  }
  const reasons = Object.entries(REASONS).flatMap(([reason, { what, cure }]) => {
    const lines = against.filter((refused) => refused.reason === reason).map(({ line }) => line);
    return lines.length === 0 ? [] : [[what, ...lines, cure].join("\n")];
  });
  return { ids, ranges, refusals: reasons, warnings };
}

function unfitBase(
  { architecture }: WantedImage,
  catalogue: ReadonlyMap<string, ImageWithBase>,
  { baseVersion }: ImageRules,
): string | undefined {
  const base = catalogue.get(keyText(baseKey(baseVersion, architecture)))?.image;
  return base && whyNotToRun(base, undefined);
}

function deprecations(wanted: WantedImage, { image, base }: ImageWithBase): readonly string[] {
  const why = (old: CatalogueImage | undefined) =>
    old?.state === "deprecated" ? (old.stateChanges.at(-1)?.reason ?? "no reason is on record") : undefined;
  const [own, through] = [why(image), why(base)];
  return [
    ...(own === undefined ? [] : [`${named(wanted)} is deprecated: ${own}`]),
    ...(through === undefined ? [] : [`${named(wanted)} was made of a deprecated base image: ${through}`]),
  ];
}

function named({ clusters, service, commit }: WantedImage): string {
  return `${clusters.length === 1 ? "cluster" : "clusters"} ${clusters.join(", ")}, service ${service}: commit ${commit}`;
}
