import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { accountProvider } from "./accountProviders";
import { AccountBaseline } from "./components/accounts/accountBaseline";
import { AccountBudget } from "./components/accounts/accountBudget";
import type { WantedAccount } from "./components/accounts/adoption";
import { AuditAccess } from "./components/accounts/auditAccess";
import { MemberAccount } from "./components/accounts/memberAccount";
import type { VerticalContext } from "./components/clusters/cluster";
import { ImageGrant } from "./components/images/imageGrant";
import { VerticalKeys } from "./components/keys/verticalKeys";
import { SiteVpn } from "./components/network/siteVpn";
import { VerticalNetwork } from "./components/network/verticalNetwork";
import type { LogKeeping } from "./components/observability/archivedLogGroup";
import { LogArchive } from "./components/observability/logArchive";
import { RotationFunction } from "./components/secrets/rotationFunction";
import { secretPrefix, ServiceSecret } from "./components/secrets/serviceSecret";
import type { DuotoneConfig, VerticalConfig } from "./config";
import { declareVerticalWeb, hasWebService } from "./verticalWeb";

import { type Foundation, unitOf } from "./foundationReference";
import type { Kept } from "./providers/keptOnDestroy";
import { declareStores } from "./verticalStores";

/** A vertical as far as it is the same for all its clusters. */
export interface Vertical extends VerticalContext {
  readonly account: MemberAccount;
  readonly archive: LogArchive;

  /** Lets the vertical's groups start images. */
  readonly imageGrant: pulumi.Resource;

  /** What of its data stays when the stack is destroyed. */
  readonly keptData: readonly Kept[];
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

/** Name of the SSM parameter that tells workers and jobs which colour is active; the switch writes it. */
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
      acceptBalancers: hasWebService(config, vertical),
    },
    { provider: args.audit },
  );
  const keys = new VerticalKeys(
    name,
    { accountId: account.accountId, region, protect: config.protect },
    { provider },
  );
  const logs = {
    logsKeyArn: keys.logsKeyArn,
    logRetentionDays: config.logRetentionDays,
    logDestinationArn: archive.logDestinationArn,
  };
  const baseline = new AccountBaseline(
    name,
    {
      roleArn: account.roleArn,
      regions: foundation.regions,
      volumesKeyArn: keys.volumesKeyArn,
      ...logs,
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
  const network = declareNetwork(args, vertical, { account, archive, logs, provider });
  const stores = declareStores(config, vertical, { account, provider, network, logs, tags });
  return {
    account,
    archive,
    imageGrant,
    provider,
    network,
    web: declareVerticalWeb(args, vertical, { archive, logs, provider }),
    activeColor: activeColorOf(config, account),
    instancePolicy: baseline.instancePolicy,
    secretArns: declareSecrets(args, vertical, { account, keys, logs, provider }),
    logs,
    data: stores?.services ?? {},
    keptData: stores?.kept ?? [],
    roleArn: account.roleArn,
    tags,
  };
}

function declareNetwork(
  { config, foundation, tags }: VerticalsArgs,
  { name, cidr, siteVpn }: VerticalConfig,
  within: {
    readonly account: MemberAccount;
    readonly archive: LogArchive;
    readonly logs: LogKeeping;
    readonly provider: aws.Provider;
  },
): VerticalNetwork {
  const { account, archive, logs, provider } = within;
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
        ...logs,
        noticesTopicArn: foundation.noticesTopicArn,
        tags: { ...tags, vertical: name },
      },
      { provider },
    );
  }
  return network;
}

/** By service, then by the secret's name, the ARN. */
function declareSecrets(
  { config }: VerticalsArgs,
  { name }: VerticalConfig,
  within: {
    readonly account: MemberAccount;
    readonly keys: VerticalKeys;
    readonly logs: LogKeeping;
    readonly provider: aws.Provider;
  },
): Readonly<Record<string, Readonly<Record<string, pulumi.Output<string>>>>> {
  const { account, keys, logs, provider } = within;
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
      ...logs,
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
