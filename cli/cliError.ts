import { EXIT, type ExitCode } from "./exitCodes";

/** A failure whose message is all that the user needs: it is shown without a stack trace. */
export class CliError extends Error {
  public override readonly name = "CliError";

  /**
   * @param exitCode What the program ends with.
   * @param message What happened, and what to do.
   * @param reasons Each reason by itself, shown one a line below the message.
   */
  public constructor(
    public readonly exitCode: ExitCode,
    message: string,
    public readonly reasons: readonly string[] = [],
  ) {
    super(message);
  }
}

/** The user, or the system, asked the program to end. */
export class Interrupted extends CliError {
  public constructor(signal: string) {
    super(EXIT.interrupted, `Interrupted by ${signal}.`);
  }
}

/** Wrong usage, configuration or surroundings: nothing was changed. */
export function usageError(message: string, reasons: readonly string[] = []): CliError {
  return new CliError(EXIT.usage, message, reasons);
}
