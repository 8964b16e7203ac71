import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";

import { AuditServices } from "../../foundation/auditServices";
import { type Registered, registeredBy } from "../mocks";

const AUDIT = "200000000002";

function declared(mode: "preview" | "update"): Promise<Registered[]> {
  return registeredBy(() => {
    const management = new aws.Provider("management", { region: "eu-west-1" });
    const auditProvider = new aws.Provider("audit", { region: "eu-west-1" });
    new AuditServices("services", { auditAccountId: AUDIT, auditProvider }, { provider: management });
  }, mode);
}

const line = ({ type, name, provider }: Registered) => `${type} ${name} ${provider.split("::").at(-2) ?? ""}`;

describe("AuditServices", function () {
  this.timeout(20_000);

  it("delegates from the management account, and works in the audit account", async () => {
    const made = (await declared("update")).filter(({ type }) => type.startsWith("aws:"));
    assert.deepEqual(made.map(line), [
      "aws:accessanalyzer/analyzer:Analyzer services audit",
      "aws:cfg/configurationAggregator:ConfigurationAggregator services audit",
      "aws:guardduty/organizationAdminAccount:OrganizationAdminAccount services-guardduty management",
      "aws:iam/role:Role services-aggregator audit",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment services-aggregator audit",
      "aws:organizations/delegatedAdministrator:DelegatedAdministrator services-analyzer management",
      "aws:organizations/delegatedAdministrator:DelegatedAdministrator services-config management",
      "aws:securityhub/organizationAdminAccount:OrganizationAdminAccount services-securityhub management",
    ]);
    const inputs = Object.fromEntries(
      made.map((resource) => [`${resource.type.replace(/.*:/, "")} ${resource.name}`, resource.inputs]),
    );
    assert.deepEqual(inputs["Analyzer services"], {
      analyzerName: "duotone-organization",
      type: "ORGANIZATION",
    });
    assert.deepEqual(inputs["DelegatedAdministrator services-analyzer"], {
      accountId: AUDIT,
      servicePrincipal: "access-analyzer.amazonaws.com",
    });
    assert.deepEqual(inputs["DelegatedAdministrator services-config"], {
      accountId: AUDIT,
      servicePrincipal: "config.amazonaws.com",
    });
    assert.deepEqual(inputs["OrganizationAdminAccount services-guardduty"], { adminAccountId: AUDIT });
    assert.deepEqual(inputs["OrganizationAdminAccount services-securityhub"], { adminAccountId: AUDIT });
  });

  it("lets AWS Config alone, and for this account alone, look up the organization", async () => {
    const role = (await declared("update")).find(({ type }) => type === "aws:iam/role:Role");
    assert.deepEqual(JSON.parse(String(role?.inputs.assumeRolePolicy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "config.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:SourceAccount": AUDIT } },
        },
      ],
    });
  });

  it("registers the same in preview and in update", async () => {
    assert.deepEqual((await declared("preview")).map(line), (await declared("update")).map(line));
  });
});
