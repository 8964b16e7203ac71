import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand } from "@aws-sdk/client-kms";
import { CreateBucketCommand, PutObjectLockConfigurationCommand } from "@aws-sdk/client-s3";
import { CreateTopicCommand } from "@aws-sdk/client-sns";

import { given, type WorldClients } from "./clients";

/** What a release is written down with, and what it is judged by, as the foundation makes it. */
export interface ReleaseStore {
  /** ARN of the queue's table. */
  readonly tableArn: string;

  /** Name of the ledger's bucket. */
  readonly bucket: string;

  /** ARN of the key that signs the ledger. */
  readonly keyArn: string;
  readonly topicArn: string;

  /** Name of the image catalogue's table. */
  readonly catalogueTable: string;
}

/** Makes a queue's table, a ledger's bucket with Object Lock, a signing key, a topic and an empty image catalogue. */
export async function makeReleaseStore(
  { dynamo, keys, objects, topics }: WorldClients,
  stack: string,
  region: string,
): Promise<ReleaseStore> {
  const bucket = `${stack}-ledger`;
  const makeBucket = async () => {
    await objects.send(
      new CreateBucketCommand({
        Bucket: bucket,
        ObjectLockEnabledForBucket: true,
        ...(region === "us-east-1"
          ? {}
          : { CreateBucketConfiguration: { LocationConstraint: region as "eu-west-1" } }),
      }),
    );
    await objects.send(
      new PutObjectLockConfigurationCommand({
        Bucket: bucket,
        ObjectLockConfiguration: {
          ObjectLockEnabled: "Enabled",
          Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: 1 } },
        },
      }),
    );
  };
  const catalogueTable = `${stack}-images`;
  const [table, key, topic] = await Promise.all([
    dynamo.send(
      new CreateTableCommand({
        TableName: `${stack}-release-queue`,
        KeySchema: [{ AttributeName: "lane", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "lane", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    ),
    keys.send(new CreateKeyCommand({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" })),
    topics.send(new CreateTopicCommand({ Name: `${stack}-notices` })),
    dynamo.send(
      new CreateTableCommand({
        TableName: catalogueTable,
        KeySchema: [
          { AttributeName: "service", KeyType: "HASH" },
          { AttributeName: "build", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          { AttributeName: "service", AttributeType: "S" },
          { AttributeName: "build", AttributeType: "S" },
        ],
        BillingMode: "PAY_PER_REQUEST",
      }),
    ),
    makeBucket(),
  ]);
  return {
    tableArn: given(table.TableDescription?.TableArn, "a table"),
    bucket,
    keyArn: given(key.KeyMetadata?.Arn, "a key"),
    topicArn: given(topic.TopicArn, "a topic"),
    catalogueTable,
  };
}
