import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { CostAnomalies } from "../components/accounts/costAnomalies";
import type { FoundAccounts } from "../components/accounts/findAccounts";
import { Guardrails } from "../components/accounts/guardrails";
import { deployerProblems, guardrailProblems } from "../components/accounts/guardrails/prerequisites";
import { keptAccount, keptArchive, keptLedger } from "../components/accounts/kept";
import { ACCOUNT_ROLE_NAME } from "../components/accounts/memberAccount";
import type { Organization } from "../components/accounts/organization";
import { Notices } from "../components/delivery/notices";
import type { ReleaseLedger } from "../components/delivery/releaseLedger";
import { BuildNetwork } from "../components/network/buildNetwork";
import { AuditTrail } from "../components/observability/auditTrail";
import { LogArchive } from "../components/observability/logArchive";
import { KeptOnDestroy } from "../providers/keptOnDestroy";
import { ArchiveAccess } from "./archiveAccess";
import { Auditor } from "./auditor";
import { AuditServices } from "./auditServices";
import type { FoundationConfig } from "./config";
import { declareCopyKeys } from "./imageCopyKeys";
import { ImageStore } from "./imageStore";
import { LogDeliveryAccess } from "./logDeliveryAccess";
import { OrganizationalUnits } from "./organizationalUnits";
import { declareAccounts, declareBaseline, type OwnAccount } from "./ownAccounts";
import { PublicZones } from "./publicZones";
import { declareReleaseStore } from "./releaseStore";

/** Private, and of no other network's concern: nothing is ever connected to it. */
const BUILD_CIDR = "10.255.0.0/24";

/** What is there before the foundation. */
export interface Found extends FoundAccounts {
  /** Id by path of the units that exist already. */
  readonly existingUnitIds: ReadonlyMap<string, string>;
}

/** What stands in the way of the foundation, one sentence each; asked before the first resource. */
export function foundationObstacles(config: FoundationConfig, organization: Organization): readonly string[] {
  const { callerArn, managementAccountId } = organization;
  return [
    ...(callerArn.includes(`::${managementAccountId}:`)
      ? []
      : [
          `The caller ${callerArn} is not of the management account ${managementAccountId}, which makes accounts and ` +
            "guardrails. Use credentials of a role there.",
        ]),
    ...guardrailProblems({ ...guardrailFacts(config, organization), ...organization }),
    ...deployerProblems(organization.callerArn, config.deployers),
  ];
}

/** Declares the foundation and returns its outputs: what `foundationReference.ts` reads, and what a person needs. */
export function declareFoundation(
  config: FoundationConfig,
  { organization, existingIds, existingUnitIds }: Found,
  management: aws.Provider,
) {
  const units = new OrganizationalUnits(
    "units",
    { rootId: organization.rootId, environments: config.environments, existingIds: existingUnitIds },
    { provider: management },
  );
  const guardrails = new Guardrails(
    "guardrails",
    {
      ...guardrailFacts(config, organization),
      rootId: organization.rootId,
      restrictedUnitIds: Object.fromEntries(
        Object.entries(units.environments).map(([environment, { restricted }]) => [environment, restricted]),
      ),
    },
    { provider: management },
  );
  const { delivery, audit } = declareAccounts(config, existingIds, {
    management,
    unitIds: {
      delivery: guardrails.guarded(units.infrastructure),
      audit: guardrails.guarded(units.security),
    },
  });

  const trail = new AuditTrail(
    "trail",
    {
      organizationId: organization.id,
      managementAccountId: organization.managementAccountId,
      auditAccountId: audit.account.accountId,
      region: config.aws.region,
      retentionDays: config.retentionDays,
      protect: config.protect,
      auditProvider: audit.provider,
    },
    { provider: management },
  );
  const auditor = declareAuditing(config, organization, audit, management);
  const { queueArn, ledger, ledgerRoleArn } = declareReleaseStore(config, organization, { delivery, audit });
  const archives = new ArchiveAccess(
    "archives",
    {
      managementAccountId: organization.managementAccountId,
      auditAccountId: audit.account.accountId,
      organizationId: organization.id,
      deployers: config.deployers,
      others: {
        bucketArns: [trail.bucketArn, ledger.parts.bucketArn],
        keyArns: [trail.keyArn, ledger.parts.bucketKeyArn, ledger.parts.signingKeyArn],
      },
    },
    { provider: audit.provider },
  );
  const build = declareBuildNetwork(config, delivery, audit);
  declareBaseline(config, organization, audit, { auditorRoleArn: auditor.roleArn });
  const { instancePolicy } = declareBaseline(config, organization, delivery, {
    auditorRoleArn: auditor.roleArn,
    logDestinationArn: build.archive.logDestinationArn,
  });
  new CostAnomalies(
    "cost-anomalies",
    { notify: { email: config.notices.email }, existingMonitorArn: config.notices.anomalyMonitorArn },
    { provider: management },
  );
  const notices = new Notices(
    "notices",
    {
      organizationId: organization.id,
      accountId: delivery.account.accountId,
      region: config.aws.region,
      releaserRole: ACCOUNT_ROLE_NAME,
      email: config.notices.email,
      protect: config.protect,
    },
    { provider: delivery.provider },
  );
  const images = new ImageStore(
    "images",
    {
      organizationId: organization.id,
      deliveryAccountId: delivery.account.accountId,
      region: config.aws.region,
      instancePolicy,
      protect: config.protect,
    },
    { provider: delivery.provider },
  );
  const copyKeyArns = declareCopyKeys(config, organization, delivery);
  const zones = new PublicZones(
    "zones",
    { domains: config.domains, protect: config.protect },
    { provider: delivery.provider },
  );
  declareKept(delivery, audit, { trail, ledger, archive: build.archive });

  return {
    organizationId: organization.id,
    managementAccountId: organization.managementAccountId,
    deliveryAccountId: delivery.account.accountId,
    deliveryRoleArn: delivery.account.roleArn,
    auditAccountId: audit.account.accountId,
    archivesRoleArn: archives.roleArn,
    auditorRoleArn: auditor.roleArn,
    regions: config.regions,
    noticesEmail: config.notices.email,
    noticesTopicArn: notices.topicArn,
    releaseQueueArn: queueArn,
    ledgerBucket: ledger.bucketName,
    ledgerKeyArn: ledger.parts.signingKeyArn,
    ledgerRoleArn,
    units: Object.fromEntries(
      Object.entries(units.environments).map(([environment, { restricted, standard }]) => [
        environment,
        { restricted: guardrails.guarded(restricted), standard: guardrails.guarded(standard) },
      ]),
    ),
    zoneIds: zones.zoneIds,
    nameServers: zones.nameServers,
    imageCatalogueTable: images.catalogueTable,
    imageRegion: config.aws.region,
    imageKeyArn: images.keyArn,
    imageKeyArns: { [config.aws.region]: images.keyArn, ...copyKeyArns },
    artifactBucket: images.artifactBucket,
    buildInstanceProfile: images.buildInstanceProfile,
    buildSubnetId: build.network.subnetId,
  };
}

