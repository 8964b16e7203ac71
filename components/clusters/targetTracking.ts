import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What a group's size follows. */
export type TrackedMetric =
  /** Average use of the instances' processors, in per cent. */
  | { readonly cpuPercent: number }

  /** Requests that each healthy instance answers in a minute. */
  | {
      readonly requestsPerTarget: number;
      readonly balancerArnSuffix: pulumi.Input<string>;
      readonly targetGroupArnSuffix: pulumi.Input<string>;
    };

export interface TargetTrackingArgs {
  readonly autoScalingGroupName: pulumi.Input<string>;

  /** Fewest and most instances of the group. */
  readonly min: number;
  readonly max: number;
  readonly metric: TrackedMetric;

  /** Seconds until a new instance does its share, and counts. */
  readonly warmup: number;
}

/**
 * Lets AWS keep a metric of a group at a value, by the number of its instances. Of several the one decides that wants most.
 *
 * A group that has only one size gets nothing, as there is nothing to decide.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
 */
export function trackTarget(
  name: string,
  { autoScalingGroupName, min, max, metric, warmup }: TargetTrackingArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  if (min < max) {
    new aws.autoscaling.Policy(
      name,
      {
        autoscalingGroupName: autoScalingGroupName,
        policyType: "TargetTrackingScaling",
        estimatedInstanceWarmup: warmup,
        targetTrackingConfiguration: trackingConfiguration(metric),
      },
      opts,
    );
  }
}

function trackingConfiguration(
  metric: TrackedMetric,
): aws.types.input.autoscaling.PolicyTargetTrackingConfiguration {
  if ("cpuPercent" in metric) {
    return {
      predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
      targetValue: metric.cpuPercent,
    };
  }
  const { requestsPerTarget, balancerArnSuffix, targetGroupArnSuffix } = metric;
  return {
    predefinedMetricSpecification: {
      predefinedMetricType: "ALBRequestCountPerTarget",
      resourceLabel: pulumi.interpolate`${balancerArnSuffix}/${targetGroupArnSuffix}`,
    },
    targetValue: requestsPerTarget,
  };
}
