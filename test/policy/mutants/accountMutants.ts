import type { Mutant } from "./mutant";

const BASELINE = { file: "components/accounts/accountBaseline.ts", stack: "staging" } as const;
const SERVICES = { file: "components/accounts/securityServices.ts", stack: "prod" } as const;
const AUDIT = { file: "components/accounts/auditAccess.ts", stack: "staging" } as const;
const VERTICALS = { file: "verticals.ts", stack: "prod" } as const;
const PROVIDERS = { file: "accountProviders.ts", stack: "staging" } as const;

/** Faults in accounts, and in what separates them. */
export const accountMutants: readonly Mutant[] = [
  {
    ...BASELINE,
    title: "an account's buckets may be public",
    text: "blockPublicPolicy: true",
    replacement: "blockPublicPolicy: false",
    refusedBy: ["DAT-01"],
  },
  {
    ...BASELINE,
    title: "images may be public",
    text: 'state: "block-new-sharing"',
    replacement: 'state: "unblocked"',
    refusedBy: ["CMP-10"],
  },
  {
    ...BASELINE,
    title: "snapshots may be public",
    text: 'state: "block-all-sharing"',
    replacement: 'state: "unblocked"',
    refusedBy: ["CMP-10"],
  },
  {
    ...BASELINE,
    title: "nobody looks for what a restricted account opens to others",
    text: "new aws.accessanalyzer.Analyzer(",
    replacement: 'if (name === "") new aws.accessanalyzer.Analyzer(',
    refusedBy: ["AUD-02", "AUD-F"],
  },
  {
    ...SERVICES,
    title: "GuardDuty is off",
    text: "{ enable: true,",
    replacement: "{ enable: false,",
    refusedBy: ["AUD-F"],
  },
  {
    ...SERVICES,
    title: "AWS Config records nothing",
    text: "isEnabled: true",
    replacement: "isEnabled: false",
    refusedBy: ["AUD-F"],
  },
  {
    ...SERVICES,
    title: "AWS Config records a part",
    text: "allSupported: true",
    replacement: "allSupported: false",
    refusedBy: ["AUD-F"],
  },
  {
    ...SERVICES,
    title: "Security Hub is missing",
    text: "new aws.securityhub.Account(",
    replacement: 'if (name === "") new aws.securityhub.Account(',
    refusedBy: ["AUD-02", "AUD-F"],
  },
  {
    ...AUDIT,
    title: "anybody may be the auditor",
    text: "Principal: { AWS: auditorRoleArn },",
    replacement: 'Principal: { AWS: "*" },',
    refusedBy: ["IAM-03", "SEG-10"],
  },
  {
    ...AUDIT,
    mode: "update",
    title: "auditors come from no organization",
    text: 'Condition: { StringEquals: { "aws:PrincipalOrgID": organizationId } },',
    replacement: "",
    refusedBy: ["IAM-03"],
  },
  {
    file: "components/accounts/auditRights.ts",
    stack: "staging",
    title: "auditors may do everything",
    text: '"arn:aws:iam::aws:policy/SecurityAudit",',
    replacement: '"arn:aws:iam::aws:policy/AdministratorAccess",',
    refusedBy: ["IAM-01", "SEG-10"],
  },
  {
    file: "components/clusters/instanceRole.ts",
    stack: "staging",
    title: "anybody may be an instance",
    text: 'Principal: { Service: "ec2.amazonaws.com" }',
    replacement: 'Principal: { AWS: "*" }',
    refusedBy: ["IAM-03", "SEG-10"],
  },
  {
    file: "components/images/releasedImages.ts",
    stack: "staging",
    title: "images are shared with an account that nobody knows",
    text: 'accountId: args.accountIds[vertical] ?? "",',
    replacement: 'accountId: "999999999999",',
    refusedBy: ["CMP-10", "SEG-11"],
  },
  {
    ...PROVIDERS,
    title: "providers work in any account",
    text: "allowedAccountIds: [account.accountId],",
    replacement: "",
    refusedBy: ["SEG-12"],
  },
  {
    ...PROVIDERS,
    title: "nothing says whose it is",
    text: "defaultTags: { tags: { ...tags } },",
    replacement: "",
    refusedBy: ["TAG-01"],
  },
  {
    ...PROVIDERS,
    title: "providers have credentials in the program",
    text: "...settings,",
    replacement: '...settings, accessKey: "AK".repeat(10), secretKey: "sk".repeat(20),',
    refusedBy: ["KEY-05", "SEC-03"],
  },
  {
    ...VERTICALS,
    title: "a vertical's things do not say whose they are",
    text: "const tags = { ...args.tags, vertical: name, owner };",
    replacement: "const tags = { ...args.tags, owner };",
    refusedBy: ["SEG-12", "TAG-01", "TAG-02"],
  },
  {
    ...VERTICALS,
    title: "all verticals are called by the first one's name",
    text: "const tags = { ...args.tags, vertical: name, owner };",
    replacement: 'const tags = { ...args.tags, vertical: "accounts", owner };',
    refusedBy: ["SEG-12", "TAG-02"],
  },
  {
    ...VERTICALS,
    title: "verticals are in the management account",
    text: "const provider = accountProvider(name, account, config.aws, tags);",
    replacement:
      "const provider = accountProvider(name, { accountId: foundation.managementAccountId }, config.aws, tags);",
    refusedBy: ["SEG-09", "SEG-12", "SEG-13", "TAG-02"],
  },
  {
    ...VERTICALS,
    title: "flow logs go to an archive that no stack has",
    text: "flowLogs: { bucketArn: archive.bucketArn },",
    replacement: 'flowLogs: { bucketArn: "arn:aws:s3:::duotone-archive-elsewhere" },',
    refusedBy: ["NET-08", "SEG-13"],
  },
  {
    ...VERTICALS,
    title: "all verticals' flow logs go to one archive",
    text: "flowLogs: { bucketArn: archive.bucketArn },",
    replacement: "flowLogs: { bucketArn: ((declareNetwork as any).archive ??= archive).bucketArn },",
    refusedBy: ["NET-08", "SEG-13"],
  },
  {
    ...VERTICALS,
    title: "archives are in the account whose logs they hold",
    text: "{ provider: args.audit },",
    replacement: "{ provider },",
    refusedBy: ["AUD-C", "NET-08", "SEG-13"],
  },
  {
    ...VERTICALS,
    title: "volumes are encrypted with another account's key",
    text: "volumesKeyArn: keys.volumesKeyArn,",
    replacement: 'volumesKeyArn: "arn:aws:kms:eu-west-1:999999999999:key/1",',
    refusedBy: ["SEG-09"],
  },
  {
    ...VERTICALS,
    title: "all verticals' secrets have the first one's key",
    text: "        keyArn: keys.secretsKeyArn,",
    replacement: "        keyArn: ((declareSecrets as any).keys ??= keys).secretsKeyArn,",
    refusedBy: ["KEY-03", "SEG-09"],
  },
  {
    ...VERTICALS,
    title: "all verticals are in the first one's network",
    text: "const network = new VerticalNetwork(",
    replacement:
      "const known = (declareNetwork as any).network as VerticalNetwork | undefined;\n" +
      "  if (known !== undefined) return known;\n" +
      "  const network = (declareNetwork as any).network = new VerticalNetwork(",
    refusedBy: ["SEG-06", "SEG-12", "TAG-02"],
  },
];
