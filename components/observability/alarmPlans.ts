import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Seconds of one data point. Balancers, groups and instances write one a minute; a shorter period would only have holes. */
const PERIOD = 60;

/**
 * Bad minutes in a row that make an alarm. One may be an instance that is being replaced; after three, the balancer has
 * taken the instance out (three failed checks, half a minute) and the group has had the time to start another.
 */
const PERIODS = 3;

/** Bad minutes in a row where being busy is meant: what is over in a quarter of an hour was a peak. */
const BUSY_PERIODS = 15;

/**
 * Answers with a status of 5xx, in per cent, above which something is wrong with the service and not with one request.
 * Our own choice: well above the noise of clients that hang up, well below what users call an outage.
 */
const FAILING_PERCENT = 5;

/** Requests a minute below which a share says nothing: one failed health page of a robot would be a third. */
const FEWEST_REQUESTS = 20;

/** Use of the processors, in per cent, at which there is no room for a peak any more. Our own choice. */
const BUSY_PERCENT = 90;

type Dimensions = Readonly<Record<string, pulumi.Input<string>>>;

/** An alarm without what all have in common. */
export interface AlarmPlan {
  /** Last part of the alarm's name. */
  readonly what: string;

  /** What it means, and where to look. */
  readonly description: string;

  /** Bad minutes in a row that make an alarm. */
  readonly periods: number;
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
export interface WatchedWeb {
  /** The parts of the ARNs that CloudWatch knows balancer and target group by. */
  readonly balancerArnSuffix: pulumi.Input<string>;
  readonly targetGroupArnSuffix: pulumi.Input<string>;

  /** Seconds from which on answers are too slow. */
  readonly latencySeconds: number;
}

/** Instances as their alarms see them. The group must write `GroupInServiceInstances`. */
export interface WatchedGroup {
  readonly autoScalingGroupName: pulumi.Input<string>;

  /** Fewest and most instances. */
  readonly min: number;
  readonly max: number;

  /** Use of the processors, in per cent, that the number of instances follows. */
  readonly cpuPercent: number;

