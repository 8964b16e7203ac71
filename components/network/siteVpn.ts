import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { SiteVpnConfig } from "../../config";
import { archivedLogGroup, type LogKeeping } from "../observability/archivedLogGroup";

/** AWS's only kind of site-to-site VPN. */
const TYPE = "ipsec.1";

/** AWS gives every connection two tunnels, in two of its zones; it takes one down at a time to look after it. */
const TUNNELS = [1, 2] as const;

/**
 * Under this prefix one statement of the account's resource policy lets AWS's log delivery write to all groups; for any
 * other name AWS adds a statement, to a policy of limited size.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
 */
const LOG_GROUP = "/aws/vendedlogs/duotone/site-vpn";

/** The largest number of an autonomous system that AWS takes in the field of old; larger ones have a field of their own. */
const LARGEST_PLAIN_ASN = 2_147_483_647;

/**
 * What both ends of a tunnel must agree on. AWS's defaults also take IKEv1, SHA-1 and 1024-bit groups from whoever
 * offers them.
 *
 * Groups 19 to 21 are the elliptic curves of 256, 384 and 521 bits. AES-GCM protects against changes by itself; of the
 * SHA-2 functions IKE derives its keys. Lifetimes are AWS's longest, which it also has by default: 8 hours until the
 * ends prove again who they are, 1 hour for the keys of the traffic. An end that has been silent for 30 seconds is
 * called again; AWS takes no less.
 * https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html
 */
const AGREED = {
  IkeVersions: ["ikev2"],
  Phase1EncryptionAlgorithms: ["AES256-GCM-16"],
  Phase1IntegrityAlgorithms: ["SHA2-384", "SHA2-512"],
  Phase1DhGroupNumbers: [19, 20, 21],
  Phase1LifetimeSeconds: 28_800,
  Phase2EncryptionAlgorithms: ["AES256-GCM-16"],
  Phase2IntegrityAlgorithms: ["SHA2-384", "SHA2-512"],
  Phase2DhGroupNumbers: [19, 20, 21],
  Phase2LifetimeSeconds: 3600,
  DpdTimeoutAction: "restart",
  DpdTimeoutSeconds: 30,
  // AWS calls, so that a tunnel is up before anybody needs it and comes back by itself.
  StartupAction: "start",
};

/** Five minutes, the period in which AWS itself shows a tunnel's metrics, and two of them: AWS's maintenance is mostly shorter. */
const ALARM_PERIOD_SECONDS = 300;
const ALARM_PERIODS = 2;

export interface SiteVpnArgs extends LogKeeping {
  readonly vpcId: pulumi.Input<string>;

  /** Of the app tier, which alone exchanges traffic with the other side. */
  readonly appRouteTableIds: readonly pulumi.Output<string>[];
  readonly config: SiteVpnConfig;

  /** Where it is told that a tunnel is down, and that it is up again. */
  readonly noticesTopicArn: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * A site-to-site VPN from the app tier of one network to a foreign one: two tunnels, static routes, an alarm for each
 * tunnel.
 *
 * AWS makes the tunnels' pre-shared keys and keeps them in a secret of Secrets Manager in the same account, from which
 * whoever looks after the other side is to be given them: `aws ec2 describe-vpn-connections` shows the secret's ARN.
 * One VPN in an account and region, because its log group has a fixed name.
 */
export class SiteVpn extends pulumi.ComponentResource {
  public readonly connectionId: pulumi.Output<string>;

  public constructor(name: string, args: SiteVpnArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:network:SiteVpn", name, args, opts);

    const tags = { Name: name, ...args.tags };
    const gateway = new aws.ec2.VpnGateway(name, { vpcId: args.vpcId, tags }, { parent: this });
    const connection = this.createConnection(name, args, gateway, tags);
    this.route(name, args, gateway, connection);
    for (const tunnel of TUNNELS) {
      this.createAlarm(name, args, connection, tunnel);
    }

    this.connectionId = connection.id;
    this.registerOutputs({ connectionId: this.connectionId });
  }

