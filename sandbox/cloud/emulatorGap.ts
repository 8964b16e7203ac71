import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { AwsError } from "./awsErrors";
import type { Operation } from "./operation";

/** Set by the emulator's launcher on an answer of its own: `unknown` or `failed`. */
const ERROR_HEADER = "x-emulator-error";

/** How much of a Python error is quoted, in characters: some list everything that they would have allowed. */
const REASON_LIMIT = 300;

/** Whether an answer may be the emulator's way to say that it does not know the call; its body then tells. */
export function mayBeGap(answer: IncomingMessage): boolean {
  return answer.statusCode === 501 || answer.statusCode === 404;
}

/** What a caller is told when the emulator does not answer at all. */
export function emulatorGone(operation: Operation, error: unknown): AwsError {
  return failure(operation, `it does not answer: ${String(error)}`);
}

/**
 * Tells an answer that AWS might give from one that only says that the emulator does not know the call, and puts
 * the latter into words. Its status is 501, which no SDK retries: a gap shows in seconds, not after minutes of waiting.
 */
export function emulatorGap(
  operation: Operation,
  headers: IncomingHttpHeaders,
  status: number,
  body: string,
): AwsError | undefined {
  const error = headers[ERROR_HEADER];
  if (error !== undefined) {
    return error === "unknown" ? notKnown(operation) : failure(operation, body);
  }
  // moto's web framework answers in HTML for a path without a handler, and moto itself with nothing for a path
  // without an action. S3 says as little to HEAD requests, and means it.
  const isUnrouted =
    status === 404 && operation.service !== "s3" && (body === "" || body.startsWith("<!doctype html>"));
  return isUnrouted ? notKnown(operation) : undefined;
}

function notKnown({ service, action }: Operation): AwsError {
  return {
    status: 501,
    code: "NotKnownToEmulator",
    message:
      `The sandbox's AWS emulator does not know ${service}:${action}. Real AWS may; here the resource has to be left ` +
      "out, or the emulator taught (sandbox/cloud/gaps).",
  };
}

function failure({ service, action }: Operation, reason: string): AwsError {
  return {
    status: 501,
    code: "EmulatorFailure",
    message:
      `The sandbox's AWS emulator failed at ${service}:${action} (${reason.slice(0, REASON_LIMIT)}). This is a fault of the emulator, not of ` +
      "the call; its log has the details.",
  };
}
