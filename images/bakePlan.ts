import path from "node:path";

import type { Architecture } from "../components/images/architecture";
import type { CatalogueImage } from "../components/images/catalogueItem";
import type { CatalogueKey } from "../components/images/catalogueTable";
import { BASE_IMAGE, baseKey, keyText, serviceKey } from "../components/images/imageCatalogue";
import { ImageError } from "../components/images/imageError";
import { revocationOf, revocationText, whyNotToRun } from "../components/images/revocation";
import { type Artifact, artifactProblem, artifactUrl, downloadArtifact } from "./artifact";
import { CONTENT_KEY_TAG, MANAGED_BY } from "./bakeTags";
import type { BakeRequest, BaseBakeRequest, ServiceBakeRequest } from "./bakeRequest";
import { type ContentParts, contentKey, digestOf, partDifferences } from "./contentKey";
import type { DeliveryAccount } from "./deliveryAccount";
import { amazonLinux } from "./machineImages";

/** Folder of the templates and scripts. */
export const TEMPLATES = __dirname;

/** What each kind of image is made with, below `TEMPLATES`. */
export const TEMPLATE_FILES = {
  service: ["image.pkr.hcl", "service.pkr.hcl"],
  base: ["image.pkr.hcl", "base.pkr.hcl"],
} as const;

export const SCRIPT_FOLDERS = {
  service: ["scripts/common", "scripts/service"],
  base: ["scripts/common", "scripts/base"],
} as const;

/** Digits of a commit that people read. */
const SHORT_COMMIT = 12;

/** Everything about a bake that is known before it. */
export interface BakePlan {
  readonly kind: BakeRequest["kind"];
  readonly key: CatalogueKey;
  readonly architecture: Architecture;

  /** The image that the catalogue holds under the key. */
  readonly known: CatalogueImage | undefined;

  /** What the catalogue remembers of an image of the key that was deleted. */
  readonly collected: CatalogueImage | undefined;
  readonly parts: ContentParts;
  readonly contentKey: string;

  /** Image that the build instance starts from. */
  readonly sourceImage: string;

  /** The base image; a base image has none. */
  readonly base: CatalogueImage | undefined;
  readonly imageName: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;

  /** The downloaded artifact; a base image has none. */
  readonly artifact: PlannedArtifact | undefined;
}

export interface PlannedArtifact extends Artifact {
  readonly url: string;
  readonly file: string;
}

/**
 * Finds out what an image is to be made of, and whether there is one already.
 *
 * @param workDir Where a service's artifact is put.
 * @throws ImageError listing what is missing, or what of the same image was other before.
 */
export async function planBake(
  account: DeliveryAccount,
  request: BakeRequest,
  workDir: string,
  signal: AbortSignal,
): Promise<BakePlan> {
  const plan =
    request.kind === "base"
      ? await planBase(account, request)
      : await planService(account, request, workDir, signal);
  const before = plan.known ?? plan.collected;
  if (before !== undefined) {
    refuseOtherContent(plan, before);
  }
  if (plan.known !== undefined) {
    refuseUnfit(plan.known, plan.base);
  }
  return plan;
}

/**
 * What another bake registered since a bake was planned.
 *
 * @throws ImageError where that is of other content.
 */
export async function registeredSince(
  { catalogue }: Pick<DeliveryAccount, "catalogue">,
  plan: BakePlan,
): Promise<CatalogueImage | undefined> {
  const [registered] = await catalogue.read([plan.key]);
  if (registered === undefined) {
    return undefined;
  }
  // A version of the base image keeps the source that it was baked from, whatever is current.
  const source = registered.parts["source-image"];
  const parts = source === undefined ? plan.parts : { ...plan.parts, "source-image": source };
  refuseOtherContent({ key: plan.key, parts, contentKey: contentKey(parts) }, registered);
  return registered;
}

/** An image that nothing may run is not handed out either. */
function refuseUnfit(known: CatalogueImage, base: CatalogueImage | undefined): void {
  const why = whyNotToRun(known, base);
  if (why !== undefined) {
    throw new ImageError(
      `${keyText(known)} ${why}. Nothing may run it: bake another ` +
        (known.service === BASE_IMAGE
          ? "version of the base image."
          : "commit, from a base image that is not revoked."),
    );
  }
}

/**
 * The same commit, or version, is one image for ever. One that was deleted may be baked again from the same content, and
 * one that was revoked may not.
 *
 * @throws ImageError listing what differs, if anything does.
 */
export function refuseOtherContent(
  plan: Pick<BakePlan, "contentKey" | "parts" | "key">,
  known: CatalogueImage,
): void {
  const what = plan.key.service === BASE_IMAGE ? "version" : "commit";
  if (known.collected !== undefined && known.state === "revoked") {
    throw new ImageError(
      `${keyText(plan.key)} was revoked, and its image deleted on ${known.collected.at}. It is not baked again: bake another ${what}.`,
    );
  }
  if (known.contentKey === plan.contentKey) {
    return;
  }
  throw new ImageError(
    `${keyText(plan.key)} is baked already, as ${known.imageId} on ${known.bakedAt}, and from other content:\n` +
      partDifferences(known.parts, plan.parts)
        .map((difference) => ` - ${difference}\n`)
        .join("") +
      `A ${what} is baked once and never again. Put back what it was baked from, or bake another ${what}.`,
  );
}

