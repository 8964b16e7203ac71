import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";

import { planSubnets } from "./subnetPlan";

export type NatGateways = "one-per-zone" | "single" | "none";

const NAT_STRATEGIES = { "one-per-zone": "OnePerAz", single: "Single", none: "None" } as const;

export interface VerticalNetworkArgs {
  /** The network's block, for example `10.20.0.0/16`. It decides how many subnets exist, so it is a plain string. */
  readonly cidr: string;

  /** Zones to spread over, in a fixed order: a subnet keeps its block only while its zone keeps its place. */
  readonly availabilityZones: readonly string[];

  /** How instances of the app tier reach the internet: a gateway per zone survives the loss of a zone. */
  readonly natGateways: NatGateways;
}

/** The part of a network that services need. A network made elsewhere satisfies it too. */
export interface NetworkReference {
  readonly cidr: string;
  readonly vpcId: pulumi.Input<string>;
  readonly publicSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly appSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * The network of one vertical: public, app and data tiers over the zones, made by `awsx.ec2.Vpc`.
 *
 * The public tier holds balancers and NAT gateways, the app tier instances (no public address, out through NAT), the
 * data tier has no route out at all. The default security group is emptied, so that nothing works by accident.
 */
export class VerticalNetwork extends pulumi.ComponentResource implements NetworkReference {
  public readonly cidr: string;
  public readonly vpcId: pulumi.Output<string>;
  public readonly publicSubnetIds: pulumi.Output<string[]>;
  public readonly appSubnetIds: pulumi.Output<string[]>;
  public readonly dataSubnetIds: pulumi.Output<string[]>;

  public constructor(name: string, args: VerticalNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:network:VerticalNetwork", name, args, opts);

    const blocks = planSubnets(args.cidr, args.availabilityZones.length);
    const vpc = new awsx.ec2.Vpc(
      name,
      {
        cidrBlock: args.cidr,
        availabilityZoneNames: [...args.availabilityZones],
        // Auto, because Exact refuses the free blocks that the plan keeps for a later zone or tier.
        subnetStrategy: "Auto",
        subnetSpecs: [
          { type: "Public", name: "public", cidrBlocks: [...blocks.public] },
          { type: "Private", name: "app", cidrBlocks: [...blocks.app] },
          { type: "Isolated", name: "data", cidrBlocks: [...blocks.data] },
        ],
        natGateways: { strategy: NAT_STRATEGIES[args.natGateways] },
        enableDnsHostnames: true,
        enableDnsSupport: true,
      },
      { parent: this },
    );
    new aws.ec2.DefaultSecurityGroup(name, { vpcId: vpc.vpcId, ingress: [], egress: [] }, { parent: this });

    this.cidr = args.cidr;
    this.vpcId = vpc.vpcId;
    this.publicSubnetIds = vpc.publicSubnetIds;
    this.appSubnetIds = vpc.privateSubnetIds;
    this.dataSubnetIds = vpc.isolatedSubnetIds;
    this.registerOutputs({
      vpcId: this.vpcId,
      publicSubnetIds: this.publicSubnetIds,
      appSubnetIds: this.appSubnetIds,
      dataSubnetIds: this.dataSubnetIds,
    });
  }
}
