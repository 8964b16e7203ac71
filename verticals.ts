import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { accountProvider } from "./accountProviders";
import { AccountBaseline } from "./components/accounts/accountBaseline";
import { AccountBudget } from "./components/accounts/accountBudget";
import type { WantedAccount } from "./components/accounts/adoption";
import { AuditAccess } from "./components/accounts/auditAccess";
import { MemberAccount } from "./components/accounts/memberAccount";
import type { VerticalContext } from "./components/clusters/cluster";
import { Certificate } from "./components/dns/certificate";
import { certificateNames } from "./components/dns/names";
import { ImageGrant } from "./components/images/imageGrant";
import { VerticalKeys } from "./components/keys/verticalKeys";
import { SiteVpn } from "./components/network/siteVpn";
import { VerticalNetwork } from "./components/network/verticalNetwork";
import { LogArchive } from "./components/observability/logArchive";
import { RotationFunction } from "./components/secrets/rotationFunction";
import { secretPrefix, ServiceSecret } from "./components/secrets/serviceSecret";
import type { DuotoneConfig, VerticalConfig } from "./config";
import type { Foundation } from "./foundationReference";

/** A vertical as far as it is the same for all its clusters. */
export interface Vertical extends VerticalContext {
  readonly account: MemberAccount;
  readonly archive: LogArchive;

  /** Lets the vertical's groups start images. */
  readonly imageGrant: pulumi.Resource;
}

export interface VerticalsArgs {
  readonly config: DuotoneConfig;
  readonly foundation: Foundation;

  /** Tags of everything that the stack makes. */
  readonly tags: Readonly<Record<string, string>>;

  /** Account id by vertical, of the accounts that exist already. */
  readonly existingAccountIds: ReadonlyMap<string, string>;

  /** Providers of the accounts that belong to no vertical. */
  readonly management: aws.Provider;
  readonly delivery: aws.Provider;
  readonly audit: aws.Provider;
}

/** Name of a vertical's account in the organization. */
function accountName(stack: string, vertical: string): string {
  return `${stack}-${vertical}`;
}

/** The accounts that a stack's verticals are to have, one each. */
export function wantedAccounts({ stack, verticals }: DuotoneConfig): readonly WantedAccount[] {
  return verticals.map(({ name, email }) => ({
    logicalName: name,
    accountName: accountName(stack, name),
    email,
  }));
}

/** Name of the SSM parameter that tells workers which colour is active; the switch writes it. */
export function activeColorParameter(stack: string): string {
  return `/duotone/${stack}/active-color`;
}

/** Declares every vertical, by name: its account first, and in it whatever all its services share. */
export function declareVerticals(args: VerticalsArgs): Readonly<Record<string, Vertical>> {
  const verticals: Record<string, Vertical> = {};
  let last: MemberAccount | undefined;
  for (const vertical of args.config.verticals) {
    last = declareAccount(args, vertical, last);
    verticals[vertical.name] = declareVertical(args, vertical, last);
  }
  return verticals;
}

function declareAccount(
  { config, foundation, existingAccountIds, management }: VerticalsArgs,
  vertical: VerticalConfig,
  after: MemberAccount | undefined,
): MemberAccount {
  const { name, classification, email } = vertical;
  return new MemberAccount(
    name,
    {
      accountName: accountName(config.stack, name),
      email,
      parentId: unitOf(foundation, config.stack, vertical),
      region: config.aws.region,
      existingAccountId: existingAccountIds.get(name),
      after,
      protect: config.protect,
      tags: { vertical: name, classification },
    },
    { provider: management },
  );
}

function declareVertical(args: VerticalsArgs, vertical: VerticalConfig, account: MemberAccount): Vertical {
  const { config, foundation } = args;
  const { name, restricted, owner } = vertical;
  const { region } = config.aws;
  const tags = { ...args.tags, vertical: name, owner };
  const provider = accountProvider(name, account, config.aws, tags);
  const archive = new LogArchive(
    name,
    {
      stack: config.stack,
      vertical: name,
      restricted,
      accountId: account.accountId,
      auditAccountId: foundation.auditAccountId,
      region,
      retentionDays: config.logRetentionDays,
      protect: config.protect,
    },
    { provider: args.audit },
  );
  const keys = new VerticalKeys(
    name,
    { accountId: account.accountId, region, protect: config.protect },
    { provider },
  );
  const baseline = new AccountBaseline(
    name,
    {
      roleArn: account.roleArn,
      regions: foundation.regions,
      volumesKeyArn: keys.volumesKeyArn,
      logsKeyArn: keys.logsKeyArn,
      logRetentionDays: config.logRetentionDays,
      ...(archive.configBucketName === undefined
        ? {}
        : { records: { bucketName: archive.configBucketName, keyArn: archive.keyArn } }),
    },
    { provider },
  );
  new AuditAccess(
    name,
    { auditorRoleArn: foundation.auditorRoleArn, organizationId: foundation.organizationId },
    { provider },
  );
  new AccountBudget(
    name,
    {
      accountName: accountName(config.stack, name),
      monthlyLimit: vertical.monthlyBudget,
      email: foundation.noticesEmail,
    },
    { provider },
  );
  const { grant: imageGrant } = new ImageGrant(
    name,
    { keyArn: foundation.imageKeyArns[region] ?? foundation.imageKeyArn },
    { provider },
  );
  const network = declareNetwork(args, vertical, { account, archive, keys, provider });
  return {
    account,
    archive,
    imageGrant,
    provider,
    network,
    certificateArn: declareCertificate(args, vertical, provider),
    activeColor: activeColorOf(config, account),
    instancePolicy: baseline.instancePolicy,
    secretArns: declareSecrets(args, vertical, { account, keys, provider }),
    tags,
  };
}

