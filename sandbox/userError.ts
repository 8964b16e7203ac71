/** An error whose message is all that the user needs: it is shown without a stack trace. */
export class UserError extends Error {
  public override readonly name = "UserError";
}
