import assert from "node:assert/strict";

import {
  CreateBackupCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  RestoreTableFromBackupCommand,
  RestoreTableToPointInTimeCommand,
} from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

import type { PulumiProject } from "../../sandbox/story/pulumi";
import { nameOf, resourcesOf } from "../../sandbox/story/stackExport";
import { type AccountSandbox, openAccountSandbox, saidBy } from "./accountStacks";
import { OPENING_LIMIT } from "./bakery";
import { engineProgram } from "./engineProgram";
import { elementsOf, rdsCalls } from "./rdsCalls";

const STACK = "stores";
const DATABASE = "settlement";
const TABLE = "duotone-stores-payments";

/** Milliseconds; AWS's provider looks at a database every half minute. */
const TEST_LIMIT = 1_200_000;

describe("the data stores of a vertical on the real engine", function () {
  this.timeout(TEST_LIMIT);
  let opened: AccountSandbox;
  let project: PulumiProject;

  before(async function () {
    this.timeout(OPENING_LIMIT);
    opened = await openAccountSandbox(".sandbox/tests/data");
    const { sandbox } = opened;
    project = await engineProgram(sandbox, "data");
    await project.stackInit(STACK);
    await project.configSet(STACK, "aws:region", sandbox.region);
    await project.configSet(STACK, "accountId", "123456789012");
    await project.configSet(STACK, "recoveryRegion", "eu-central-1");
  });

  after(() => opened.sandbox.close());

  it("are made", async () => {
    const run = await project.up(STACK);
    assert.equal(run.exitCode, 0, saidBy(run));
  });

  it("are as they should be afterwards: nothing to change, nothing drifted", async () => {
    const again = await project.up(STACK);
    assert.deepEqual([again.exitCode, again.changedUrns], [0, []], saidBy(again));
    const refreshed = await project.refresh(STACK, { args: ["--expect-no-changes"] });
    assert.equal(refreshed.exitCode, 0, saidBy(refreshed));
  });

  it("hold no password in the state", async () => {
    const text = JSON.stringify(await project.export(STACK));
    const [, arn] = /"secretArn":"(arn:aws:secretsmanager:[^"]+)"/.exec(text) ?? [];
    const client = new SecretsManagerClient(opened.access);
    try {
      const { SecretString: login = "" } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
      const { password } = JSON.parse(login) as { readonly password: string };
      assert.ok(password.length > 8);
      assert.ok(!text.includes(password) && !text.includes(JSON.stringify(password).slice(1, -1)));
    } finally {
      client.destroy();
    }
  });

  it("can be brought back as databases, from a snapshot and to an earlier second, under the same key", async () => {
    const { endpoint, region } = opened.sandbox;
    const call = rdsCalls(endpoint, region);
    const [key] = elementsOf(
      await call("DescribeDBInstances", { DBInstanceIdentifier: DATABASE }),
      "KmsKeyId",
    );
    assert.match(key ?? "", /^arn:aws:kms:/);
    await call("CreateDBSnapshot", { DBInstanceIdentifier: DATABASE, DBSnapshotIdentifier: "before" });
    await call("RestoreDBInstanceFromDBSnapshot", {
      DBSnapshotIdentifier: "before",
      DBInstanceIdentifier: "from-snapshot",
    });
    await call("RestoreDBInstanceToPointInTime", {
      SourceDBInstanceIdentifier: DATABASE,
      TargetDBInstanceIdentifier: "from-earlier",
      UseLatestRestorableTime: "true",
    });
    for (const restored of ["from-snapshot", "from-earlier"]) {
      const described = await call("DescribeDBInstances", { DBInstanceIdentifier: restored });
      assert.deepEqual(elementsOf(described, "StorageEncrypted"), ["true"], restored);
      assert.equal(elementsOf(described, "KmsKeyId")[0], key, restored);
      await call("DeleteDBInstance", { DBInstanceIdentifier: restored, SkipFinalSnapshot: "true" });
    }
  });

  it("can be brought back as the coordination table, from a backup and to an earlier second", async () => {
    const client = new DynamoDBClient(opened.access);
    const Key = { id: { S: "schema#settlement" } };
    try {
      await client.send(new PutItemCommand({ TableName: TABLE, Item: { ...Key, version: { N: "41" } } }));
      const { BackupDetails: backup } = await client.send(
        new CreateBackupCommand({ TableName: TABLE, BackupName: "before" }),
      );
      await client.send(
        new RestoreTableFromBackupCommand({
          BackupArn: backup?.BackupArn,
          TargetTableName: "from-backup",
        }),
      );
      await client.send(
        new RestoreTableToPointInTimeCommand({
          SourceTableName: TABLE,
          TargetTableName: "from-earlier",
          UseLatestRestorableTime: true,
        }),
      );
      for (const TableName of ["from-backup", "from-earlier"]) {
        const { Item } = await client.send(new GetItemCommand({ TableName, Key }));
        assert.equal(Item?.["version"]?.N, "41", TableName);
      }
    } finally {
      client.destroy();
    }
  });

  it("are destroyed, and leave a last snapshot and the key that reads it", async () => {
    const resources = resourcesOf(await project.export(STACK));
    const keyId = resources.find(
      ({ type, urn }) => type === "aws:kms/key:Key" && nameOf(urn) === "payments-data",
    )?.id;
    const run = await project.destroy(STACK);
    assert.equal(run.exitCode, 0, saidBy(run));
    const { endpoint, region } = opened.sandbox;
    const snapshots = await rdsCalls(endpoint, region)("DescribeDBSnapshots", {
      DBInstanceIdentifier: DATABASE,
    });
    assert.ok(
      elementsOf(snapshots, "DBSnapshotIdentifier").some((name) => name.startsWith("settlement-last-sg-")),
      snapshots,
    );
    const client = new KMSClient(opened.access);
    try {
      const { KeyMetadata: key } = await client.send(new DescribeKeyCommand({ KeyId: keyId }));
      assert.equal(key?.KeyState, "Enabled");
    } finally {
      client.destroy();
    }
  });
});
