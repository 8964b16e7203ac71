import { plainName } from "./inputs";
import type { LiveRecord, RecordChange } from "./switchCloud";
import type { AliasTarget, NameInputs, PublicName, SwitchState } from "./switchInputs";

/** What a name that Route 53 does not hold is called in the state and in messages. */
export const NO_RECORD = "no record";

/** By public name, what Route 53 holds or shall hold, in the words of `recordText`. */
export type Image = Readonly<Record<string, string>>;

/** How the names of one zone stand, and what brings them to where they shall be. */
export interface ZonePlan {
  readonly zoneId: string;
  readonly live: Image;
  readonly wanted: Image;

  /** The colour that all names of the zone point at; `undefined` where it is none or not one. */
  readonly liveColor: string | undefined;

  /** What stands in the way. Empty: the zone may be changed. */
  readonly obstacles: readonly Obstacle[];

  /** One batch; empty where nothing differs, or where something stands in the way. */
  readonly changes: readonly RecordChange[];
}

/** A name that does not stand as the switch left it. */
export interface Obstacle {
  readonly fqdn: string;
  readonly expected: string;
  readonly live: string;

  /** Whether the switch could take the record over once the state knows of it. */
  readonly replaceable: boolean;
}

/** An alias of the switch's in words. The state keeps names in these words, so they must stay as they are. */
export function aliasText(target: AliasTarget): string {
  return `A alias ${plainName(target.dnsName)} (${target.zoneId})`;
}

/** A record set in words. Two record sets are the same exactly when their words are. */
export function recordText(record: LiveRecord): string {
  const { type, alias, ttl, values, setIdentifier } = record;
  const routing = setIdentifier === undefined ? "" : `, one of a set: ${setIdentifier}`;
  if (alias === undefined) {
    return `${type} ${(values ?? []).join(" ")} (TTL ${ttl ?? 0})${routing}`;
  }
  const health = alias.evaluateTargetHealth ? "" : ", target health not evaluated";
  const text =
    type === "A" ? aliasText(alias) : `${type} alias ${plainName(alias.dnsName)} (${alias.zoneId})`;
  return text + health + routing;
}

/** By public name, the records that the inputs ask for. */
export function wantedRecords(inputs: NameInputs): Image {
  return colorImage(inputs.names, inputs.activeColor);
}

/** The zones of all names; those of the state too, because a name that left the program must be deleted. */
export function zonesOf(inputs: NameInputs | undefined, state: SwitchState | undefined): readonly string[] {
  const names = [...(inputs?.names ?? []), ...(state?.names ?? [])];
  return [...new Set(names.map(({ zoneId }) => zoneId))].sort();
}

/** The names that the switch has or shall have in a zone. */
export function namesInZone(
  zoneId: string,
  inputs: NameInputs | undefined,
  state: SwitchState | undefined,
): readonly string[] {
  const names = [...(state?.names ?? []), ...(inputs?.names ?? [])];
  return [...new Set(names.filter((name) => name.zoneId === zoneId).map(({ fqdn }) => fqdn))].sort();
}

/** By name, what a zone holds of it, as far as an A record has to do with it. */
export function liveImage(fqdns: readonly string[], records: readonly LiveRecord[]): Image {
  return Object.fromEntries(
    fqdns.map((fqdn) => {
      const texts = recordsOf(fqdn, records).map(recordText).sort();
      return [fqdn, texts.length === 0 ? NO_RECORD : texts.join("; ")];
    }),
  );
}

/**
 * Judges one zone and plans its batch.
 *
 * A zone may stand in two ways: as the state says; or with every name on one and the same colour, which is how a
 * killed switch leaves it, because a batch is all or nothing. In both, a name that is new to the switch may be
 * missing or already right, and a name that left the program may be gone. Everything else is somebody else's work.
 *
 * @param inputs What is wanted; `undefined`: all names shall go.
 * @param state What was recorded; `undefined`: nothing yet.
 * @param records What the zone holds of `namesInZone`.
 */
