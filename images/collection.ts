import type { CatalogueImage } from "../components/images/catalogueItem";
import { BASE_IMAGE, keyText } from "../components/images/imageCatalogue";
import { type Revocation, revocationOf, revocationText } from "../components/images/revocation";

/** Something that needs an image, or may come to need it. */
export interface Pin {
  /** An image in some region, or all images of a service at a commit; of `base-image` the commit is the version. */
  readonly of: { readonly imageId: string } | { readonly service: string; readonly commit: string };

  /** In words for people. */
  readonly why: string;

  /**
   * `use`: runs it, or is set to. `way-back`: might be turned back to, which no revoked image can be. `record`: evidence
   * names it.
   */
  readonly kind: "use" | "way-back" | "record";
}

/** What is kept although nothing points at it. */
export interface CollectionRules {
  readonly now: Date;

  /** Days from its bake in which an image is kept: nothing may name it yet. */
  readonly youngDays: number;

  /** Newest base images of each architecture that are kept. */
  readonly newestBases: number;
}

/** An image, and everything that keeps it; nothing where it goes. */
export interface JudgedImage {
  readonly image: CatalogueImage;
  readonly reasons: readonly string[];

  /** Absent where the image may run. */
  readonly revocation?: Revocation;
}

export interface CollectionPlan {
  /** By service, the newest first. */
  readonly kept: readonly JudgedImage[];

  /** In the order in which they go: those that are revoked first, services' before base images, the oldest first. */
  readonly collected: readonly JudgedImage[];

  /** Base images that are kept for their youth alone, and whose place newer ones have taken. */
  readonly superseded: readonly CatalogueImage[];
}

const DAY = 86_400_000;

/** Images that a reason names one by one. */
const NAMED = 3;

/**
 * Decides which images of the catalogue are kept, and why.
 *
 * An image is kept where a pin is of it or of one of its copies, where it is young or among the newest base images, and
 * where an image that is kept was made of it. Youth, a way back and a place among the newest do not keep an image that
 * is revoked, by itself or through its base.
 *
 * @param catalogue All of it; what is remembered of deleted images is left out of account.
 */
export function planCollection(
  catalogue: readonly CatalogueImage[],
  pins: readonly Pin[],
  rules: CollectionRules,
): CollectionPlan {
  const images = catalogue.filter(({ collected }) => collected === undefined);
  const byKey = new Map(images.map((image) => [keyText(image), image]));
  const baseOf = ({ base }: CatalogueImage) =>
    base === undefined ? undefined : byKey.get(keyText({ service: BASE_IMAGE, build: base }));
  const revocations = new Map(images.map((image) => [image, revocationOf(image, baseOf(image))]));
  const isRevoked = (image: CatalogueImage) => revocations.get(image) !== undefined;
  const newest = newestBases(
    images.filter((image) => !isRevoked(image)),
    rules.newestBases,
  );

  const pinsBy = grouped(pins, ({ of }) => pinText(of));
  const pinned = (image: CatalogueImage) =>
    pinTexts(image)
      .flatMap((text) => pinsBy.get(text) ?? [])
      .filter(({ kind }) => kind !== "way-back" || !isRevoked(image))
      .map(({ why }) => why);
  const reasons = new Map(images.map((image) => [image, new Set(pinned(image))]));
  for (const image of newest) {
    reasons.get(image)?.add(newestWords(image, rules));
  }
  const isPointedAt = new Set(images.filter((image) => reasons.get(image)?.size !== 0));
  for (const image of images.filter((one) => isYoung(one, rules) && !isRevoked(one))) {
    reasons.get(image)?.add(`baked on ${dayOf(image.bakedAt)}, less than ${rules.youngDays} days ago`);
  }
  for (const [base, made] of ancestors(images, baseOf, (image) => reasons.get(image)?.size !== 0)) {
    reasons.get(base)?.add(`base image of ${listed(made.map(imageWords))}`);
    isPointedAt.add(base);
  }

  const judged = images.map((image): JudgedImage => {
    const revocation = revocations.get(image);
    return {
      image,
      reasons: [...(reasons.get(image) ?? [])].sort(),
      ...(revocation === undefined ? {} : { revocation }),
    };
  });
  return {
    kept: judged.filter(({ reasons: all }) => all.length > 0).sort((a, b) => keptOrder(a.image, b.image)),
    collected: judged
      .filter(({ reasons: all }) => all.length === 0)
      .sort((a, b) => rank(a) - rank(b) || goingOrder(a.image, b.image)),
    superseded: judged
      .filter(({ image, reasons: all }) => all.length > 0 && isSuperseded(image) && !isPointedAt.has(image))
      .map(({ image }) => image)
      .sort(goingOrder),
  };
}

