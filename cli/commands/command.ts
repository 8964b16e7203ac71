import { LedgerDamage } from "../../providers/ledger/store";
import { CliError, usageError } from "../cliError";
import type { CommandContext, Surroundings } from "../context";
import { explainedAwsError } from "../engine/awsErrors";
import { EXIT } from "../exitCodes";
import type { SwitchInStack } from "../release/switchInStack";
import type { Session } from "../session";
import { bullets } from "../screens/layout";
import type { Terminal } from "../terminal";

/** Options that every command has. */
export interface CommonOptions {
  readonly stack: string;
  readonly cwd?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly reason?: string;
  readonly reference?: string;
  readonly color: boolean;
}

/** What a command returns: its part of the JSON document, and what the program ends with where that is not 0. */
export interface CommandResult {
  readonly document: object;
  readonly exitCode?: number;
}

/**
 * Runs one command on a stack: opens what it needs, tells what went wrong, and prints the JSON document where one is
 * wanted.
 *
 * @returns What the program ends with.
 */
export async function runCommand(
  name: string,
  surroundings: Surroundings,
  options: CommonOptions,
  work: (context: CommandContext, session: Session) => Promise<CommandResult>,
): Promise<number> {
  return runTold({ command: name, stack: options.stack }, surroundings, options, async (terminal) => {
    const cwd = options.cwd ?? surroundings.cwd;
    const [session, person] = await Promise.all([
      surroundings.openSession({ cwd, stack: options.stack }),
      surroundings.person(cwd),
    ]);
    const context: CommandContext = {
      clock: surroundings.clock,
      terminal,
      progress: surroundings.progress(terminal),
      signal: surroundings.interruption.signal,
      person,
      yes: options.yes === true,
      reason: options.reason,
      reference: options.reference,
    };
    return work(context, session);
  });
}

/**
 * Runs one command that needs no session: tells what went wrong, and prints the JSON document where one is wanted.
 *
 * @param about What the document says of the command itself.
 * @returns What the program ends with.
 */
export async function runTold(
  about: { readonly command: string; readonly stack?: string },
  surroundings: Surroundings,
  options: Pick<CommonOptions, "json" | "color">,
  work: (terminal: Terminal) => Promise<CommandResult>,
): Promise<number> {
  const terminal = surroundings.terminal({ json: options.json === true, color: options.color });
  try {
    const { document, exitCode = EXIT.done } = await work(terminal);
    terminal.document({ ...about, exitCode, ...document });
    return exitCode;
  } catch (error) {
    const { exitCode, message, reasons } = told(error, surroundings.interruption.signal);
    tell(terminal, message, reasons);
    terminal.document({ ...about, exitCode, error: message, reasons });
    return exitCode;
  }
}

/**
 * The release switch of the stack.
 *
 * @throws CliError where it has none
 */
export async function requiredSwitch(session: Session): Promise<SwitchInStack> {
  const of = await session.releaseSwitch();
  if (of === undefined) {
    throw usageError(
      `Stack ${session.stack} has no release switch: none of its clusters is a colour, so there are no public names to ` +
        "move, no queue and no ledger. Name a stack with colours: --stack prod",
    );
  }
  return of;
}

/** What to say of an error. A fault of ours keeps its stack trace: somebody must find it. */
function told(error: unknown, signal: AbortSignal): Pick<CliError, "exitCode" | "message" | "reasons"> {
  if (error instanceof CliError) {
    return error;
  }
  // Whatever was under way when the program was asked to end fails in its own words.
  if (signal.aborted && signal.reason instanceof CliError) {
    return signal.reason;
  }
  if (error instanceof LedgerDamage) {
    return { exitCode: EXIT.ledger, message: error.message, reasons: [] };
  }
  const explained = explainedAwsError(error, "AWS was asked");
  if (explained instanceof CliError) {
    return explained;
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exitCode: EXIT.failed, message, reasons: [] };
}

function tell({ note, paint, columns }: Terminal, message: string, reasons: readonly string[]): void {
  note(paint.bad(message));
  if (reasons.length > 0) {
    note(bullets(reasons, columns));
  }
}
