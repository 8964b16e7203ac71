import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { INSTANCE_TRUST, SESSION_MANAGER_POLICY } from "../components/clusters/instanceRole";
import { onDemandTable } from "../components/delivery/onDemandTable";
import { Key } from "../components/keys/key";
import { imageUses } from "../components/keys/keyUses";
import { transportStatements } from "../components/observability/logBucketPolicy";

/** Fixed, so that the bake program and a person find it by name in the delivery account. */
const CATALOGUE_TABLE = "duotone-images";

export interface ImageStoreArgs {
  /** The organization whose accounts may use the images. */
  readonly organizationId: string;
  readonly deliveryAccountId: pulumi.Input<string>;
  readonly region: string;

  /** The policy that an instance's role needs so that its sessions are logged, as JSON. */
  readonly instancePolicy: pulumi.Input<string>;
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

    const key = new Key(
      `${name}-key`,
      {
        purpose: "images",
        description: "Volumes of duotone's images",
        accountId: args.deliveryAccountId,
        uses: imageUses({ accountId: args.deliveryAccountId, region: args.region }, args.organizationId),
        protect: args.protect,
      },
      { parent: this },
    );
    const bucket = this.createArtifactBucket(args);
    const table = onDemandTable(
      `${name}-catalogue`,
      { tableName: CATALOGUE_TABLE, hashKey: "service", rangeKey: "build", protect: args.protect },
      this,
    );

    this.artifactBucket = bucket;
    this.catalogueTable = table.name;
    this.keyArn = key.arn;
    this.buildInstanceProfile = this.createBuildProfile(args);
    this.registerOutputs({
      artifactBucket: this.artifactBucket,
      catalogueTable: this.catalogueTable,
      keyArn: this.keyArn,
      buildInstanceProfile: this.buildInstanceProfile,
    });
  }

  /** Packer reaches a build instance through Session Manager, so no port is open on it. */
  private createBuildProfile({ instancePolicy }: ImageStoreArgs): pulumi.Output<string> {
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
    new aws.iam.RolePolicy(`${name}-sessions`, { role: role.name, policy: instancePolicy }, { parent: this });
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
    new aws.s3.BucketPolicy(
      name,
      {
        bucket: bucket.bucket,
        policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: transportStatements(bucket.arn) }),
      },
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
