import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Key } from "./key";
import { type KeyPlace, logUses, secretUses, volumeUses } from "./keyUses";

export interface VerticalKeysArgs extends KeyPlace {
  /** Whether the engine refuses to delete the keys. */
  readonly protect: boolean;
}

/** The keys of one account, one for each purpose: none is used for anything else, and none by another account. */
export class VerticalKeys extends pulumi.ComponentResource {
  /** Volumes and snapshots; the account's default for new ones. */
  public readonly volumesKeyArn: pulumi.Output<string>;

  /** Log groups and sessions. */
  public readonly logsKeyArn: pulumi.Output<string>;

  /** Secrets Manager and secret parameters. */
  public readonly secretsKeyArn: pulumi.Output<string>;

  public constructor(name: string, args: VerticalKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:keys:VerticalKeys", name, undefined, opts);

    const { accountId, protect } = args;
    const key = (purpose: string, description: string, uses: readonly aws.iam.PolicyStatement[]) =>
      new Key(`${name}-${purpose}`, { purpose, description, accountId, uses, protect }, { parent: this }).arn;

    this.volumesKeyArn = key("volumes", "Volumes and snapshots", volumeUses(args));
    this.logsKeyArn = key("logs", "Log groups and sessions", logUses(args));
    this.secretsKeyArn = key("secrets", "Secrets", secretUses(args));
    this.registerOutputs({
      volumesKeyArn: this.volumesKeyArn,
      logsKeyArn: this.logsKeyArn,
      secretsKeyArn: this.secretsKeyArn,
    });
  }
}
