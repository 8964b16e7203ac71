import assert from "node:assert/strict";

import { workerConfig } from "../../serviceConfig";
import { declaredStores } from "./stores";

const TAGS = { service: "core", "shared-by": "prod1 prod2" };
const KEY = "arn:key:accounts-data";

type Stores = Awaited<ReturnType<typeof declaredStores>>;

const policyOf = (inputs: Readonly<Record<string, unknown>>) =>
  (JSON.parse(String(inputs["policy"])) as { Statement: readonly Record<string, unknown>[] }).Statement;

describe("the data stores of a vertical", function () {
  this.timeout(30_000);
  let stores: Stores;
  before(async () => {
    stores = await declaredStores();
  });

  it("have a PostgreSQL whose login RDS makes and keeps", () => {
    const { finalSnapshotIdentifier, ...database } = stores.one("aws:rds/instance:Instance");
    assert.equal(finalSnapshotIdentifier, "core-last-core-database-id");
    assert.deepEqual(database, {
      identifier: "core",
      engine: "postgres",
      engineVersion: "17",
      autoMinorVersionUpgrade: true,
      instanceClass: "db.m7g.large",
      allocatedStorage: 100,
      maxAllocatedStorage: 200,
      storageType: "gp3",
      storageEncrypted: true,
      kmsKeyId: KEY,
      dbName: "service",
      username: "duotone",
      manageMasterUserPassword: true,
      masterUserSecretKmsKeyId: KEY,
      dbSubnetGroupName: "data-tier",
      parameterGroupName: "tls-only",
      vpcSecurityGroupIds: ["core-database-id"],
      port: 5432,
      publiclyAccessible: false,
      multiAz: true,
      backupRetentionPeriod: 35,
      backupWindow: "01:00-01:30",
      maintenanceWindow: "sun:02:00-sun:03:00",
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: false,
      skipFinalSnapshot: false,
      deletionProtection: true,
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: KEY,
      enabledCloudwatchLogsExports: ["postgresql"],
      tags: TAGS,
    });
    assert.deepEqual(stores.one("aws:rds/parameterGroup:ParameterGroup")["parameters"], [
      { name: "rds.force_ssl", value: "1" },
      { name: "log_connections", value: "1" },
      { name: "log_disconnections", value: "1" },
    ]);
    assert.deepEqual(stores.one("aws:cloudwatch/logGroup:LogGroup"), {
      name: "/aws/rds/instance/core/postgresql",
      kmsKeyId: "arn:logs-key",
      retentionInDays: 400,
      tags: TAGS,
    });
  });

  it("have a cache that takes TLS and tokens of IAM only, with a standby in another zone", () => {
    const group = stores.one("aws:elasticache/replicationGroup:ReplicationGroup");
    const { authenticationMode, userId, userName, engine } = stores.one("aws:elasticache/user:User");
    assert.deepEqual(
      [authenticationMode, userId, userName, engine],
      [{ type: "iam" }, "core", "core", "valkey"],
    );
    assert.deepEqual(stores.one("aws:elasticache/userGroup:UserGroup")["userIds"], ["core"]);
    for (const [key, value] of Object.entries({
      replicationGroupId: "core",
      engine: "valkey",
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      atRestEncryptionEnabled: true,
      kmsKeyId: KEY,
      numCacheClusters: 2,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      userGroupIds: ["core"],
      authToken: undefined,
    })) {
      assert.deepEqual(group[key], value, key);
    }
  });

  it("have a file system with a target in every zone of the data tier, and a directory for each service", () => {
    const targets = Object.values(stores.of("aws:efs/mountTarget:MountTarget"));
    assert.deepEqual(
      targets.map(({ subnetId, securityGroups }) => [subnetId, securityGroups]),
      ["subnet-a", "subnet-b", "subnet-c"].map((subnet) => [subnet, ["accounts-files-id"]]),
    );
    const { encrypted, kmsKeyId } = stores.one("aws:efs/fileSystem:FileSystem");
    assert.deepEqual([encrypted, kmsKeyId], [true, KEY]);
    const { posixUser, rootDirectory } = stores.one("aws:efs/accessPoint:AccessPoint");
    assert.deepEqual(posixUser, { uid: 1000, gid: 1000 });
    assert.deepEqual(rootDirectory, {
      path: "/core",
      creationInfo: { ownerUid: 1000, ownerGid: 1000, permissions: "0750" },
    });
    const statements = policyOf(stores.one("aws:efs/fileSystemPolicy:FileSystemPolicy"));
    assert.deepEqual(
      statements.map(({ Sid, Effect }) => [Sid, Effect]),
      ["DenyInsecureTransport", "DenyWithoutAccessPoint", "DenyRoot"].map((sid) => [sid, "Deny"]),
    );
  });

  it("have a bucket for files that the trail looks at, and that nobody but the account reaches", () => {
    assert.deepEqual(Object.keys(stores.of("aws:s3/bucket:Bucket")), [
      "duotone-restricted-files-prod-accounts",
    ]);
    const policy = policyOf(stores.one("aws:s3/bucketPolicy:BucketPolicy"));
    assert.deepEqual(new Set(policy.map(({ Effect }) => Effect)), new Set(["Deny"]));
    const { versioningConfiguration } = stores.one("aws:s3/bucketVersioning:BucketVersioning");
    assert.deepEqual(versioningConfiguration, { status: "Enabled" });
    const { rules } = stores.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration");
    // No file ends: only older versions, and parts of uploads.
    assert.ok((rules as Record<string, unknown>[]).every((rule) => !("expiration" in rule)));
  });

  it("have a table that can be brought back to any second, under a name that programs know", () => {
    const { name, hashKey, serverSideEncryption, pointInTimeRecovery, deletionProtectionEnabled } =
      stores.one("aws:dynamodb/table:Table");
    assert.deepEqual(
      [name, hashKey, serverSideEncryption, pointInTimeRecovery, deletionProtectionEnabled],
      ["duotone-prod-accounts", "id", { enabled: true, kmsKeyArn: KEY }, { enabled: true }, true],
    );
  });

  it("have security groups without any rule", () => {
    assert.deepEqual(Object.keys(stores.of("aws:ec2/securityGroup:SecurityGroup")).sort(), [
      "accounts-files",
      "core-cache",
      "core-database",
    ]);
    for (const [name, { ingress, egress }] of Object.entries(
      stores.of("aws:ec2/securityGroup:SecurityGroup"),
    )) {
      assert.deepEqual([ingress, egress], [undefined, undefined], name);
    }
    assert.deepEqual(
      stores.registered.filter(({ type }) => /SecurityGroup(Ingress|Egress)?Rule$/.test(type)),
      [],
    );
  });

  it("are backed up every day, and copied to the recovery region under a key of its own", () => {
    const { resources, iamRoleArn } = stores.one("aws:backup/selection:Selection");
    assert.deepEqual(resources, ["arn:db:core", "arn:files", "arn:table"]);
    assert.equal(iamRoleArn, "arn:role");
    const lifecycle = { deleteAfter: 35 };
    assert.deepEqual(stores.one("aws:backup/plan:Plan")["rules"], [
      {
        ruleName: "daily",
        targetVaultName: "vault-accounts",
        schedule: "cron(0 5 * * ? *)",
        startWindow: 60,
        completionWindow: 600,
        lifecycle,
        copyActions: [{ destinationVaultArn: "arn:vault:accounts-recovery", lifecycle }],
      },
    ]);
    const copies = stores.registered.filter(({ provider }) => provider.includes("::recovery::"));
    assert.deepEqual(copies.map(({ type, name }) => `${type} ${name}`).sort(), [
      "aws:backup/vault:Vault accounts-recovery",
      "aws:backup/vaultLockConfiguration:VaultLockConfiguration accounts-recovery",
      "aws:kms/alias:Alias accounts-data-recovery",
      "aws:kms/key:Key accounts-data-recovery",
    ]);
    const vaults = stores.of("aws:backup/vault:Vault");
    assert.equal(vaults["accounts"]?.["kmsKeyArn"], KEY);
    assert.equal(vaults["accounts-recovery"]?.["kmsKeyArn"], "arn:key:accounts-data-recovery");
  });

  it("give a service its addresses, and the right to what is its own and no more", () => {
    const { services } = stores as { services: Record<string, unknown> };
    assert.deepEqual(services, {
      core: {
        database: {
          host: "core.rds",
          port: 5432,
          name: "service",
          securityGroupId: "core-database-id",
          secretArn: "arn:secret:core",
        },
        cache: { host: "core.cache", port: 6379, securityGroupId: "core-cache-id" },
        files: {
          fileSystemId: "accounts-id",
          accessPointId: "core-id",
          securityGroupId: "accounts-files-id",
        },
        archive: { bucket: "bucket" },
        coordinationTable: "duotone-prod-accounts",
        rights: [
          { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "arn:secret:core" },
          { Effect: "Allow", Action: "elasticache:Connect", Resource: ["arn:cache:core", "arn:user:core"] },
          {
            Effect: "Allow",
            Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
            Resource: "arn:files",
            Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": "arn:access-point:core" } },
          },
          {
            Effect: "Allow",
            Action: "s3:PutObject",
            Resource: ["arn:bucket/core/*", "arn:bucket/manifests/core/*"],
          },
          {
            Effect: "Allow",
            Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
            Resource: "arn:table",
            Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["job#core#*"] } },
          },
        ],
      },
    });
  });

  it("say what stays when they are destroyed", () => {
    assert.deepEqual(
      (stores.kept as { what: string }[]).map(({ what }) => what),
      [
        `the key ${KEY} of accounts's data`,
        "the snapshot core-last-core-database-id of core's database",
        "the files in bucket of accounts",
        "the backups in the vault vault-accounts, and their copies in vault-accounts-recovery of the recovery region of accounts",
      ],
    );
  });
});

