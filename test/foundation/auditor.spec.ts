import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";

import { Auditor } from "../../foundation/auditor";
import { type Registered, registeredBy } from "../mocks";

const AUDIT = "200000000002";
const PATTERN = "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_SecurityAudit_*";

function declared(mode: "preview" | "update"): Promise<Registered[]> {
  return registeredBy(() => {
    const provider = new aws.Provider("audit", { region: "eu-west-1" });
    new Auditor(
      "auditor",
      { auditAccountId: AUDIT, organizationId: "o-1", auditors: [PATTERN] },
      { provider },
    );
  }, mode);
}

describe("Auditor", function () {
  this.timeout(20_000);

  let resources: readonly Registered[];
  const inputsOf = (wanted: string) => resources.find(({ type }) => type === wanted)?.inputs ?? {};

  before(async () => {
    resources = await declared("update");
  });

  it("is a role that the named auditors assume for an hour", () => {
    const { name, maxSessionDuration, assumeRolePolicy } = inputsOf("aws:iam/role:Role");
    assert.deepEqual([name, maxSessionDuration], ["duotone-auditor", 3600]);
    const { Statement: statements } = JSON.parse(String(assumeRolePolicy)) as { Statement: unknown[] };
    assert.deepEqual(statements, [
      {
        Sid: "NamedPrincipals",
        Effect: "Allow",
        Principal: { AWS: [`arn:aws:iam::${AUDIT}:root`] },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:PrincipalOrgID": "o-1" },
          ArnLike: { "aws:PrincipalArn": [PATTERN] },
        },
      },
    ]);
  });

  it("goes on to the audit role of our accounts, reads the evidence here, and has no other right", () => {
    const { Statement: statements } = JSON.parse(
      String(inputsOf("aws:iam/rolePolicy:RolePolicy").policy),
    ) as { Statement: unknown[] };
    const here = { StringEquals: { "aws:ResourceAccount": AUDIT } };
    assert.deepEqual(statements, [
      {
        Sid: "GoOnToEveryAccount",
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Resource: "arn:aws:iam::*:role/duotone-audit",
        Condition: { StringEquals: { "aws:ResourceOrgID": "o-1" } },
      },
      {
        Sid: "ListEvidence",
        Effect: "Allow",
        Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketVersions"],
        Resource: "arn:aws:s3:::duotone-*",
        Condition: here,
      },
      {
        Sid: "ReadEvidence",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:GetObjectLegalHold", "s3:GetObjectRetention", "s3:GetObjectVersion"],
        Resource: "arn:aws:s3:::duotone-*/*",
        Condition: here,
      },
      {
        Sid: "DecryptEvidence",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: `arn:aws:kms:*:${AUDIT}:key/*`,
        Condition: { StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } },
      },
      {
        Sid: "VerifyLedger",
        Effect: "Allow",
        Action: ["kms:DescribeKey", "kms:GetPublicKey"],
        Resource: `arn:aws:kms:*:${AUDIT}:key/*`,
      },
    ]);
  });

  it("registers the same in preview and in update", async () => {
    const line = ({ type, name }: Registered) => `${type} ${name}`;
    assert.deepEqual((await declared("preview")).map(line), resources.map(line));
  });
});
