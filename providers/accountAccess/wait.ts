import { errorText } from "../switch/failure";
import type { AccessInputs, AccessTools } from "./types";
import { verdictOn } from "./verdict";

/** Seconds that a new account is waited for. Its role is usable within seconds as a rule, and two minutes at times. */
const DEFAULT_TIMEOUT = 300;

/** Milliseconds before the second question, and the most between two: a refusal is a line in the account's trail. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 10_000;

/** Milliseconds between two lines of progress. */
const REPORT_INTERVAL = 15_000;

/**
 * Waits until the account's role can be assumed and EC2 takes calls in the region.
 *
 * EC2 may still hold back the first instances of a new account for hours (PendingVerification); that cannot be asked
 * for, and auto scaling groups try again by themselves.
 *
 * @throws Error with the last refusal in AWS's own words and what to do, at the deadline or where waiting is in vain.
 */
export async function waitForAccess(
  { cloudFor, clock, progress }: AccessTools,
  inputs: AccessInputs,
): Promise<void> {
  const { accountName, role } = inputs;
  const seconds = inputs.timeoutSeconds ?? DEFAULT_TIMEOUT;
  const account = `account ${accountName} (${role})`;
  const signal = clock.deadline(seconds, `Waiting for ${account}`);
  const cloud = cloudFor(inputs);
  const start = clock.now();
  let reported = start;
  let refusal = "";
  try {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        await cloud.askEc2(signal);
        if (refusal !== "") {
          progress(`${account} is usable after ${secondsSince(start, clock.now())} s`);
        }
        return;
      } catch (error) {
        if (signal.aborted) {
          throw error;
        }
        const verdict = verdictOn(error);
        if (!verdict.wait) {
          throw new Error(`${capital(account)} cannot be used: ${errorText(error)} ${verdict.advice}`, {
            cause: error,
          });
        }
        if (refusal === "" || clock.now() - reported >= REPORT_INTERVAL) {
          reported = clock.now();
          progress(
            `${account} is not usable yet, ${secondsSince(start, reported)} of at most ${seconds} s: ${errorText(error)}`,
          );
        }
        refusal = errorText(error);
      }
      // Half to all of the pause, so that accounts made together do not ask together.
      await clock.sleep(pause * (0.5 + clock.random() / 2), signal);
    }
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
    throw new Error(
      `${errorText(error, signal)}${refusal === "" ? "" : ` The last answer was: ${refusal}`} The account stays as it ` +
        "is. Run again: new accounts take some minutes. An account that joined by invitation has the role only if " +
        "somebody made it, and whoever runs this must be allowed sts:AssumeRole on it.",
      { cause: error },
    );
  } finally {
    cloud.close();
  }
}

function secondsSince(start: number, now: number): number {
  return Math.round((now - start) / 1_000);
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
