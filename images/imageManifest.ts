import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";

import type { CatalogueImage } from "../components/images/catalogueItem";
import { BASE_IMAGE } from "../components/images/imageCatalogue";
import { explained } from "../components/images/imageError";
import type { BakePlan } from "./bakePlan";
import { PLUGIN_VERSION } from "./packer";

/** Changes when readers of manifests must read them in another way. */
const FORMAT = "duotone-image-manifest-1";

/** What an image was made with, and what Packer found in it. */
export interface Making {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly packerVersion: string;

  /** Name, version, release and architecture of each package, sorted; `undefined` where no machine was reached. */
  readonly packages: readonly string[] | undefined;
}

/** What the manifest says besides of an image: everything of the catalogue's item that is known when it is written. */
export type DescribedImage = Pick<
  CatalogueImage,
  "imageId" | "imageName" | "region" | "ownerAccountId" | "bakedAt" | "schema"
>;

const TAKEN_OVER = "an earlier bake made the image and ended before it wrote a manifest";

/**
 * What an image is made of, as JSON for people and scanners.
 *
 * @param making `undefined` for an image that an earlier bake made.
 */
export function manifestOf(plan: BakePlan, image: DescribedImage, making: Making | undefined): string {
  const { key, architecture, contentKey, parts, base, artifact } = plan;
  const [build = ""] = key.build.split("#");
  const document = {
    format: FORMAT,
    image: { id: image.imageId, name: image.imageName, region: image.region, account: image.ownerAccountId },
    service: key.service,
    ...(key.service === BASE_IMAGE ? { version: build } : { commit: build }),
    architecture,
    contentKey,
    parts,
    base:
      base === undefined
        ? { image: plan.sourceImage }
        : { image: base.imageId, build: base.build, manifest: base.manifest },
    ...(artifact && { artifact: { url: artifact.url, sha256: artifact.sha256, bytes: artifact.bytes } }),
    ...(image.schema && { schema: image.schema }),
    packages: packagesOf(making),
    tools:
      making === undefined
        ? { unknown: TAKEN_OVER }
        : {
            packer: making.packerVersion,
            "packer-plugin-amazon": PLUGIN_VERSION,
            node: process.versions.node,
          },
    startedAt: making?.startedAt,
    bakedAt: image.bakedAt,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function packagesOf(making: Making | undefined): readonly string[] | { readonly unknown: string } {
  if (making === undefined) {
    return { unknown: TAKEN_OVER };
  }
  return making.packages ?? { unknown: "no machine was reached: the templates' communicator was none" };
}

/** The list of packages that the templates download; `undefined` where they did not. */
export async function readPackages(file: string): Promise<readonly string[] | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text?.split("\n").filter((line) => line !== "");
}

/** Where the manifest of a content is kept in the artifact bucket. */
export function manifestKey({ key, contentKey }: Pick<BakePlan, "key" | "contentKey">): string {
  return `manifests/${key.service}/${key.build.replace("#", "-")}-${contentKey}.json`;
}

/**
 * Stores a manifest. S3 refuses it where it does not arrive as it was sent.
 *
 * @returns What the catalogue says of it.
 */
export async function storeManifest(
  s3: S3Client,
  bucket: string,
  key: string,
  manifest: string,
): Promise<{ readonly key: string; readonly sha256: string }> {
  const digest = createHash("sha256").update(manifest).digest();
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: manifest,
        ContentType: "application/json",
        ChecksumSHA256: digest.toString("base64"),
      }),
    );
  } catch (cause) {
    throw explained(cause, `The manifest s3://${bucket}/${key} could not be written`, {
      NoSuchBucket: "There is no such bucket: check its name, the region and the delivery account's role.",
    });
  }
  return { key, sha256: digest.toString("hex") };
}
