import type { Refusal } from "./types";

/** Gates that a person may pass by. The others protect names, records and turns, and nobody gains by passing them. */
export const OVERRIDABLE = ["health", "alarms", "twins", "freeze"] as const;

/**
 * Gates that an override may name. One of `images` lets a stack be previewed and deployed whose live colour runs a revoked
 * image, since the mended release needs that; the switch itself lets no names move to such an image. One of `drain` lets
 * instances go whose logs or files are not confirmed, and one of `protect` lets those of the live colour be replaced: both
 * are nothing to the switch.
 */
export const OVERRIDE_GATES = [...OVERRIDABLE, "images", "drain", "protect"] as const;

/** Hours that an override may last: the length of an incident, not of a habit. */
export const LONGEST_OVERRIDE_HOURS = 24;

/** A person's word that a gate shall let the names pass. It goes into the ledger. */
export interface Override {
  readonly gate: (typeof OVERRIDE_GATES)[number];

  /**
   * The service whose refusals it is about.
   *
   * @default - all of the gate's
   */
  readonly service?: string | undefined;
  readonly reason: string;

  /** Who answers for it. */
  readonly by: string;

  /** When it ends: a date and time with its offset from UTC. */
  readonly until: string;
}

/** What is left of the gate's refusals, and which of them a person has passed by. */
export interface Verdict {
  readonly refusals: readonly Refusal[];
  readonly overridden: readonly { readonly refusal: Refusal; readonly override: Override }[];
}

/**
 * Applies the overrides that are in force.
 *
 * An override that has ended does nothing, and the refusal says so; one that would last too long is itself refused, but
 * only where something is refused at all: nobody needs to tidy up before a release that all gates let pass.
 */
export function withOverrides(
  refusals: readonly Refusal[],
  overrides: readonly Override[],
  now: number,
): Verdict {
  const left: Refusal[] = [];
  const overridden: Verdict["overridden"][number][] = [];
  for (const refusal of refusals) {
    const meant = overrides.filter((override) => isAbout(override, refusal));
    const override = meant.find((one) => isOverridable(refusal) && isInForce(one, now));
    if (override !== undefined) {
      overridden.push({ refusal, override });
    } else {
      const notes = meant.map((one) => ` ${whyNot(one, refusal, now)}`).join("");
      left.push({ ...refusal, reason: refusal.reason + notes });
    }
  }
  return { refusals: left, overridden };
}

function isAbout(override: Override, { gate, service }: Refusal): boolean {
  return override.gate === gate && (override.service === undefined || override.service === service);
}

function isInForce({ until }: Override, now: number): boolean {
  const left = Date.parse(until) - now;
  return left > 0 && left <= LONGEST_OVERRIDE_HOURS * 3_600_000;
}

function isOverridable({ gate }: Refusal): boolean {
  return OVERRIDABLE.some((name) => name === gate);
}

function whyNot(override: Override, refusal: Refusal, now: number): string {
  if (!isOverridable(refusal)) {
    return `The override of gate "${override.gate}" by ${override.by} lets the stack be deployed, and no names move.`;
  }
  return whyOutOfForce(override, now);
}

function whyOutOfForce({ gate, by, until }: Override, now: number): string {
  return Date.parse(until) <= now
    ? `The override of gate "${gate}" by ${by} ended at ${until}.`
    : `The override of gate "${gate}" by ${by} does not count: it lasts until ${until}, and at most ${LONGEST_OVERRIDE_HOURS} hours are allowed.`;
}

/**
 * The override that lets a gate be passed for a service, outside of the switch.
 *
 * @returns The override in force, if there is one, and why others that are about it do not count.
 */
export function overrideFor(
  overrides: readonly Override[],
  gate: Override["gate"],
  service: string,
  now: number,
): { readonly override: Override | undefined; readonly notes: readonly string[] } {
  const meant = overrides.filter(
    (one) => one.gate === gate && (one.service === undefined || one.service === service),
  );
  return {
    override: meant.find((one) => isInForce(one, now)),
    notes: meant.filter((one) => !isInForce(one, now)).map((one) => whyOutOfForce(one, now)),
  };
}
