import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";

import { AuditAccess } from "../../../components/accounts/auditAccess";
import { auditDenials } from "../../../components/accounts/auditRights";
import { type Registered, registeredBy } from "../../mocks";

const AUDITOR = "arn:aws:iam::200000000002:role/duotone-auditor";

function declared(mode: "preview" | "update"): Promise<Registered[]> {
  return registeredBy(() => {
    const provider = new aws.Provider("payments", { region: "eu-west-1" });
    new AuditAccess("payments-audit", { auditorRoleArn: AUDITOR, organizationId: "o-1" }, { provider });
  }, mode);
}

const line = ({ type, name }: Registered) => `${type} ${name}`;

describe("AuditAccess", function () {
  this.timeout(20_000);

  it("trusts the auditors' role alone, for an hour, and never lets the role do more than read", async () => {
    const role = (await declared("update")).find(({ type }) => type === "aws:iam/role:Role");
    const { assumeRolePolicy, ...inputs } = role?.inputs ?? {};
    assert.deepEqual(inputs, {
      name: "duotone-audit",
      description: "Auditors see how this account is configured; no data, no change",
      permissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
      maxSessionDuration: 3600,
    });
    assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Auditors",
          Effect: "Allow",
          Principal: { AWS: AUDITOR },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
        },
      ],
    });
  });

  it("has AWS's audit policies, and the denials beside them", async () => {
    const resources = await declared("update");
    const attached = resources
      .filter(({ type }) => type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
      .map(({ inputs }) => inputs.policyArn);
    assert.deepEqual(attached, [
      "arn:aws:iam::aws:policy/SecurityAudit",
      "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
    ]);
    const own = resources.find(({ type }) => type === "aws:iam/rolePolicy:RolePolicy");
    assert.deepEqual(JSON.parse(String(own?.inputs.policy)), auditDenials());
  });

  it("registers the same in preview and in update, all with its account's provider", async () => {
    const update = await declared("update");
    assert.deepEqual((await declared("preview")).map(line), update.map(line));
    for (const { provider, custom, type } of update.filter(({ type: t }) => t.startsWith("aws:"))) {
      assert.ok(custom && provider.includes("::payments::"), type);
    }
  });
});
