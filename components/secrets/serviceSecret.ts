import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Days between two rotations; PCI DSS 3.7.4 and 8.6.3 leave it to a risk analysis, and 90 is common: a third of that. */
const ROTATION_DAYS = 30;

/** Days in which a deleted secret can be had back: AWS's longest. */
const RECOVERY_DAYS = 30;

/** Beginning of the names of a stack's secrets. */
export function secretPrefix(stack: string): string {
  return `duotone/${stack}/`;
}

export interface ServiceSecretArgs {
  readonly stack: string;
  readonly service: string;

  /** What the service calls it, for example `session-signing`. */
  readonly secret: string;

  /** The vertical's key for secrets. */
  readonly keyArn: pulumi.Input<string>;
  readonly rotationFunctionArn: pulumi.Input<string>;
}

/**
 * A secret of one service: 64 random letters and digits that AWS makes, keeps and replaces every 30 days.
 *
 * Its value is never in the program, in the configuration or in the state. Right after creation the rotation function
 * makes the first value; after a rotation the value before stays readable as `AWSPREVIOUS`, so that what was signed with
 * it can still be verified. All clusters of the stack share it, so a promotion logs nobody out.
 */
export class ServiceSecret extends pulumi.ComponentResource {
  /** The secret's ARN, with which an instance reads the value. */
  public readonly arn: pulumi.Output<string>;

  public constructor(name: string, args: ServiceSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:secrets:ServiceSecret", name, undefined, opts);

    const secret = new aws.secretsmanager.Secret(
      name,
      {
        // With an ending of its own: a deleted secret keeps its name for the days in which it can be had back.
        namePrefix: `${secretPrefix(args.stack)}${args.service}/${args.secret}-`,
        description: `${args.secret} of ${args.service}, made and rotated by AWS`,
        kmsKeyId: args.keyArn,
        recoveryWindowInDays: RECOVERY_DAYS,
      },
      { parent: this },
    );
    new aws.secretsmanager.SecretRotation(
      name,
      {
        secretId: secret.id,
        rotationLambdaArn: args.rotationFunctionArn,
        rotateImmediately: true,
        rotationRules: { automaticallyAfterDays: ROTATION_DAYS },
      },
      { parent: this },
    );

    this.arn = secret.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
