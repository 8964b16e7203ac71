import assert from "node:assert/strict";

import { breaking, type Mutant } from "./mutant";

const ARCHIVE_ENCRYPTION =
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const KEY = "aws:kms/key:Key";
const LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
const ROLE = "aws:iam/role:Role";
const SUBNET = "aws:ec2/subnet:Subnet";
const TABLE = "aws:dynamodb/table:Table";
const VPC = "aws:ec2/vpc:Vpc";
const ZONE = "aws:route53/zone:Zone";

/** Who may use what: keys, roles, policies, archives, and whatever names another vertical. */
export const accessMutants: readonly Mutant[] = [
  ...breaking("references", {
    "a type that nobody looks at names another vertical's account": (draft) => {
      const endpoint = `arn:aws:sqs:eu-west-1:${draft.b.id}:queue`;
      draft.add(draft.one(draft.a, VPC), "aws:sns/topicSubscription:TopicSubscription", { endpoint });
    },
    "a subnet group has another vertical's subnet": (draft) => {
      const subnetIds = [draft.one(draft.b, SUBNET).id];
      draft.add(draft.one(draft.a, VPC), "aws:rds/subnetGroup:SubnetGroup", { subnetIds });
    },
    "user data names another vertical's account": (draft) => {
      const text = `#!/bin/sh\naws sts assume-role --role-arn arn:aws:iam::${draft.b.id}:role/x\n`;
      const userData = Buffer.from(text.padEnd(Math.ceil(text.length / 3) * 3, "\n")).toString("base64");
      draft.add(draft.one(draft.a, VPC), "aws:ec2/launchTemplate:LaunchTemplate", { userData });
    },
  }),
  ...breaking("keys", {
    "a resource uses another vertical's key": (draft) => {
      const kmsKeyId = draft.one(draft.b, KEY).outputs.arn;
      draft.add(draft.one(draft.a, VPC), "aws:cloudwatch/logGroup:LogGroup", { kmsKeyId });
    },
    "a resource uses another vertical's key by its bare id": (draft) => {
      const kmsKeyId = draft.one(draft.b, KEY).id;
      draft.add(draft.one(draft.a, VPC), "aws:secretsmanager/secret:Secret", { kmsKeyId });
    },
    "a resource uses the key of another vertical's archive": (draft) => {
      const kmsKeyId = draft.archived(draft.b, KEY).outputs.arn;
      draft.add(draft.one(draft.a, VPC), "aws:cloudwatch/logGroup:LogGroup", { kmsKeyId });
    },
    "a role may use keys of any account": (draft) => {
      const statement = { Effect: "Allow", Action: "kms:Decrypt", Resource: "arn:aws:kms:*:*:key/*" };
      const policy = JSON.stringify({ Statement: [statement] });
      draft.add(draft.one(draft.a, VPC), "aws:iam/rolePolicy:RolePolicy", { policy });
    },
    "a key's policy lets in another vertical": (draft) => {
      draft.set(draft.one(draft.a, KEY), { policy: letIn({ AWS: `arn:aws:iam::${draft.b.id}:root` }) });
    },
    "a key's policy lets in everybody": (draft) => {
      draft.set(draft.one(draft.a, KEY), { policy: letIn({ AWS: "*" }) });
    },
    "a key's policy lets in the whole organization": (draft) => {
      const policy = letIn("*", { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } });
      draft.set(draft.one(draft.a, KEY), { policy });
    },
    "a key's policy cannot be read": (draft) => {
      draft.set(draft.one(draft.a, KEY), { policy: "not JSON" });
    },
    "a grant lets another vertical's role use a key": (draft) => {
      const granteePrincipal = `arn:aws:iam::${draft.b.id}:role/reader`;
      draft.add(draft.one(draft.a, VPC), "aws:kms/grant:Grant", { granteePrincipal });
    },
    "two archives share a key": (draft) => {
      const kmsMasterKeyId = draft.archived(draft.b, KEY).outputs.arn;
      draft.set(draft.archived(draft.a, ARCHIVE_ENCRYPTION), {
        rules: [{ applyServerSideEncryptionByDefault: { kmsMasterKeyId } }],
      });
    },
    "an archive's key lets in another vertical": (draft) => {
      const policy = letIn({ AWS: `arn:aws:iam::${draft.b.id}:root` });
      draft.set(draft.archived(draft.a, KEY), { policy });
    },
  }),
  ...breaking("roles", {
    "a role trusts another vertical": (draft) => {
      draft.set(draft.one(draft.a, ROLE), {
        assumeRolePolicy: letIn({ AWS: `arn:aws:iam::${draft.b.id}:root` }),
      });
    },
    "a role trusts everybody": (draft) => {
      draft.set(draft.one(draft.a, ROLE), { assumeRolePolicy: letIn({ AWS: "*" }) });
    },
    "a role trusts everybody of the organization": (draft) => {
      const assumeRolePolicy = letIn("*", { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } });
      draft.set(draft.one(draft.a, ROLE), { assumeRolePolicy });
    },
    "a role trusts the whole audit account": (draft) => {
      draft.set(draft.one(draft.a, ROLE), { assumeRolePolicy: letIn({ AWS: draft.idOf("audit") }) });
    },
    "a role trusts the whole management account": (draft) => {
      const root = `arn:aws:iam::${draft.idOf("management")}:root`;
      draft.set(draft.one(draft.a, ROLE), { assumeRolePolicy: letIn({ AWS: [root] }) });
    },
    "a role trusts everybody but one": (draft) => {
      const statement = { Effect: "Allow", NotPrincipal: { AWS: draft.b.id }, Action: "sts:AssumeRole" };
      draft.set(draft.one(draft.a, ROLE), { assumeRolePolicy: JSON.stringify({ Statement: [statement] }) });
    },
    "the auditors' role trusts a vertical": (draft) => {
      draft.set(draft.one("audit", ROLE, "auditor"), { assumeRolePolicy: letIn({ AWS: draft.a.id }) });
    },
  }),
  ...breaking("grants", {
    "a bucket lets in everybody of the organization": (draft) => {
      const policy = letIn("*", { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } });
      draft.add(draft.one(draft.a, VPC), BUCKET_POLICY, { policy });
    },
    "a secret lets in another vertical": (draft) => {
      const policy = letIn({ AWS: [draft.a.id, draft.b.id] });
      draft.add(draft.one(draft.a, VPC), "aws:secretsmanager/secretPolicy:SecretPolicy", { policy });
    },
    "a function may be called by another account": (draft) => {
      draft.add(draft.one(draft.a, VPC), "aws:lambda/permission:Permission", { principal: draft.b.id });
    },
    "an image is shared": (draft) => {
      const type = "aws:ec2/amiLaunchPermission:AmiLaunchPermission";
      draft.add(draft.one(draft.a, VPC), type, { accountId: draft.idOf("delivery") });
    },
  }),
  ...breaking("releaseStore", {
    "the ledger's bucket lets in a vertical": (draft) => {
      const policy = letIn({ AWS: `arn:aws:iam::${draft.a.id}:root` });
      draft.set(draft.one("audit", BUCKET_POLICY, "ledger"), { policy });
    },
    "the ledger's bucket takes what a service delivers": (draft) => {
      const policy = letIn({ Service: "delivery.logs.amazonaws.com" });
      draft.set(draft.one("audit", BUCKET_POLICY, "ledger"), { policy });
    },
    "the key that signs is everybody's in the organization": (draft) => {
      const policy = letIn("*", { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } });
      draft.set(draft.one("audit", KEY, "ledger-signing"), { policy });
    },
    "the key that signs is handed on by a grant": (draft) => {
      const granteePrincipal = `arn:aws:iam::${draft.idOf("delivery")}:role/signer`;
      const keyId = draft.one("audit", KEY, "ledger-signing").id;
      draft.add(draft.one("audit", ROLE, "auditor"), "aws:kms/grant:Grant", { keyId, granteePrincipal });
    },
    "the queue has a policy of its own": (draft) => {
      const { arn } = draft.one("delivery", TABLE, "release-queue").outputs;
      const policy = letIn({ AWS: draft.a.id });
      const type = "aws:dynamodb/resourcePolicy:ResourcePolicy";
      draft.add(draft.one("delivery", ZONE), type, { resourceArn: arn, policy });
    },
    "the queue is in a vertical's account": (draft) => {
      const { provider } = draft.one(draft.a, VPC);
      draft.one("delivery", TABLE, "release-queue").provider = provider ?? assert.fail();
    },
    "records are not locked": (draft) => {
      draft.remove(draft.one("audit", LOCK, "ledger"));
    },
    "records are locked for no day": (draft) => {
      draft.set(draft.one("audit", LOCK, "ledger"), { rule: { defaultRetention: { days: 0 } } });
    },
    "there is no ledger": (draft) => {
      for (const { deployment } of draft.exports) {
        const ledger = deployment.resources.find(({ type }) => type.endsWith(":ReleaseLedger"));
        Object.assign(ledger ?? {}, { type: "duotone:delivery:Notebook" });
      }
    },
  }),
  ...breaking("logArchives", {
    "flow logs go to another vertical's archive": (draft) => {
      const bucket = draft.archived(draft.b, BUCKET).id ?? "";
      draft.set(draft.one(draft.a, FLOW_LOG), { logDestination: `arn:aws:s3:::${bucket}` });
    },
    "flow logs stay in the vertical's account": (draft) => {
      draft.set(draft.one(draft.a, FLOW_LOG), { logDestination: "arn:aws:s3:::own-bucket" });
    },
    "flow logs are gone": (draft) => {
      draft.remove(draft.one(draft.a, FLOW_LOG));
    },
    "flow logs record what is rejected only": (draft) => {
      draft.set(draft.one(draft.a, FLOW_LOG), { trafficType: "REJECT" });
    },
    "configuration is delivered to another vertical's archive": (draft) => {
      const s3BucketName = draft.archived(draft.b, BUCKET).id;
      draft.add(draft.one(draft.a, VPC), "aws:cfg/deliveryChannel:DeliveryChannel", { s3BucketName });
    },
    "an archive takes logs of another vertical": (draft) => {
      const accounts = [draft.a.id, draft.b.id];
      const policy = letIn(
        { Service: "delivery.logs.amazonaws.com" },
        { StringEquals: { "aws:SourceAccount": accounts } },
      );
      draft.set(draft.archived(draft.a, BUCKET_POLICY), { policy });
    },
    "a vertical has no archive": (draft) => {
      for (const { deployment } of draft.exports) {
        const archive = deployment.resources.find(
          ({ type, inputs }) => type.endsWith(":LogArchive") && inputs.vertical === draft.a.vertical,
        );
        Object.assign(archive?.inputs ?? {}, { vertical: "somebody" });
      }
    },
  }),
];

function letIn(principal: unknown, condition?: unknown): string {
  const statement = {
    Effect: "Allow",
    Principal: principal,
    Action: "*",
    Resource: "*",
    ...(condition === undefined ? {} : { Condition: condition }),
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
