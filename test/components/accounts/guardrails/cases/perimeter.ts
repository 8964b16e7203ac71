import { AUDIT, BANKING, DELIVERY, FOREIGN, MANAGEMENT, MARKETING, ORGANIZATION } from "../evaluator";
import {
  ACCOUNT_ROLE,
  ACCOUNTANT,
  ANYBODY,
  ARCHIVES,
  AUDITOR,
  BANKER,
  BANKING_STACKS,
  type Cases,
  DEPLOYER,
  DEVELOPER,
  each,
  STRANGER,
} from "./case";

const DATA = ["s3:GetObject", "sqs:SendMessage", "kms:Decrypt", "secretsmanager:GetSecretValue"];
const LOGS = "delivery.logs.amazonaws.com";
const GITHUB = { "token.actions.githubusercontent.com:sub": "repo:example/shop:ref:refs/heads/main" };

const accountRole = (account: string) => ({
  in: account,
  on: `arn:aws:iam::${account}:role/${ACCOUNT_ROLE}`,
});

export const PERIMETER_CASES: Cases = {
  "principals-of-organization": {
    denied: [
      ...each(STRANGER, [...DATA, "sts:AssumeRole"], { in: MARKETING }),
      ...each(ANYBODY, DATA, { in: MARKETING }),
      ...each(ANYBODY, ["s3:GetObject"], { in: AUDIT }),
    ],
    passes: [
      ...each(DEVELOPER, DATA),
      ...each(DEPLOYER, DATA, { in: MARKETING }),
      ...each(LOGS, ["s3:PutObject", "kms:GenerateDataKey"], { in: AUDIT }),
      ...each("ec2.amazonaws.com", ["sts:AssumeRole"], { in: MARKETING }),
      // A federated caller has no account yet, so the provider is what decides.
      ...each(ANYBODY, ["sts:AssumeRoleWithSAML"], { in: MARKETING }),
      // What the organization does elsewhere is for the other side to decide.
      ...each(DEVELOPER, ["s3:GetObject"], { in: FOREIGN }),
    ],
  },
  "services-on-own-behalf": {
    denied: each(LOGS, ["s3:PutObject"], { in: AUDIT, with: { "aws:SourceAccount": FOREIGN } }),
    passes: [
      ...each(LOGS, ["s3:PutObject"], {
        in: AUDIT,
        with: { "aws:SourceAccount": BANKING, "aws:SourceOrgID": ORGANIZATION },
      }),
      ...each("logdelivery.elasticloadbalancing.amazonaws.com", ["s3:PutObject"], { in: AUDIT }),
      ...each(ARCHIVES, ["s3:PutBucketPolicy"], { with: { "aws:SourceAccount": FOREIGN } }),
    ],
  },
  "encrypted-requests": {
    denied: each(DEVELOPER, ["s3:GetObject", "sqs:ReceiveMessage", "sts:GetSessionToken"], {
      with: { "aws:SecureTransport": "false" },
    }),
    passes: each(DEVELOPER, ["s3:GetObject", "sqs:ReceiveMessage", "sts:GetSessionToken"]),
  },
  "tokens-of-github-only": {
    denied: each(ANYBODY, ["sts:AssumeRoleWithWebIdentity"], {
      in: DELIVERY,
      with: { "accounts.google.com:sub": "1234" },
    }),
    passes: each(ANYBODY, ["sts:AssumeRoleWithWebIdentity"], { in: DELIVERY, with: GITHUB }),
  },
  "deployers-only": {
    denied: [
      { who: ACCOUNTANT, action: "sts:AssumeRole", ...accountRole(MARKETING) },
      { who: ACCOUNTANT, action: "sts:AssumeRole", ...accountRole(BANKING) },
      { who: DEVELOPER, action: "sts:AssumeRole", ...accountRole(DELIVERY) },
      { who: ANYBODY, action: "sts:AssumeRoleWithWebIdentity", ...accountRole(DELIVERY), with: GITHUB },
      {
        who: `arn:aws:iam::${MANAGEMENT}:role/Deployer`,
        action: "sts:AssumeRole",
        ...accountRole(MARKETING),
      },
    ],
    passes: [
      { who: DEPLOYER, action: "sts:AssumeRole", ...accountRole(MARKETING) },
      { who: DEPLOYER, action: "sts:AssumeRole", ...accountRole(BANKING) },
      { who: DEPLOYER, action: "sts:AssumeRole", ...accountRole(AUDIT) },
      {
        who: ACCOUNTANT,
        action: "sts:AssumeRole",
        in: MARKETING,
        on: `arn:aws:iam::${MARKETING}:role/billing`,
      },
    ],
  },
  "data-of-own-account": {
    denied: [
      ...each(DEVELOPER, DATA, { in: BANKING }),
      ...each(AUDITOR, DATA, { in: BANKING }),
      ...each(DEPLOYER, DATA, { in: BANKING }),
    ],
    passes: [
      ...each(BANKER, DATA),
      ...each(BANKING_STACKS, ["s3:CreateBucket", "kms:CreateKey"]),
      ...each(BANKER, ["kms:Decrypt"], { in: DELIVERY }),
      ...each("rds.amazonaws.com", ["kms:GenerateDataKey"], { in: BANKING }),
    ],
  },
  "roles-of-own-account": {
    denied: [
      ...each(DEVELOPER, ["sts:AssumeRole"], { in: BANKING, on: `arn:aws:iam::${BANKING}:role/reports` }),
      ...each(ACCOUNTANT, ["sts:AssumeRole"], {
        in: BANKING,
        on: `arn:aws:iam::${BANKING}:role/duotone-audit`,
      }),
    ],
    passes: [
      ...each(AUDITOR, ["sts:AssumeRole"], { in: BANKING, on: `arn:aws:iam::${BANKING}:role/duotone-audit` }),
      ...each(BANKER, ["sts:AssumeRole"], { on: `arn:aws:iam::${BANKING}:role/reports` }),
      ...each("lambda.amazonaws.com", ["sts:AssumeRole"], { in: BANKING }),
      { who: DEPLOYER, action: "sts:AssumeRole", ...accountRole(BANKING) },
      ...each(DEVELOPER, ["sts:AssumeRole"], { in: AUDIT }),
    ],
  },
};