async function planService(
  account: DeliveryAccount,
  request: ServiceBakeRequest,
  workDir: string,
  signal: AbortSignal,
): Promise<BakePlan> {
  const { service, commit, architecture, baseVersion, artifactBucket, artifactSha256 } = request;
  const keys = {
    own: serviceKey(service, commit, architecture),
    base: baseKey(baseVersion, architecture),
  };
  const source = { bucket: artifactBucket, service, commit };
  const file = path.join(workDir, "artifact.tar.gz");
  const [found, downloaded, made] = await Promise.all([
    account.catalogue.read([keys.own, keys.base], { collected: true }),
    downloadArtifact(account.s3, source, file, signal),
    madeWith("service"),
  ]);
  const own = remembered(found, keys.own);
  const base = remembered(found, keys.base).known;
  // An artifact may be cleared away once its image is there: then it is what it was.
  const digest = downloaded?.sha256 ?? own.known?.parts.artifact;
  const wrong = downloaded && artifactProblem(source, downloaded, artifactSha256);
  const revoked = base && own.known === undefined ? revocationOf(base, undefined) : undefined;
  const problems = [
    ...(base === undefined
      ? [
          ` - The base image ${baseVersion} for ${architecture} was never baked: bake it first, with ` +
            `\`images/bake.ts base --version ${baseVersion} --architecture ${architecture}\`, or name one that was.`,
        ]
      : []),
    ...(revoked === undefined
      ? []
      : [
          ` - The base image ${baseVersion} for ${architecture} ${revocationText(revoked)}. Name another version in ` +
            "`duotone:images.baseVersion`.",
        ]),
    ...(wrong === undefined ? [] : [` - ${wrong}`]),
    ...(digest === undefined
      ? [
          ` - There is no ${artifactUrl(source)}: the build of ${service} puts it there. Let the build of this commit run, ` +
            "and check that the commit was pushed.",
        ]
      : []),
  ];
  if (base === undefined || digest === undefined || problems.length > 0) {
    throw new ImageError(`The image of ${service} at ${commit} cannot be baked:\n${problems.join("\n")}`);
  }
  return completed({
    kind: "service",
    key: keys.own,
    architecture,
    ...own,
    parts: { ...made, artifact: digest, "base-image": base.imageId, service, commit, architecture },
    sourceImage: base.imageId,
    base,
    label: `${service}-${commit.slice(0, SHORT_COMMIT)}`,
    description: `${service} at ${commit}`,
    tags: { "duotone:commit": commit, "duotone:base": baseVersion },
    artifact: downloaded && { ...downloaded, url: artifactUrl(source), file },
  });
}

async function planBase(account: DeliveryAccount, request: BaseBakeRequest): Promise<BakePlan> {
  const { version, architecture } = request;
  const key = baseKey(version, architecture);
  const [found, made] = await Promise.all([
    account.catalogue.read([key], { collected: true }),
    madeWith("base"),
  ]);
  const own = remembered(found, key);
  // Amazon publishes a new image every two weeks. A version keeps the one that it was baked from.
  const before = (own.known ?? own.collected)?.parts["source-image"];
  const sourceImage = before ?? (await amazonLinux(account.ssm, architecture));
  return completed({
    kind: "base",
    key,
    architecture,
    ...own,
    parts: { ...made, "source-image": sourceImage, version, architecture },
    sourceImage,
    base: undefined,
    label: `${BASE_IMAGE}-${version}`,
    description: `Base image ${version}`,
    tags: { "duotone:version": version, "duotone:base": sourceImage },
    artifact: undefined,
  });
}

/** Adds what follows from the content. */
function completed({
  label,
  tags,
  ...plan
}: Omit<BakePlan, "contentKey" | "imageName"> & { readonly label: string }): BakePlan {
  const key = contentKey(plan.parts);
  const imageName = `duotone-${label}-${key}`;
  return {
    ...plan,
    contentKey: key,
    imageName,
    tags: {
      Name: `duotone-${label}-${plan.architecture}`,
      [MANAGED_BY.Key]: MANAGED_BY.Value,
      [CONTENT_KEY_TAG]: key,
      "duotone:service": plan.key.service,
      "duotone:architecture": plan.architecture,
      ...tags,
    },
  };
}

async function madeWith(kind: BakeRequest["kind"]): Promise<ContentParts> {
  const [template, scripts] = await Promise.all([
    digestOf(TEMPLATES, TEMPLATE_FILES[kind]),
    digestOf(TEMPLATES, SCRIPT_FOLDERS[kind]),
  ]);
  return { template, scripts };
}

/** What the catalogue has of a key: an image, or what it remembers of one. */
function remembered(
  images: readonly CatalogueImage[],
  key: CatalogueKey,
): Pick<BakePlan, "known" | "collected"> {
  const image = images.find((one) => keyText(one) === keyText(key));
  return image?.collected === undefined
    ? { known: image, collected: undefined }
    : { known: undefined, collected: image };
}
