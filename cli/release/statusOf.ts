import { settled, type Lane } from "../../providers/queue/lane";
import type { Unreadable } from "../../providers/switch/promotion";
import type { Status } from "../screens/statusScreen";
import type { StackConfig } from "../session";
import { isCutOff } from "./colors";
import type { GateReading } from "./gateReading";
import type { PastRelease } from "./lastReleases";
import { serviceIn, servicesOf } from "./movePlan";
import type { SwitchInStack } from "./switchInStack";

export interface StatusArgs {
  readonly of: SwitchInStack;

  /** What the gate says of a move to the idle colour. */
  readonly gate: GateReading;
  readonly idle: string;
  readonly lane: Lane | Unreadable;
  readonly releases: readonly PastRelease[] | Unreadable;
  readonly config: StackConfig;

  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How a stack stands, from what was read. */
export function statusOf({ of, gate, idle, lane, releases, config, now }: StatusArgs): Status {
  const { inputs, state } = of;
  const configured = config.activeColor;
  return {
    stack: inputs.stack,
    activeColor: state.activeColor,
    idleColor: idle,
    configuredColor: typeof configured === "string" ? configured : undefined,
    cutOff: cutOff(of, gate, configured),
    namesOn: Object.fromEntries(
      Object.entries(gate.namesOn).map(([zoneId, color]) => [zoneId, color ?? "unknown"]),
    ),
    colors: inputs.colors,
    services: servicesOf(of).map((service) => ({
      service,
      in: Object.fromEntries(inputs.colors.map((color) => [color, serviceIn(of, gate, color, service)])),
    })),
    schemas: gate.schemas,
    refusals: gate.refusals,
    overridden: gate.overridden,
    notes: gate.notes,
    queue: "unreadable" in lane ? lane : settled(lane, now),
    releases,
    at: new Date(now).toISOString(),
  };
}

/**
 * The colour that an update which was cut off has to be finished to; undefined where there is none. The stack's file says
 * which, because it stays as it is where names have moved.
 */
function cutOff(of: SwitchInStack, gate: GateReading, configured: unknown): string | undefined {
  return isCutOff(of, gate)
    ? typeof configured === "string"
      ? configured
      : of.state.activeColor
    : undefined;
}
