import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { INSTANCE_TRUST, SESSION_MANAGER_POLICY } from "../components/clusters/instanceRole";

/** Fixed, so that the bake program and a person find it by name in the delivery account. */
const CATALOGUE_TABLE = "duotone-images";

/** AWS's own name for the days between a key's deletion and its end; 30 is the longest. */
const KEY_DELETION_WINDOW_DAYS = 30;

export interface ImageStoreArgs {
  /** The organization whose accounts may use the images. */
  readonly organizationId: string;
  readonly deliveryAccountId: pulumi.Input<string>;
  readonly protect: boolean;
}

/**
 * Where images come from and are looked up: the artifacts that are baked, the catalogue of what was baked, and the key
 * that encrypts it. In the delivery account.
 */
export class ImageStore extends pulumi.ComponentResource {
  public readonly artifactBucket: pulumi.Output<string>;
  public readonly catalogueTable: pulumi.Output<string>;
  public readonly keyArn: pulumi.Output<string>;

  /** Name of the instance profile of the instances that images are baked on. */
  public readonly buildInstanceProfile: pulumi.Output<string>;

  public constructor(name: string, args: ImageStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:images:ImageStore", name, args, opts);

    const key = this.createKey(name, args);
    const bucket = this.createArtifactBucket(args);
    const table = new aws.dynamodb.Table(
      `${name}-catalogue`,
      {
        name: CATALOGUE_TABLE,
        billingMode: "PAY_PER_REQUEST",
        hashKey: "service",
        rangeKey: "build",
        attributes: [
          { name: "service", type: "S" },
          { name: "build", type: "S" },
        ],
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true },
        deletionProtectionEnabled: args.protect,
      },
      { parent: this, protect: args.protect },
    );

    this.artifactBucket = bucket;
    this.catalogueTable = table.name;
    this.keyArn = key;
    this.buildInstanceProfile = this.createBuildProfile();
    this.registerOutputs({
      artifactBucket: this.artifactBucket,
      catalogueTable: this.catalogueTable,
      keyArn: this.keyArn,
      buildInstanceProfile: this.buildInstanceProfile,
    });
  }

  /** The key of image volumes. The organization's accounts may use it, or they could not start what is shared with them. */
  private createKey(name: string, args: ImageStoreArgs): pulumi.Output<string> {
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: "Volumes of duotone's images",
        enableKeyRotation: true,
        deletionWindowInDays: KEY_DELETION_WINDOW_DAYS,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "DeliveryAccountAdministers",
              Effect: "Allow",
              Principal: { AWS: pulumi.interpolate`arn:aws:iam::${args.deliveryAccountId}:root` },
              Action: "kms:*",
              Resource: "*",
            },
            {
              Sid: "OrganizationStartsImages",
              Effect: "Allow",
              Principal: { AWS: "*" },
              Action: ["kms:Decrypt", "kms:DescribeKey", "kms:ReEncrypt*", "kms:GenerateDataKey*"],
              Resource: "*",
              Condition: { StringEquals: { "aws:PrincipalOrgID": args.organizationId } },
            },
            {
              Sid: "OrganizationGrantsToAwsServices",
              Effect: "Allow",
              Principal: { AWS: "*" },
              Action: "kms:CreateGrant",
              Resource: "*",
              Condition: {
                StringEquals: { "aws:PrincipalOrgID": args.organizationId },
                Bool: { "kms:GrantIsForAWSResource": "true" },
              },
            },
          ],
        }),
      },
      { parent: this, protect: args.protect },
    );
    new aws.kms.Alias(
      `${name}-key`,
      { name: "alias/duotone-images", targetKeyId: key.keyId },
      { parent: this },
    );
    return key.arn;
  }

  /** Packer reaches a build instance through Session Manager, so no port is open on it. */
  private createBuildProfile(): pulumi.Output<string> {
    const name = "duotone-image-build";
    const role = new aws.iam.Role(
      name,
      { description: "Instances that images are baked on", assumeRolePolicy: INSTANCE_TRUST },
      { parent: this },
    );
    new aws.iam.RolePolicyAttachment(
      name,
      { role: role.name, policyArn: SESSION_MANAGER_POLICY },
      { parent: this },
    );
    return new aws.iam.InstanceProfile(name, { role: role.name }, { parent: this }).name;
  }

  private createArtifactBucket(args: ImageStoreArgs): pulumi.Output<string> {
    const name = "duotone-artifacts";
    const bucket = new aws.s3.Bucket(name, {}, { parent: this, protect: args.protect });
    new aws.s3.BucketPublicAccessBlock(
      name,
      {
        bucket: bucket.bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
    new aws.s3.BucketOwnershipControls(
      name,
      { bucket: bucket.bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this },
    );
    // An artifact that is overwritten must stay readable under its old version: its digest is in the catalogue.
    new aws.s3.BucketVersioning(
      name,
      { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    return bucket.bucket;
  }
}
