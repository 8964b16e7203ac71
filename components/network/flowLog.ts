import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/**
 * Fields of a record: AWS's default ones, then what an investigation asks for next.
 *
 * `pkt-` addresses are those before and after a NAT gateway or an endpoint; `flow-direction` and `traffic-path` say
 * which way the packet went; `tcp-flags` tells who opened a connection.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 */
const FIELDS = [
  "version",
  "account-id",
  "interface-id",
  "srcaddr",
  "dstaddr",
  "srcport",
  "dstport",
  "protocol",
  "packets",
  "bytes",
  "start",
  "end",
  "action",
  "log-status",
  "vpc-id",
  "subnet-id",
  "instance-id",
  "tcp-flags",
  "pkt-srcaddr",
  "pkt-dstaddr",
  "pkt-src-aws-service",
  "pkt-dst-aws-service",
  "flow-direction",
  "traffic-path",
];

/** Seconds that records are gathered for; AWS's other choice is ten minutes, a long time for an intruder. */
const AGGREGATION_SECONDS = 60;

export interface FlowLogArgs {
  readonly vpcId: pulumi.Input<string>;

  /** Bucket that the records go to, usually another account's: its policy lets log delivery write. */
  readonly bucketArn: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Records all traffic of a VPC, accepted and rejected, as Parquet files that queries find by account, region and hour. */
export function declareFlowLog(
  name: string,
  { vpcId, bucketArn, tags }: FlowLogArgs,
  parent: pulumi.ComponentResource,
): aws.ec2.FlowLog {
  return new aws.ec2.FlowLog(
    name,
    {
      vpcId,
      trafficType: "ALL",
      logDestinationType: "s3",
      logDestination: bucketArn,
      destinationOptions: {
        fileFormat: "parquet",
        hiveCompatiblePartitions: true,
        perHourPartition: true,
      },
      maxAggregationInterval: AGGREGATION_SECONDS,
      logFormat: FIELDS.map((field) => `\${${field}}`).join(" "),
      tags: { Name: name, ...tags },
    },
    { parent },
  );
}
