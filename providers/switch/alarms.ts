import { mapBounded } from "./bounded";
import { chunks } from "./chunks";
import { errorText } from "./failure";
import { promotionOf, type AlarmReading, type Snapshot, type Unreadable } from "./promotion";
import type { AlarmState, SwitchCloud } from "./switchCloud";
import type { Fleet } from "./switchInputs";
import type { Refusal } from "./types";

/** Most names that CloudWatch takes in one question; https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const PER_CALL = 100;

/** Calls in flight at a time. */
const AT_ONCE = 8;

/** What to do about an alarm that is not OK. */
const CURES: Readonly<Record<string, string>> = {
  ALARM: "Find out why, or deploy a commit that is well; promote when it is OK.",
  INSUFFICIENT_DATA:
    "Wait until it has data, a few minutes where it is new, or see why its metric is not written; promote when it is OK.",
};

/**
 * Reads the alarms of a colour's fleets: one call per role for up to a hundred alarms, not one per fleet.
 *
 * Never throws: what cannot be read is unreadable for every fleet that it was read for.
 */
export async function readAlarms(
  cloud: SwitchCloud,
  color: string,
  fleets: readonly Fleet[],
  signal: AbortSignal,
): Promise<readonly AlarmReading[]> {
  const questions = [...new Set(fleets.map(({ roleArn }) => roleArn))].flatMap((roleArn) => {
    const names = fleets.filter((fleet) => fleet.roleArn === roleArn).flatMap(({ alarmNames }) => alarmNames);
    return chunks([...new Set(names)], PER_CALL).map((asked) => ({ roleArn, asked }));
  });
  const answers = await mapBounded(questions, AT_ONCE, async (question) => ({
    ...question,
    answer: await ask(cloud, question, signal),
  }));
  return fleets.map(({ service, roleArn, alarmNames }) => {
    const own = answers
      .filter(({ asked, ...question }) => question.roleArn === roleArn && overlap(asked, alarmNames))
      .map(({ answer }) => answer);
    const failed = own.find((answer) => "unreadable" in answer);
    const found = own.flatMap((answer) => ("unreadable" in answer ? [] : answer));
    const alarms = alarmNames.map(
      (name): AlarmState => found.find((alarm) => alarm.name === name) ?? { name, state: "missing" },
    );
    return { color, service, alarms: failed ?? alarms };
  });
}

async function ask(
  cloud: SwitchCloud,
  { roleArn, asked }: { readonly roleArn: string | undefined; readonly asked: readonly string[] },
  signal: AbortSignal,
): Promise<readonly AlarmState[] | Unreadable> {
  try {
    return await cloud.alarms(roleArn, asked, signal);
  } catch (error) {
    return { unreadable: errorText(error, signal) };
  }
}

function overlap(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.includes(one));
}

/**
 * Every alarm of the colour that the names move to must be OK, and every service must have one.
 *
 * Not judged where no colour is left: alarms are then as young as what they watch, and nothing better serves.
 */
export function alarmRefusals(snapshot: Snapshot): readonly Refusal[] {
  const { inputs, alarms, unknown } = snapshot;
  const promotion = promotionOf(snapshot);
  if (promotion === undefined || promotion.from.length === 0 || unknown.length > 0) {
    return [];
  }
  const { to } = promotion;
  return (inputs.fleets[to] ?? []).flatMap(({ service }) => {
    const reading = alarms.find((one) => one.service === service && one.color === to);
    return reasonsOf(`${service} on ${to}`, reading).map((reason): Refusal => ({
      gate: "alarms",
      property: "activeColor",
      service,
      reason,
    }));
  });
}

function reasonsOf(place: string, reading: AlarmReading | undefined): readonly string[] {
  if (reading === undefined) {
    return [`${place}: nothing is known of its alarms. Unknown counts as unsafe; run it again.`];
  }
  return "unreadable" in reading.alarms
    ? [
        `${place}: its alarms could not be read: ${reading.alarms.unreadable} Unknown counts as unsafe; run it again.`,
      ]
    : alarmReasons(place, reading.alarms);
}

function alarmReasons(place: string, alarms: readonly AlarmState[]): readonly string[] {
  if (alarms.length === 0) {
    return [
      `${place}: no alarm watches it, and at least one must be OK. Name its alarms in alarmNames of its fleet.`,
    ];
  }
  return alarms.flatMap(({ name, state, since, reason }) => {
    if (state === "OK") {
      return [];
    }
    if (state === "missing") {
      return [
        `${place}: alarm ${name} does not exist, and must be OK. Deploy without a change of activeColor, which makes it, then promote.`,
      ];
    }
    const when = since === undefined ? "" : ` since ${since}`;
    const why = reason === undefined ? "" : ` (${reason})`;
    return [`${place}: alarm ${name} is ${state}${when} and must be OK${why}. ${CURES[state] ?? ""}`.trim()];
  });
}
