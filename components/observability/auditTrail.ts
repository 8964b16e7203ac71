import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { auditorReads } from "../accounts/auditRights";
import { roleWithRights } from "../accounts/roleWithRights";
import { Key } from "../keys/key";
import { KEY_USE } from "../keys/keyUses";
import { bucketNamePrefix } from "./bucketNames";
import { LockedBucket } from "./lockedBucket";
import { evidenceRetentionDays } from "./logGroupRetention";
import { TRAIL_LOG_FILES, trailKeyLookup, trailWriter } from "./logWriters";
import { trailEvents } from "./trailEvents";

/** Fixed, so that the policies of bucket and key can name the trail before there is one. */
const TRAIL_NAME = "duotone-organization";

/** Fixed for the same reason: the key names the log group. */
const LOG_GROUP_NAME = `/duotone/${TRAIL_NAME}`;

export interface AuditTrailArgs {
  readonly organizationId: string;
  readonly managementAccountId: string;

  /** The account that the records are kept in. */
  readonly auditAccountId: pulumi.Input<string>;

  /** The trail's home region; it records all of them. */
  readonly region: string;

  /** Days that every record is kept in the bucket; in the log group a year at least. */
  readonly retentionDays: number;

  /** As of `LockedBucketArgs`; also of the trail itself. */
  readonly protect: boolean;

  /** The provider of the audit account. */
  readonly auditProvider: aws.Provider;
}

/**
 * The organization's one trail, which every account has from its first minute and none can change.
 *
 * For the provider of the management account. Its records go to a locked bucket of the audit account, with a digest every
 * hour that proves them complete and unchanged, and to a log group of the management account, where filters and alarms can
 * see them within minutes; AWS has such a log group in that account only.
 *
 * The trail goes with the stack; what it recorded stays.
 */
export class AuditTrail extends pulumi.ComponentResource {
  public readonly trailArn: pulumi.Output<string>;
  public readonly bucketArn: pulumi.Output<string>;
  public readonly keyArn: pulumi.Output<string>;

  /** For metric filters. */
  public readonly logGroupName: pulumi.Output<string>;

  public constructor(name: string, args: AuditTrailArgs, opts?: pulumi.ComponentResourceOptions) {
    const { auditProvider, ...inputs } = args;
    super("duotone:observability:AuditTrail", name, inputs, opts);

    const key = this.createKey(name, args, auditProvider);
    const bucket = this.createBucket(name, args, key, auditProvider);
    const logGroup = this.createLogGroup(name, args);
    const delivery = this.createDelivery(name, args);
    const trail = new aws.cloudtrail.Trail(
      name,
      {
        name: TRAIL_NAME,
        isOrganizationTrail: true,
        isMultiRegionTrail: true,
        includeGlobalServiceEvents: true,
        enableLogging: true,
        enableLogFileValidation: true,
        s3BucketName: bucket.bucketName,
        kmsKeyId: key,
        cloudWatchLogsGroupArn: pulumi.interpolate`${logGroup.arn}:*`,
        cloudWatchLogsRoleArn: delivery,
        advancedEventSelectors: trailEvents(),
      },
      { parent: this, protect: args.protect },
    );

    this.trailArn = trail.arn;
    this.bucketArn = bucket.bucketArn;
    this.keyArn = key;
    this.logGroupName = logGroup.name;
    this.registerOutputs({
      trailArn: this.trailArn,
      bucketArn: this.bucketArn,
      keyArn: this.keyArn,
      logGroupName: this.logGroupName,
    });
  }

  private createKey(name: string, args: AuditTrailArgs, provider: aws.Provider): pulumi.Output<string> {
    const source = { ...args, trailArn: trailArn(args) };
    return new Key(
      name,
      {
        purpose: "trail",
        description: "Records of the organization's trail",
        accountId: args.auditAccountId,
        uses: [auditorReads(args.auditAccountId), trailKeyLookup(source), trailWriter(source).keyUse],
        protect: args.protect,
        retainOnDelete: true,
      },
      { parent: this, provider },
    ).arn;
  }

  private createBucket(
    name: string,
    args: AuditTrailArgs,
    keyArn: pulumi.Output<string>,
    provider: aws.Provider,
  ): LockedBucket {
    return new LockedBucket(
      name,
      {
        namePrefix: bucketNamePrefix("trail", { restricted: false, owner: ["organization"] }),
        keeping: "lock",
        retentionDays: args.retentionDays,
        protect: args.protect,
        keyArn,
        // CloudTrail long encrypted the digests with S3's own keys, whatever the trail's key, and may still.
        keyedObjects: TRAIL_LOG_FILES,
        writers: trailWriter({ ...args, trailArn: trailArn(args) }).bucketUses,
      },
      { parent: this, provider },
    );
  }

  /** With a key of its own: it is in another account than the bucket, and CloudWatch Logs uses it, not CloudTrail. */
  private createLogGroup(name: string, args: AuditTrailArgs): aws.cloudwatch.LogGroup {
    const { managementAccountId, region, protect } = args;
    const key = new Key(
      `${name}-log-group`,
      {
        purpose: "trail-log-group",
        description: "The trail's records in CloudWatch Logs",
        accountId: managementAccountId,
        uses: [
          {
            Sid: "LogGroupEncrypts",
            Effect: "Allow",
            Principal: { Service: `logs.${region}.amazonaws.com` },
            Action: [...KEY_USE],
            Resource: "*",
            Condition: { ArnEquals: { "kms:EncryptionContext:aws:logs:arn": logGroupArn(args) } },
          },
        ],
        protect,
      },
      { parent: this },
    );
    return new aws.cloudwatch.LogGroup(
      name,
      {
        name: LOG_GROUP_NAME,
        retentionInDays: evidenceRetentionDays(args.retentionDays),
        kmsKeyId: key.arn,
      },
      { parent: this, protect },
    );
  }

  /**
   * The role that CloudTrail writes to the log group with: streams of the management account and of the organization.
   *
   * Its trust names no trail, because CloudTrail assumes it without saying for which; only who may pass the role on, in
   * this account, can give it to a trail.
   * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
   *
   * @returns Its ARN, known once it has its rights.
   */
  private createDelivery(name: string, args: AuditTrailArgs): pulumi.Output<string> {
    const { managementAccountId, organizationId, region } = args;
    const streams = `${logGroupArn(args)}:log-stream`;
    return roleWithRights(
      name,
      {
        role: {
          description: "CloudTrail writes the organization's trail to its log group",
          assumeRolePolicy: pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { Service: "cloudtrail.amazonaws.com" },
                Action: "sts:AssumeRole",
              },
            ],
          }),
        },
        rights: {
          name: "log-group",
          policy: pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: [
                  `${streams}:${managementAccountId}_CloudTrail_${region}*`,
                  `${streams}:${organizationId}_*`,
                ],
              },
            ],
          }),
        },
      },
      this,
    );
  }
}

type Place = Pick<AuditTrailArgs, "managementAccountId" | "region">;

function trailArn({ region, managementAccountId }: Place): string {
  return `arn:aws:cloudtrail:${region}:${managementAccountId}:trail/${TRAIL_NAME}`;
}

function logGroupArn({ region, managementAccountId }: Place): string {
  return `arn:aws:logs:${region}:${managementAccountId}:log-group:${LOG_GROUP_NAME}`;
}
