import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { DataStoresConfig, ServiceConfig } from "../../config";
import type { Kept } from "../../providers/keptOnDestroy";
import type { ServiceData } from "../clusters/serviceData";
import { Key } from "../keys/key";
import { dataUses } from "../keys/keyUses";
import type { LogKeeping } from "../observability/archivedLogGroup";
import { Archive, archiveRights } from "./archive";
import { Backups, type BackupsArgs } from "./backups";
import { Cache } from "./cache";
import { CoordinationTable, jobLeaseRights } from "./coordinationTable";
import { Database, databaseRights } from "./database";
import { DatabaseGroups } from "./databaseGroups";
import type { DataContext } from "./dataContext";
import { keptData } from "./keptData";
import { SharedFiles } from "./sharedFiles";
import { asksForData, asksForTable, sharingTags } from "./wants";

export interface VerticalDataArgs {
  readonly stack: string;
  readonly vertical: string;

  /** Whether the vertical is restricted. */
  readonly restricted: boolean;
  readonly accountId: pulumi.Input<string>;
  readonly region: string;

  /** The vertical's services. What they ask for is made, and nothing else. */
  readonly services: readonly ServiceConfig[];

  /** The clusters that use the stores: all of the stack. */
  readonly clusters: readonly string[];
  readonly network: Pick<DataContext, "vpcId" | "dataSubnetIds" | "zones">;
  readonly stores: DataStoresConfig;
  readonly logs: LogKeeping;

  /** As of `BackupsArgs`. */
  readonly recovery?: BackupsArgs["recovery"];

  /** Whether AWS and the engine refuse to delete what holds data. */
  readonly protect: boolean;
}

/** All stores of one vertical: what its services ask for, one key for it, and its backups. */
export class VerticalData extends pulumi.ComponentResource {
  /** By service, for those that ask for anything. */
  public readonly services: Readonly<Record<string, ServiceData>>;

  /** What stays when the stack is destroyed. */
  public readonly kept: readonly Kept[];

  public constructor(name: string, args: VerticalDataArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:data:VerticalData", name, undefined, opts);

    const context: DataContext = {
      ...args.network,
      keyArn: this.createKey(name, args),
      stores: args.stores,
      protect: args.protect,
      tags: sharingTags(args.clusters),
    };
    const databases = this.createDatabases(name, args, context);
    const caches = this.createCaches(name, args, context);
    const files = this.createFiles(name, args, context);
    const archive = args.services.some((service) => service.archive)
      ? new Archive(name, { ...args, ...context }, { parent: this })
      : undefined;
    const table = args.services.some(asksForTable)
      ? new CoordinationTable(name, { ...args, ...context }, { parent: this })
      : undefined;
    const backups = this.createBackups(name, args, context, {
      ...Object.fromEntries([...databases].map(([service, { arn }]) => [`${service}-database`, arn])),
      ...(files === undefined ? {} : { files: files.arn }),
      ...(table === undefined ? {} : { table: table.arn }),
    });

    this.services = Object.fromEntries(
      args.services.filter(asksForData).map((service) => [
        service.name,
        dataOf(service, {
          database: databases.get(service.name),
          cache: caches.get(service.name),
          files: files?.directories[service.name],
          archive,
          table,
        }),
      ]),
    );
    this.kept = keptData({ vertical: args.vertical, keyArn: context.keyArn, databases, archive, backups });
    this.registerOutputs({});
  }

  /** It stays when the stack is destroyed: last snapshots, backups and files are worth nothing without it. */
  private createKey(name: string, { accountId, region, protect }: VerticalDataArgs): pulumi.Output<string> {
    return new Key(
      `${name}-data`,
      {
        purpose: "data",
        description: "Data stores and their backups",
        accountId,
        uses: dataUses({ accountId, region }),
        protect,
        retainOnDelete: true,
      },
      { parent: this },
    ).arn;
  }

  private createDatabases(
    name: string,
    { services, logs }: VerticalDataArgs,
    context: DataContext,
  ): ReadonlyMap<string, Database> {
    const asking = services.flatMap(({ name: service, database }) =>
      database === undefined ? [] : [{ service, config: database }],
    );
    if (asking.length === 0) {
      return new Map();
    }
    const groups = new DatabaseGroups(name, context, { parent: this });
    return new Map(
      asking.map(({ service, config }) => [
        service,
        new Database(
          service,
          { ...context, service, config, groups, logs, tags: { service, ...context.tags } },
          { parent: this },
        ),
      ]),
    );
  }

  private createCaches(
    name: string,
    { services }: VerticalDataArgs,
    context: DataContext,
  ): ReadonlyMap<string, Cache> {
    const asking = services.flatMap(({ name: service, cache }) =>
      cache === undefined ? [] : [{ service, config: cache }],
    );
    if (asking.length === 0) {
      return new Map();
    }
    const { name: subnetGroupName } = new aws.elasticache.SubnetGroup(
      name,
      { description: "Data tier", subnetIds: context.dataSubnetIds, tags: { ...context.tags } },
      { parent: this },
    );
    return new Map(
      asking.map(({ service, config }) => [
        service,
        new Cache(
          service,
          { ...context, service, config, subnetGroupName, tags: { service, ...context.tags } },
          { parent: this },
        ),
      ]),
    );
  }

  private createFiles(
    name: string,
    { services }: VerticalDataArgs,
    context: DataContext,
  ): SharedFiles | undefined {
    const asking = services.filter(({ files }) => files).map((service) => service.name);
    return asking.length === 0
      ? undefined
      : new SharedFiles(name, { ...context, services: asking }, { parent: this });
  }

  private createBackups(
    name: string,
    { accountId, recovery }: VerticalDataArgs,
    context: DataContext,
    resources: BackupsArgs["resources"],
  ): Backups | undefined {
    return Object.keys(resources).length === 0
      ? undefined
      : new Backups(
          name,
          { ...context, accountId, resources, ...(recovery === undefined ? {} : { recovery }) },
          { parent: this },
        );
  }
}

interface Made {
  readonly database: Database | undefined;
  readonly cache: Cache | undefined;
  readonly files: SharedFiles["directories"][string] | undefined;
  readonly archive: Archive | undefined;
  readonly table: CoordinationTable | undefined;
}

/** What one service is given of what was made, and what it may do with it. */
function dataOf(service: ServiceConfig, { database, cache, files, archive, table }: Made): ServiceData {
  const ownArchive = service.archive ? archive : undefined;
  const ownTable = asksForTable(service) ? table : undefined;
  return {
    ...(database === undefined ? {} : { database: database.address }),
    ...(cache === undefined ? {} : { cache: cache.address }),
    ...(files === undefined ? {} : { files: files.files }),
    ...(ownArchive === undefined ? {} : { archive: { bucket: ownArchive.bucketName } }),
    ...(ownTable === undefined ? {} : { coordinationTable: ownTable.tableName }),
    rights: [
      ...(database === undefined ? [] : databaseRights(database.address.secretArn)),
      ...(cache?.rights ?? []),
      ...(files?.rights ?? []),
      ...(ownArchive === undefined ? [] : archiveRights(ownArchive.bucketArn, service.name)),
      ...(ownTable === undefined || service.jobs.length === 0
        ? []
        : jobLeaseRights(ownTable.arn, service.name)),
    ],
  };
}
