import type { ImageWithBase } from "../../components/images/imagesWithBases";
import type { LedgerHead } from "../ledger/store";
import type { Lane } from "../queue/lane";
import type { SchemaReadings } from "../schema/read";
import { isUnknown } from "./inputs";
import { aliasText, type ZonePlan } from "./records";
import type { TwinFacts } from "./twins/facts";
import type { AlarmState } from "./switchCloud";
import type { Fleet, Job, SwitchInputs, SwitchState } from "./switchInputs";
import type { ClaimedTurn } from "./types";

/** Something that could not be read, and why. Unknown counts as unsafe. */
export interface Unreadable {
  readonly unreadable: string;
}

export type ZoneReading = ZonePlan | ({ readonly zoneId: string } & Unreadable);

export type JobReading = { readonly job: Job } & ({ readonly value: string | undefined } | Unreadable);

/** How many instances of a service take work in one colour. */
export interface Health {
  /** Instances or targets that are in service and healthy. */
  readonly healthy: number;

  /** All that are registered. */
  readonly registered: number;

  /** What the auto scaling group wants: its desired capacity, at least its minimum. */
  readonly wanted: number;

  /** Those that are not healthy, each with its state and reason. */
  readonly sick: readonly string[];
}

export interface HealthReading {
  readonly color: string;
  readonly service: string;
  readonly kind: "web" | "worker";
  readonly autoScalingGroupName: string;
  readonly health: Health | Unreadable;
}

/** The alarms that watch a service in one colour, in the order of its fleet. */
export interface AlarmReading {
  readonly color: string;
  readonly service: string;
  readonly alarms: readonly AlarmState[] | Unreadable;
}

/** What a service runs on in one colour. */
export type TwinReading = { readonly color: string; readonly service: string } & (
  { readonly facts: TwinFacts } | Unreadable
);

/** The images of the colour that the names move to, by the catalogue's `keyText`. */
export type ImagesReading = { readonly images: ReadonlyMap<string, ImageWithBase> } | Unreadable;

export type QueueReading = { readonly lane: Lane } | Unreadable;

export type LedgerReading = { readonly head: LedgerHead | undefined } | Unreadable;

/** Everything that the gate judges, read at one moment. */
export interface Snapshot {
  readonly inputs: SwitchInputs;
  readonly state: SwitchState | undefined;
  readonly zones: readonly ZoneReading[];
  readonly jobs: readonly JobReading[];

  /** Of the colour that the names move to and of those that they leave; empty where nothing moves. */
  readonly health: readonly HealthReading[];

  /** Of the colour that the names move to; empty where no colour is left. */
  readonly alarms: readonly AlarmReading[];

  /** Of the services that are both in the colour that the names move to and in one that they leave. */
  readonly twins: readonly TwinReading[];

  /** Absent where the images do not matter: where the colour that serves goes on serving. */
  readonly images?: ImagesReading | undefined;

  /** Of the services that have a database; absent where the images do not matter. */
  readonly schemas?: SchemaReadings | undefined;

  /** Paths of the inputs that the engine does not know yet. */
  readonly unknown: readonly string[];

  /** Absent where no release is due. */
  readonly queue?: QueueReading | undefined;

  /** Absent where not all inputs are known yet. */
  readonly ledger?: LedgerReading | undefined;

  /** The turn that somebody has claimed for this run. */
  readonly turn?: ClaimedTurn | undefined;

  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What a release is found in. */
export type Positions = Pick<Snapshot, "inputs" | "state" | "zones" | "jobs">;

/** A move of names or jobs to the active colour. */
export interface Promotion {
  readonly to: string;

