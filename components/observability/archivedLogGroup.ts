import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** How the log groups of one account are kept. */
export interface LogKeeping {
  /** The account's key of logs. */
  readonly logsKeyArn: pulumi.Input<string>;

  /** Days that a group keeps what it gets: one of CloudWatch Logs' choices. */
  readonly logRetentionDays: number;

  /**
   * Where everything that a group gets is copied to: a destination of CloudWatch Logs in the audit account.
   *
   * @default - nowhere: it stays in the account alone
   */
  readonly logDestinationArn?: pulumi.Input<string>;
}

export interface ArchivedLogGroupArgs extends LogKeeping {
  /** The group's name in AWS. */
  readonly groupName: string;

  /** Tags besides the provider's. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A log group that is encrypted, ends in time, and is copied to the archive as a whole. */
export function archivedLogGroup(
  name: string,
  { groupName, logsKeyArn, logRetentionDays, logDestinationArn, tags }: ArchivedLogGroupArgs,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.LogGroup {
  const group = new aws.cloudwatch.LogGroup(
    name,
    {
      name: groupName,
      retentionInDays: logRetentionDays,
      kmsKeyId: logsKeyArn,
      ...(tags === undefined ? {} : { tags: { ...tags } }),
    },
    opts,
  );
  if (logDestinationArn !== undefined) {
    new aws.cloudwatch.LogSubscriptionFilter(
      name,
      // An empty pattern matches every event.
      { name: "archive", logGroup: group.name, filterPattern: "", destinationArn: logDestinationArn },
      opts,
    );
  }
  return group;
}
