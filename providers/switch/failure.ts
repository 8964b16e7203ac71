/** A failure after something was changed: the engine must record what is there, and the next run goes on from it. */
export class Unfinished extends Error {
  /** By zone id, the changes that Route 53 accepted and that are still to be waited for. */
  public readonly pendingChanges: Readonly<Record<string, string>>;

  /** Number of the record in the ledger whose outcome is still to be written. */
  public readonly openRecord: number | undefined;

  public constructor(message: string, pendingChanges: Readonly<Record<string, string>>, openRecord?: number) {
    super(message);
    this.pendingChanges = pendingChanges;
    this.openRecord = openRecord;
  }
}

/** An error in words for a message: its name where that says more than "Error", and a full stop. */
export function errorText(error: unknown, signal?: AbortSignal): string {
  const cause: unknown = signal?.aborted === true ? signal.reason : error;
  const text =
    cause instanceof Error
      ? cause.name === "Error" || cause.message.startsWith(cause.name)
        ? cause.message
        : `${cause.name}: ${cause.message}`
      : String(cause);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Whether the error is one of AWS's of the given names. The SDK names its errors after the service's codes. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}
