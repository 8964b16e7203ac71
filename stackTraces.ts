/** Set to `true` where a fault of the program itself is looked for. */
const VARIABLE = "DUOTONE_STACK_TRACES";

/**
 * Declares without stack traces: an error then has its message only.
 *
 * Pulumi takes a trace for each promise of each input, also after the declaring function has returned; without them a large
 * stack's program takes half the time. Mistakes of users are told without traces anyway. With `DUOTONE_STACK_TRACES=true`
 * in the environment all errors have theirs.
 */
export function withoutStackTraces<Result>(declare: () => Result): Result {
  if (process.env[VARIABLE] !== "true") {
    Error.stackTraceLimit = 0;
  }
  return declare();
}
