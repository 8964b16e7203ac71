/** An error whose message is all that the user needs: it is shown without a stack trace. */
export class UserError extends Error {
  public override readonly name = "UserError";
}

/** A user's mistake is told in its own words; a fault of ours with the place where it happened. */
export function messageOf(error: unknown): string {
  if (error instanceof UserError) {
    return error.message;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
