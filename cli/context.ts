import { anyOf } from "../providers/anyOf";
import { errorText } from "../providers/switch/failure";
import type { Clock } from "../providers/switch/types";
import { CliError } from "./cliError";
import { EXIT } from "./exitCodes";
import type { Interruption } from "./interruption";
import type { Progress } from "./progress";
import type { Session } from "./session";
import type { Terminal, TerminalOptions } from "./terminal";

/** Who asks for a release, in words for others. */
export interface Person {
  /** As the ledger and the queue name them: `ann@example.com`. */
  readonly name: string;

  /** The person and the machine, for those who wait: `ann@example.com on build-7`. */
  readonly holder: string;
}

/** Everything outside of the commands. Tests put their own in its place. */
export interface Surroundings {
  readonly clock: Clock;
  readonly interruption: Pick<Interruption, "signal" | "onInterrupt">;
  readonly terminal: (options: TerminalOptions) => Terminal;
  readonly progress: (terminal: Terminal) => Progress;
  readonly openSession: (where: { readonly cwd: string; readonly stack: string }) => Promise<Session>;
  readonly person: (cwd: string) => Promise<Person>;

  /** Folder that the command was started in. */
  readonly cwd: string;

  /** Variables of the process, which the engine and everything that it starts inherit. */
  readonly environment: Record<string, string | undefined>;
}

/** What a command works with. */
export interface CommandContext {
  readonly clock: Clock;
  readonly terminal: Terminal;
  readonly progress: Progress;

  /** Aborts when the program is asked to end. */
  readonly signal: AbortSignal;
  readonly person: Person;

  /** Whether every question is answered yes. */
  readonly yes: boolean;
  readonly reason?: string | undefined;
  readonly reference?: string | undefined;
}

/** A signal for one piece of work: it aborts after so many seconds, or when the program is asked to end. */
export function within(
  { clock, signal }: Pick<CommandContext, "clock" | "signal">,
  seconds: number,
  what: string,
): AbortSignal {
  const late = new AbortController();
  const deadline = clock.deadline(seconds, what);
  deadline.addEventListener("abort", () => {
    late.abort(new CliError(EXIT.failed, errorText(deadline.reason)));
  });
  return anyOf(late.signal, signal);
}

/** Seconds for one look at the queue or the ledger. */
export const LOOK_SECONDS = 60;
