import { BANKING, MARKETING } from "../evaluator";
import { ACCOUNT_ROLE, BANKER, type Cases, DEPLOYER, DEVELOPER, each, STACKS } from "./case";

const ROOT = `arn:aws:iam::${MARKETING}:root`;
const ROLE = `arn:aws:iam::${MARKETING}:role/${ACCOUNT_ROLE}`;

export const ACCOUNT_CASES: Cases = {
  "stay-in-organization": {
    denied: [
      ...each(DEVELOPER, ["organizations:LeaveOrganization", "account:CloseAccount"]),
      ...each(STACKS, ["organizations:LeaveOrganization", "account:CloseAccount"]),
    ],
    passes: [
      { who: DEVELOPER, action: "organizations:DescribeOrganization" },
      { who: DEPLOYER, action: "organizations:CloseAccount", in: MARKETING },
    ],
  },
  "keep-address-and-regions": {
    denied: [
      { who: DEVELOPER, action: "account:StartPrimaryEmailUpdate" },
      { who: STACKS, action: "account:EnableRegion" },
    ],
    passes: [
      { who: DEVELOPER, action: "account:GetRegionOptStatus" },
      { who: STACKS, action: "account:PutAlternateContact" },
    ],
  },
  "no-root": {
    denied: each(ROOT, ["s3:ListAllMyBuckets", "iam:ListRoles", "ec2:DescribeInstances"]),
    passes: [
      { who: DEVELOPER, action: "ec2:DescribeInstances" },
      { who: ROOT, action: "s3:ListAllMyBuckets", with: { "aws:AssumedRoot": "true" } },
    ],
  },
  "no-iam-users": {
    denied: [
      ...each(DEVELOPER, ["iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile"]),
      { who: STACKS, action: "iam:CreateUser" },
    ],
    passes: each(DEVELOPER, ["iam:CreateRole", "iam:DeleteUser", "iam:DeleteAccessKey"]),
  },
  "no-private-keys-in-or-out": {
    denied: [
      { who: DEVELOPER, action: "acm:ExportCertificate" },
      { who: STACKS, action: "acm:ImportCertificate" },
      { who: STACKS, action: "iam:UploadServerCertificate" },
    ],
    passes: [{ who: STACKS, action: "acm:RequestCertificate" }],
  },
  "no-second-directory": {
    denied: [{ who: STACKS, action: "sso:CreateInstance" }],
    passes: [{ who: DEVELOPER, action: "sso:ListInstances" }],
  },
  "sign-in-by-stacks": {
    denied: each(DEVELOPER, [
      "iam:CreateSAMLProvider",
      "iam:CreateOpenIDConnectProvider",
      "iam:DeleteAccountPasswordPolicy",
    ]),
    passes: [
      { who: STACKS, action: "iam:CreateOpenIDConnectProvider" },
      { who: STACKS, action: "iam:UpdateAccountPasswordPolicy" },
      { who: DEVELOPER, action: "iam:GetAccountPasswordPolicy" },
    ],
  },
  "roles-of-stacks": {
    denied: [
      ...each(DEVELOPER, ["iam:UpdateAssumeRolePolicy", "iam:AttachRolePolicy", "iam:DeleteRole"], {
        on: ROLE,
      }),
      ...each(DEVELOPER, ["iam:CreateRole", "iam:PutRolePolicy"], {
        on: `arn:aws:iam::${MARKETING}:role/duotone-archives`,
      }),
      // The name alone exempts, so a role of that name under a path must not.
      { who: `arn:aws:iam::${MARKETING}:role/mine/${ACCOUNT_ROLE}`, action: "iam:DeleteRole", on: ROLE },
    ],
    passes: [
      { who: STACKS, action: "iam:CreateRole", on: `arn:aws:iam::${MARKETING}:role/duotone-audit` },
      { who: DEVELOPER, action: "iam:GetRole", on: ROLE },
      { who: DEVELOPER, action: "iam:CreateRole", on: `arn:aws:iam::${MARKETING}:role/my-service` },
    ],
  },
  "allowed-regions": {
    denied: [
      { who: DEVELOPER, action: "ec2:RunInstances", with: { "aws:RequestedRegion": "us-west-2" } },
      { who: STACKS, action: "kms:CreateKey", with: { "aws:RequestedRegion": "us-east-1" } },
      { who: BANKER, action: "s3:CreateBucket", in: BANKING, with: { "aws:RequestedRegion": "ap-south-1" } },
      {
        who: DEVELOPER,
        action: "cloudfront:CreateDistribution",
        with: { "aws:RequestedRegion": "us-east-1" },
      },
    ],
    passes: [
      { who: STACKS, action: "kms:CreateKey", with: { "aws:RequestedRegion": "eu-central-1" } },
      ...each(
        DEVELOPER,
        ["iam:GetRole", "route53:ChangeResourceRecordSets", "sts:AssumeRole", "budgets:ViewBudget"],
        {
          with: { "aws:RequestedRegion": "us-east-1" },
        },
      ),
    ],
  },
};
