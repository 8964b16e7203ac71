import type { IncomingHttpHeaders } from "node:http";
import type { AwsError } from "./awsErrors";
import type { Operation } from "./operation";

/** Set by the emulator's launcher on an answer that stands for a failure inside the emulator. */
const ERROR_HEADER = "x-emulator-error";

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
  const call = `${operation.service}:${operation.action}`;
  const failure = headers[ERROR_HEADER];
  if (failure !== undefined) {
    return failure === "NotImplementedError"
      ? notKnown(call)
      : {
          status: 501,
          code: "EmulatorFailure",
          message: `The sandbox's AWS emulator failed at ${call} (${body}). This is a fault of the emulator, not of the call; its log has the details.`,
        };
  }
  // moto's web framework answers in HTML for a path without a handler, and moto itself with nothing for a path
  // without an action. S3 says as little to HEAD requests, and means it.
  const isUnrouted =
    status === 404 && operation.service !== "s3" && (body === "" || body.startsWith("<!doctype html>"));
  return isUnrouted ? notKnown(call) : undefined;
}

function notKnown(call: string): AwsError {
  return {
    status: 501,
    code: "NotKnownToEmulator",
    message: `The sandbox's AWS emulator does not know ${call}. Real AWS may; here the resource has to be left out, or the emulator taught (sandbox/cloud/gaps).`,
  };
}