  private createConnection(
    name: string,
    args: SiteVpnArgs,
    gateway: aws.ec2.VpnGateway,
    tags: Record<string, string>,
  ): aws.ec2.VpnConnection {
    const { config } = args;
    const asn = String(config.asn);
    const customerGateway = new aws.ec2.CustomerGateway(
      name,
      {
        type: TYPE,
        ipAddress: config.customerGatewayAddress,
        ...(config.asn > LARGEST_PLAIN_ASN ? { bgpAsnExtended: asn } : { bgpAsn: asn }),
        tags,
      },
      { parent: this },
    );
    const logGroup = archivedLogGroup(
      `${name}-site-vpn`,
      { ...args, groupName: LOG_GROUP, tags },
      { parent: this },
    );
    const logOptions = {
      cloudwatchLogOptions: { logEnabled: true, logGroupArn: logGroup.arn, logOutputFormat: "json" },
    };
    return new aws.ec2.VpnConnection(
      name,
      {
        type: TYPE,
        customerGatewayId: customerGateway.id,
        vpnGatewayId: gateway.id,
        staticRoutesOnly: true,
        presharedKeyStorage: "SecretsManager",
        ...numbered(1, { ...AGREED, LogOptions: logOptions }),
        ...numbered(2, { ...AGREED, LogOptions: logOptions }),
        tags,
      },
      {
        parent: this,
        // With Secrets Manager AWS hides the keys in these; should it ever not, the state still does.
        additionalSecretOutputs: [
          "customerGatewayConfiguration",
          "tunnel1PresharedKey",
          "tunnel2PresharedKey",
        ],
      },
    );
  }

  /** Tells both sides the way: the connection what is behind it, and the app tier's tables what the gateway knows. */
  private route(
    name: string,
    { config, appRouteTableIds }: SiteVpnArgs,
    gateway: aws.ec2.VpnGateway,
    connection: aws.ec2.VpnConnection,
  ): void {
    for (const remote of config.remoteCidrs) {
      new aws.ec2.VpnConnectionRoute(
        `${name}-to-${remote.replace("/", "-")}`,
        { vpnConnectionId: connection.id, destinationCidrBlock: remote },
        { parent: this },
      );
    }
    appRouteTableIds.forEach((routeTableId, zone) => {
      new aws.ec2.VpnGatewayRoutePropagation(
        `${name}-app-${zone + 1}`,
        { vpnGatewayId: gateway.id, routeTableId },
        { parent: this },
      );
    });
  }

  private createAlarm(
    name: string,
    { config, noticesTopicArn, tags }: SiteVpnArgs,
    connection: aws.ec2.VpnConnection,
    tunnel: (typeof TUNNELS)[number],
  ): void {
    const alarmName = `${name}-vpn-tunnel-${tunnel}`;
    new aws.cloudwatch.MetricAlarm(
      alarmName,
      {
        name: alarmName,
        alarmDescription:
          `Tunnel ${tunnel} of the VPN of ${name} to ${config.customerGatewayAddress} is down. The other tunnel carries ` +
          "the traffic, unless its alarm rings too. Ask whoever looks after the other side whether their gateway and the " +
          `line work. Why the two ends do not agree is in the log group ${LOG_GROUP}; AWS's own maintenance is in the AWS ` +
          "Health Dashboard; aws ec2 describe-vpn-connections tells the state of both tunnels.",
        namespace: "AWS/VPN",
        metricName: "TunnelState",
        dimensions: { TunnelIpAddress: tunnel === 1 ? connection.tunnel1Address : connection.tunnel2Address },
        statistic: "Maximum",
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        period: ALARM_PERIOD_SECONDS,
        evaluationPeriods: ALARM_PERIODS,
        // A tunnel that nobody hears of is not known to be up.
        treatMissingData: "breaching",
        alarmActions: [noticesTopicArn],
        okActions: [noticesTopicArn],
        tags: { ...tags },
      },
      { parent: this },
    );
  }
}

type Numbered<N extends number, T> = { [K in keyof T & string as `tunnel${N}${K}`]: T[K] };

/** The settings of one tunnel under the names that the connection has for them. */
function numbered<N extends number, T extends object>(tunnel: N, settings: T): Numbered<N, T> {
  const entries = Object.entries(settings).map(([key, value]) => [`tunnel${tunnel}${key}`, value] as const);
  // TypeScript does not follow the keys through the entries.
  return Object.fromEntries(entries) as Numbered<N, T>;
}
