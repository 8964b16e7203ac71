import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { accountProvider } from "./accountProviders";
import { keptAccount, keptArchive } from "./components/accounts/kept";
import { Cluster } from "./components/clusters/cluster";
import { asksForColor } from "./components/clusters/jobs";
import { replaceableServices } from "./components/clusters/replaceable";
import { sharedDataStores } from "./components/data/wants";
import { ClusterNames } from "./components/dns/clusterNames";
import { clusterName } from "./components/dns/names";
import { PublicNames } from "./components/dns/publicNames";
import type { ResolvedImageIds } from "./components/images/judgeImages";
import { type BakedJudge, ReleasedImages } from "./components/images/releasedImages";
import type { ClusterConfig, DuotoneConfig } from "./config";
import type { Foundation } from "./foundationReference";
import { KeptOnDestroy } from "./providers/keptOnDestroy";
import { coordinationTableName } from "./providers/schema/coordination";
import { StagingDeployment } from "./providers/stagingDeployment";
import { activeColorParameter, declareVerticals, type Vertical } from "./verticals";

export interface PlatformArgs {
  readonly config: DuotoneConfig;
  readonly foundation: Foundation;

  /** Account id by vertical, of the accounts that exist already. */
  readonly existingAccountIds: ReadonlyMap<string, string>;

  /** Provider of the management account, which makes the verticals' accounts. */
  readonly management: aws.Provider;

  /** What the catalogue knows of the releases' commits; `undefined` in a stack that bakes them itself. */
  readonly resolvedImages: ResolvedImageIds | undefined;

  /**
   * Judges what the stack bakes, before anything starts it.
   *
   * @default - whatever is baked may start
   */
  readonly judgeBaked?: BakedJudge | undefined;
}

/** Tags of everything that a stack makes. */
export function stackTags({
  stack,
  owner,
}: Pick<DuotoneConfig, "stack" | "owner">): Readonly<Record<string, string>> {
  return { "managed-by": "duotone", project: "duotone", stack, owner };
}

/** Declares one stack, top to bottom, and returns its outputs. */
export function declarePlatform(args: PlatformArgs) {
  const { config, foundation } = args;
  const delivery = accountProvider(
    "delivery",
    { accountId: foundation.deliveryAccountId, roleArn: foundation.deliveryRoleArn },
    config.aws,
    stackTags(config),
  );
  const audit = accountProvider(
    "audit",
    { accountId: foundation.auditAccountId, roleArn: foundation.archivesRoleArn },
    config.aws,
    stackTags(config),
  );
  const verticals = declareVerticals({
    config,
    foundation,
    tags: stackTags(config),
    existingAccountIds: args.existingAccountIds,
    management: args.management,
    delivery,
    audit,
  });
  const images = new ReleasedImages(
    "images",
    {
      config,
      foundation,
      resolved: args.resolvedImages,
      judgeBaked: args.judgeBaked,
      accountIds: Object.fromEntries(
        Object.entries(verticals).map(([name, { account }]) => [name, account.accountId]),
      ),
      grants: Object.fromEntries(
        Object.entries(verticals).map(([name, { imageGrant }]) => [name, imageGrant]),
      ),
    },
    { provider: delivery },
  );
  const replaceable = replaceableServices(
    config.overrides,
    config.services.map(({ name }) => name),
    Date.now(),
  );
  replaceable.warnings.forEach((warning) => void pulumi.log.warn(warning));
  const clusters = config.clusters.map((cluster) => ({
    config: cluster,
    imageIds: images.of(cluster),
    cluster: declareCluster(
      args,
      { cluster, replaceable: replaceable.services },
      verticals,
      images,
      delivery,
    ),
  }));
  if (config.activeColor !== undefined) {
    declarePublicNames(args, config.activeColor, clusters, verticals);
  }
  if (config.images.bake) {
    declareStagingDeployment(
      args,
      images,
      clusters.map(({ cluster }) => cluster),
    );
  }
  declareKept(verticals);
  return {
    activeColor: config.activeColor,
    accounts: Object.fromEntries(
      Object.entries(verticals).map(([name, { account }]) => [name, account.accountId]),
    ),
    publicNames:
      config.activeColor === undefined
        ? []
        : config.services.flatMap(({ web }) => (web === undefined ? [] : [web.fqdn])),
    clusterNames: Object.fromEntries(
      config.clusters.map(({ name }) => [name, clusterNamesOf(config, name).map(({ fqdn }) => fqdn)]),
    ),
    // The next update tells by these what it brings from what runs already.
    releases: Object.fromEntries(config.clusters.map(({ name, release }) => [name, release])),
    sharedDataStores: sharedDataStores(config.services, config.clusters),
  };
}

