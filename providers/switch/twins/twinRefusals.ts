import { fleetsOf, promotionOf, type Snapshot, type TwinReading } from "../promotion";
import type { Refusal } from "../types";
import { compareTwins, differenceText } from "./compare";

/** How many differences of a service a message shows. */
const SHOWN = 20;

/**
 * The colour that the names move to and each colour that they leave may differ in image and commit only, service by
 * service: what was tested on one is then what serves on the other.
 */
export function twinRefusals(snapshot: Snapshot): readonly Refusal[] {
  const promotion = promotionOf(snapshot);
  if (promotion === undefined || snapshot.unknown.length > 0) {
    return [];
  }
  const { to, from } = promotion;
  return fleetsOf(snapshot, to).flatMap(({ service }) => {
    const twins = from.filter((color) =>
      fleetsOf(snapshot, color).some((fleet) => fleet.service === service),
    );
    const reasons = twins.length === 0 ? [] : serviceReason(snapshot.twins, service, to, twins);
    return reasons.map((reason): Refusal => ({ gate: "twins", property: "activeColor", service, reason }));
  });
}

function serviceReason(
  readings: readonly TwinReading[],
  service: string,
  to: string,
  from: readonly string[],
): readonly string[] {
  const read = (color: string): TwinReading =>
    readings.find((reading) => reading.service === service && reading.color === color) ?? {
      color,
      service,
      unreadable: "Nobody asked.",
    };
  const target = read(to);
  const left = from.map(read);
  const unread = [target, ...left].flatMap((reading) =>
    "unreadable" in reading ? [`${reading.color} could not be read: ${reading.unreadable}`] : [],
  );
  if ("unreadable" in target || unread.length > 0) {
    return [
      `${service}: nobody knows whether ${to} and ${from.join(" and ")} are twins. ${unread.join(" ")} ` +
        "Unknown counts as unsafe; run it again.",
    ];
  }
  const differences = left.flatMap((reading) =>
    "unreadable" in reading
      ? []
      : compareTwins(reading.facts, target.facts).map((one) => differenceText(one, reading.color, to)),
  );
  return differences.length === 0 ? [] : [differenceReason(service, to, from, differences)];
}

function differenceReason(
  service: string,
  to: string,
  from: readonly string[],
  differences: readonly string[],
): string {
  const more = differences.length > SHOWN ? [`and ${differences.length - SHOWN} more`] : [];
  const lines = [...differences.slice(0, SHOWN), ...more].map((line) => `\n     ${line}`);
  return (
    `${service}: ${to} and ${from.join(" and ")} may differ in image and commit only, and differ in this:` +
    `${lines.join("")}\n     Deploy both from one program and configuration, and undo what was changed by hand ` +
    "(`pulumi refresh`, then `pulumi up`); then promote."
  );
}
