import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Names of the request headers that say how an object is encrypted, as conditions know them. */
const ENCRYPTION = "s3:x-amz-server-side-encryption";
const ENCRYPTION_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id";
const CUSTOMER_ENCRYPTION = "s3:x-amz-server-side-encryption-customer-algorithm";

/** What a request calls encryption with keys of S3's own (SSE-S3). */
const S3_KEYS = "AES256";

const OLDEST_TLS = "1.2";

export interface GuardedBucket {
  readonly bucketArn: pulumi.Input<string>;

  /** @default - keys of S3's own: every other encryption is refused */
  readonly keyArn?: pulumi.Input<string>;

  /**
   * Objects for which a writer that asks for an encryption must ask for the bucket's key: a pattern of object keys.
   *
   * @default `*`
   */
  readonly keyedObjects?: string;

  /** Whether the policy itself keeps objects from being deleted: where no lock does, or not for ever. */
  readonly denyDeletion: boolean;
}

const everybody = { Effect: "Deny", Principal: "*" } as const;

/** Nobody may talk to a bucket in clear, or with a TLS that is out of use. */
export function transportStatements(bucketArn: pulumi.Input<string>): aws.iam.PolicyStatement[] {
  const all = { ...everybody, Action: "s3:*", Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`] };
  return [
    { Sid: "DenyInsecureTransport", ...all, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    { Sid: "DenyOldTls", ...all, Condition: { NumericLessThan: { "s3:TlsVersion": OLDEST_TLS } } },
  ];
}

/**
 * What nobody may do with a bucket of logs, whatever else allows it.
 *
 * A writer that says nothing about encryption is let through, because S3 then takes the bucket's own key; demanding the
 * headers would turn away VPC flow logs, which send none. One that names SSE-S3, another key, or none with SSE-KMS (that
 * is AWS's own key) is refused, and so is a key that the writer brings along.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 *
 * Expiry by the bucket's lifecycle is no request, so no denial holds it up.
 */
export function guardingStatements(bucket: GuardedBucket): aws.iam.PolicyStatement[] {
  const { bucketArn, keyArn, keyedObjects = "*" } = bucket;
  const objects = pulumi.interpolate`${bucketArn}/*`;
  return [
    ...transportStatements(bucketArn),
    {
      Sid: "DenyOtherKeys",
      ...everybody,
      Action: "s3:PutObject",
      Resource: pulumi.interpolate`${bucketArn}/${keyedObjects}`,
      Condition: {
        Null: { [ENCRYPTION]: "false" },
        // True as well where the request names no key.
        StringNotEquals: keyArn === undefined ? { [ENCRYPTION]: S3_KEYS } : { [ENCRYPTION_KEY]: keyArn },
      },
    },
    {
      Sid: "DenyCustomerKeys",
      ...everybody,
      Action: "s3:PutObject",
      Resource: objects,
      Condition: { Null: { [CUSTOMER_ENCRYPTION]: "false" } },
    },
    ...(bucket.denyDeletion
      ? [
          {
            Sid: "DenyDeletion",
            ...everybody,
            Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
            Resource: objects,
          },
        ]
      : []),
  ];
}
