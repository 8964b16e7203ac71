import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { Route53Client } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SSMClient } from "@aws-sdk/client-ssm";

import type { CloudAccess } from "../story/cloudAccess";

/** The SDK's clients that make and read a world of two colours. */
export interface WorldClients {
  readonly alarms: CloudWatchClient;
  readonly dynamo: DynamoDBClient;
  readonly ec2: EC2Client;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly fleets: AutoScalingClient;
  readonly iam: IAMClient;
  readonly keys: KMSClient;
  readonly names: Route53Client;
  readonly objects: S3Client;
  readonly parameters: SSMClient;
  readonly topics: SNSClient;
}

/** Opens the clients; `closeClients` ends their connections. */
export function openClients(access: CloudAccess): WorldClients {
  return {
    alarms: new CloudWatchClient(access),
    dynamo: new DynamoDBClient(access),
    ec2: new EC2Client(access),
    elb: new ElasticLoadBalancingV2Client(access),
    fleets: new AutoScalingClient(access),
    iam: new IAMClient(access),
    keys: new KMSClient(access),
    names: new Route53Client(access),
    // The emulator is reached by its address; no resolver knows a bucket's name in front of it.
    objects: new S3Client({ ...access, forcePathStyle: true }),
    parameters: new SSMClient(access),
    topics: new SNSClient(access),
  };
}

export function closeClients(clients: WorldClients): void {
  for (const client of Object.values(clients) as { destroy(): void }[]) {
    client.destroy();
  }
}

/**
 * A part of AWS's answer that AWS always sends and its types leave open.
 *
 * @throws Error naming what is missing.
 */
export function given<T>(value: T | undefined, what: string): T {
  if (value === undefined) {
    throw new Error(`The cloud did not answer with ${what}.`);
  }
  return value;
}
