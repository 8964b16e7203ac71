import type { Override } from "../switch/overrides";
import type { CheckFailure, Clock, Properties } from "../switch/types";

export type { CheckFailure as Refusal, Properties };

/** What the drain is told. */
export interface DrainInputs {
  /** Version of the code; a new one is one update of the resource. */
  readonly version: number;
  readonly stack: string;
  readonly cluster: string;
  readonly service: string;
  readonly region: string;
  readonly roleArn?: string | undefined;
  readonly groupName: string;
  readonly logGroupName?: string | undefined;
  readonly archive?: { readonly bucket: string; readonly prefix?: string | undefined } | undefined;
  readonly overrides: readonly Override[];
  readonly waitForInstances?: boolean | undefined;
  readonly timeouts?:
    { readonly healthySeconds?: number | undefined; readonly drainSeconds?: number | undefined } | undefined;
}

/** An instance as its group lists it. */
export interface GroupInstance {
  readonly instanceId: string;

  /** In AWS's words: `InService`, `Terminating:Wait`, ... */
  readonly lifecycleState: string;
  readonly healthStatus: string;
}

/** An auto scaling group of the fleet. */
export interface DrainGroup {
  readonly name: string;
  readonly desired: number;
  readonly min: number;
  readonly max: number;
  readonly instances: readonly GroupInstance[];

  /** Instances that an earlier run began to drain, as the group's tags have them. */
  readonly remembered: readonly string[];
}

/** The part of AWS that the drain uses. Every method gives up when the signal aborts. */
export interface DrainCloud {
  /** The group of that name and all others that have the fleet's tags. One that is gone is left out. */
  groups(name: string, signal: AbortSignal): Promise<readonly DrainGroup[]>;

  /** Writes the ids of instances into the group's tags, in place of those before. */
  remember(groupName: string, instanceIds: readonly string[], signal: AbortSignal): Promise<void>;

  /** Lets a group have no instances, now and later. */
  empty(groupName: string, signal: AbortSignal): Promise<void>;

  /** The last lines of a log stream, oldest first; `undefined` where there is no such stream. */
  lastLines(
    logGroupName: string,
    stream: string,
    signal: AbortSignal,
  ): Promise<readonly string[] | undefined>;
  hasObject(bucket: string, key: string, signal: AbortSignal): Promise<boolean>;

  /** Ends an instance's wait. That it waits no longer is no failure. */
  letGo(groupName: string, instanceId: string, signal: AbortSignal): Promise<void>;

  /** Closes the connections. */
  close(): void;
}

/** What the operations work with. */
export interface DrainTools {
  readonly cloudFor: (inputs: DrainInputs) => DrainCloud;

  /** Overrides in the stack's file as it is now: a deletion is told of no others, since no program runs. */
  readonly overridesOf: (stack: string) => Promise<readonly Override[]>;
  readonly clock: Clock;
  readonly progress: (message: string) => void;
}
