import { setTimeout as pause } from "node:timers/promises";

import type { JobInstance } from "./jobInstances";

const MINUTE = 60_000;

/** Milliseconds between the wakings of two instances, so that not all wake at once. */
const LAG = 700;

/** Milliseconds before the first turn that it takes to write down when it is. */
const AHEAD = 5000;

/** Milliseconds from one time at which jobs may start to another. */
const STEP = 5000;

/** A job of the test: when it is due, and what its program does between its first words and its last. */
export interface TestJob {
  /** Minutes in which it is due, counted from the start. There are no others in the hour: a slow run would find one for ever. */
  readonly minutes: readonly number[];

  /** Seconds after each of these minutes. */
  readonly seconds: readonly number[];
  readonly timeoutMinutes: number;
  readonly does: string;
}

/** The next time at which jobs may start: their last second is in the same minute, as systemd writes times. */
export function nextStart(jobs: readonly TestJob[], now = Date.now()): Date {
  const longest = Math.max(...jobs.flatMap(({ seconds }) => seconds)) * 1000;
  const soon = Math.ceil((now + AHEAD) / STEP) * STEP;
  const next = (soon % MINUTE) + longest < MINUTE ? soon : Math.ceil(soon / MINUTE) * MINUTE;
  return new Date(next);
}

/** When a job is due, as systemd writes times. */
export function scheduleOf({ minutes, seconds }: TestJob, start: Date): string {
  const ofHour = minutes.map((minute) => (start.getUTCMinutes() + minute + 60) % 60);
  const ofMinute = seconds.map((second) => start.getUTCSeconds() + second);
  return `*:${ofHour.join(",")}:${ofMinute.join(",")}`;
}

/** A job's turns, in milliseconds. */
function turnsOf({ minutes, seconds }: TestJob, start: Date): readonly number[] {
  return minutes.flatMap((minute) =>
    seconds.map((second) => start.getTime() + minute * MINUTE + second * 1000),
  );
}

/** A job's turns, as its runners name them. */
export function turnNames(job: TestJob, start: Date): readonly string[] {
  return turnsOf(job, start).map((turn) => new Date(turn).toISOString().replace(".000Z", "Z"));
}

/** Plays the timers of a job on instances, and waits until their runners have ended. A turn that is past is woken for now. */
export async function playTimers(
  instances: readonly JobInstance[],
  { name, job, start }: { readonly name: string; readonly job: TestJob; readonly start: Date },
): Promise<void> {
  for (const turn of turnsOf(job, start)) {
    await pause(Math.max(0, turn - Date.now()));
    for (const instance of instances) {
      instance.wake(name);
      await pause(LAG);
    }
  }
  await Promise.all(instances.map((instance) => instance.rest(name)));
}
