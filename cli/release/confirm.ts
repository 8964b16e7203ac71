import { CliError, usageError } from "../cliError";
import type { CommandContext } from "../context";
import { EXIT } from "../exitCodes";

/**
 * Asks, and goes on only where the answer is yes.
 *
 * @throws CliError where it is not, or where nobody is there to answer
 */
export async function confirm(
  { terminal, yes, signal }: Pick<CommandContext, "terminal" | "yes" | "signal">,
  question: string,
): Promise<void> {
  if (yes) {
    return;
  }
  if (!terminal.canAsk) {
    throw usageError(`Nobody is there to answer "${question}" Say yes beforehand with --yes.`);
  }
  const answer = await terminal.ask(`\n${question} [y/N] `, signal);
  if (!/^y(es)?$/i.test(answer)) {
    throw new CliError(EXIT.refused, "Not confirmed. Nothing was changed.");
  }
}
