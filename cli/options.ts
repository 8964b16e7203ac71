import { type Command, InvalidArgumentError, Option } from "commander";

import { exitCodeHelp } from "./exitCodes";

/** How long a command waits for its turn, where nobody says otherwise. */
const PATIENCE = "1h";

/** A command that does something, with the options that all have, and examples. */
export function leaf(
  parent: Command,
  usage: string,
  description: string,
  examples: readonly string[],
): Command {
  return withCommonOptions(plainLeaf(parent, usage, description, examples));
}

/** A command that needs no stack. */
export function plainLeaf(
  parent: Command,
  usage: string,
  description: string,
  examples: readonly string[],
): Command {
  const lines = examples.map((example) => `  ${example}`).join("\n");
  return parent
    .command(usage)
    .description(description)
    .addHelpText("after", `\nExamples:\n${lines}\n\n${exitCodeHelp()}`);
}

function withCommonOptions(command: Command): Command {
  return command
    .option("--stack <name>", "the stack", "prod")
    .option("--cwd <folder>", "folder of the project (default: the current one)")
    .option("--json", "one JSON document on stdout, everything else on stderr")
    .option("--yes", "answer every question with yes")
    .option("--reason <text>", "why, for the queue, the ledger and notices")
    .option("--reference <text>", "change or issue that it belongs to, for example CHG-1234")
    .option("--no-color", "no colours");
}

/** Options of what waits for its turn in the queue. */
export function withTurn(command: Command): Command {
  return command
    .addOption(waitOption())
    .option(
      "--ticket <id>",
      "a ticket of the queue that asks for this (default: one that does, or a new one)",
    );
}

export function waitOption(): Option {
  return new Option(
    "--wait <time>",
    "how long to wait for the turn, for example 90s, 10m, 2h; 0 does not wait",
  )
    .default(secondsOf(PATIENCE), PATIENCE)
    .argParser(secondsOf);
}

/** Options of what is about no single stack: where the project is, and how to print. */
export function withPlainOptions(command: Command): Command {
  return command
    .option("--cwd <folder>", "folder of the project (default: the current one)")
    .option("--json", "one JSON document on stdout, everything else on stderr")
    .option("--no-color", "no colours");
}

/** What `images gc` keeps although nothing points at it, and why so much: docs/images.md. */
const KEPT = { releases: 3, windowDays: 30, recordDays: 90, youngDays: 7, newestBases: 2 } as const;

/** Options of what deletes images that nothing needs. */
export function withCollectionOptions(command: Command): Command {
  command
    .option("--delete", "deletes them, after a question (default: only shows them)")
    .option("--yes", "answer every question with yes")
    .option(
      "--releases <count>",
      "so many last releases of each colour and each stack are kept",
      countOf,
      KEPT.releases,
    )
    .option(
      "--window-days <days>",
      "what the public names reached in so many days, or somebody launched, is kept",
      countOf,
      KEPT.windowDays,
    )
    .option(
      "--record-days <days>",
      "what the ledger's records of so many days name is kept",
      countOf,
      KEPT.recordDays,
    )
    .option("--young-days <days>", "what was baked in so many days is kept", countOf, KEPT.youngDays)
    .option(
      "--newest-bases <count>",
      "so many newest base images of each architecture are kept",
      countOf,
      KEPT.newestBases,
    );
  return withPlainOptions(command);
}

/** Days that a base image may become: in a month, critical patches have to be in place (PCI DSS 4.0.1, 6.3.3). */
const OLDEST_BASE = 30;

/** Options of what keeps the base images up to date. */
export function withBaseOptions(command: Command): Command {
  command
    .option("--bake", "bakes them where they are due, and sets baseVersion in the stack files")
    .option("--max-age-days <days>", "days that a base image may become", countOf, OLDEST_BASE)
    .option("--yes", "answer every question with yes");
  return withPlainOptions(command);
}

const UNITS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3_600 };

/** Seconds of a length of time such as `90s`, `10m` or `2h`. */
export function secondsOf(text: string): number {
  const [, count, unit = ""] = /^(\d{1,6})([smh]?)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (count === undefined || factor === undefined) {
    throw new InvalidArgumentError('A length of time is a number with "s", "m" or "h", for example 90s.');
  }
  return Number(count) * factor;
}

/** A whole number from 1. */
export function countOf(text: string): number {
  if (!/^[1-9]\d{0,11}$/.test(text)) {
    throw new InvalidArgumentError("It is a whole number from 1.");
  }
  return Number(text);
}

/** A moment: `2026-11-21`, `2026-11-21T14:05Z`, with `+01:00` instead of `Z`, or without, which is UTC, too. */
export function momentOf(text: string): Date {
  const [, day, time, zone] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(text) ??
    [];
  const date = new Date(`${day ?? ""}T${time ?? "00:00"}${zone ?? "Z"}`);
  if (day === undefined || Number.isNaN(date.getTime())) {
    throw new InvalidArgumentError("A moment is a day, or a day and a time, for example 2026-11-21T14:05Z.");
  }
  return date;
}

/** A record of the ledger that somebody remembers: `<number>:<hash>`. */
export function headOf(text: string): { readonly sequence: number; readonly hash: string } {
  const [, sequence, hash] = /^([1-9]\d{0,11}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined) {
    throw new InvalidArgumentError("It is a record's number, a colon and its hash of 64 hexadecimal digits.");
  }
  return { sequence: Number(sequence), hash };
}
