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
}

/** Declares a table of the release store: paid by the request, encrypted, and restorable to any second of the last 35 days. */
export function onDemandTable(
  name: string,
  { tableName, hashKey, rangeKey, protect }: OnDemandTableArgs,
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
      serverSideEncryption: { enabled: true },
      deletionProtectionEnabled: protect,
    },
    { parent, protect },
  );
}
