/** What a refusal means for an account that may be new. */
export type Verdict =
  /** The account is on its way: ask again. */
  | { readonly wait: true }
  /** Asking again changes nothing. */
  | { readonly wait: false; readonly advice: string };

/** AWS's words for "not yet": the role is unknown, EC2 has not opened the account, or its keys are not known there yet. */
const NOT_YET = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "OptInRequired",
  "PendingVerification",
  "AuthFailure",
  "UnauthorizedOperation",
]);

/** Words for a server or a way to it that does not work at the moment. */
const FOR_THE_MOMENT = new Set([
  "InternalError",
  "InternalFailure",
  "RequestLimitExceeded",
  "RequestTimeout",
  "ServiceUnavailable",
  "Throttling",
  "ThrottlingException",
  "TimeoutError",
  "TooManyRequestsException",
  "Unavailable",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
]);

/**
 * What to make of a failed question to a new account.
 *
 * STS says AccessDenied alike for a role that is not there yet, for one that is not there at all, and for a caller who
 * may not: only a refusal that names a policy is known to last.
 */
export function verdictOn(error: unknown): Verdict {
  const { name, code, message } = wordsOf(error);
  if (/explicit deny/i.test(message)) {
    return {
      wait: false,
      advice:
        "A policy of the organization forbids it. Is the region among duotone-foundation:regions, and whoever runs " +
        "this among duotone-foundation:deployers?",
    };
  }
  if (/no (identity-based|session) policy allows|no permissions boundary allows/i.test(message)) {
    return { wait: false, advice: "Allow sts:AssumeRole on the role to whoever runs this." };
  }
  if (NOT_YET.has(name) || [name, code].some((word) => FOR_THE_MOMENT.has(word))) {
    return { wait: true };
  }
  return { wait: false, advice: "Correct it and run again." };
}

/** Whether the refusal says that the role cannot be assumed, as opposed to a question that could not be asked. */
export function isDenial(error: unknown): boolean {
  return ["AccessDenied", "AccessDeniedException"].includes(wordsOf(error).name);
}

function wordsOf(error: unknown): { name: string; code: string; message: string } {
  if (!(error instanceof Error)) {
    return { name: "", code: "", message: String(error) };
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return { name: error.name, code, message: error.message };
}