export function planZone(
  zoneId: string,
  inputs: NameInputs | undefined,
  state: SwitchState | undefined,
  records: readonly LiveRecord[],
): ZonePlan {
  const fqdns = namesInZone(zoneId, inputs, state);
  const wantedNames = (inputs?.names ?? []).filter((name) => name.zoneId === zoneId);
  const recordedNames = (state?.names ?? []).filter((name) => name.zoneId === zoneId);
  const known = new Set(recordedNames.map(({ fqdn }) => fqdn));

  const live = liveImage(fqdns, records);
  const wanted = fill(fqdns, inputs === undefined ? {} : colorImage(wantedNames, inputs.activeColor));
  const recorded = fill(
    fqdns.filter((fqdn) => known.has(fqdn)),
    state?.records ?? {},
  );

  const comesOrGoes = (fqdn: string) => !known.has(fqdn) || wanted[fqdn] === NO_RECORD;
  const isFree = (fqdn: string) =>
    comesOrGoes(fqdn) && (live[fqdn] === NO_RECORD || live[fqdn] === wanted[fqdn]);
  const unlike = (image: Image) => fqdns.filter((fqdn) => live[fqdn] !== (image[fqdn] ?? NO_RECORD));
  const strangers = (image: Image) => unlike(image).filter((fqdn) => !isFree(fqdn));

  // Only names that the switch knows can tell a colour: where all are new, a colour must be there as a whole.
  const against = known.size > 0 ? strangers : unlike;
  const colored = [...colorImages(inputs, wantedNames), ...colorImages(state, recordedNames)].find(
    ({ image }) => against(image).length === 0,
  );

  const odd = [...strangers(recorded), ...fqdns.filter((fqdn) => !isReplaceable(fqdn, records))];
  const obstacles = [...new Set(colored === undefined ? odd : [])].map((fqdn) => ({
    fqdn,
    expected: recorded[fqdn] ?? NO_RECORD,
    live: live[fqdn] ?? NO_RECORD,
    replaceable: isReplaceable(fqdn, records),
  }));
  const nothingLive = fqdns.every((fqdn) => live[fqdn] === NO_RECORD);
  return {
    zoneId,
    live,
    wanted,
    liveColor: nothingLive ? undefined : colored?.color,
    obstacles,
    changes: obstacles.length > 0 ? [] : changesOf(fqdns, wantedNames, inputs?.activeColor, records),
  };
}

/** The batch that puts a zone back to how it stood before another batch was carried out. */
export function undo(
  changes: readonly RecordChange[],
  before: readonly LiveRecord[],
): readonly RecordChange[] {
  return changes.map(({ action, record }) => {
    const [old] = recordsOf(record.name, before);
    return old === undefined
      ? { action: "DELETE", record }
      : { action: action === "DELETE" ? "CREATE" : "UPSERT", record: old };
  });
}

function changesOf(
  fqdns: readonly string[],
  names: readonly PublicName[],
  color: string | undefined,
  records: readonly LiveRecord[],
): readonly RecordChange[] {
  return fqdns.flatMap((fqdn): RecordChange[] => {
    const target = names.find((name) => name.fqdn === fqdn)?.targets[color ?? ""];
    const [live] = recordsOf(fqdn, records);
    if (target === undefined) {
      return live === undefined ? [] : [{ action: "DELETE", record: live }];
    }
    const record = aliasRecord(fqdn, target);
    if (live === undefined) {
      return [{ action: "CREATE", record }];
    }
    return recordText(live) === recordText(record) ? [] : [{ action: "UPSERT", record }];
  });
}

function aliasRecord(fqdn: string, target: AliasTarget): LiveRecord {
  return { name: fqdn, type: "A", alias: { ...target, evaluateTargetHealth: true } };
}

/** An A record cannot be written where a CNAME or one of a set of records stands. */
function isReplaceable(fqdn: string, records: readonly LiveRecord[]): boolean {
  return recordsOf(fqdn, records).every(
    ({ type, setIdentifier }) => type === "A" && setIdentifier === undefined,
  );
}

/** Other types, such as TXT and AAAA, can stand beside an A record and are none of the switch's business. */
function recordsOf(fqdn: string, records: readonly LiveRecord[]): readonly LiveRecord[] {
  return records.filter(({ name, type }) => name === fqdn && (type === "A" || type === "CNAME"));
}

function colorImages(inputs: NameInputs | undefined, names: readonly PublicName[]) {
  const colors = inputs === undefined ? [] : [inputs.activeColor, ...inputs.colors];
  return [...new Set(colors)].map((color) => ({ color, image: colorImage(names, color) }));
}

function colorImage(names: readonly PublicName[], color: string): Image {
  return Object.fromEntries(
    names.flatMap(({ fqdn, targets }) => {
      const target = targets[color];
      return target === undefined ? [] : [[fqdn, aliasText(target)]];
    }),
  );
}

function fill(fqdns: readonly string[], image: Image): Image {
  return Object.fromEntries(fqdns.map((fqdn) => [fqdn, image[fqdn] ?? NO_RECORD]));
}
