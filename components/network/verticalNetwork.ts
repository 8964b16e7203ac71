import * as pulumi from "@pulumi/pulumi";

import { Endpoints } from "./endpoints";
import { declareFlowLog } from "./flowLog";
import { verticalRules } from "./networkRules";
import { declarePrivateZone } from "./privateZone";
import { planSubnets } from "./subnetPlan";
import { declareTiers, type NatGateways } from "./tiers";

export type { NatGateways } from "./tiers";

export interface VerticalNetworkArgs {
  /** The network's block, for example `10.20.0.0/16`. It decides how many subnets exist, so it is a plain string. */
  readonly cidr: string;

  /** Zones to spread over, in a fixed order: a subnet keeps its block only while its zone keeps its place. */
  readonly availabilityZones: readonly string[];

  /**
   * How instances of the app tier reach the internet: a gateway per zone survives the loss of a zone.
   *
   * Interface endpoints follow: in every zone with `one-per-zone`, else in the first only. AWS charges each by the
   * hour and zone, and a stack that does with one NAT gateway does with endpoints in one zone.
   */
  readonly natGateways: NatGateways;
  readonly region: string;

  /** The account that the network is in. */
  readonly accountId: pulumi.Input<string>;
  readonly organizationId: pulumi.Input<string>;

  /** Blocks behind a site VPN, which exchange traffic with the app tier only; none where there is no VPN. */
  readonly remoteCidrs: readonly string[];

  /** Where the record of all traffic goes. */
  readonly flowLogs: { readonly bucketArn: pulumi.Input<string> };

  /** Name of the zone that only this network resolves, for example `payments.prod.internal`. */
  readonly privateDomain: string;

  /**
   * Tags of everything in the network, beside the provider's.
   *
   * @default - the provider's only
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The part of a network that services need. A network made elsewhere satisfies it too. */
export interface NetworkReference {
  readonly cidr: string;
  readonly vpcId: pulumi.Input<string>;
  readonly publicSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly appSubnetIds: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Blocks behind a site VPN, which may call internal balancers.
   *
   * @default - none: there is no VPN
   */
  readonly remoteCidrs?: readonly string[];
}

/**
 * The network of one vertical: public, app and data tiers over the zones, made by `awsx.ec2.Vpc`.
 *
 * The public tier holds balancers and NAT gateways, the app tier instances (no public address, out through NAT), the
 * data tier has no route out at all. IPv4 only: no block, no route and no rule is IPv6. All traffic is recorded.
 */
export class VerticalNetwork extends pulumi.ComponentResource implements NetworkReference {
  public readonly cidr: string;
  public readonly remoteCidrs: readonly string[];
  public readonly vpcId: pulumi.Output<string>;
  public readonly publicSubnetIds: pulumi.Output<string[]>;
  public readonly appSubnetIds: pulumi.Output<string[]>;
  public readonly dataSubnetIds: pulumi.Output<string[]>;

  /** In the order of the zones. */
  public readonly appRouteTableIds: readonly pulumi.Output<string>[];
  public readonly privateZoneId: pulumi.Output<string>;

  public constructor(name: string, args: VerticalNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    // Nothing below begins before all inputs are known, and only the flow logs need the archive's bucket.
    super("duotone:network:VerticalNetwork", name, { ...args, flowLogs: undefined }, opts);

    const { cidr, tags = {} } = args;
    const blocks = planSubnets(cidr, args.availabilityZones.length);
    const rules = verticalRules({ cidr, blocks, remoteCidrs: args.remoteCidrs });
    const { vpcId, subnetIds, appRouteTableIds } = declareTiers(name, { ...args, blocks, rules, tags }, this);
    declareFlowLog(name, { vpcId, bucketArn: args.flowLogs.bucketArn, tags }, this);
    new Endpoints(
      name,
      {
        ...args,
        tags,
        vpcId,
        subnetIds:
          args.natGateways === "one-per-zone" ? subnetIds.app : subnetIds.app.apply((ids) => ids.slice(0, 1)),
        routeTableIds: appRouteTableIds,
      },
      { parent: this },
    );
    const zone = declarePrivateZone(name, { domain: args.privateDomain, vpcId, tags }, this);

    this.cidr = cidr;
    this.remoteCidrs = args.remoteCidrs;
    this.vpcId = vpcId;
    this.publicSubnetIds = subnetIds.public;
    this.appSubnetIds = subnetIds.app;
    this.dataSubnetIds = subnetIds.data;
    this.appRouteTableIds = appRouteTableIds;
    this.privateZoneId = zone.zoneId;
    this.registerOutputs({
      vpcId: this.vpcId,
      publicSubnetIds: this.publicSubnetIds,
      appSubnetIds: this.appSubnetIds,
      dataSubnetIds: this.dataSubnetIds,
      appRouteTableIds: this.appRouteTableIds,
      privateZoneId: this.privateZoneId,
    });
  }
}
