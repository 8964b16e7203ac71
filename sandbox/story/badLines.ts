import type { ChangedLine } from "./workTree";

/** A one-line change that the rules of a family must refuse. */
export interface BadLine extends ChangedLine {
  /** Family of the rules, as the register has it. */
  readonly family: string;

  /** The rule that must refuse it; `SEC-02` is the check of the tree. */
  readonly rule: string;

  /** Logical name of the resource; of something that is missing, the stack's. */
  readonly name: string;
}

/** Kept in pieces, so that no search for secrets takes them for any. */
const ACCESS_KEY = ["AKIA", "QZ7XN4WPL2VK9R3D"].join("");
const PASSWORD = ["q8Zr2v", "Xw71LmTk"].join("");

/** The stack in whose preview all of them show. */
export const BAD_STACK = "duotone/prod";

const FLEET = "components/clusters/serviceFleet.ts";
const WEB = "components/clusters/webService.ts";

/** One for each family of rules, none in the way of another. */
export const BAD_LINES: readonly BadLine[] = [
  {
    family: "compute",
    file: FLEET,
    before: 'httpTokens: "required"',
    after: 'httpTokens: "optional"',
    rule: "CMP-01",
    name: "prod1-core",
  },
  {
    family: "images",
    file: FLEET,
    before: "imageId: args.imageId,",
    after: 'imageId: "ami-0a1b2c3d4e5f67890",',
    rule: "IMG-01",
    name: "prod1-core",
  },
  {
    family: "secrets",
    file: "platform.ts",
    before: "    activeColor: config.activeColor,\n    accounts:",
    after: `    activeColor: config.activeColor,\n    adminPassword: "${PASSWORD}",\n    accounts:`,
    rule: "SEC-04",
    name: "duotone-prod",
  },
  {
    family: "files",
    file: "components/delivery/notices.ts",
    before: 'super("duotone:delivery:Notices"',
    after: `/* ${ACCESS_KEY} */ super("duotone:delivery:Notices"`,
    rule: "SEC-02",
    name: "components/delivery/notices.ts",
  },
  {
    family: "balancing",
    file: WEB,
    before: "dropInvalidHeaderFields: true",
    after: "dropInvalidHeaderFields: false",
    rule: "LB-05",
    name: "prod1-core",
  },
  {
    family: "colours",
    file: "Pulumi.prod.yaml",
    before: 'duotone:protect: "true"',
    after: 'duotone:protect: "false"',
    rule: "BG-04",
    name: "prod1-core",
  },
  {
    family: "environments",
    file: FLEET,
    before: "securityGroups: [securityGroup.id],",
    after: 'securityGroups: [securityGroup.id, "sg-0a1b2c3d4e5f67890"],',
    rule: "ENV-02",
    name: "prod1-core",
  },
  {
    family: "network",
    file: WEB,
    before: 'allow("https", "HTTPS", 443, callers);',
    after: 'allow("https", "HTTPS", 443, callers); allow("ssh", "SSH", 22, "0.0.0.0/0");',
    rule: "NET-01",
    name: "prod1-core-balancer-ssh",
  },
  {
    family: "segmentation",
    file: "components/network/tiers.ts",
    before: "new aws.ec2.DefaultSecurityGroup(",
    after:
      'new aws.ec2.Route(name, { routeTableId: vpc.vpc.defaultRouteTableId, destinationCidrBlock: "10.0.0.0/8", ' +
      'transitGatewayId: "tgw-0a1b2c3d4e5f67890" }, { parent }); new aws.ec2.DefaultSecurityGroup(',
    rule: "SEG-03",
    name: "payments",
  },
  {
    family: "identity",
    file: "components/clusters/instanceRole.ts",
    before: "policyArn: SESSION_MANAGER_POLICY",
    after: 'policyArn: "arn:aws:iam::aws:policy/AdministratorAccess"',
    rule: "IAM-01",
    name: "prod1-core-session-manager",
  },
  {
    family: "keys",
    file: "components/keys/key.ts",
    before: "encrypts: { enableKeyRotation: true }",
    after: "encrypts: { enableKeyRotation: false }",
    rule: "KEY-01",
    name: "payments-volumes",
  },
  {
    family: "tags",
    file: FLEET,
    before: "commit: boot.commit };",
    after: "};",
    rule: "TAG-01",
    name: "prod1-core",
  },
  {
    family: "data",
    file: "components/accounts/accountBaseline.ts",
    before: "blockPublicPolicy: true",
    after: "blockPublicPolicy: false",
    rule: "DAT-01",
    name: "payments",
  },
  {
    family: "logging",
    file: "components/accounts/sessionLogging.ts",
    before: "{ groupName: LOG_GROUP, ...args }",
    after: "{ groupName: LOG_GROUP, ...args, logRetentionDays: 90 }",
    rule: "AUD-E",
    name: "payments-sessions",
  },
  {
    family: "audit",
    file: "components/network/verticalNetwork.ts",
    before: "declareFlowLog(name, { vpcId, bucketArn: args.flowLogs.bucketArn, tags }, this);",
    after: "",
    rule: "AUD-02",
    name: "duotone-prod",
  },
];
