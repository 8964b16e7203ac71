import type { FaultEffect } from "./faults";

type UnhealthyTargets = Extract<FaultEffect, { kind: "unhealthyTargets" }>;

/** The reason and description that Elastic Load Balancing gives for each state (API reference, TargetHealth). */
const TARGET_STATES: Readonly<Record<UnhealthyTargets["state"], { reason: string; description: string }>> = {
  unhealthy: { reason: "Target.FailedHealthChecks", description: "Health checks failed" },
  initial: { reason: "Elb.RegistrationInProgress", description: "Target registration is in progress" },
  draining: {
    reason: "Target.DeregistrationInProgress",
    description: "Target deregistration is in progress",
  },
  unused: {
    reason: "Target.NotInUse",
    description: "Target group is not configured to receive traffic from the load balancer",
  },
  unavailable: {
    reason: "Target.HealthCheckDisabled",
    description: "Health checks are not enabled for this target",
  },
};

/** Rewrites an answer of DescribeTargetHealth so that the first targets in it are in the fault's state. */
export function withUnhealthyTargets(answer: string, effect: UnhealthyTargets): string {
  const { reason, description } = TARGET_STATES[effect.state];
  const health =
    `<TargetHealth><State>${effect.state}</State><Reason>${effect.reason ?? reason}</Reason>` +
    `<Description>${description}</Description></TargetHealth>`;
  let left = effect.count === "all" ? Infinity : effect.count;
  return answer.replace(/<TargetHealth>.*?<\/TargetHealth>/gs, (healthy) => (left-- > 0 ? health : healthy));
}

/** Rewrites an answer of GetChange so that the change is still on its way to the name servers. */
export function withPendingChange(answer: string): string {
  return answer.replace(/<Status>[^<]*<\/Status>/, "<Status>PENDING</Status>");
}