  /** Whether the service runs jobs, which use whatever processors there are. */
  readonly hasJobs: boolean;
}

/**
 * The alarms of one service in one cluster. A colour that nobody uses must be able to have all of them in OK.
 *
 * @param web Absent for a worker.
 */
export function alarmPlans(group: WatchedGroup, web: WatchedWeb | undefined): readonly AlarmPlan[] {
  return [
    ...(web === undefined ? [instances(group)] : webPlans(group, web)),
    ...(group.hasJobs ? [] : [busyProcessors(group)]),
  ];
}

/** What each metric means for AWS: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
function webPlans({ min }: WatchedGroup, web: WatchedWeb): readonly AlarmPlan[] {
  const ofBalancer = { LoadBalancer: web.balancerArnSuffix };
  const ofTargets = { ...ofBalancer, TargetGroup: web.targetGroupArnSuffix };
  return [
    healthyHosts(ofTargets, min),
    unhealthyHosts(ofTargets),
    failingAnswers(ofBalancer, ofTargets),
    slowAnswers(ofTargets, web.latencySeconds),
  ];
}

function healthyHosts(dimensions: Dimensions, min: number): AlarmPlan {
  return {
    what: "healthy-hosts",
    description:
      `fewer than ${min} targets are healthy. Why is in the target group's health, and in the instances' logs; the ` +
      "auto scaling group's activities tell whether it replaces them.",
    periods: PERIODS,
    // The metric is written while targets are registered: none at all is the worst case.
    missingData: "breaching",
    settings: {
      namespace: "AWS/ApplicationELB",
      metricName: "HealthyHostCount",
      dimensions,
      // The balancer's nodes count each for themselves: the one that sees fewest is right to worry.
      statistic: "Minimum",
      period: PERIOD,
      comparisonOperator: "LessThanThreshold",
      threshold: min,
    },
  };
}

function unhealthyHosts(dimensions: Dimensions): AlarmPlan {
  return {
    what: "unhealthy-hosts",
    description:
      "targets are unhealthy, although enough others may be well. Why is in the target group's health, and in the " +
      "instances' logs; an image that does not start is replaced again and again.",
    periods: PERIODS,
    // That nothing is written at all is the other alarm's.
    missingData: "notBreaching",
    settings: {
      namespace: "AWS/ApplicationELB",
      metricName: "UnHealthyHostCount",
      dimensions,
      statistic: "Maximum",
      period: PERIOD,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
    },
  };
}

function failingAnswers(ofBalancer: Dimensions, ofTargets: Dimensions): AlarmPlan {
  return {
    what: "failing-answers",
    description:
      `more than ${FAILING_PERCENT} % of the answers are 5xx, of the service itself or of the balancer because the ` +
      "service hung up or did not answer in time. Look at the service's logs.",
    periods: PERIODS,
    // A colour that nobody uses answers nothing, and must not be held back for it. Where no target can be chosen, no
    // request is counted either: that is the other alarms'.
    missingData: "notBreaching",
    settings: {
      comparisonOperator: "GreaterThanThreshold",
      threshold: FAILING_PERCENT,
      metricQueries: [
        worked(
          "share",
          "5xx answers in per cent",
          // Counts of 5xx are written only where they are not zero.
          `IF(requests >= ${FEWEST_REQUESTS}, 100 * (FILL(service, 0) + FILL(balancer, 0)) / requests, 0)`,
        ),
        ofElb("requests", "RequestCount", "Sum", ofTargets),
        ofElb("service", "HTTPCode_Target_5XX_Count", "Sum", ofTargets),
        ofElb("balancer", "HTTPCode_ELB_5XX_Count", "Sum", ofBalancer),
      ],
    },
  };
}

function slowAnswers(ofTargets: Dimensions, seconds: number): AlarmPlan {
  return {
    what: "slow-answers",
    description:
      `more than one in twenty answers took more than ${seconds} s (p95 of the targets' time). Look at the service's ` +
      "logs, and at what it waits for.",
    periods: PERIODS,
    missingData: "notBreaching",
    settings: {
      comparisonOperator: "GreaterThanThreshold",
      threshold: seconds,
      metricQueries: [
        worked("time", "Seconds of the slowest twentieth", `IF(requests >= ${FEWEST_REQUESTS}, slow, 0)`),
        ofElb("requests", "RequestCount", "Sum", ofTargets),
        ofElb("slow", "TargetResponseTime", "p95", ofTargets),
      ],
    },
  };
}

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html */
function instances({ autoScalingGroupName, min }: WatchedGroup): AlarmPlan {
  return {
    what: "instances",
    description:
      `fewer than ${min} instances are in service. The auto scaling group's activities tell why; the service's own ` +
      "words are in its logs.",
    periods: PERIODS,
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
  };
}

/** Not for a service with jobs: to use the processors is what a job is for. */
function busyProcessors({ autoScalingGroupName, max, cpuPercent }: WatchedGroup): AlarmPlan {
  const percent = Math.max(BUSY_PERCENT, cpuPercent);
  const dimensions = { AutoScalingGroupName: autoScalingGroupName };
  return {
    what: "busy-processors",
    description:
      `all ${max} instances are in service, and their processors more than ${percent} % in use. Raise max, or take a ` +
      "larger instance type.",
    periods: BUSY_PERIODS,
    missingData: "notBreaching",
    settings: {
      comparisonOperator: "GreaterThanThreshold",
      threshold: percent,
      metricQueries: [
        worked("use", "Use of the processors at full size", `IF(instances >= ${max}, cpu, 0)`),
        counted("instances", "AWS/AutoScaling", "GroupInServiceInstances", "Minimum", dimensions),
        counted("cpu", "AWS/EC2", "CPUUtilization", "Average", dimensions),
      ],
    },
  };
}

type Query = aws.types.input.cloudwatch.MetricAlarmMetricQuery;

function worked(id: string, label: string, expression: string): Query {
  return { id, label, expression, returnData: true };
}

function ofElb(id: string, metricName: string, stat: string, dimensions: Dimensions): Query {
  return counted(id, "AWS/ApplicationELB", metricName, stat, dimensions);
}

function counted(
  id: string,
  namespace: string,
  metricName: string,
  stat: string,
  dimensions: Dimensions,
): Query {
  return { id, metric: { namespace, metricName, dimensions, stat, period: PERIOD }, returnData: false };
}
