import { refusals } from "../../providers/switch/gate";
import type { HealthReading } from "../../providers/switch/promotion";
import { takeSnapshot } from "../../providers/switch/snapshot";
import type { Refusal, SwitchCloud } from "../../providers/switch/types";
import type { SwitchInStack } from "./switchInStack";

/** What the gate sees of a move to a colour, and what it says. */
export interface GateReading {
  /** Of all colours, each service. */
  readonly health: readonly HealthReading[];

  /** Names of the alarms of a service that are in ALARM, or why nobody knows. */
  readonly alarms: readonly {
    readonly color: string;
    readonly service: string;
    readonly alarms: readonly string[] | { readonly unreadable: string };
  }[];

  /** By zone id, the colour that its names are on now; undefined where it is none, or nobody knows. */
  readonly namesOn: Readonly<Record<string, string | undefined>>;
  readonly refusals: readonly Refusal[];
}

/**
 * Asks the gate of the release switch what it would say of a move to a colour now, with the settings of the last update.
 * The preview asks the same of the settings that are in the stack's file.
 */
export async function readGate(
  cloud: SwitchCloud,
  { inputs, state }: SwitchInStack,
  to: string,
  signal: AbortSignal,
): Promise<GateReading> {
  const { snapshot } = await takeSnapshot(cloud, { ...inputs, activeColor: to }, state, signal);
  return {
    health: snapshot.health,
    alarms: [],
    namesOn: Object.fromEntries(
      snapshot.zones.map((zone) => [zone.zoneId, "unreadable" in zone ? undefined : zone.liveColor]),
    ),
    refusals: refusals(snapshot),
  };
}
