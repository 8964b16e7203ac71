import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { accountRole } from "../accounts/accountRole";
import { AUDITOR_ROLE_NAME } from "../accounts/auditRights";
import { roleUse } from "../keys/keyUses";

/** The role that writes the ledger, in the audit account. */
export const LEDGER_ROLE_NAME = "duotone-ledger";

/** Where in the bucket the records are. */
const RECORDS = "ledger/*";

/**
 * Whether a request says that it writes only where nothing is.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
const ONLY_IF_NONE = "s3:if-none-match";

/** How records are signed: ECDSA over P-256, given the SHA-256 digest that the chain has anyway. */
const SIGNING = {
  StringEquals: { "kms:SigningAlgorithm": "ECDSA_SHA_256", "kms:MessageType": "DIGEST" },
};

/** What it takes to check a signature, outside AWS. */
const VERIFYING = ["kms:DescribeKey", "kms:GetPublicKey"];

/** What S3 needs of a key to read and write objects in a caller's name. */
const USING_KEY = ["kms:Decrypt", "kms:GenerateDataKey"];

const throughS3 = (region: string) => ({ StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } });

/** What the ledger consists of. */
export interface LedgerParts {
  readonly region: string;
  readonly bucketArn: pulumi.Input<string>;

  /** The key that the bucket encrypts with. */
  readonly bucketKeyArn: pulumi.Input<string>;
  readonly signingKeyArn: pulumi.Input<string>;
}

/**
 * What the role that writes the ledger may do: read the records, add one more, sign it.
 *
 * It is refused all else by a denial too, so that nothing that is attached to the role later, and no policy of a bucket or
 * a key, lets it delete a record, write over one, or touch what locks it. A record gets the bucket's own retention, because
 * a request that names another needs `s3:PutObjectRetention`.
 */
export function ledgerRights({
  region,
  bucketArn,
  bucketKeyArn,
  signingKeyArn,
}: LedgerParts): aws.iam.PolicyDocument {
  const allowed = [
    {
      Sid: "ListRecords",
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:ListBucketVersions"],
      Resource: bucketArn,
    },
    {
      Sid: "ReadRecords",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: pulumi.interpolate`${bucketArn}/${RECORDS}`,
    },
    {
      Sid: "AddRecords",
      Effect: "Allow",
      Action: ["s3:PutObject"],
      Resource: pulumi.interpolate`${bucketArn}/${RECORDS}`,
      Condition: { Null: { [ONLY_IF_NONE]: "false" } },
    },
    {
      Sid: "UseTheBucketsKey",
      Effect: "Allow",
      Action: USING_KEY,
      Resource: bucketKeyArn,
      Condition: throughS3(region),
    },
    {
      Sid: "Sign",
      Effect: "Allow",
      Action: ["kms:Sign"],
      Resource: signingKeyArn,
      Condition: SIGNING,
    },
    {
      Sid: "GetPublicKey",
      Effect: "Allow",
      Action: VERIFYING,
      Resource: signingKeyArn,
    },
  ] satisfies aws.iam.PolicyStatement[];
  return {
    Version: "2012-10-17",
    Statement: [
      ...allowed,
      {
        Sid: "NothingElse",
        Effect: "Deny",
        NotAction: allowed.flatMap(({ Action: actions }) => actions),
        Resource: "*",
      },
      {
        Sid: "NoWritingOver",
        Effect: "Deny",
        Action: "s3:PutObject",
        Resource: "*",
        Condition: { Null: { [ONLY_IF_NONE]: "true" } },
      },
    ],
  };
}

/**
 * Who writes to the ledger's bucket: the role alone, and nobody over a record.
 *
 * The role needs no permission here, being of the bucket's account; everybody else is refused whatever theirs is.
 */
export function ledgerWriting(
  bucketArn: pulumi.Output<string>,
  auditAccountId: pulumi.Input<string>,
): aws.iam.PolicyStatement[] {
  const writing = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutObject",
    Resource: pulumi.interpolate`${bucketArn}/*`,
  } as const;
  return [
    {
      Sid: "DenyOtherWriters",
      ...writing,
      Condition: { ArnNotEquals: { "aws:PrincipalArn": accountRole(auditAccountId, LEDGER_ROLE_NAME) } },
    },
    { Sid: "DenyWritingOver", ...writing, Condition: { Null: { [ONLY_IF_NONE]: "true" } } },
  ];
}

/** What the bucket's key says so that the role can read and write records. */
export function ledgerEncrypts(
  auditAccountId: pulumi.Input<string>,
  region: string,
): aws.iam.PolicyStatement {
  return roleUse(auditAccountId, LEDGER_ROLE_NAME, {
    sid: "LedgerEncrypts",
    actions: USING_KEY,
    when: throughS3(region),
  });
}

/** What the signing key says: the role signs digests, and it and the auditors get the public key that proves them. */
export function ledgerSigns(auditAccountId: pulumi.Input<string>): aws.iam.PolicyStatement[] {
  return [
    roleUse(auditAccountId, LEDGER_ROLE_NAME, { sid: "LedgerSigns", actions: "kms:Sign", when: SIGNING }),
    roleUse(auditAccountId, LEDGER_ROLE_NAME, { sid: "LedgerVerifies", actions: VERIFYING }),
    roleUse(auditAccountId, AUDITOR_ROLE_NAME, { sid: "AuditorsVerify", actions: VERIFYING }),
  ];
}
