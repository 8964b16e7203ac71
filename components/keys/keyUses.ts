import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { accountRole } from "../accounts/accountRole";

/** Everything that using a key is, as AWS's own key policies put it. */
export const KEY_USE = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey*",
  "kms:ReEncrypt*",
];

/** The service-linked role under which EC2 Auto Scaling starts instances. */
const AUTO_SCALING_ROLE = "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";

export interface KeyPlace {
  /** The account that the key is in, and whose principals alone use it. */
  readonly accountId: pulumi.Input<string>;
  readonly region: string;
}

/**
 * Any principal of the account, through one service: what that principal may do there is decided by its own policies,
 * and the key by itself opens nothing. AWS writes the policies of its own keys (`aws/ebs`, `aws/secretsmanager`) so.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-services.html
 */
function throughServices(
  { accountId }: KeyPlace,
  sid: string,
  actions: readonly string[],
  services: readonly string[],
): aws.iam.PolicyStatement {
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action: [...actions],
    Resource: "*",
    Condition: { StringEquals: { "kms:CallerAccount": accountId, "kms:ViaService": [...services] } },
  };
}

/** What one role does with a key. */
export interface RoleUse {
  readonly sid: string;
  readonly actions: string | readonly string[];

  /**
   * What else must hold of a request.
   *
   * @default - nothing
   */
  readonly when?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
}

/**
 * One role of the account, which needs the right by its own policies as well.
 *
 * By the role's ARN in a condition, because a principal is stored by its unique id: the key may outlive the role, and one
 * that is made again under the same name must be able to use it.
 */
export function roleUse(
  accountId: pulumi.Input<string>,
  roleName: string,
  { sid, actions, when = {} }: RoleUse,
): aws.iam.PolicyStatement {
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: { AWS: pulumi.interpolate`arn:aws:iam::${accountId}:root` },
    Action: typeof actions === "string" ? actions : [...actions],
    Resource: "*",
    Condition: { ArnEquals: { "aws:PrincipalArn": accountRole(accountId, roleName) }, ...when },
  };
}

/** Volumes and snapshots of the account's instances. */
export function volumeUses(place: KeyPlace): readonly aws.iam.PolicyStatement[] {
  const { accountId, region } = place;
  // Named by condition and not as principal: AWS makes the role with the account's first group, after this key, and
  // refuses a policy that names a principal that does not exist.
  const autoScaling = {
    StringEquals: { "kms:CallerAccount": accountId },
    ArnEquals: {
      "aws:PrincipalArn": accountRole(accountId, AUTO_SCALING_ROLE),
    },
  };
  return [
    throughServices(
      place,
      "VolumesThroughEc2",
      [...KEY_USE, "kms:CreateGrant"],
      [`ec2.${region}.amazonaws.com`],
    ),
    {
      Sid: "AutoScalingStartsInstances",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: [...KEY_USE],
      Resource: "*",
      Condition: autoScaling,
    },
    {
      Sid: "AutoScalingGrantsToEc2",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: { ...autoScaling, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}

/**
 * Images' volumes: the account itself through EC2, and every account of the organization, or it could not start what is
 * shared with it.
 */
export function imageUses(place: KeyPlace, organizationId: string): readonly aws.iam.PolicyStatement[] {
  const ofOrganization = { "aws:PrincipalOrgID": organizationId };
  return [
    throughServices(
      place,
      "ImagesThroughEc2",
      [...KEY_USE, "kms:CreateGrant"],
      [`ec2.${place.region}.amazonaws.com`],
    ),
    {
      Sid: "OrganizationStartsImages",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      Resource: "*",
      Condition: { StringEquals: ofOrganization },
    },
    {
      Sid: "OrganizationGrantsToAwsServices",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: { StringEquals: ofOrganization, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
    {
      // Its groups start instances under this role, which another account's key knows by a grant only; see `ImageGrant`.
      Sid: "OrganizationGrantsToAutoScaling",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: {
        StringEquals: ofOrganization,
        StringLike: { "kms:GranteePrincipal": `arn:aws:iam::*:role/${AUTO_SCALING_ROLE}` },
      },
    },
    {
      // The role that deploys reads the grant that it has made, and takes it back when its stack goes.
      Sid: "OrganizationLooksAfterItsGrants",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: ["kms:ListGrants", "kms:RevokeGrant"],
      Resource: "*",
      Condition: {
        StringEquals: ofOrganization,
        ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/OrganizationAccountAccessRole" },
      },
    },
  ];
}

/**
 * CloudWatch Logs, for the log groups of an account whose names begin alike.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function logGroupsEncrypt({ accountId, region }: KeyPlace, prefix: string): aws.iam.PolicyStatement {
  return {
    Sid: "LogGroupsEncrypt",
    Effect: "Allow",
    Principal: { Service: `logs.${region}.amazonaws.com` },
    Action: [...KEY_USE],
    Resource: "*",
    Condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": pulumi.interpolate`arn:aws:logs:${region}:${accountId}:log-group:${prefix}*`,
      },
    },
  };
}

/** The account's log groups, and sessions of Session Manager. */
export function logUses({ accountId, region }: KeyPlace): readonly aws.iam.PolicyStatement[] {
  return [
    logGroupsEncrypt({ accountId, region }, ""),
    {
      // Whoever starts a session asks for a data key, the instance decrypts it: both by policies of their own.
      Sid: "SessionsEncrypt",
      Effect: "Allow",
      Principal: { AWS: pulumi.interpolate`arn:aws:iam::${accountId}:root` },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: { Null: { "kms:EncryptionContext:aws:ssm:SessionId": "false" } },
    },
  ];
}

/** Secrets and secret parameters. */
export function secretUses(place: KeyPlace): readonly aws.iam.PolicyStatement[] {
  const { region } = place;
  return [
    throughServices(
      place,
      "SecretsThroughTheirService",
      [...KEY_USE],
      [`secretsmanager.${region}.amazonaws.com`, `ssm.${region}.amazonaws.com`],
    ),
  ];
}

/** Services that keep the data of a vertical's services, its backups and the logins of its databases. */
const DATA_SERVICES = [
  "backup",
  "dynamodb",
  "elasticache",
  "elasticfilesystem",
  "rds",
  "s3",
  "secretsmanager",
] as const;

/** The data stores of the account's services. RDS and AWS Backup go on with a grant that they are given once. */
export function dataUses(place: KeyPlace): readonly aws.iam.PolicyStatement[] {
  return [
    throughServices(
      place,
      "DataThroughItsStores",
      [...KEY_USE, "kms:CreateGrant"],
      DATA_SERVICES.map((service) => `${service}.${place.region}.amazonaws.com`),
    ),
  ];
}
