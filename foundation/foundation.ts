import * as aws from "@pulumi/aws";

import { accountProvider } from "../accountProviders";
import { MemberAccount } from "../components/accounts/memberAccount";
import type { Organization } from "../components/accounts/organization";
import type { FoundationConfig } from "./config";
import { ImageStore } from "./imageStore";
import { OrganizationalUnits } from "./organizationalUnits";
import { PublicZones } from "./publicZones";

const TAGS = { "managed-by": "duotone" };

/** Declares the foundation and returns its outputs: what `foundationReference.ts` reads, and what a person needs. */
export function declareFoundation(
  config: FoundationConfig,
  organization: Organization,
  management: aws.Provider,
) {
  const units = new OrganizationalUnits(
    "units",
    { rootId: organization.rootId, environments: config.environments },
    { provider: management },
  );
  const account = (name: "delivery" | "audit", parentId: OrganizationalUnits["security"]) => {
    const { email } = config.accounts[name];
    return new MemberAccount(
      name,
      {
        accountName: `duotone-${name}`,
        email,
        parentId,
        existingAccountId: organization.accountIdByEmail.get(email.toLowerCase()),
        protect: config.protect,
        tags: { purpose: name },
      },
      { provider: management },
    );
  };
  const delivery = account("delivery", units.infrastructure);
  const audit = account("audit", units.security);
  const deliveryProvider = accountProvider("delivery", delivery, config.aws, {
    ...TAGS,
    purpose: "delivery",
  });

  const images = new ImageStore(
    "images",
    {
      organizationId: organization.id,
      deliveryAccountId: delivery.accountId,
      protect: config.protect,
    },
    { provider: deliveryProvider },
  );
  const zones = new PublicZones(
    "zones",
    { domains: config.domains, protect: config.protect },
    { provider: deliveryProvider },
  );

  return {
    organizationId: organization.id,
    managementAccountId: organization.managementAccountId,
    deliveryAccountId: delivery.accountId,
    deliveryRoleArn: delivery.roleArn,
    auditAccountId: audit.accountId,
    units: units.environments,
    zoneIds: zones.zoneIds,
    nameServers: zones.nameServers,
    imageCatalogueTable: images.catalogueTable,
    imageKeyArn: images.keyArn,
    artifactBucket: images.artifactBucket,
    buildInstanceProfile: images.buildInstanceProfile,
  };
}
