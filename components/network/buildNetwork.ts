import * as pulumi from "@pulumi/pulumi";

import { declareFlowLog } from "./flowLog";
import { buildRules } from "./networkRules";
import { planBlocks } from "./subnetPlan";
import { declareTiers } from "./tiers";

export interface BuildNetworkArgs {
  /** The network's block, a /24 or wider. It meets no other network, so it may overlap the verticals'. */
  readonly cidr: string;

  /** The one zone to build in. A lost zone holds up new images, nothing that runs. */
  readonly availabilityZone: string;

  /** Where the record of all traffic goes. */
  readonly flowLogs: { readonly bucketArn: pulumi.Input<string> };

  /**
   * Tags of everything in the network, beside the provider's.
   *
   * @default - the provider's only
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * The network that images are baked in: one private subnet, and a NAT gateway before it.
 *
 * Nothing comes in: Packer reaches its instance through Session Manager, and the instance asks for that itself. No
 * endpoints either, because a build downloads packages from repositories that only NAT leads to.
 */
export class BuildNetwork extends pulumi.ComponentResource {
  public readonly vpcId: pulumi.Output<string>;

  /** The subnet that build instances start in: `subnet_id` of the Packer templates. */
  public readonly subnetId: pulumi.Output<string>;

  public constructor(name: string, args: BuildNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:network:BuildNetwork", name, args, opts);

    const { cidr, tags = {} } = args;
    const blocks = planBlocks(cidr, 1, ["public", "app"]);
    const { vpcId, subnetIds } = declareTiers(
      name,
      {
        cidr,
        availabilityZones: [args.availabilityZone],
        natGateways: "single",
        blocks,
        rules: buildRules(blocks),
        tags,
      },
      this,
    );
    declareFlowLog(name, { vpcId, bucketArn: args.flowLogs.bucketArn, tags }, this);

    this.vpcId = vpcId;
    this.subnetId = subnetIds.app.apply(([only]) => {
      if (only === undefined) {
        throw new pulumi.ResourceError("The network has no app subnet.", this);
      }
      return only;
    });
    this.registerOutputs({ vpcId: this.vpcId, subnetId: this.subnetId });
  }
}
