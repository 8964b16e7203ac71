import type { Mutant } from "./mutant";

const TABLE = { file: "components/delivery/onDemandTable.ts", stack: "org" } as const;
const STORE = { file: "foundation/imageStore.ts", stack: "org" } as const;
const PRINCIPALS = { file: "components/accounts/namedPrincipals.ts", stack: "org", mode: "update" } as const;

/** Faults in the foundation. */
export const foundationMutants: readonly Mutant[] = [
  {
    ...TABLE,
    title: "tables cannot be put back to a point in time",
    text: "pointInTimeRecovery: { enabled: true },",
    replacement: "pointInTimeRecovery: { enabled: false },",
    refusedBy: ["DAT-05"],
  },
  {
    ...TABLE,
    title: "tables have DynamoDB's own keys",
    text: "serverSideEncryption: { enabled: true, ...(keyArn === undefined ? {} : { kmsKeyArn: keyArn }) },",
    replacement: "",
    refusedBy: ["DAT-05"],
  },
  {
    ...TABLE,
    title: "tables can be deleted",
    text: "deletionProtectionEnabled: protect,",
    replacement: "deletionProtectionEnabled: false,",
    refusedBy: ["DAT-07"],
  },
  {
    file: "components/accounts/guardrails/dataGuardrails.ts",
    stack: "org",
    title: "keys may be gone after a week",
    text: 'const KEY_DELETION_WINDOW_DAYS = "30";',
    replacement: 'const KEY_DELETION_WINDOW_DAYS = "7";',
    refusedBy: ["AUD-04"],
  },
  {
    ...STORE,
    title: "artifacts may be public",
    text: "ignorePublicAcls: true,",
    replacement: "ignorePublicAcls: false,",
    refusedBy: ["DAT-01"],
  },
  {
    ...STORE,
    title: "artifacts are overwritten",
    text: 'versioningConfiguration: { status: "Enabled" }',
    replacement: 'versioningConfiguration: { status: "Disabled" }',
    refusedBy: ["DAT-04"],
  },
  {
    ...STORE,
    title: "builds may do everything",
    text: "policyArn: SESSION_MANAGER_POLICY",
    replacement: 'policyArn: "arn:aws:iam::aws:policy/IAMFullAccess"',
    refusedBy: ["IAM-01"],
  },
  {
    ...PRINCIPALS,
    title: "named principals come from any organization",
    text: 'StringEquals: { "aws:PrincipalOrgID": organizationId },',
    replacement: "",
    refusedBy: ["IAM-03"],
  },
  {
    ...PRINCIPALS,
    title: "anybody is a named principal",
    text: "Principal: { AWS: pulumi.output(accountId).apply((any) => rootsOf(patterns, any)) },",
    replacement: 'Principal: { AWS: "*" },',
    refusedBy: ["IAM-03", "SEG-10"],
  },
  {
    file: "foundation/archiveAccess.ts",
    stack: "org",
    mode: "update",
    title: "stacks do everything with every key of the archives",
    text: 'Action: ["kms:CreateKey", "kms:ListAliases"], Resource: "*"',
    replacement: 'Action: "kms:*", Resource: "*"',
    refusedBy: ["IAM-05"],
  },
  {
    file: "components/accounts/guardrails.ts",
    stack: "org",
    title: "guardrails of all accounts are attached to nothing",
    text: "root: { root: rootId },",
    replacement: "root: {},",
    refusedBy: ["AUD-04"],
  },
  {
    file: "components/accounts/guardrails/guardrailPolicies.ts",
    stack: "org",
    title: "no guardrail keeps the evidence",
    text: "guardrails: [...evidenceGuardrails(facts), ...releaseGuardrails(facts)],",
    replacement: "guardrails: [...releaseGuardrails(facts)],",
    refusedBy: ["AUD-04"],
  },
];
