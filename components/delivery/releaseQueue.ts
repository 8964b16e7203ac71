import * as pulumi from "@pulumi/pulumi";

import { onDemandTable } from "./onDemandTable";

/** Fixed, so that a person finds it by name in the delivery account. */
const QUEUE_TABLE = "duotone-release-queue";

export interface ReleaseQueueArgs {
  /** Whether the engine and AWS refuse to delete the queue. */
  readonly protect: boolean;
}

/**
 * Where releases wait for their turn: a table with one item for each lane, for the provider of the delivery account.
 *
 * Its key is `lane`, a stack's name. What an item holds is the queue's own business; the table has no more keys.
 */
export class ReleaseQueue extends pulumi.ComponentResource {
  public readonly tableArn: pulumi.Output<string>;

  public constructor(name: string, args: ReleaseQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:delivery:ReleaseQueue", name, args, opts);

    this.tableArn = onDemandTable(
      name,
      { tableName: QUEUE_TABLE, hashKey: "lane", protect: args.protect },
      this,
    ).arn;
    this.registerOutputs({ tableArn: this.tableArn });
  }
}
