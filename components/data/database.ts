import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { DatabaseConfig } from "../../config";
import type { ServiceData } from "../clusters/serviceData";
import { archivedLogGroup, type LogKeeping } from "../observability/archivedLogGroup";
import type { DataContext } from "./dataContext";
import { type DatabaseGroups, POSTGRES_VERSION } from "./databaseGroups";
import { storeSecurityGroup } from "./storeSecurityGroup";

const PORT = 5432;

/**
 * Name of the database in every instance. Not the service's own name, because PostgreSQL and RDS keep words such as `user` and
 * `order` to themselves: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
const DATABASE = "service";

/** Who owns it. The password is AWS's business. */
const OWNER = "duotone";

/** GiB of gp3 that an instance has at the most; same page. */
const MOST_STORAGE = 65_536;

/** How often what was bought may be, before a full disk stops the database. */
const STORAGE_GROWTH = 2;

/** In UTC. AWS Backup refuses to run during either, or in the hour before: `Backups` runs later. */
const BACKUP_WINDOW = "01:00-01:30";
const MAINTENANCE_WINDOW = "sun:02:00-sun:03:00";

export interface DatabaseArgs extends DataContext {
  /** The service that it is of, and the instance's name. */
  readonly service: string;
  readonly config: DatabaseConfig;
  readonly groups: DatabaseGroups;

  /** Of what PostgreSQL says: who connects, what fails. */
  readonly logs: LogKeeping;
}

/**
 * The PostgreSQL of one service, on RDS.
 *
 * RDS makes the login, keeps it in Secrets Manager under the data's key, and rotates it every week: no password is in the
 * configuration or the state. Destroying it leaves a last snapshot, and its automatic backups for as long as they were to be
 * kept.
 */
export class Database extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;
  public readonly address: NonNullable<ServiceData["database"]>;

  /** Name of the snapshot that is made when the database is destroyed. */
  public readonly lastSnapshot: pulumi.Output<string>;

  public constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:data:Database", name, undefined, opts);

    const securityGroup = storeSecurityGroup(`${name}-database`, `Database of ${args.service}`, args, this);
    // By the group's id, which no other database ever has: a name that is taken would keep this one from being destroyed.
    this.lastSnapshot = pulumi.interpolate`${args.service}-last-${securityGroup.id}`;
    const instance = this.createInstance(name, args, securityGroup.id);

    this.arn = instance.arn;
    this.address = {
      host: instance.address,
      port: PORT,
      name: DATABASE,
      securityGroupId: securityGroup.id,
      secretArn: instance.masterUserSecrets.apply(([login]) => {
        if (login === undefined) {
          throw new pulumi.ResourceError(`RDS keeps no login of ${args.service}'s database.`, instance);
        }
        return login.secretArn;
      }),
    };
    this.registerOutputs({ arn: this.arn });
  }

  private createInstance(
    name: string,
    args: DatabaseArgs,
    securityGroupId: pulumi.Output<string>,
  ): aws.rds.Instance {
    const { service, config, groups, keyArn, stores, protect } = args;
    return new aws.rds.Instance(
      name,
      {
        identifier: service,
        engine: "postgres",
        engineVersion: POSTGRES_VERSION,
        autoMinorVersionUpgrade: true,
        instanceClass: config.instanceClass,
        ...storageOf(config),
        kmsKeyId: keyArn,
        dbName: DATABASE,
        username: OWNER,
        manageMasterUserPassword: true,
        masterUserSecretKmsKeyId: keyArn,
        dbSubnetGroupName: groups.subnetGroupName,
        parameterGroupName: groups.parameterGroupName,
        vpcSecurityGroupIds: [securityGroupId],
        port: PORT,
        publiclyAccessible: false,
        multiAz: stores.multiZone,
        backupRetentionPeriod: stores.backupDays,
        backupWindow: BACKUP_WINDOW,
        maintenanceWindow: MAINTENANCE_WINDOW,
        copyTagsToSnapshot: true,
        deleteAutomatedBackups: false,
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: this.lastSnapshot,
        deletionProtection: protect,
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: keyArn,
        enabledCloudwatchLogsExports: ["postgresql"],
        tags: { ...args.tags },
      },
      { parent: this, protect, dependsOn: this.createLogGroup(name, args) },
    );
  }

  /** Made first: RDS would make it itself, without a key and without an end. */
  private createLogGroup(name: string, { service, logs, tags }: DatabaseArgs): aws.cloudwatch.LogGroup {
    return archivedLogGroup(
      `${name}-database`,
      { ...logs, groupName: `/aws/rds/instance/${service}/postgresql`, tags },
      { parent: this },
    );
  }
}

/** What is bought, and how far it may grow by itself. */
function storageOf({
  storageGiB,
}: DatabaseConfig): Pick<
  aws.rds.InstanceArgs,
  "allocatedStorage" | "maxAllocatedStorage" | "storageEncrypted" | "storageType"
> {
  const most = Math.min(MOST_STORAGE, storageGiB * STORAGE_GROWTH);
  return {
    allocatedStorage: storageGiB,
    ...(most > storageGiB ? { maxAllocatedStorage: most } : {}),
    storageType: "gp3",
    storageEncrypted: true,
  };
}

/** Reading the login and nothing more: what may be done with the data PostgreSQL decides. */
export function databaseRights(secretArn: pulumi.Input<string>): readonly aws.iam.PolicyStatement[] {
  return [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secretArn }];
}
