import { status, type ServiceError, type StatusObject } from "@grpc/grpc-js";
import type { LostDiagnostics } from "./lostDiagnostics";
import { textOf } from "./messages";

/** How long to wait for the log line of an error whose answer came without a text, in milliseconds. */
const LOG_GRACE_MS = 1000;

/** Which diagnostic belongs to a call. */
export interface CallInTerraform {
  /** The Terraform type concerned; `undefined` for the provider's own configuration. */
  readonly terraformType: string | undefined;
  /** Terraform's names of the calls that may have failed. */
  readonly terraformCalls: readonly string[];
}

/** Runs a call of the bridge, and gives an error that comes without a text the text from the provider's log. */
export async function withLostText<Response>(
  diagnostics: LostDiagnostics,
  expected: CallInTerraform,
  call: () => Promise<Response>,
): Promise<Response> {
  try {
    return await call();
  } catch (error) {
    if (!isServiceError(error) || error.details !== "") {
      throw error;
    }
    const text = await diagnostics.claim(expected.terraformType, expected.terraformCalls, LOG_GRACE_MS);
    throw new CallFailure({
      code: error.code,
      metadata: error.metadata,
      details:
        text ??
        `The Terraform provider failed without saying why (${expected.terraformType ?? "provider configuration"}). ` +
          `Run again with TF_LOG_PROVIDER=DEBUG in the environment to see its log.`,
    });
  }
}

/** A failed call, with what the engine is to be told. */
export class CallFailure extends Error {
  constructor(readonly answer: StatusObject) {
    super(answer.details);
  }
}

/** What the engine is told of an error: the bridge's own answer, or the text of a fault found here. */
export function answerTo(error: unknown): Partial<StatusObject> {
  if (error instanceof CallFailure) {
    return error.answer;
  }
  if (isServiceError(error)) {
    return { code: error.code, details: error.details, metadata: error.metadata };
  }
  return { code: status.INVALID_ARGUMENT, details: textOf(error) };
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && "details" in error && "metadata" in error;
}