  /** Empty where nothing points anywhere yet. */
  readonly from: readonly string[];
}

/** What moves, if anything does. A switch that finds its names where they shall be moves nothing. */
export function promotionOf(snapshot: Positions): Promotion | undefined {
  const { inputs, state, zones, jobs } = snapshot;
  const to = inputs.activeColor;
  const colors =
    inputs.names.length > 0
      ? zones.map((zone) => ({ color: zoneColor(zone, state), differs: differs(zone) }))
      : jobs.map((job) => ({ color: jobColor(job, inputs, state), differs: true }));
  const moves =
    colors.some(({ color, differs }) => color !== to && differs) ||
    (state !== undefined && inputs.names.some((name) => isRetargeted(name.fqdn, inputs, state, zones))) ||
    (state !== undefined &&
      state.activeColor !== to &&
      inputs.names.some((name) => !isRead(name.zoneId, zones)));
  if (!moves) {
    return undefined;
  }
  const from = colors.flatMap(({ color }) => (color === undefined || color === to ? [] : [color]));
  return { to, from: [...new Set(from)] };
}

/**
 * Whether a release is to be carried out, or brought to its end: something moves; or an earlier run has moved it and
 * could not tell the engine or the ledger.
 */
export function isRelease(positions: Positions): boolean {
  const { state, inputs } = positions;
  return (
    promotionOf(positions) !== undefined ||
    state === undefined ||
    state.openRecord !== undefined ||
    state.activeColor !== inputs.activeColor
  );
}

/** The fleets of a colour: also of one that just left the program. */
export function fleetsOf(
  { inputs, state }: Pick<Snapshot, "inputs" | "state">,
  color: string,
): readonly Fleet[] {
  return inputs.fleets[color] ?? state?.fleets[color] ?? [];
}

/** The one colour that all zones are on; `undefined` where there is none. */
export function colorOfAll(zones: readonly ZonePlan[]): string | undefined {
  const [color, ...others] = [...new Set(zones.map(({ liveColor }) => liveColor))];
  return others.length === 0 ? color : undefined;
}

/**
 * Where names and jobs point, in words, if that is not what the state says: the trace of a switch that was
 * interrupted or of a hand. `undefined` where all is as recorded.
 */
export function strayColor(
  state: SwitchState | undefined,
  zones: readonly ZoneReading[],
  jobs: readonly JobReading[],
): string | undefined {
  if (state === undefined) {
    return undefined;
  }
  const named = zones.flatMap((zone) => ("unreadable" in zone ? [] : (zone.liveColor ?? [])));
  const told = jobs.flatMap((job) => ("unreadable" in job ? [] : (job.value ?? "no parameter")));
  const colors = [...new Set([...named, ...told])];
  if (colors.every((color) => color === state.activeColor)) {
    return undefined;
  }
  const list = (values: readonly string[]) => [...new Set(values)].sort().join(" and ");
  return colors.length === 1 ? colors[0] : `names: ${list(named)}; workers: ${list(told)}`;
}

function zoneColor(zone: ZoneReading, state: SwitchState | undefined): string | undefined {
  return "unreadable" in zone ? state?.activeColor : (zone.liveColor ?? state?.activeColor);
}

function jobColor(
  reading: JobReading,
  inputs: SwitchInputs,
  state: SwitchState | undefined,
): string | undefined {
  const value = "unreadable" in reading ? undefined : reading.value;
  return value !== undefined && inputs.colors.includes(value) ? value : state?.activeColor;
}

function differs(zone: ZoneReading): boolean {
  return "unreadable" in zone || zone.changes.length > 0 || zone.obstacles.length > 0;
}

/** Whether a name stays on its colour and moves to another balancer there: that one must be able to serve, too. */
function isRetargeted(
  fqdn: string,
  inputs: SwitchInputs,
  state: SwitchState,
  zones: readonly ZoneReading[],
): boolean {
  const targetIn = ({ names }: Pick<SwitchInputs, "names">) =>
    names.find((name) => name.fqdn === fqdn)?.targets[inputs.activeColor];
  const before = targetIn(state);
  const after = targetIn(inputs);
  return (
    before !== undefined &&
    after !== undefined &&
    !isUnknown(after.dnsName) &&
    !isUnknown(after.zoneId) &&
    aliasText(before) !== aliasText(after) &&
    zones.some(
      (zone) =>
        !("unreadable" in zone) &&
        zone.changes.some(({ action, record }) => action === "UPSERT" && record.name === fqdn),
    )
  );
}

function isRead(zoneId: string, zones: readonly ZoneReading[]): boolean {
  return zones.some((zone) => zone.zoneId === zoneId);
}
