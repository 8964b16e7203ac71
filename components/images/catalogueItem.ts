import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { z } from "zod";

import type { SchemaRange } from "../../providers/schema/state";
import { ARCHITECTURES } from "./architecture";
import { ImageError } from "./imageError";
import { IMAGE_STATES } from "./imageState";

const text = z.object({ S: z.string() }).transform(({ S }) => S);
const textMap = z.object({ M: z.record(z.string(), text) }).transform(({ M }) => M);

const stateChange = z
  .object({
    M: z.object({ state: text.pipe(z.enum(IMAGE_STATES)), at: text, by: text, reason: text }),
  })
  .transform(({ M }) => M);

const whole = z.object({ N: z.string().regex(/^\d+$/) }).transform(({ N }) => Number(N));
const schemaRange = z
  .object({ M: z.object({ least: whole, most: whole }) })
  .transform(({ M }): SchemaRange => M);

const collection = z
  .object({ M: z.object({ at: text, by: text, remains: textMap }) })
  .transform(({ M }) => M);

const itemSchema = z.object({
  service: text,
  build: text,
  architecture: text.pipe(z.enum(ARCHITECTURES)),
  imageId: text,
  imageName: text,
  region: text,
  ownerAccountId: text,
  copies: textMap,
  base: text.optional(),
  schema: schemaRange.optional(),
  contentKey: text,
  parts: textMap,
  manifest: z.object({ M: z.object({ key: text, sha256: text }) }).transform(({ M }) => M),
  bakedAt: text,
  state: text.pipe(z.enum(IMAGE_STATES)),
  stateChanges: z.object({ L: z.array(stateChange) }).transform(({ L }) => L),
  consumers: z
    .object({ SS: z.array(z.string()) })
    .optional()
    .transform((set): readonly string[] => set?.SS ?? []),
  collected: collection.optional(),
});

/**
 * What the catalogue holds of one image.
 *
 * `region` is the one that it was baked in, and `copies` are the image's ids in further regions. `base` is the build of
 * the base image that it was made of, which a base image has none of. `parts` are the contents by name, each as a digest
 * or a plain value, whose joint digest `contentKey` is. `manifest` is the object in the artifact bucket that lists what
 * is in the image, with its SHA-256 in hex. `schema` are the versions of its database's schema that the release runs on, as
 * its artifact states them; absent where that states none. `bakedAt` is in ISO 8601. `stateChanges` are the states that it has had,
 * the first one first, and `state` is the last of them. `consumers` are the accounts that the bake shared it with.
 *
 * `collected` is there where the image itself was deleted: when, by whom, and what of it may be left to delete, as ids
 * separated by blanks, by region. The item stays, so that the commit cannot become another image.
 */
export type CatalogueImage = Readonly<z.infer<typeof itemSchema>>;

/** Whether an image is there, and not merely remembered: one that was deleted keeps its place in the catalogue. */
export function isThere({ collected }: CatalogueImage): boolean {
  return collected === undefined;
}

export function itemOf({
  parts,
  consumers,
  copies,
  manifest,
  stateChanges,
  base,
  schema,
  collected,
  ...texts
}: CatalogueImage): Record<string, AttributeValue> {
  return {
    ...attributes(texts),
    ...(base === undefined ? {} : { base: { S: base } }),
    ...(schema === undefined ? {} : { schema: schemaAttribute(schema) }),
    parts: { M: attributes(parts) },
    copies: { M: attributes(copies) },
    manifest: { M: attributes(manifest) },
    stateChanges: { L: stateChanges.map((change) => ({ M: attributes(change) })) },
    ...(collected === undefined ? {} : { collected: collectionAttribute(collected) }),
    // DynamoDB has no empty sets.
    ...(consumers.length === 0 ? {} : { consumers: { SS: [...consumers] } }),
  };
}

function schemaAttribute({ least, most }: SchemaRange): AttributeValue {
  return { M: { least: { N: String(least) }, most: { N: String(most) } } };
}

/** That an image was deleted, as DynamoDB takes it. */
export function collectionAttribute({
  remains,
  ...texts
}: NonNullable<CatalogueImage["collected"]>): AttributeValue {
  return { M: { ...attributes(texts), remains: { M: attributes(remains) } } };
}

/** Texts as DynamoDB takes them. */
export function attributes(texts: Readonly<Record<string, string>>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, { S: value }]));
}

/** @throws ImageError for an item that this version does not write. */
export function readItem(item: Readonly<Record<string, AttributeValue>>, tableName: string): CatalogueImage {
  const parsed = itemSchema.safeParse(item);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ` - ${issue.path.join(".")}: ${issue.message}`);
    const key = [item.service?.S, item.build?.S].join(" ");
    throw new ImageError(
      `The item "${key}" of ${tableName} is none that this version of duotone writes:\n${problems.join("\n")}\n` +
        "Images are registered by the bake program alone; remove what was written by hand.",
    );
  }
  return parsed.data;
}
