import type { Resource } from "./resource";
import { readList, UNKNOWN, type Value } from "./value";

export const INSTANCE = "aws:ec2/instance:Instance";
export const SPOT_INSTANCE = "aws:ec2/spotInstanceRequest:SpotInstanceRequest";
export const SPOT_FLEET = "aws:ec2/spotFleetRequest:SpotFleetRequest";
export const FLEET = "aws:ec2/fleet:Fleet";
export const LAUNCH_CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration";
export const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
export const GROUP = "aws:autoscaling/group:Group";

/** Types that say how a machine is started: with which image, disks, network interfaces and role. */
export const MACHINE_TYPES: readonly string[] = [
  INSTANCE,
  LAUNCH_CONFIGURATION,
  LAUNCH_TEMPLATE,
  SPOT_FLEET,
  SPOT_INSTANCE,
];

/** How a machine is started. */
export interface Machine {
  /** What stands before the names of its properties: empty, or `launchSpecifications[0].`. */
  readonly at: string;
  readonly props: Value;
}

/** The machines that a resource starts by itself: one, or those of a fleet without a launch template. */
export function machinesOf({ type, props }: Resource): readonly Machine[] {
  if (type !== SPOT_FLEET) {
    return [{ at: "", props }];
  }
  const reading = readList(props, "launchSpecifications");
  switch (reading.is) {
    case "absent":
      return [];
    case "unknown":
      return [{ at: "launchSpecifications.", props: UNKNOWN }];
    case "known":
      return reading.items.map((item, index) => ({ at: `launchSpecifications[${index}].`, props: item }));
  }
}

/** Whether a machine takes what it does not say itself from a launch template, which is looked at by itself. */
export function isFromTemplate({ type, props }: Resource): boolean {
  return (type === INSTANCE || type === SPOT_INSTANCE) && readList(props, "launchTemplate").is !== "absent";
}
