import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { ClusterConfig, ServiceConfig } from "../../config";
import type { BootConfig } from "./bootConfig";

/** The SSM parameter that tells which colour is active. */
export interface ActiveColorParameter {
  readonly name: string;
  readonly arn: pulumi.Input<string>;
}

type Asking = Pick<ServiceConfig, "kind" | "jobs">;

/** Whether instances of a service want to know which colour is active: workers work, and jobs run, in it alone. */
export function asksForColor({ kind, jobs }: Asking): boolean {
  return kind === "worker" || jobs.length > 0;
}

/**
 * What instances are told of colours and jobs.
 *
 * In a stack with colours a cluster that is none has no jobs: it works on production's data, and is never active.
 */
export function jobBoot(
  service: Asking,
  { colour }: Pick<ClusterConfig, "colour">,
  activeColor: ActiveColorParameter | undefined,
): Pick<BootConfig, "activeColorParameter" | "jobs"> {
  const { jobs } = service;
  return {
    ...(activeColor === undefined || !asksForColor(service)
      ? {}
      : { activeColorParameter: activeColor.name }),
    ...(jobs.length === 0 || (activeColor !== undefined && !colour)
      ? {}
      : {
          jobs: Object.fromEntries(
            jobs.map(({ name, schedule, timeoutMinutes }) => [name, { schedule, timeoutMinutes }]),
          ),
        }),
  };
}

/** The right to read which colour is active. */
export function jobRights(
  service: Asking,
  activeColor: ActiveColorParameter | undefined,
): readonly aws.iam.PolicyStatement[] {
  return activeColor === undefined || !asksForColor(service)
    ? []
    : [{ Effect: "Allow", Action: "ssm:GetParameter", Resource: activeColor.arn }];
}
