import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { archivedLogGroup, type LogKeeping } from "./archivedLogGroup";

/** Names of the log groups that the instances of one service in one cluster write to. */
export interface LogGroupNames {
  /** What the service says. */
  readonly service: string;

  /** What the system does: its journal, logins, the records of auditd, the first boot. */
  readonly system: string;
}

/** The log groups of one service in one cluster. */
export function logGroupNames(stack: string, cluster: string, service: string): LogGroupNames {
  const group = `/duotone/${stack}/${cluster}/${service}`;
  return { service: group, system: `${group}/system` };
}

export interface ServiceLogsArgs extends LogKeeping {
  readonly groups: LogGroupNames;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The log groups of one service in one cluster, copied to the vertical's archive.
 *
 * They are there before the first instance, which may write to them and not make any.
 */
export class ServiceLogs extends pulumi.ComponentResource {
  /** What instances need so that their agent can write. */
  public readonly rights: readonly aws.iam.PolicyStatement[];

  public constructor(
    name: string,
    { groups, ...keeping }: ServiceLogsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("duotone:observability:ServiceLogs", name, undefined, opts);

    const declared = [
      archivedLogGroup(name, { groupName: groups.service, ...keeping }, { parent: this }),
      archivedLogGroup(`${name}-system`, { groupName: groups.system, ...keeping }, { parent: this }),
    ];

    this.rights = [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        Resource: declared.map(({ arn }) => pulumi.interpolate`${arn}:*`),
      },
    ];
    this.registerOutputs();
  }
}
