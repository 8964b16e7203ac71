import type { CatalogueImage } from "../../../../components/images/catalogueItem";
import { BASE_IMAGE, keyText } from "../../../../components/images/imageCatalogue";
import { emptyLane } from "../../../../providers/queue/lane";
import type { SchemaReadings } from "../../../../providers/schema/read";
import { refusals } from "../../../../providers/switch/gate";
import { mattersWhatRuns } from "../../../../providers/switch/images";
import {
  promotionOf,
  type Health,
  type ImagesReading,
  type LedgerReading,
  type QueueReading,
  type Snapshot,
  type Unreadable,
} from "../../../../providers/switch/promotion";
import { planZone, wantedRecords, zonesOf } from "../../../../providers/switch/records";
import type { TwinFacts } from "../../../../providers/switch/twins/facts";
import { twinsOf } from "../../../../providers/switch/twins/readTwins";
import type { AlarmState, LiveRecord } from "../../../../providers/switch/switchCloud";
import type { SwitchInputs, SwitchState } from "../../../../providers/switch/switchInputs";
import { balancerOf, cataloguedImages, COM, ORG, switchInputs } from "./fixture";

export const WELL: Health = { healthy: 2, registered: 2, wanted: 2, sick: [] };

export type Measured = Health | Unreadable;

/** By colour and service; what is not named is well. */
export type HealthTable = Readonly<Record<string, Readonly<Record<string, Measured>>>>;

export interface Situation {
  readonly state?: SwitchState | undefined;
  readonly inputs?: SwitchInputs;

  /** By zone, the colour that its names point at. */
  readonly live?: Readonly<Record<string, string>>;
  readonly health?: HealthTable;

  /** By service of the colour that names move to; what is not named is OK. */
  readonly alarms?: Readonly<Record<string, readonly AlarmState[] | Unreadable>>;

  /** By colour and service, what is not the same on all. */
  readonly facts?: Readonly<Record<string, Readonly<Record<string, TwinFacts>>>>;

  /** What the catalogue says; all that the releases name, where it is not given. */
  readonly images?: Unreadable | readonly CatalogueImage[];

  /** Where schemas stand; nobody has asked, where it is not given. */
  readonly schemas?: SchemaReadings;
  readonly told?: string | undefined;
  readonly unknown?: readonly string[];
  readonly queue?: QueueReading;
  readonly ledger?: LedgerReading;
  readonly now?: number;
}

export function stateOf(inputs: SwitchInputs): SwitchState {
  return { ...inputs, records: wantedRecords(inputs) };
}

/** A promotion from prod1 to prod2 in which all is well, but for what the situation says. */
export function snapshot(situation: Situation): Snapshot {
  const inputs = situation.inputs ?? switchInputs({ activeColor: "prod2" });
  const state = "state" in situation ? situation.state : stateOf(switchInputs());
  const live = situation.live ?? { [COM]: "prod1", [ORG]: "prod1" };
  const records = inputs.names.flatMap(({ service, fqdn, zoneId }): LiveRecord[] => {
    const color = live[zoneId];
    const dnsName = balancerOf(service, color ?? "");
    return color === undefined
      ? []
      : [{ name: fqdn, type: "A", alias: { dnsName, zoneId: "Z0ELB", evaluateTargetHealth: true } }];
  });
  const known = {
    inputs,
    state,
    zones: zonesOf(inputs, state).map((zoneId) => planZone(zoneId, inputs, state, records)),
    jobs: inputs.jobs.map((job) => ({
      job,
      value: "told" in situation ? situation.told : state?.activeColor,
    })),
    unknown: situation.unknown ?? [],
  };
  const promotion = promotionOf(known);
  const colors = promotion === undefined ? [] : [promotion.to, ...promotion.from];
  const health = colors.flatMap((color) =>
    (inputs.fleets[color] ?? []).map(({ service, kind, autoScalingGroupName }) => ({
      color,
      service,
      kind,
      autoScalingGroupName,
      health: situation.health?.[color]?.[service] ?? WELL,
    })),
  );
  const alarms = (promotion?.from.length === 0 ? [] : (inputs.fleets[promotion?.to ?? ""] ?? [])).map(
    ({ service, alarmNames }) => ({
      color: inputs.activeColor,
      service,
      alarms: situation.alarms?.[service] ?? alarmNames.map((name) => ({ name, state: "OK" as const })),
    }),
  );
  const twins =
    promotion === undefined
      ? []
      : twinsOf(known, promotion).map(({ fleet: { service }, identity: { color } }) => ({
          color,
          service,
          facts: { MaxSize: "6", ...situation.facts?.[color]?.[service] },
        }));
  return {
    ...known,
    health,
    alarms,
    twins,
    ...(mattersWhatRuns(known) && { images: imagesOf(situation.images ?? cataloguedImages(inputs)) }),
    schemas: situation.schemas,
    queue: situation.queue ?? { lane: emptyLane(inputs.stack) },
    ledger: situation.ledger ?? { head: undefined },
    now: situation.now ?? 0,
  };
}

function imagesOf(images: Unreadable | readonly CatalogueImage[]): ImagesReading {
  if ("unreadable" in images) {
    return images;
  }
  const byKey = new Map(images.map((image) => [keyText(image), image]));
  return {
    images: new Map(
      images.map((image) => [
        keyText(image),
        { image, base: image.base === undefined ? undefined : byKey.get(`${BASE_IMAGE}#${image.base}`) },
      ]),
    ),
  };
}

export function reasons(situation: Situation): string[] {
  return refusals(snapshot(situation)).map(({ reason }) => reason);
}
