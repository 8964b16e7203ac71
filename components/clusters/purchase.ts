import type * as aws from "@pulumi/aws";

import type { ServiceConfig } from "../../config";

/** Whether instances are bought at the usual price, or as what AWS has left over and may take back any time. */
export type Purchase = ServiceConfig["purchase"];

/**
 * What an auto scaling group starts its instances from, and how it buys them.
 *
 * The version is a number: with `$Latest` the group would run whatever is newest, without a change that anyone sees.
 *
 * On spot, all of them are: AWS chooses the zones where interruption is least likely and then where it is cheapest, and
 * replaces an instance that is about to be taken back before it goes.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/allocation-strategies.html
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-capacity-rebalancing.html
 */
export function launchedFrom(
  { id, latestVersion }: Pick<aws.ec2.LaunchTemplate, "id" | "latestVersion">,
  purchase: Purchase,
): Pick<aws.autoscaling.GroupArgs, "launchTemplate" | "mixedInstancesPolicy" | "capacityRebalance"> {
  const version = latestVersion.apply(String);
  return purchase === "on-demand"
    ? { launchTemplate: { id, version } }
    : {
        mixedInstancesPolicy: {
          launchTemplate: { launchTemplateSpecification: { launchTemplateId: id, version } },
          instancesDistribution: {
            onDemandBaseCapacity: 0,
            onDemandPercentageAboveBaseCapacity: 0,
            spotAllocationStrategy: "price-capacity-optimized",
          },
        },
        capacityRebalance: true,
      };
}
