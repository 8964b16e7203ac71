import { promotionOf, type HealthReading, type Snapshot } from "./promotion";
import type { Refusal } from "./types";

/** How many sick instances a message shows. */
const SHOWN = 5;

/** The active colour must be able to serve everything that moves to it, at least as well as what it takes over from. */
export function capacityRefusals(snapshot: Snapshot): readonly Refusal[] {
  const { inputs, health, unknown } = snapshot;
  const promotion = promotionOf(snapshot);
  if (promotion === undefined || unknown.length > 0) {
    return [];
  }
  const { to, from } = promotion;
  const services = new Set(
    [to, ...from].flatMap((color) => (inputs.fleets[color] ?? []).map(({ service }) => service)),
  );
  const refuse = (service: string, reasons: readonly string[]) =>
    reasons.map((reason): Refusal => ({ gate: "health", property: "activeColor", service, reason }));
  return [...services].flatMap((service) => {
    const readings = health.filter((reading) => reading.service === service);
    const target = readings.find(({ color }) => color === to);
    const left = readings.filter(({ color }) => from.includes(color));
    if (target === undefined) {
      return refuse(service, [`${service} on ${to}: nothing is known of its health. Describe its fleet.`]);
    }
    return refuse(service, [...readings.flatMap(unreadableReason), ...shortageReason(target, left)]);
  });
}

function unreadableReason({ service, color, health }: HealthReading): readonly string[] {
  return "unreadable" in health
    ? [
        `${service} on ${color}: its health could not be read: ${health.unreadable} Unknown counts as unsafe; run it again.`,
      ]
    : [];
}

function shortageReason(target: HealthReading, left: readonly HealthReading[]): readonly string[] {
  const { service, color, kind, autoScalingGroupName, health } = target;
  if ("unreadable" in health) {
    return [];
  }
  const place = `${service} on ${color}`;
  if (health.wanted === 0) {
    return [
      `${place}: auto scaling group ${autoScalingGroupName} wants 0 instances. Scale it up, then promote.`,
    ];
  }
  const most = left
    .flatMap((reading) =>
      "unreadable" in reading.health ? [] : [{ color: reading.color, healthy: reading.health.healthy }],
    )
    .reduce((a, b) => (b.healthy > a.healthy ? b : a), { color: "", healthy: 0 });
  const needs = Math.max(health.wanted, most.healthy);
  if (health.healthy >= needs) {
    return [];
  }
  const unit = kind === "web" ? "targets" : "instances";
  const sick =
    health.registered === 0
      ? `no ${unit.slice(0, -1)} is registered`
      : health.sick.slice(0, SHOWN).join("; ");
  const asMany = needs > health.wanted ? `, as many as ${most.color} has` : "";
  const cure =
    health.healthy >= health.wanted
      ? `Raise the desired capacity of ${autoScalingGroupName} to ${needs}, then promote.`
      : "Wait until they are healthy, or deploy a commit that is, then promote.";
  return [
    `${place}: ${health.healthy} of ${health.registered} ${unit} healthy, needs ${needs}${asMany}` +
      `${sick === "" ? "" : ` (${sick})`}. ${cure}`,
  ];
}
