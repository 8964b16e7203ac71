import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { VerticalData, type VerticalDataArgs } from "../../../components/data/verticalData";
import { workerConfig } from "../../serviceConfig";
import { type CloudMade, type Registered, registeredBy } from "../../mocks";

/** A service that asks for everything. */
export const CORE = workerConfig({
  database: { instanceClass: "db.m7g.large", storageGiB: 100 },
  cache: { nodeType: "cache.m7g.large" },
  archive: true,
  files: true,
  jobs: [{ name: "tidy", schedule: "daily", timeoutMinutes: 60 }],
});

const MADE: CloudMade = {
  "aws:rds/subnetGroup:SubnetGroup": () => ({ name: "data-tier" }),
  "aws:rds/parameterGroup:ParameterGroup": () => ({ name: "tls-only" }),
  "aws:rds/instance:Instance": (name) => ({
    arn: `arn:db:${name}`,
    address: `${name}.rds`,
    masterUserSecrets: [{ secretArn: `arn:secret:${name}` }],
  }),
  "aws:elasticache/replicationGroup:ReplicationGroup": (name) => ({
    arn: `arn:cache:${name}`,
    primaryEndpointAddress: `${name}.cache`,
  }),
  "aws:elasticache/user:User": (name) => ({ arn: `arn:user:${name}` }),
  "aws:efs/fileSystem:FileSystem": () => ({ arn: "arn:files" }),
  "aws:efs/accessPoint:AccessPoint": (name) => ({ arn: `arn:access-point:${name}` }),
  "aws:dynamodb/table:Table": () => ({ arn: "arn:table" }),
  "aws:s3/bucket:Bucket": () => ({ arn: "arn:bucket", bucket: "bucket" }),
  "aws:kms/key:Key": (name) => ({ arn: `arn:key:${name}` }),
  "aws:backup/vault:Vault": (name) => ({ arn: `arn:vault:${name}`, name: `vault-${name}` }),
  "aws:iam/role:Role": () => ({ arn: "arn:role" }),
};

/** The stores of the vertical accounts, and what its services are given. */
export async function declaredStores(more: Partial<VerticalDataArgs> = {}, isCopied = true) {
  let services: unknown;
  let kept: unknown;
  const registered = await registeredBy(
    () => {
      const recovery = { region: "eu-central-1", provider: new aws.Provider("recovery", {}) };
      const data = new VerticalData("accounts", {
        stack: "prod",
        vertical: "accounts",
        restricted: true,
        accountId: "111122223333",
        region: "eu-west-1",
        services: [CORE],
        clusters: ["prod1", "prod2"],
        network: {
          vpcId: "vpc",
          dataSubnetIds: pulumi.output(["subnet-a", "subnet-b", "subnet-c"]),
          zones: 3,
        },
        stores: { multiZone: true, backupDays: 35, recoveryRegion: "eu-central-1" },
        logs: { logsKeyArn: "arn:logs-key", logRetentionDays: 400 },
        ...(isCopied ? { recovery } : {}),
        protect: true,
        ...more,
      });
      pulumi.output(data.services).apply((known) => (services = known));
      pulumi.output(data.kept).apply((known) => (kept = known));
    },
    "update",
    MADE,
  );
  return { registered, services, kept, one: oneOf(registered), of: allOf(registered) };
}

/** Inputs of every resource of a type, by its name. */
function allOf(registered: readonly Registered[]) {
  return (type: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> =>
    Object.fromEntries(
      registered.filter((resource) => resource.type === type).map(({ name, inputs }) => [name, inputs]),
    );
}

/** Inputs of the only resource of a type. */
function oneOf(registered: readonly Registered[]) {
  return (type: string): Readonly<Record<string, unknown>> => {
    const found = Object.values(allOf(registered)(type));
    if (found.length !== 1) {
      throw new Error(`${type} is there ${found.length} times.`);
    }
    return found[0] ?? {};
  };
}
