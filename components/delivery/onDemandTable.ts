import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface OnDemandTableArgs {
  /** Fixed, so that programs and people find the table by its name. */
  readonly tableName: string;

  /** Attributes of the table's key; both are texts. */
  readonly hashKey: string;

  /**
   * @default - an item is known by its hash key alone
   */
  readonly rangeKey?: string;

  /** Whether the engine and AWS refuse to delete the table. */
  readonly protect: boolean;

  /**
   * The key that it is encrypted with.
   *
   * @default - AWS's own for DynamoDB in the account
   */
  readonly keyArn?: pulumi.Input<string>;

  /**
   * Tags beside the provider's.
   *
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Declares a table: paid by the request, encrypted, and restorable to any second of the last 35 days. */
export function onDemandTable(
  name: string,
  { tableName, hashKey, rangeKey, protect, keyArn, tags }: OnDemandTableArgs,
  parent: pulumi.Resource,
): aws.dynamodb.Table {
  return new aws.dynamodb.Table(
    name,
    {
      name: tableName,
      billingMode: "PAY_PER_REQUEST",
      hashKey,
      ...(rangeKey === undefined ? {} : { rangeKey }),
      attributes: [hashKey, ...(rangeKey === undefined ? [] : [rangeKey])].map((key) => ({
        name: key,
        type: "S",
      })),
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, ...(keyArn === undefined ? {} : { kmsKeyArn: keyArn }) },
      deletionProtectionEnabled: protect,
      ...(tags === undefined ? {} : { tags: { ...tags } }),
    },
    { parent, protect },
  );
}