describe("the data stores of a stack on trial", function () {
  this.timeout(30_000);
  it("have no standby, no copies, no lock and nothing that keeps them from being deleted", async () => {
    const stores = { multiZone: false, backupDays: 1, recoveryRegion: undefined };
    const { one, of } = await declaredStores({ stores, clusters: ["staging"], protect: false }, false);
    const { multiAz, deletionProtection, skipFinalSnapshot, tags } = one("aws:rds/instance:Instance");
    assert.deepEqual(
      [multiAz, deletionProtection, skipFinalSnapshot, tags],
      [false, false, false, { service: "core" }],
    );
    const { numCacheClusters, automaticFailoverEnabled } = one(
      "aws:elasticache/replicationGroup:ReplicationGroup",
    );
    assert.deepEqual([numCacheClusters, automaticFailoverEnabled], [1, false]);
    assert.deepEqual(Object.keys(of("aws:backup/vault:Vault")), ["accounts"]);
    assert.deepEqual(of("aws:backup/vaultLockConfiguration:VaultLockConfiguration"), {});
    const [rule] = one("aws:backup/plan:Plan")["rules"] as Record<string, unknown>[];
    assert.ok(rule !== undefined && !("copyActions" in rule));
  });

  it("are what services ask for, and nothing else", async () => {
    const asking = workerConfig({ name: "mailer", archive: true });
    const { registered, services } = await declaredStores({ services: [asking, workerConfig({})] }, false);
    const types = new Set(registered.filter(({ custom }) => custom).map(({ type }) => type.split(":")[1]));
    assert.deepEqual(
      [...types].filter((type) => !/^(s3|kms)\//.test(type ?? "")),
      ["providers"],
    );
    assert.deepEqual(Object.keys(services as object), ["mailer"]);
  });
});
