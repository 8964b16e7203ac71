import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { findAccounts } from "../../../../components/accounts/findAccounts";
import { logGroupNames, ServiceLogs } from "../../../../components/observability/serviceLogs";
import type { DuotoneConfig } from "../../../../config";
import { declareVerticals, wantedAccounts } from "../../../../verticals";
import { workerConfig } from "../../../serviceConfig";

type Region = DuotoneConfig["aws"]["region"];

/** A stack of one restricted vertical with a VPN, and of a service that has a secret and runs nowhere. */
function configOf(stack: string, region: Region): DuotoneConfig {
  return {
    stack,
    aws: { region },
    foundation: "",
    owner: "platform@example.com",
    domain: "example.com",
    availabilityZones: ["a", "b", "c"].map((zone) => `${region}${zone}`),
    natGateways: "single",
    protect: false,
    images: { bake: false, baseVersion: "", copyRegions: [] },
    capacityTimeout: "0",
    logRetentionDays: 400,
    activeColor: undefined,
    colors: [],
    freezeWindows: [],
    overrides: [],
    noticesWebhook: undefined,
    dataStores: { multiZone: false, backupDays: 1, recoveryRegion: undefined },
    clusters: [],
    verticals: [
      {
        name: "payments",
        classification: "banking",
        restricted: true,
        cidr: "10.21.0.0/16",
        email: `aws+${stack}-payments@example.com`,
        owner: "platform@example.com",
        monthlyBudget: 100,
        siteVpn: {
          reason: "The bank answers on its own network only.",
          customerGatewayAddress: "8.8.8.8",
          remoteCidrs: ["192.168.10.0/24"],
          asn: 65_000,
        },
      },
    ],
    services: [workerConfig({ name: "settlement", vertical: "payments", secrets: ["session-signing"] })],
  };
}

/** Declares the vertical as the root program does; the management account stands in for delivery and audit. */
export = async () => {
  const region = new pulumi.Config("aws").require<Region>("region");
  const unitId = new pulumi.Config().require("unitId");
  const imageKeyArn = new pulumi.Config().require("imageKeyArn");
  const config = configOf(pulumi.getStack(), region);
  const management = new aws.Provider("management", { region });
  const found = await findAccounts(management, region, wantedAccounts(config));
  const { id: organizationId, managementAccountId } = found.organization;
  const { payments } = declareVerticals({
    config,
    foundation: {
      organizationId,
      managementAccountId,
      deliveryAccountId: managementAccountId,
      deliveryRoleArn: "",
      auditAccountId: managementAccountId,
      archivesRoleArn: "",
      auditorRoleArn: `arn:aws:iam::${managementAccountId}:role/duotone-auditor`,
      regions: [region],
      noticesEmail: "notices@example.com",
      releaseQueueArn: "",
      ledgerBucket: "",
      ledgerKeyArn: "",
      ledgerRoleArn: "",
      noticesTopicArn: `arn:aws:sns:${region}:${managementAccountId}:duotone-notices`,
      imageCatalogueTable: "",
      imageRegion: region,
      imageKeyArn,
      imageKeyArns: { [region]: imageKeyArn },
      artifactBucket: "",
      buildInstanceProfile: "",
      buildSubnetId: "",
      units: { [config.stack]: { restricted: unitId, standard: unitId } },
      zoneIds: {},
    },
    tags: { stack: config.stack },
    existingAccountIds: found.existingIds,
    management,
    delivery: management,
    audit: management,
  });
  if (payments === undefined) {
    throw new Error("The vertical is not declared.");
  }
  const groups = logGroupNames(config.stack, "staging", "settlement");
  new ServiceLogs(
    "staging-settlement",
    { groups, ...payments.logs, tags: payments.tags },
    { provider: payments.provider },
  );
};
