import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Seconds of one data point. Balancers and groups write one a minute; a shorter period would only have holes. */
const PERIOD = 60;

/**
 * Bad minutes in a row that make an alarm. One may be an instance that is being replaced; after three, the balancer has
 * taken the instance out (three failed checks, half a minute) and the group has had the time to start another.
 */
const PERIODS = 3;

/**
 * Answers with a status of 5xx, in per cent, above which something is wrong with the service and not with one request.
 * Our own choice: well above the noise of clients that hang up, well below what users call an outage.
 */
const FAILING_PERCENT = 5;

/** Requests a minute below which a share says nothing: one failed health page of a robot would be a third. */
const FEWEST_REQUESTS = 20;

type Dimensions = Readonly<Record<string, pulumi.Input<string>>>;

/** An alarm without what all have in common. */
interface AlarmPlan {
  /** Last part of the alarm's name. */
  readonly what: string;

  /** What it means, and where to look. */
  readonly description: string;
  readonly missingData: "breaching" | "notBreaching";
  readonly settings: Pick<
    aws.cloudwatch.MetricAlarmArgs,
    | "comparisonOperator"
    | "dimensions"
    | "metricName"
    | "metricQueries"
    | "namespace"
    | "period"
    | "statistic"
    | "threshold"
  >;
}

/** A web service as its alarms see it. */
export interface WatchedBalancer {
  /** The parts of the ARNs that CloudWatch knows balancer and target group by. */
  readonly balancerArnSuffix: pulumi.Input<string>;
  readonly targetGroupArnSuffix: pulumi.Input<string>;
}

/** A worker as its alarm sees it. The group must write `GroupInServiceInstances`. */
export interface WatchedGroup {
  readonly autoScalingGroupName: pulumi.Input<string>;
}

export interface ServiceAlarmsArgs {
  readonly watched: WatchedBalancer | WatchedGroup;

  /** Instances that the service needs at least. */
  readonly min: number;

  /** SNS topic, in the alarms' region, that is told of every change between ALARM and OK. */
  readonly noticesTopicArn: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The alarms of one service in one cluster: few, each a reason to act, and each a reason not to move public names there.
 *
 * Their names are fixed, `duotone-<cluster>-<service>-<what>`: they stand in mails, on dashboards and in refusals, where
 * a random end would say nothing. Nothing about an alarm but its name ever replaces it, so a fixed one stands in no
 * replacement's way. Stacks do not collide, because each has accounts of its own.
 */
export class ServiceAlarms extends pulumi.ComponentResource {
  /** Known once the alarms exist. */
  public readonly alarmNames: readonly pulumi.Output<string>[];

  public constructor(name: string, args: ServiceAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:observability:ServiceAlarms", name, args, opts);

    const { watched, min } = args;
    const plans = "autoScalingGroupName" in watched ? workerPlans(watched, min) : webPlans(watched, min);
    this.alarmNames = plans.map((plan) => this.createAlarm(name, args, plan).name);
    this.registerOutputs({ alarmNames: this.alarmNames });
  }

  private createAlarm(
    name: string,
    { noticesTopicArn, tags }: ServiceAlarmsArgs,
    { what, description, missingData, settings }: AlarmPlan,
  ): aws.cloudwatch.MetricAlarm {
    return new aws.cloudwatch.MetricAlarm(
      `${name}-${what}`,
      {
        name: `duotone-${name}-${what}`,
        alarmDescription: `${name}: ${description}`,
        evaluationPeriods: PERIODS,
        datapointsToAlarm: PERIODS,
        treatMissingData: missingData,
        alarmActions: [noticesTopicArn],
        okActions: [noticesTopicArn],
        tags: { ...tags },
        ...settings,
      },
      { parent: this },
    );
  }
}

/** What each alarm means for AWS: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
function webPlans(watched: WatchedBalancer, min: number): readonly AlarmPlan[] {
  const ofBalancer = { LoadBalancer: watched.balancerArnSuffix };
  const ofTargets = { ...ofBalancer, TargetGroup: watched.targetGroupArnSuffix };
  return [
    {
      what: "healthy-hosts",
      description:
        `fewer than ${min} targets are healthy. Why is in the target group's health, and in the instances' logs; the ` +
        "auto scaling group's activities tell whether it replaces them.",
      // The metric is written while targets are registered: none at all is the worst case.
      missingData: "breaching",
      settings: {
        namespace: "AWS/ApplicationELB",
        metricName: "HealthyHostCount",
        dimensions: ofTargets,
        // The balancer's nodes count each for themselves: the one that sees fewest is right to worry.
        statistic: "Minimum",
        period: PERIOD,
        comparisonOperator: "LessThanThreshold",
        threshold: min,
      },
    },
    {
      what: "failing-answers",
      description:
        `more than ${FAILING_PERCENT} % of the answers are 5xx, of the service itself or of the balancer because the ` +
        "service hung up or did not answer in time. Look at the service's logs.",
      // A colour that nobody uses answers nothing, and must not be held back for it. Where no target can be chosen, no
      // request is counted either: that is the other alarm's.
      missingData: "notBreaching",
      settings: {
        comparisonOperator: "GreaterThanThreshold",
        threshold: FAILING_PERCENT,
        metricQueries: [
          {
            id: "share",
            label: "5xx answers in per cent",
            // Counts of 5xx are written only where they are not zero.
            expression: `IF(requests >= ${FEWEST_REQUESTS}, 100 * (FILL(service, 0) + FILL(balancer, 0)) / requests, 0)`,
            returnData: true,
          },
          counted("requests", "RequestCount", ofTargets),
          counted("service", "HTTPCode_Target_5XX_Count", ofTargets),
          counted("balancer", "HTTPCode_ELB_5XX_Count", ofBalancer),
        ],
      },
    },
  ];
}

function counted(
  id: string,
  metricName: string,
  dimensions: Dimensions,
): aws.types.input.cloudwatch.MetricAlarmMetricQuery {
  return {
    id,
    metric: { namespace: "AWS/ApplicationELB", metricName, dimensions, stat: "Sum", period: PERIOD },
    returnData: false,
  };
}

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html */
function workerPlans({ autoScalingGroupName }: WatchedGroup, min: number): readonly AlarmPlan[] {
  return [
    {
      what: "instances",
      description:
        `fewer than ${min} instances are in service. The auto scaling group's activities tell why; the service's own ` +
        "words are in its logs.",
      missingData: "breaching",
      settings: {
        namespace: "AWS/AutoScaling",
        metricName: "GroupInServiceInstances",
        dimensions: { AutoScalingGroupName: autoScalingGroupName },
        statistic: "Minimum",
        period: PERIOD,
        comparisonOperator: "LessThanThreshold",
        threshold: min,
      },
    },
  ];
}
