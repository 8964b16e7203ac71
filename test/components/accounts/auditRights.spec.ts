import assert from "node:assert/strict";

import { auditDenials } from "../../../components/accounts/auditRights";
import { type WrittenStatement, decide } from "./iamDecision";

const denials = auditDenials().Statement as unknown as readonly WrittenStatement[];

const denied = (action: string, resource: string) => decide(denials, { action, resource }) === "denied";

const OBJECT = "arn:aws:s3:::duotone-restricted-a/b";
const BUCKET = "arn:aws:s3:::duotone-restricted-a";
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1";
const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/t";
const GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:app:*";
const ROLE = "arn:aws:iam::111122223333:role/admin";

describe("auditDenials", () => {
  const refused: [string, string][] = [
    ["s3:GetObject", OBJECT],
    ["s3:GetObjectVersion", OBJECT],
    ["s3:GetObjectTagging", OBJECT],
    ["secretsmanager:GetSecretValue", "*"],
    ["secretsmanager:BatchGetSecretValue", "*"],
    ["ssm:GetParameter", "*"],
    ["ssm:GetParametersByPath", "*"],
    ["ssm:GetParameterHistory", "*"],
    ["kms:Decrypt", KEY],
    ["kms:GenerateDataKey", KEY],
    ["dynamodb:GetItem", TABLE],
    ["dynamodb:BatchGetItem", TABLE],
    ["dynamodb:Query", TABLE],
    ["dynamodb:Scan", TABLE],
    ["dynamodb:PartiQLSelect", TABLE],
    ["sqs:ReceiveMessage", "*"],
    ["kinesis:GetRecords", "*"],
    ["logs:FilterLogEvents", GROUP],
    ["logs:GetLogEvents", GROUP],
    ["logs:StartQuery", GROUP],
    ["rds-db:connect", "*"],
    ["rds-data:ExecuteStatement", "*"],
    ["ebs:GetSnapshotBlock", "*"],
    ["ec2:GetConsoleOutput", "*"],
  ];
  for (const [action, resource] of refused) {
    it(`refuses to read data by ${action}`, () => {
      assert.ok(denied(action, resource));
    });
  }

  const writes: [string, string][] = [
    ["s3:PutObject", OBJECT],
    ["s3:DeleteObject", OBJECT],
    ["s3:PutBucketPolicy", BUCKET],
    ["kms:PutKeyPolicy", KEY],
    ["kms:CreateGrant", KEY],
    ["kms:ScheduleKeyDeletion", KEY],
    ["dynamodb:PutItem", TABLE],
    ["sts:AssumeRole", ROLE],
    ["iam:PassRole", ROLE],
    ["iam:UpdateAssumeRolePolicy", ROLE],
    ["sns:Publish", "arn:aws:sns:eu-west-1:111122223333:t"],
    ["sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"],
    ["lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111122223333:function:f"],
    ["secretsmanager:PutSecretValue", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s"],
    ["events:PutEvents", "arn:aws:events:eu-west-1:111122223333:event-bus/b"],
  ];
  for (const [action, resource] of writes) {
    it(`refuses what a resource's own policy could allow: ${action}`, () => {
      assert.ok(denied(action, resource));
    });
  }

  const allowed: [string, string][] = [
    ["s3:GetBucketPolicy", BUCKET],
    ["s3:GetEncryptionConfiguration", BUCKET],
    ["s3:ListBucket", BUCKET],
    ["kms:DescribeKey", KEY],
    ["kms:GetKeyPolicy", KEY],
    ["kms:GetKeyRotationStatus", KEY],
    ["kms:ListGrants", KEY],
    ["dynamodb:DescribeTable", TABLE],
    ["logs:DescribeLogGroups", GROUP],
    ["secretsmanager:DescribeSecret", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s"],
    ["ssm:DescribeParameters", "*"],
    ["iam:GetRole", ROLE],
    ["iam:SimulatePrincipalPolicy", ROLE],
    ["iam:GenerateCredentialReport", "*"],
    ["ec2:DescribeInstances", "*"],
    ["cloudtrail:LookupEvents", "*"],
    ["config:SelectResourceConfig", "*"],
  ];
  for (const [action, resource] of allowed) {
    it(`leaves ${action} to the audit policies`, () => {
      assert.ok(!denied(action, resource));
    });
  }

  it("fits into a role's policy", () => {
    // Characters of all inline policies of a role together, without white space; IAM and STS quotas.
    assert.ok(JSON.stringify(auditDenials()).length <= 10_240);
  });

  it("names only actions that begin with a service", () => {
    for (const { Action: some = [], NotAction: others = [] } of denials) {
      for (const action of [some, others].flat()) {
        assert.match(action, /^[a-z0-9-]+:[A-Za-z]*\*?$/);
      }
    }
  });
});