function declareNetwork(
  { config, foundation, tags }: VerticalsArgs,
  { name, cidr, siteVpn }: VerticalConfig,
  within: {
    readonly account: MemberAccount;
    readonly archive: LogArchive;
    readonly keys: VerticalKeys;
    readonly provider: aws.Provider;
  },
): VerticalNetwork {
  const { account, archive, keys, provider } = within;
  const network = new VerticalNetwork(
    name,
    {
      cidr,
      availabilityZones: config.availabilityZones,
      natGateways: config.natGateways,
      region: config.aws.region,
      accountId: account.accountId,
      organizationId: foundation.organizationId,
      remoteCidrs: siteVpn?.remoteCidrs ?? [],
      flowLogs: { bucketArn: archive.bucketArn },
      privateDomain: `${name}.${config.stack}.internal`,
    },
    { provider },
  );
  if (siteVpn !== undefined) {
    new SiteVpn(
      name,
      {
        vpcId: network.vpcId,
        appRouteTableIds: network.appRouteTableIds,
        config: siteVpn,
        logsKeyArn: keys.logsKeyArn,
        logRetentionDays: config.logRetentionDays,
        noticesTopicArn: foundation.noticesTopicArn,
        tags: { ...tags, vertical: name },
      },
      { provider },
    );
  }
  return network;
}

function declareCertificate(
  { config, foundation, delivery }: VerticalsArgs,
  { name }: VerticalConfig,
  provider: aws.Provider,
): pulumi.Output<string> | undefined {
  const names = certificateNames(
    config.services.flatMap(({ vertical: owner, web }) => (owner === name && web !== undefined ? [web] : [])),
    config.clusters.map((cluster) => cluster.name),
    config.activeColor !== undefined,
  );
  return names.length === 0
    ? undefined
    : new Certificate(name, { names, zoneIds: foundation.zoneIds, zoneProvider: delivery }, { provider })
        .validatedArn;
}

/** By service, then by the secret's name, the ARN. */
function declareSecrets(
  { config }: VerticalsArgs,
  { name }: VerticalConfig,
  within: {
    readonly account: MemberAccount;
    readonly keys: VerticalKeys;
    readonly provider: aws.Provider;
  },
): Readonly<Record<string, Readonly<Record<string, pulumi.Output<string>>>>> {
  const { account, keys, provider } = within;
  const services = config.services.filter(({ vertical, secrets }) => vertical === name && secrets.length > 0);
  if (services.length === 0) {
    return {};
  }
  const rotation = new RotationFunction(
    name,
    {
      accountId: account.accountId,
      region: config.aws.region,
      secretPrefix: secretPrefix(config.stack),
      secretsKeyArn: keys.secretsKeyArn,
      logsKeyArn: keys.logsKeyArn,
      logRetentionDays: config.logRetentionDays,
    },
    { provider },
  );
  const declare = (service: string, secret: string) =>
    new ServiceSecret(
      `${service}-${secret}`,
      {
        stack: config.stack,
        service,
        secret,
        keyArn: keys.secretsKeyArn,
        rotationFunctionArn: rotation.arn,
      },
      { provider },
    ).arn;
  return Object.fromEntries(
    services.map(({ name: service, secrets }) => [
      service,
      Object.fromEntries(secrets.map((secret) => [secret, declare(service, secret)])),
    ]),
  );
}

function activeColorOf(config: DuotoneConfig, account: MemberAccount): VerticalContext["activeColor"] {
  const name = activeColorParameter(config.stack);
  return config.activeColor === undefined
    ? undefined
    : {
        name,
        arn: pulumi.interpolate`arn:aws:ssm:${config.aws.region}:${account.accountId}:parameter${name}`,
      };
}

/** The unit of a vertical's account; `foundationProblems` has refused the stack where there is none. */
function unitOf(foundation: Foundation, stack: string, vertical: VerticalConfig): string {
  return foundation.units[stack]?.[vertical.restricted ? "restricted" : "standard"] ?? "";
}
