import type { Companion } from "../../../policy/model/buckets";
import type { Node, ProviderOf } from "../../../policy/model/resource";
import { node } from "./world";

/** What each companion of a good bucket is, and says. */
const GOOD: Readonly<Record<Exclude<Companion, "logging">, readonly [type: string, props: object]>> = {
  publicAccess: [
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
  ],
  ownership: [
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    { rule: { objectOwnership: "BucketOwnerEnforced" } },
  ],
  encryption: [
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    {
      rules: [
        { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "alias/data" } },
      ],
    },
  ],
  versioning: [
    "aws:s3/bucketVersioning:BucketVersioning",
    { versioningConfiguration: { status: "Enabled" } },
  ],
  policy: ["aws:s3/bucketPolicy:BucketPolicy", {}],
  objectLock: [
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    { rule: { defaultRetention: { mode: "COMPLIANCE", days: 400 } } },
  ],
  lifecycle: ["aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", { rules: [] }],
};

type Kind = keyof typeof GOOD;

/** What differs from a good bucket: `undefined` leaves a companion out, and properties replace those of a good one. */
export interface Differs {
  readonly name?: string;
  readonly type?: string;
  readonly props?: Readonly<Record<string, unknown>>;
  readonly provider?: ProviderOf;
  readonly companions?: Readonly<Partial<Record<Kind, object | undefined>>>;
}

/** A private, locked and versioned bucket with a key, and its companions, which find it by its name. */
export function bucketLike(differs: Differs = {}): readonly [bucket: Node, ...companions: readonly Node[]] {
  const { name = "files", type = "aws:s3/bucket:Bucket", props = {}, provider, companions = {} } = differs;
  const given = provider === undefined ? {} : { provider };
  const bucket = node(type, name, {
    props: { bucket: name, arn: `arn:aws:s3:::${name}`, objectLockEnabled: true, ...props },
    ...given,
  });
  const kinds = Object.keys(GOOD) as Kind[];
  return [
    bucket,
    ...kinds
      .filter((kind) => !(kind in companions) || companions[kind] !== undefined)
      .map((kind) => {
        const [companion, good] = GOOD[kind];
        return node(companion, `${name}-${kind}`, {
          props: { bucket: name, ...(companions[kind] ?? good) },
          ...given,
        });
      }),
  ];
}
