import { resolveByName } from "./byName";
import { readGiven } from "./given";
import type { Node } from "./resource";
import type { StackModel } from "./stackModel";
import { read, readText, type Reading } from "./value";

export const BUCKET_TYPES = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] as const;

/** Resources that each are one setting of a bucket, in all versions. */
const COMPANIONS = {
  publicAccess: ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"],
  ownership: ["aws:s3/bucketOwnershipControls:BucketOwnershipControls"],
  encryption: [
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
  ],
  versioning: ["aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2"],
  policy: ["aws:s3/bucketPolicy:BucketPolicy"],
  logging: ["aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2"],
  objectLock: [
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "aws:s3/bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2",
  ],
  lifecycle: [
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
  ],
} as const;

export type Companion = keyof typeof COMPANIONS;
export const COMPANION_TYPES: Readonly<Record<Companion, readonly string[]>> = COMPANIONS;

/** A bucket with the resources that say how it is set up. */
export interface Bucket {
  readonly node: Node;

  /** Undefined where nobody knows it yet. */
  readonly name: string | undefined;

  /** The companions of one kind. There should be one; of two, the last one to be updated wins. */
  companions(kind: Companion): readonly Node[];

  /** Whether there is a companion of the kind of which nobody knows yet whether it is for this bucket. */
  maybe(kind: Companion): boolean;
}

/** All buckets of the stack. Their companions are found by edge before the first apply, and by name or id after it. */
export function bucketsOf(model: StackModel): readonly Bucket[] {
  const links = new Map(
    (Object.keys(COMPANIONS) as Companion[]).map((kind) => [kind, linksOf(model, COMPANION_TYPES[kind])]),
  );
  return model.ofType(...BUCKET_TYPES).map((node) => {
    const name = readText(node.props, "bucket");
    return {
      node,
      name: name.is === "known" && name.text !== "" ? name.text : undefined,
      companions: (kind) => links.get(kind)?.sure.get(node.urn) ?? [],
      maybe: (kind) => links.get(kind)?.maybe.has(node.urn) === true,
    };
  });
}

/** By URN of the bucket: companions that are its own for sure, and whether there are others that could be. */
function linksOf(
  model: StackModel,
  types: readonly string[],
): { readonly sure: ReadonlyMap<string, readonly Node[]>; readonly maybe: ReadonlySet<string> } {
  const sure = new Map<string, Node[]>();
  const maybe = new Set<string>();
  for (const companion of model.ofType(...types)) {
    const { nodes, exact } = resolveByName(
      model,
      companion,
      { property: "bucket", value: companion.props.bucket, nameProperty: "bucket" },
      ...BUCKET_TYPES,
    );
    for (const { urn } of nodes) {
      if (exact) {
        sure.set(urn, [...(sure.get(urn) ?? []), companion]);
      } else {
        maybe.add(urn);
      }
    }
  }
  return { sure, maybe };
}

/**
 * A setting that is written at the bucket itself, under the first of the properties that is given: `Bucket` and `BucketV2`
 * name some differently.
 */
export function inlineSetting(
  { node }: Bucket,
  properties: readonly string[],
  ...path: readonly string[]
): Reading {
  for (const property of properties) {
    const reading = readGiven(node, property);
    // A bucket with no arguments at all has no edges that could tell, but an unknown value is only given with one.
    if (reading.is === "unknown" && property in node.edges) {
      return reading;
    }
    if (reading.is === "known") {
      return read(reading.value, ...path);
    }
  }
  return { is: "absent" };
}
