/** What `duotone` ends with. Help and documentation print this table. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  noTurn: 4,
  ledger: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each exit code says, for people. */
export const EXIT_MEANINGS: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [EXIT.done, "done"],
  [EXIT.failed, "something failed; the message says what was changed and what to do"],
  [EXIT.usage, "wrong usage, configuration or surroundings; nothing was changed"],
  [EXIT.refused, "refused by a gate or a rule, or not confirmed; nothing was changed"],
  [EXIT.noTurn, "the wait in the queue ended before its turn came; nothing was changed"],
  [EXIT.ledger, "the ledger does not verify"],
  [EXIT.interrupted, "interrupted; the turn in the queue was given back"],
];

/** The table as the last part of every help text. */
export function exitCodeHelp(): string {
  const lines = EXIT_MEANINGS.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`);
  return ["Exit codes:", ...lines].join("\n");
}
