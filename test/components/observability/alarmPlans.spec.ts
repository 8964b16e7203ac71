import assert from "node:assert/strict";

import { type AlarmPlan, alarmPlans, type WatchedGroup } from "../../../components/observability/alarmPlans";

const GROUP: WatchedGroup = {
  autoScalingGroupName: "prod1-core-1",
  min: 2,
  max: 6,
  cpuPercent: 60,
  hasJobs: false,
};
const WEB = {
  balancerArnSuffix: "app/prod1-core/1",
  targetGroupArnSuffix: "targetgroup/prod1-core/1",
  latencySeconds: 3,
};
const TARGETS = { LoadBalancer: WEB.balancerArnSuffix, TargetGroup: WEB.targetGroupArnSuffix };

const namesOf = (plans: readonly AlarmPlan[]) => plans.map(({ what }) => what);

function planOf(plans: readonly AlarmPlan[], what: string): AlarmPlan {
  return plans.find((plan) => plan.what === what) ?? assert.fail(`no alarm ${what}`);
}

/** What an alarm works out, and the metrics that it does so from. */
function workings({ settings: { metricQueries } }: AlarmPlan) {
  const queries = metricQueries as { id: string; expression?: string; metric?: object }[];
  return {
    expressions: queries.flatMap(({ expression }) => expression ?? []),
    metrics: Object.fromEntries(
      queries.flatMap(({ id, metric }) => (metric === undefined ? [] : [[id, metric]])),
    ),
  };
}

describe("alarmPlans", () => {
  const web = alarmPlans(GROUP, WEB);
  const worker = alarmPlans(GROUP, undefined);

  it("watch health, failures, time and processors of a web service", () => {
    assert.deepEqual(namesOf(web), [
      "healthy-hosts",
      "unhealthy-hosts",
      "failing-answers",
      "slow-answers",
      "busy-processors",
    ]);
  });

  it("watch instances and processors of a worker", () => {
    assert.deepEqual(namesOf(worker), ["instances", "busy-processors"]);
  });

  it("call missing data bad only where its being missing is the worst case: a colour without requests must be OK", () => {
    const breaching = [...web, ...worker].filter(({ missingData }) => missingData === "breaching");
    assert.deepEqual(namesOf(breaching), ["healthy-hosts", "instances"]);
  });

  it("call any unhealthy target bad, on whichever node of the balancer", () => {
    assert.deepEqual(planOf(web, "unhealthy-hosts").settings, {
      namespace: "AWS/ApplicationELB",
      metricName: "UnHealthyHostCount",
      dimensions: TARGETS,
      statistic: "Maximum",
      period: 60,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
    });
  });

  it("call answers slow by the slowest twentieth, where there are enough of them", () => {
    const slow = planOf(web, "slow-answers");
    assert.deepEqual(
      [slow.settings.comparisonOperator, slow.settings.threshold],
      ["GreaterThanThreshold", 3],
    );
    const elb = { namespace: "AWS/ApplicationELB", dimensions: TARGETS, period: 60 };
    assert.deepEqual(workings(slow), {
      expressions: ["IF(requests >= 20, slow, 0)"],
      metrics: {
        requests: { ...elb, metricName: "RequestCount", stat: "Sum" },
        slow: { ...elb, metricName: "TargetResponseTime", stat: "p95" },
      },
    });
  });

  it("call processors busy for a quarter of an hour where no more instances may come", () => {
    const busy = planOf(worker, "busy-processors");
    assert.equal(busy.periods, 15);
    assert.deepEqual(
      [busy.settings.comparisonOperator, busy.settings.threshold],
      ["GreaterThanThreshold", 90],
    );
    const dimensions = { AutoScalingGroupName: "prod1-core-1" };
    assert.deepEqual(workings(busy), {
      expressions: ["IF(instances >= 6, cpu, 0)"],
      metrics: {
        instances: {
          namespace: "AWS/AutoScaling",
          metricName: "GroupInServiceInstances",
          dimensions,
          stat: "Minimum",
          period: 60,
        },
        cpu: { namespace: "AWS/EC2", metricName: "CPUUtilization", dimensions, stat: "Average", period: 60 },
      },
    });
  });

  it("never call processors busy that are used as they are meant to be", () => {
    const [busy] = alarmPlans({ ...GROUP, cpuPercent: 95 }, undefined).slice(-1);
    assert.equal(busy?.settings.threshold, 95);
    assert.deepEqual(namesOf(alarmPlans({ ...GROUP, hasJobs: true }, undefined)), ["instances"]);
  });
});
