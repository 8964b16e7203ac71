import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { accountProvider } from "./accountProviders";
import { MemberAccount } from "./components/accounts/memberAccount";
import type { Organization } from "./components/accounts/organization";
import { Cluster, type VerticalContext } from "./components/clusters/cluster";
import { Certificate } from "./components/dns/certificate";
import { ClusterNames } from "./components/dns/clusterNames";
import { certificateNames, clusterName } from "./components/dns/names";
import { PublicNames } from "./components/dns/publicNames";
import type { ResolvedImageIds } from "./components/images/imageCatalogue";
import { ReleasedImages } from "./components/images/releasedImages";
import { VerticalNetwork } from "./components/network/verticalNetwork";
import type { ClusterConfig, DuotoneConfig, VerticalConfig } from "./config";
import type { Foundation } from "./foundationReference";

export interface PlatformArgs {
  readonly config: DuotoneConfig;
  readonly foundation: Foundation;
  readonly organization: Organization;

  /** Provider of the management account, which makes the verticals' accounts. */
  readonly management: aws.Provider;

  /** What the catalogue knows of the releases' commits; `undefined` in a stack that bakes them itself. */
  readonly resolvedImages: ResolvedImageIds | undefined;
}

/** A vertical as far as it is the same for all its clusters. */
interface Vertical extends VerticalContext {
  readonly account: MemberAccount;
}

/** Tags of everything that a stack makes. */
export function stackTags(stack: string): Readonly<Record<string, string>> {
  return { "managed-by": "duotone", stack };
}

/** Declares one stack, top to bottom, and returns its outputs. */
export function declarePlatform(args: PlatformArgs) {
  const { config, foundation } = args;
  const delivery = accountProvider(
    "delivery",
    { accountId: foundation.deliveryAccountId, roleArn: foundation.deliveryRoleArn },
    config.aws,
    stackTags(config.stack),
  );
  const verticals = Object.fromEntries(
    config.verticals.map((vertical) => [vertical.name, declareVertical(args, vertical, delivery)]),
  );
  const images = new ReleasedImages(
    "images",
    {
      config,
      foundation,
      resolved: args.resolvedImages,
      accountIds: Object.fromEntries(
        Object.entries(verticals).map(([name, { account }]) => [name, account.accountId]),
      ),
    },
    { provider: delivery },
  );
  const clusters = config.clusters.map((cluster) => ({
    config: cluster,
    imageIds: images.of(cluster),
    cluster: declareCluster(args, cluster, verticals, images, delivery),
  }));
  if (config.activeColor !== undefined) {
    declarePublicNames(args, config.activeColor, clusters, verticals);
  }
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
  };
}

function declareVertical(args: PlatformArgs, vertical: VerticalConfig, delivery: aws.Provider): Vertical {
  const { config, foundation } = args;
  const { name, classification } = vertical;
  const account = new MemberAccount(
    name,
    {
      accountName: `${config.stack}-${name}`,
      email: vertical.email,
      parentId: unitOf(foundation, config.stack, vertical),
      existingAccountId: args.organization.accountIdByEmail.get(vertical.email.toLowerCase()),
      protect: config.protect,
      tags: { vertical: name, classification },
    },
    { provider: args.management },
  );
  const tags = { ...stackTags(config.stack), vertical: name };
  const provider = accountProvider(name, account, config.aws, tags);
  const network = new VerticalNetwork(
    name,
    { cidr: vertical.cidr, availabilityZones: config.availabilityZones, natGateways: config.natGateways },
    { provider },
  );
  const names = certificateNames(
    config.services.flatMap(({ vertical: owner, web }) => (owner === name && web !== undefined ? [web] : [])),
    config.clusters.map((cluster) => cluster.name),
    config.activeColor !== undefined,
  );
  const certificate =
    names.length === 0
      ? undefined
      : new Certificate(name, { names, zoneIds: foundation.zoneIds, zoneProvider: delivery }, { provider });
  const parameter = activeColorParameter(config.stack);
  return {
    account,
    provider,
    network,
    certificateArn: certificate?.validatedArn,
    activeColor:
      config.activeColor === undefined
        ? undefined
        : {
            name: parameter,
            arn: pulumi.interpolate`arn:aws:ssm:${config.aws.region}:${account.accountId}:parameter${parameter}`,
          },
    tags,
  };
}

function declareCluster(
  args: PlatformArgs,
  cluster: ClusterConfig,
  verticals: Readonly<Record<string, Vertical>>,
  images: ReleasedImages,
  delivery: aws.Provider,
): Cluster {
  const { config, foundation } = args;
  const declared = new Cluster(cluster.name, {
    cluster,
    services: config.services,
    verticals,
    imageIds: images.of(cluster),
    region: config.aws.region,
    capacityTimeout: config.capacityTimeout,
    deletionProtection: config.protect,
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
  const workerVerticals = new Set(
    config.services.filter(({ kind }) => kind === "worker").map(({ vertical }) => vertical),
  );
  new PublicNames("public-names", {
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
      [...workerVerticals].map((vertical) => [vertical, activeColorParameter(config.stack)]),
    ),
  });
}

/** Name of the SSM parameter that tells workers which colour is active; the switch writes it. */
function activeColorParameter(stack: string): string {
  return `/duotone/${stack}/active-color`;
}

function clusterNamesOf(config: DuotoneConfig, cluster: string) {
  return config.services.flatMap(({ name: service, web }) =>
    web === undefined
      ? []
      : [{ service, domain: web.domain, fqdn: clusterName(service, cluster, web.domain) }],
  );
}

/** The unit of a vertical's account; `foundationProblems` has refused the stack where there is none. */
function unitOf(foundation: Foundation, stack: string, vertical: VerticalConfig): string {
  return foundation.units[stack]?.[vertical.restricted ? "restricted" : "standard"] ?? "";
}
