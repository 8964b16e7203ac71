import { errorText } from "../switch/failure";
import { entryText, parseEntry, storedValue } from "./entrySchema";
import type { LedgerCloud, LedgerSettings, Written } from "./ledgerCloud";
import { keyOf, type LedgerEntry } from "./record";
import { LedgerConflict } from "./store";

/** Tries of a write that S3 puts off because another one to the same key is under way. */
const WRITE_TRIES = 6;

/** Milliseconds before the second try; every further wait is up to twice as long. */
const FIRST_PAUSE = 100;

/**
 * Writes an entry under its number, once.
 *
 * @throws LedgerConflict where somebody else has written that number.
 * @throws Error where S3 refused, or where nobody can tell what became of the write.
 */
export async function writeEntry(
  cloud: LedgerCloud,
  { stack, bucket, clock }: LedgerSettings,
  entry: LedgerEntry,
  signal: AbortSignal,
): Promise<void> {
  const { sequence } = entry.record;
  const key = keyOf(stack, sequence);
  // The signature differs each time, even for one and the same record: the text is this writer's own.
  const text = entryText(entry);
  let pause = FIRST_PAUSE;
  for (let tries = 1; tries <= WRITE_TRIES; tries += 1) {
    const written = await cloud.writeNew(key, text, signal);
    if (written.state === "written") {
      return;
    }
    const there = await readBack(cloud, key, written, signal);
    if (there === text) {
      return;
    }
    if (there !== undefined) {
      throw new LedgerConflict(
        `Record ${sequence} of ${stack} was written by somebody else meanwhile (${authorOf(there)}). Nothing of this run ` +
          "is in the ledger for it. Wait for the other run to end, then start again.",
      );
    }
    if (written.state === "unknown") {
      throw written.error;
    }
    await clock.sleep(pause * (1 + clock.random()), signal);
    pause *= 2;
  }
  throw new Error(
    `Record ${sequence} of ${stack} was not written: S3 put the write to ${bucket}/${key} off ${WRITE_TRIES} times. Is ` +
      "another run writing to the ledger? Start again when it is done.",
  );
}

/** What stands under the key after a write that was not plainly done. */
async function readBack(
  cloud: LedgerCloud,
  key: string,
  written: Written,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return await cloud.readText(key, undefined, signal);
  } catch (error) {
    const cause = written.state === "unknown" ? written.error : error;
    throw new Error(
      `It is not known whether ${key} was written: ${errorText(cause, signal)} Reading it back failed, too. The next run ` +
        "reads the ledger and goes on from what is there.",
      { cause: error },
    );
  }
}

function authorOf(text: string): string {
  const parsed = parseEntry(storedValue(text));
  if ("problems" in parsed) {
    return "what it wrote is no record";
  }
  const { at, body } = parsed.value.record;
  if (body.kind === "migration") {
    return `migration of ${body.service} by ${body.caller.arn} at ${at}`;
  }
  return body.kind === "intent"
    ? `${body.action} by ${body.caller.arn} at ${at}`
    : `outcome of record ${body.intent} at ${at}`;
}
