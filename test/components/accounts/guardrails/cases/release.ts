import { AUDIT, DELIVERY, MARKETING } from "../evaluator";
import {
  ARCHIVES,
  AUDIT_STACKS,
  AUDITOR,
  type Cases,
  DELIVERY_STACKS,
  DEVELOPER,
  each,
  LEDGER,
} from "./case";

/** People with every right in the account of the ledger, and in that of the queue. */
const EVIDENCE_ADMIN = `arn:aws:iam::${AUDIT}:role/Admin`;
const DELIVERY_ADMIN = `arn:aws:iam::${DELIVERY}:role/Admin`;

const BUCKET = { on: "arn:aws:s3:::duotone-ledger-organization-1234567" };
const RECORD = { on: `${BUCKET.on}/ledger/prod/000000000042.json` };
const SIGNING_KEY = {
  on: `arn:aws:kms:eu-west-1:${AUDIT}:key/1`,
  with: { "kms:ResourceAliases": "alias/duotone/ledger-signing-1234" },
};
const OTHER_KEY = {
  on: `arn:aws:kms:eu-west-1:${MARKETING}:key/1`,
  with: { "kms:ResourceAliases": "alias/tokens" },
};
const QUEUE = { on: `arn:aws:dynamodb:eu-west-1:${DELIVERY}:table/duotone-release-queue` };

const DELETING = [
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "s3:PutObjectRetention",
  "s3:PutObjectLegalHold",
];
const WRITING = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"];
const ENDING = ["dynamodb:DeleteTable", "dynamodb:UpdateTable", "dynamodb:PutResourcePolicy"];

export const RELEASE_CASES: Cases = {
  "ledger-by-its-role": {
    denied: [
      ...each(EVIDENCE_ADMIN, ["s3:PutObject", "s3:ReplicateObject"], RECORD),
      ...each(AUDIT_STACKS, ["s3:PutObject"], RECORD),
      ...each(ARCHIVES, ["s3:PutObject"], RECORD),
    ],
    passes: [
      ...each(LEDGER, ["s3:PutObject", "s3:GetObject"], RECORD),
      ...each(LEDGER, ["s3:ListBucket", "s3:ListBucketVersions"], BUCKET),
      ...each(DEVELOPER, ["s3:PutObject"], { on: "arn:aws:s3:::campaign-pictures/ledger/1.json" }),
    ],
  },
  "keep-ledger": {
    denied: [
      ...each(EVIDENCE_ADMIN, DELETING, RECORD),
      ...each(LEDGER, DELETING, RECORD),
      ...each(ARCHIVES, DELETING, RECORD),
    ],
    passes: [
      // Once the lock is over, and with the bucket's policy changed: how an old ledger is cleared away.
      ...each(AUDIT_STACKS, DELETING, RECORD),
      ...each(AUDITOR, ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectRetention"], RECORD),
      ...each(DEVELOPER, ["s3:DeleteObject"], { on: "arn:aws:s3:::campaign-pictures/a.png" }),
    ],
  },
  "sign-by-ledgers-role": {
    denied: [EVIDENCE_ADMIN, AUDIT_STACKS, ARCHIVES].flatMap((who) => each(who, ["kms:Sign"], SIGNING_KEY)),
    passes: [
      ...each(LEDGER, ["kms:Sign", "kms:GetPublicKey", "kms:DescribeKey"], SIGNING_KEY),
      ...each(AUDITOR, ["kms:GetPublicKey"], SIGNING_KEY),
      ...each(DEVELOPER, ["kms:Sign"], OTHER_KEY),
    ],
  },
  "release-tables-by-stacks": {
    denied: each(DELIVERY_ADMIN, [...WRITING, ...ENDING, "dynamodb:PartiQLUpdate"], QUEUE),
    passes: [
      ...each(DELIVERY_STACKS, [...WRITING, ...ENDING], QUEUE),
      ...each(DELIVERY_ADMIN, ["dynamodb:GetItem", "dynamodb:DescribeTable"], QUEUE),
      ...each(DEVELOPER, WRITING, { on: `arn:aws:dynamodb:eu-west-1:${MARKETING}:table/carts` }),
    ],
  },
};