function guardrailFacts({ regions, deployers }: FoundationConfig, { id }: Organization) {
  return { organizationId: id, regions, deployers, accountRoleName: ACCOUNT_ROLE_NAME };
}

function declareAuditing(
  config: FoundationConfig,
  organization: Organization,
  audit: OwnAccount,
  management: aws.Provider,
): Auditor {
  new AuditServices(
    "audit-services",
    { auditAccountId: audit.account.accountId, auditProvider: audit.provider },
    { provider: management },
  );
  return new Auditor(
    "auditor",
    {
      auditAccountId: audit.account.accountId,
      organizationId: organization.id,
      auditors: config.auditors,
    },
    { provider: audit.provider },
  );
}

/** Where images are baked, and the archive of what passes there. */
function declareBuildNetwork(config: FoundationConfig, delivery: OwnAccount, audit: OwnAccount) {
  const { auditAccountId } = new LogDeliveryAccess(
    "log-delivery",
    { auditAccountId: audit.account.accountId },
    { provider: audit.provider },
  );
  const archive = new LogArchive(
    "delivery",
    {
      stack: "organization",
      vertical: "delivery",
      restricted: false,
      accountId: delivery.account.accountId,
      auditAccountId,
      region: config.aws.region,
      retentionDays: config.retentionDays,
      protect: config.protect,
    },
    { provider: audit.provider },
  );
  const network = new BuildNetwork(
    "build",
    {
      cidr: BUILD_CIDR,
      availabilityZone: `${config.aws.region}a`,
      flowLogs: { bucketArn: archive.bucketArn },
    },
    { provider: delivery.provider },
  );
  return { archive, network };
}

/** What is locked in the audit account. */
interface Locked {
  readonly trail: AuditTrail;
  readonly ledger: ReleaseLedger;
  readonly archive: LogArchive;
}

function declareKept(delivery: OwnAccount, audit: OwnAccount, { trail, ledger, archive }: Locked): void {
  new KeptOnDestroy("kept", {
    kept: [
      ...[delivery, audit].map(({ name, account }) => keptAccount(account, `(duotone-${name})`)),
      {
        what: "the organization's units",
        why: "AWS deletes no unit with accounts in it",
        whatToDo: "the next `pulumi up` adopts them; the guardrails on them are gone until then",
      },
      {
        what: pulumi.interpolate`the trail's records in ${trail.bucketArn}, and their key`,
        why: "they are locked until their retention ends",
        whatToDo: "read them in the audit account; delete bucket and key there when the retention is over",
      },
      keptLedger(ledger.bucketName),
      keptArchive(archive, "the foundation"),
    ],
  });
}
