import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { DefaultNetworks } from "../../providers/defaultNetworks";
import type { LogKeeping } from "../observability/archivedLogGroup";
import { SecurityServices } from "./securityServices";
import { SessionLogging } from "./sessionLogging";

export interface AccountBaselineArgs extends LogKeeping {
  /** The role that the stacks assume in the account. */
  readonly roleArn: pulumi.Input<string>;

  /** Regions that the account may use: in each, the network that AWS made by default goes. */
  readonly regions: readonly string[];

  /** Key of volumes that name none. */
  readonly volumesKeyArn: pulumi.Input<string>;

  /**
   * Where AWS Config records to; with it come the services that watch an account with personal or banking data.
   *
   * @default - the account is not restricted, and is not recorded
   */
  readonly records?: { readonly bucketName: pulumi.Input<string>; readonly keyArn: pulumi.Input<string> };
}

/**
 * What every account has before anything is put into it.
 *
 * Nothing in it can be made public, new volumes are encrypted with the account's own key, instances take only signed
 * metadata requests and have no serial console, what is reachable from outside is found, sessions are logged, and the
 * default networks are gone.
 * The settings are of the stack's region; in the others the guardrails refuse what they would prevent.
 */
export class AccountBaseline extends pulumi.ComponentResource {
  /** The policy that an instance's role needs so that its sessions are logged, as JSON. */
  public readonly instancePolicy: pulumi.Output<string>;

  public constructor(name: string, args: AccountBaselineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:accounts:AccountBaseline", name, undefined, opts);

    this.blockPublicSharing(name);
    this.encryptVolumes(name, args);
    this.limitInstances(name);
    this.limitUsers(name);
    new aws.accessanalyzer.Analyzer(
      name,
      { analyzerName: "duotone-account", type: "ACCOUNT" },
      { parent: this },
    );
    new DefaultNetworks(name, { regions: [...args.regions], roleArn: args.roleArn }, { parent: this });
    const sessions = new SessionLogging(name, args, { parent: this });
    if (args.records !== undefined) {
      new SecurityServices(name, { records: args.records }, { parent: this });
    }

    this.instancePolicy = sessions.instancePolicy;
    this.registerOutputs({ instancePolicy: this.instancePolicy });
  }

  private blockPublicSharing(name: string): void {
    new aws.s3.AccountPublicAccessBlock(
      name,
      {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
    new aws.ec2.ImageBlockPublicAccess(name, { state: "block-new-sharing" }, { parent: this });
    new aws.ebs.SnapshotBlockPublicAccess(name, { state: "block-all-sharing" }, { parent: this });
  }

  private encryptVolumes(name: string, { volumesKeyArn }: AccountBaselineArgs): void {
    new aws.ebs.EncryptionByDefault(name, { enabled: true }, { parent: this });
    new aws.ebs.DefaultKmsKey(name, { keyArn: volumesKeyArn }, { parent: this });
  }

  private limitInstances(name: string): void {
    new aws.ec2.InstanceMetadataDefaults(
      name,
      { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      { parent: this },
    );
    // A way into an instance that passes by Session Manager and its logs.
    new aws.ec2.SerialConsoleAccess(name, { enabled: false }, { parent: this });
  }

  /** Nobody has a user here, the guardrails see to that; should one ever be needed, its password is a good one. */
  private limitUsers(name: string): void {
    new aws.iam.AccountPasswordPolicy(
      name,
      {
        // CIS AWS Foundations 1.8 and 1.9 ask for 14 and 24.
        minimumPasswordLength: 14,
        passwordReusePrevention: 24,
        requireLowercaseCharacters: true,
        requireUppercaseCharacters: true,
        requireNumbers: true,
        requireSymbols: true,
        maxPasswordAge: 90,
        allowUsersToChangePassword: true,
      },
      { parent: this },
    );
  }
}
