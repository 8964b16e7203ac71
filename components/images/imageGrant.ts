import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What EC2 Auto Scaling must be able to do with the key of an image that it starts instances from. */
const OPERATIONS = [
  "Encrypt",
  "Decrypt",
  "ReEncryptFrom",
  "ReEncryptTo",
  "GenerateDataKey",
  "GenerateDataKeyWithoutPlaintext",
  "DescribeKey",
  "CreateGrant",
];

export interface ImageGrantArgs {
  /** Key of the delivery account that images of the stack's region are encrypted with. */
  readonly keyArn: pulumi.Input<string>;
}

/**
 * Lets an account's auto scaling groups start instances from images that are encrypted with another account's key.
 *
 * Groups start instances under a service-linked role, which has no policy of its own to say so in: the account itself gives
 * the role a grant of the key.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
 *
 * AWS makes the role with an account's first group, which is after the grant, and refuses to make it twice: in an account
 * that has groups already, import it first (`pulumi import aws:iam/serviceLinkedRole:ServiceLinkedRole <name> <its ARN>`).
 */
export class ImageGrant extends pulumi.ComponentResource {
  /** What whoever starts images depends on. */
  public readonly grant: pulumi.Resource;

  public constructor(name: string, args: ImageGrantArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:images:ImageGrant", name, undefined, opts);

    const role = new aws.iam.ServiceLinkedRole(
      `${name}-auto-scaling`,
      { awsServiceName: "autoscaling.amazonaws.com", description: "Auto scaling groups start instances" },
      { parent: this },
    );
    this.grant = new aws.kms.Grant(
      `${name}-images`,
      {
        name: "duotone-images",
        keyId: args.keyArn,
        granteePrincipal: role.arn,
        operations: OPERATIONS,
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