function declareCluster(
  args: PlatformArgs,
  { cluster, replaceable }: { readonly cluster: ClusterConfig; readonly replaceable: readonly string[] },
  verticals: Readonly<Record<string, Vertical>>,
  images: ReleasedImages,
  delivery: aws.Provider,
): Cluster {
  const { config, foundation } = args;
  const declared = new Cluster(cluster.name, {
    stack: config.stack,
    cluster,
    services: config.services,
    verticals,
    imageIds: images.of(cluster),
    region: config.aws.region,
    noticesTopicArn: foundation.noticesTopicArn,
    capacityTimeout: config.capacityTimeout,
    deletionProtection: config.protect,
    overrides: config.overrides,
    protect: config.protect && cluster.name === config.activeColor,
    replaceable,
  });
  new ClusterNames(
    cluster.name,
    {
      names: clusterNamesOf(config, cluster.name).flatMap(({ service, fqdn, domain }) => {
        const balancer = declared.webServices[service];
        const zoneId = foundation.zoneIds[domain];
        return balancer === undefined || zoneId === undefined ? [] : [{ fqdn, zoneId, balancer }];
      }),
    },
    { provider: delivery },
  );
  return declared;
}

function declarePublicNames(
  args: PlatformArgs,
  activeColor: string,
  clusters: readonly {
    readonly config: ClusterConfig;
    readonly cluster: Cluster;
    readonly imageIds: Readonly<Record<string, pulumi.Input<string>>>;
  }[],
  verticals: Readonly<Record<string, Vertical>>,
): void {
  const { config, foundation } = args;
  const askingVerticals = new Set(config.services.filter(asksForColor).map(({ vertical }) => vertical));
  new PublicNames(
    "public-names",
    {
      stack: config.stack,
      region: config.aws.region,
      activeColor,
      colours: clusters.filter(({ config: { colour } }) => colour),
      services: config.services,
      zoneIds: foundation.zoneIds,
      zoneRoleArn: foundation.deliveryRoleArn,
      verticalRoleArns: Object.fromEntries(
        Object.entries(verticals).map(([name, { account }]) => [name, account.roleArn]),
      ),
      activeColorParameters: Object.fromEntries(
        [...askingVerticals].map((vertical) => [vertical, activeColorParameter(config.stack)]),
      ),
      catalogue: {
        tableName: foundation.imageCatalogueTable,
        region: foundation.imageRegion,
        roleArn: foundation.deliveryRoleArn,
      },
      schemas: Object.fromEntries(
        config.services
          .filter(({ database }) => database !== undefined)
          .map(({ name, vertical }) => [name, coordinationTableName(config.stack, vertical)]),
      ),
      release: {
        queue: { tableArn: foundation.releaseQueueArn, roleArn: foundation.deliveryRoleArn },
        ledger: {
          bucket: foundation.ledgerBucket,
          keyArn: foundation.ledgerKeyArn,
          roleArn: foundation.ledgerRoleArn,
        },
        notices: {
          topicArn: foundation.noticesTopicArn,
          roleArn: foundation.deliveryRoleArn,
          ...(config.noticesWebhook === undefined ? {} : { webhookUrl: config.noticesWebhook }),
        },
        freezeWindows: config.freezeWindows,
        overrides: config.overrides,
      },
    },
    { protect: config.protect },
  );
}

/** A stack that bakes is where images are tried: what it runs, production may run. */
function declareStagingDeployment(
  { config, foundation }: PlatformArgs,
  images: ReleasedImages,
  clusters: readonly Cluster[],
): void {
  new StagingDeployment("staging-deployment", {
    stack: config.stack,
    catalogueRegion: foundation.imageRegion,
    region: config.aws.region,
    tableName: foundation.imageCatalogueTable,
    roleArn: foundation.deliveryRoleArn,
    images: images.all,
    autoScalingGroupNames: clusters.flatMap(({ webServices, workerServices }) =>
      Object.values({ ...webServices, ...workerServices }).map(
        ({ autoScalingGroupName }) => autoScalingGroupName,
      ),
    ),
  });
}

function declareKept(verticals: Readonly<Record<string, Vertical>>): void {
  new KeptOnDestroy("kept", {
    kept: Object.entries(verticals).flatMap(([name, { account, archive, keptData }]) => [
      keptAccount(account, `of ${name}`),
      keptArchive(archive, name),
      ...keptData,
    ]),
  });
}

function clusterNamesOf(config: DuotoneConfig, cluster: string) {
  return config.services.flatMap(({ name: service, web }) =>
    web === undefined
      ? []
      : [{ service, domain: web.domain, fqdn: clusterName(service, cluster, web.domain) }],
  );
}