/** Why an image goes, in words that follow on its name. */
export function whyItGoes({ revocation }: JudgedImage): string {
  return revocation === undefined ? "nothing needs it" : revocationText(revocation);
}

/** `core 3f1c9e0 for arm64`; a base image has its version in the place of the commit. */
export function imageWords({ service, build, architecture }: CatalogueImage): string {
  const [commit = build] = build.split("#");
  return `${service} ${/^[0-9a-f]{40}$/.test(commit) ? commit.slice(0, 7) : commit} for ${architecture}`;
}

function pinText(of: Pin["of"]): string {
  return "imageId" in of ? of.imageId : `${of.service}#${of.commit}`;
}

/** What pins may call an image. */
function pinTexts({ service, build, imageId, copies }: CatalogueImage): readonly string[] {
  return [`${service}#${build.split("#")[0] ?? build}`, imageId, ...Object.values(copies)];
}

function newestBases(images: readonly CatalogueImage[], count: number): readonly CatalogueImage[] {
  const bases = images.filter(({ service }) => service === BASE_IMAGE);
  return [...grouped(bases, ({ architecture }) => architecture).values()].flatMap((some) =>
    [...some].sort((a, b) => -goingOrder(a, b)).slice(0, count),
  );
}

function newestWords({ architecture }: CatalogueImage, { newestBases: count }: CollectionRules): string {
  return count === 1
    ? `the newest base image for ${architecture}`
    : `one of the ${count} newest base images for ${architecture}`;
}

function isYoung({ bakedAt }: CatalogueImage, { now, youngDays }: CollectionRules): boolean {
  // What has no date that can be read is kept: nobody knows how old it is.
  return !(Date.parse(bakedAt) <= now.getTime() - youngDays * DAY);
}

/** The bases of what is kept, and theirs, each with what was made of it. */
function ancestors(
  images: readonly CatalogueImage[],
  baseOf: (image: CatalogueImage) => CatalogueImage | undefined,
  isKept: (image: CatalogueImage) => boolean,
): ReadonlyMap<CatalogueImage, readonly CatalogueImage[]> {
  const found = new Map<CatalogueImage, CatalogueImage[]>();
  const open = images.filter(isKept).sort(keptOrder);
  const seen = new Set(open);
  for (let image = open.shift(); image !== undefined; image = open.shift()) {
    const base = baseOf(image);
    if (base !== undefined) {
      found.set(base, [...(found.get(base) ?? []), image]);
      if (!seen.has(base)) {
        seen.add(base);
        open.push(base);
      }
    }
  }
  return found;
}

function isSuperseded({ service, state }: CatalogueImage): boolean {
  return service === BASE_IMAGE && (state === "available" || state === "deployed-to-staging");
}

/** No base image goes before what was made of it: whoever judges an image asks its base. */
function rank({ image, revocation }: JudgedImage): number {
  return (revocation === undefined ? 2 : 0) + (image.service === BASE_IMAGE ? 1 : 0);
}

/** The oldest first; of the same moment by name, so that every run has the same order. */
function goingOrder(one: CatalogueImage, other: CatalogueImage): number {
  return compared(one.bakedAt, other.bakedAt) || compared(keyText(one), keyText(other));
}

function keptOrder(one: CatalogueImage, other: CatalogueImage): number {
  return compared(one.service, other.service) || -goingOrder(one, other);
}

function compared(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function grouped<T>(items: readonly T[], textOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(textOf(item));
    if (group === undefined) {
      groups.set(textOf(item), [item]);
    } else {
      group.push(item);
    }
  }
  return groups;
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  const named = names.slice(0, NAMED).join(", ");
  return more > 0 ? `${named} and ${more} more` : named;
}

function dayOf(moment: string): string {
  return moment.slice(0, "2026-11-21".length);
}
