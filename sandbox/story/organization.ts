import {
  CreateOrganizationCommand,
  EnableAWSServiceAccessCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";

import { POLICY_TYPES } from "../../components/accounts/guardrails/policyDocument";
import type { PulumiProject } from "./pulumi";
import { type CloudAccess, MANAGEMENT_CALLER } from "./cloudAccess";

/** Services that an organization lets work in all its accounts, as a company with a central audit has it. */
const TRUSTED_SERVICES = [
  "access-analyzer.amazonaws.com",
  "cloudtrail.amazonaws.com",
  "config.amazonaws.com",
  "guardduty.amazonaws.com",
  "ram.amazonaws.com",
];

/**
 * Makes what a company has before it gets duotone: an organization with all features, whose root takes service and resource
 * control policies. duotone looks the organization up and never makes one.
 *
 * @returns The organization's id.
 */
export async function makeExistingOrganization(access: CloudAccess): Promise<string> {
  const client = new OrganizationsClient(access);
  try {
    const { Organization: organization } = await client.send(
      new CreateOrganizationCommand({ FeatureSet: "ALL" }),
    );
    const { Roots: roots } = await client.send(new ListRootsCommand({}));
    const rootId = roots?.[0]?.Id;
    if (organization?.Id === undefined || rootId === undefined) {
      throw new Error("The emulated cloud made an organization without an id or without a root.");
    }
    for (const PolicyType of POLICY_TYPES) {
      await client.send(new EnablePolicyTypeCommand({ RootId: rootId, PolicyType }));
    }
    for (const service of TRUSTED_SERVICES) {
      await client.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: service }));
    }
    return organization.Id;
  } finally {
    client.destroy();
  }
}

/** Makes the foundation's stack, with the emulator's caller as its deployer: the guardrails refuse any other. */
export async function initFoundation(foundation: PulumiProject): Promise<void> {
  await foundation.stackInit("org");
  await foundation.configSet("org", "duotone-foundation:deployers[0]", MANAGEMENT_CALLER, "--path");
}
