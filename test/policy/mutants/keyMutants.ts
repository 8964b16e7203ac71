import type { Mutant } from "./mutant";

const KEY = { file: "components/keys/key.ts", stack: "staging" } as const;
const USES = { file: "components/keys/keyUses.ts", stack: "staging", mode: "update" } as const;
const SECRET = { file: "components/secrets/serviceSecret.ts", stack: "staging" } as const;
const LOGS = { file: "components/observability/archivedLogGroup.ts", stack: "staging" } as const;
const ROTATION = { file: "components/secrets/rotationFunction.ts", stack: "staging" } as const;

/** Faults in keys and secrets. */
export const keyMutants: readonly Mutant[] = [
  {
    ...KEY,
    title: "keys are not rotated",
    text: "encrypts: { enableKeyRotation: true }",
    replacement: "encrypts: { enableKeyRotation: false }",
    refusedBy: ["KEY-01"],
  },
  {
    ...KEY,
    title: "nothing says that keys are rotated",
    text: "encrypts: { enableKeyRotation: true }",
    replacement: "encrypts: {}",
    refusedBy: ["KEY-01"],
  },
  {
    ...KEY,
    title: "keys are gone a week after somebody deletes them",
    text: "KEY_DELETION_WINDOW_DAYS = 30",
    replacement: "KEY_DELETION_WINDOW_DAYS = 7",
    refusedBy: ["KEY-02"],
  },
  {
    ...KEY,
    stack: "prod",
    title: "the engine deletes keys",
    text: "{ parent: this, protect: args.protect, retainOnDelete },",
    replacement: "{ parent: this, retainOnDelete },",
    refusedBy: ["KEY-02"],
  },
  {
    ...KEY,
    title: "a change of a key's policy is overlooked",
    text: "{ parent: this, protect: args.protect, retainOnDelete },",
    replacement: '{ parent: this, protect: args.protect, retainOnDelete, ignoreChanges: ["policy"] },',
    refusedBy: ["SEC-05"],
  },
  {
    ...KEY,
    mode: "update",
    title: "anybody administers keys",
    text: "Principal: { AWS: pulumi.interpolate`arn:aws:iam::${args.accountId}:root` },",
    replacement: 'Principal: "*",',
    refusedBy: ["IAM-06", "SEG-09"],
  },
  {
    ...KEY,
    mode: "update",
    title: "an account that nobody knows administers keys",
    text: "Principal: { AWS: pulumi.interpolate`arn:aws:iam::${args.accountId}:root` },",
    replacement: 'Principal: { AWS: "arn:aws:iam::999999999999:root" },',
    refusedBy: ["SEG-09"],
  },
  {
    ...USES,
    title: "anybody uses keys through any service",
    text: 'Condition: { StringEquals: { "kms:CallerAccount": accountId, "kms:ViaService": [...services] } },',
    replacement: "",
    refusedBy: ["IAM-06", "SEG-09"],
  },
  {
    ...USES,
    stack: "org",
    title: "anybody uses the image key",
    text: 'Condition: { StringEquals: ofOrganization },\n    },\n    {\n      Sid: "OrganizationGrantsToAwsServices"',
    replacement: '},\n    {\n      Sid: "OrganizationGrantsToAwsServices"',
    refusedBy: ["IAM-06", "SEG-09"],
  },
  {
    ...SECRET,
    title: "secrets have AWS's own key",
    text: "kmsKeyId: args.keyArn,",
    replacement: "",
    refusedBy: ["KEY-03"],
  },
  {
    ...SECRET,
    title: "secrets are never rotated",
    text: "new aws.secretsmanager.SecretRotation(",
    replacement: 'if (name === "") new aws.secretsmanager.SecretRotation(',
    refusedBy: ["KEY-03"],
  },
  {
    ...LOGS,
    title: "log groups are not encrypted with an own key",
    text: "kmsKeyId: logsKeyArn,",
    replacement: "",
    refusedBy: ["AUD-E"],
  },
  {
    ...LOGS,
    title: "log groups are kept for a month",
    text: "retentionInDays: logRetentionDays,",
    replacement: "retentionInDays: 30,",
    refusedBy: ["AUD-E"],
  },
  {
    ...LOGS,
    title: "log groups are nobody's to keep",
    text: "retentionInDays: logRetentionDays,",
    replacement: "",
    refusedBy: ["AUD-E"],
  },
  {
    ...ROTATION,
    title: "anybody may be the rotation",
    text: 'Principal: { Service: "lambda.amazonaws.com" }',
    replacement: 'Principal: { AWS: "*" }',
    refusedBy: ["IAM-03", "SEG-10"],
  },
  {
    ...ROTATION,
    mode: "update",
    title: "the rotation may do everything",
    text: 'Action: "secretsmanager:GetRandomPassword", Resource: "*"',
    replacement: 'Action: "*", Resource: "*"',
    refusedBy: ["IAM-01"],
  },
];
