import { readAlarms } from "../../providers/switch/alarms";
import { freezesAt, endOf } from "../../providers/switch/freeze";
import { failureOf, verdictOf } from "../../providers/switch/gate";
import { imageNotes } from "../../providers/switch/images";
import { readInputs } from "../../providers/switch/inputs";
import type { Override } from "../../providers/switch/overrides";
import type { AlarmReading, HealthReading } from "../../providers/switch/promotion";
import { readFleets, takeSnapshot } from "../../providers/switch/snapshot";
import type { SwitchCloud } from "../../providers/switch/switchCloud";
import type { SwitchInputs } from "../../providers/switch/switchInputs";
import type { Clock, Gate } from "../../providers/switch/types";
import type { StackConfig } from "../session";
import { readSchemaFacts, type SchemaFact } from "./schemaFacts";
import type { SwitchInStack } from "./switchInStack";

/** Why the gate says no. */
export interface GateReason {
  readonly gate: Gate;
  readonly service?: string | undefined;

  /** In the words that the engine shows, the gate's name first. */
  readonly reason: string;
}

/** What the gate sees of a move to a colour, and what it says. */
export interface GateReading {
  /** Of all colours, each service. */
  readonly health: readonly HealthReading[];

  /** Of all colours, each service. */
  readonly alarms: readonly AlarmReading[];

  /** By zone id, the colour that its names are on now; undefined where it is none, or nobody knows. */
  readonly namesOn: Readonly<Record<string, string | undefined>>;
  readonly refusals: readonly GateReason[];

  /** Of the services that have a database: where their schemas stand. */
  readonly schemas: readonly SchemaFact[];

  /** Reasons that a person passes by. */
  readonly overridden: readonly (GateReason & { readonly override: Override })[];

  /** Freeze windows that are on, in words. */
  readonly freezes: readonly string[];

  /** What speaks against the move and does not stop it. */
  readonly notes: readonly string[];
}

export interface GateTools {
  readonly cloud: SwitchCloud;
  readonly clock: Clock;
}

/** Asks the gate of the release switch what it would say of a move to a colour now. */
export async function readGate(
  { cloud, clock }: GateTools,
  { state }: SwitchInStack,
  inputs: SwitchInputs,
  signal: AbortSignal,
): Promise<GateReading> {
  const { snapshot } = await takeSnapshot({ cloud, clock }, inputs, state, signal);
  // The gate looks at what it has to judge; people want to see the rest, too.
  const unseen = (seen: readonly { readonly color: string }[]) =>
    inputs.colors.filter((color) => seen.every((reading) => reading.color !== color));
  const [health, alarms, schemas] = await Promise.all([
    readFleets(
      cloud,
      unseen(snapshot.health).flatMap((color) =>
        (inputs.fleets[color] ?? []).map((fleet) => ({ color, fleet })),
      ),
      signal,
    ),
    Promise.all(
      unseen(snapshot.alarms).map((color) => readAlarms(cloud, color, inputs.fleets[color] ?? [], signal)),
    ),
    readSchemaFacts(cloud, inputs, signal, snapshot),
  ]);
  const { refusals, overridden } = verdictOf(snapshot);
  return {
    health: [...snapshot.health, ...health],
    alarms: [...snapshot.alarms, ...alarms.flat()],
    namesOn: Object.fromEntries(
      snapshot.zones.map((zone) => [zone.zoneId, "unreadable" in zone ? undefined : zone.liveColor]),
    ),
    refusals: refusals.map(reasonOf),
    schemas,
    overridden: overridden.map(({ refusal, override }) => ({ ...reasonOf(refusal), override })),
    freezes: freezesAt(inputs.freezeWindows, snapshot.now).map(
      (window) => `until ${endOf(window)}: ${window.reason}`,
    ),
    notes: imageNotes(snapshot),
  };
}

/**
 * The switch's inputs as the next update would hand them over: the last ones, with the colour and with the freeze windows
 * and overrides that are in the stack's file now. What is wrong in there, the preview tells.
 */
export function inputsFor({ inputs }: SwitchInStack, to: string, config: StackConfig): SwitchInputs {
  const next = {
    ...inputs,
    activeColor: to,
    freezeWindows: config.freezeWindows ?? [],
    overrides: config.overrides ?? [],
  };
  const read = readInputs(next);
  return "problems" in read ? { ...inputs, activeColor: to } : read.inputs;
}

function reasonOf(refusal: Parameters<typeof failureOf>[0]): GateReason {
  const { gate, service } = refusal;
  return { gate, ...(service !== undefined && { service }), reason: failureOf(refusal).reason };
}
