import {
  DeleteLoadBalancerCommand,
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";

import { given } from "../twoColours/clients";
import { makeBalancer } from "../twoColours/fleets";
import type { MatrixCase, MatrixStage } from "./matrixCase";

/** Instances that do not serve, in every way that shows. */
export const HEALTH_CASES: readonly MatrixCase[] = [
  {
    name: "one target unhealthy",
    arrange: async (stage) => {
      const effect = {
        kind: "unhealthyTargets",
        targetGroup: webOf(stage, "core").targetGroupArn,
        count: 1,
      } as const;
      await stage.gateway.setFaults([{ id: "one sick", effect }]);
      return undefined;
    },
    preview: [/core on prod\d: 1 of 2 targets healthy, needs 2 .*Target\.FailedHealthChecks/],
  },
  {
    name: "no target registered",
    arrange: async (stage) => {
      const { elb } = stage.world.clients;
      const { targetGroupArn: TargetGroupArn } = webOf(stage, "web");
      const { TargetHealthDescriptions = [] } = await elb.send(
        new DescribeTargetHealthCommand({ TargetGroupArn }),
      );
      const Targets = TargetHealthDescriptions.map(({ Target }) => given(Target, "a target"));
      await elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets }));
      return async () => {
        await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
      };
    },
    preview: [/web on prod\d: 0 of 0 targets healthy, needs 2 .*no target is registered/],
  },
  {
    name: "a balancer missing",
    arrange: async (stage) => {
      const { clients, ground } = stage.world;
      const fleet = fleetOf(stage, "shop");
      const { balancerArn, targetGroupArn } = webOf(stage, "shop");
      await clients.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: balancerArn }));
      return async () => {
        await makeBalancer(clients, ground, fleet.autoScalingGroupName, targetGroupArn);
      };
    },
    preview: [/shop on prod\d: 0 of 2 targets healthy, needs 2 .*Target\.NotInUse/],
  },
  {
    name: "health throttled",
    arrange: async ({ gateway }) => {
      const match = { service: "elasticloadbalancing", action: "DescribeTargetHealth" } as const;
      await gateway.setFaults([{ id: "throttled", match, effect: { kind: "throttle" } }]);
      return undefined;
    },
    preview: [
      /core on prod1: its health could not be read: /,
      /core on prod2: its health could not be read: /,
    ],
  },
  {
    name: "both colours down",
    arrange: async ({ gateway }) => {
      const effect = { kind: "unhealthyTargets", targetGroup: "targetgroup/" } as const;
      await gateway.setFaults([{ id: "all sick", effect }]);
      return undefined;
    },
    preview: [
      /core on prod\d: 0 of 2 targets healthy, needs 2/,
      /web on prod\d: 0 of 2 targets healthy, needs 2/,
      /shop on prod\d: 0 of 2 targets healthy, needs 2/,
    ],
  },
];

function fleetOf({ world, idle }: MatrixStage, service: string) {
  const fleet = world.fleets.find((one) => one.service === service && one.color === idle);
  return given(fleet, `a fleet of ${service} on ${idle}`);
}

function webOf(stage: MatrixStage, service: string) {
  return given(fleetOf(stage, service).web, `a balancer of ${service}`);
}
