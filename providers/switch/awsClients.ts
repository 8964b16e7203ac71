import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAMClient } from "@aws-sdk/client-iam";
import { Route53Client } from "@aws-sdk/client-route-53";
import { SSMClient } from "@aws-sdk/client-ssm";

import { clientSettings } from "../aws/clientSettings";
import { roleSession } from "../aws/roleSession";

/** The clients of one role. */
export interface Clients {
  readonly route53: Route53Client;

  /** Tries each call once: for change batches, which the switch retries itself. */
  readonly route53Once: Route53Client;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly autoScaling: AutoScalingClient;
  readonly ssm: SSMClient;
  readonly cloudWatch: CloudWatchClient;
  readonly iam: IAMClient;
  readonly dynamoDb: DynamoDBClient;

  /** Loaded when first asked for: it is larger than all the others together, and takes more than half a second. */
  readonly ec2: () => Promise<EC2Client>;
}

/**
 * The AWS clients of an operation, made once per role when first asked for.
 *
 * Credentials come from the SDK's standard chain and, where a role is given, from STS; an endpoint only from
 * `AWS_ENDPOINT_URL` in the environment. Nothing of either is ever part of the state.
 */
export class ClientPool {
  private readonly byRole = new Map<string, Clients>();
  private readonly ec2Clients: Promise<EC2Client>[] = [];

  public constructor(private readonly region: string) {}

  public of(roleArn: string | undefined): Clients {
    const key = roleArn ?? "";
    const clients = this.byRole.get(key) ?? this.make(roleArn);
    this.byRole.set(key, clients);
    return clients;
  }

  public close(): void {
    for (const clients of this.byRole.values()) {
      for (const client of [
        clients.route53,
        clients.route53Once,
        clients.elb,
        clients.autoScaling,
        clients.ssm,
        clients.cloudWatch,
        clients.iam,
        clients.dynamoDb,
      ]) {
        client.destroy();
      }
    }
    for (const loading of this.ec2Clients) {
      void loading.then(
        (client) => {
          client.destroy();
        },
        () => undefined,
      );
    }
    this.byRole.clear();
  }

  private make(roleArn: string | undefined): Clients {
    const credentials =
      roleArn === undefined
        ? {}
        : { credentials: roleSession(roleArn, "duotone-release-switch", this.region) };
    const config = (attempts?: number) => ({ ...clientSettings(this.region, attempts), ...credentials });
    let ec2: Promise<EC2Client> | undefined;
    return {
      route53: new Route53Client(config()),
      route53Once: new Route53Client(config(1)),
      elb: new ElasticLoadBalancingV2Client(config()),
      autoScaling: new AutoScalingClient(config()),
      ssm: new SSMClient(config()),
      cloudWatch: new CloudWatchClient(config()),
      iam: new IAMClient(config()),
      dynamoDb: new DynamoDBClient(config()),
      ec2: () => {
        if (ec2 === undefined) {
          ec2 = import("@aws-sdk/client-ec2").then((sdk) => new sdk.EC2Client(config()));
          this.ec2Clients.push(ec2);
        }
        return ec2;
      },
    };
  }
}
