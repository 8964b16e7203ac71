import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { errorText } from "../switch/failure";
import { signedBytes, type WebhookMessage } from "./message";
import { SIGNATURE_SCHEME } from "./verifyWebhook";

/**
 * Signs with the ledger's key: ECDSA over the SHA-256 of the bytes, in DER. KMS is given the hash (MessageType DIGEST):
 * it takes at most 4,096 bytes of a message; https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
export type Sign = (bytes: Buffer) => Promise<Buffer>;

/** Milliseconds of one try, and before each of the further tries. */
export interface Patience {
  readonly timeout: number;
  readonly pauses: readonly number[];
}

const PATIENCE: Patience = { timeout: 5_000, pauses: [500, 1_500] };

/**
 * Posts a message to a receiver, signed.
 *
 * Tried again where the receiver does not answer, has too much to do (429) or fails (5xx). A redirect is not followed:
 * it would hand the message to somebody whom the configuration does not name.
 *
 * @throws Error that says why the receiver was not told
 */
export async function postWebhook(
  url: string,
  message: WebhookMessage,
  sign: Sign,
  signal: AbortSignal,
  { timeout, pauses }: Patience = PATIENCE,
): Promise<void> {
  const receiver = receiverOf(url);
  const timestamp = Math.floor(Date.now() / 1_000);
  const signature = await unlessAborted(sign(signedBytes(message, timestamp)), signal);
  const request = {
    method: "POST",
    redirect: "manual",
    headers: {
      "content-type": "application/json",
      "user-agent": "duotone",
      "webhook-id": message.id,
      "webhook-timestamp": `${timestamp}`,
      "webhook-signature": `${SIGNATURE_SCHEME},${signature.toString("base64")}`,
    },
    body: message.body,
  } as const;

  for (let tries = 1; ; tries++) {
    const outcome = await tried(receiver, request, timeout, signal);
    if (outcome === undefined) {
      return;
    }
    const pause = outcome.again ? pauses[tries - 1] : undefined;
    if (pause === undefined) {
      throw new Error(`${receiver.host} ${outcome.what} at try ${tries}.`);
    }
    await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal });
  }
}

/** The task's result, or the signal's reason if it aborts before. */
async function unlessAborted<T>(task: Promise<T>, signal: AbortSignal): Promise<T> {
  const ended = new AbortController();
  const aborted = once(signal, "abort", { signal: ended.signal }).then(() => {
    throw signal.reason;
  });
  try {
    return await Promise.race([task, aborted]);
  } finally {
    ended.abort();
  }
}

interface Failed {
  readonly what: string;

  /** Whether another try may do better. */
  readonly again: boolean;
}

async function tried(
  receiver: URL,
  request: RequestInit,
  timeout: number,
  signal: AbortSignal,
): Promise<Failed | undefined> {
  const inTime = AbortSignal.timeout(timeout);
  try {
    const response = await fetch(receiver, { ...request, signal: AbortSignal.any([signal, inTime]) });
    await response.body?.cancel();
    const { status } = response;
    if (response.ok) {
      return undefined;
    }
    return status >= 300 && status < 400
      ? { what: `answered ${status}, a redirect, which is not followed`, again: false }
      : { what: `answered ${status}`, again: status === 429 || status >= 500 };
  } catch (error) {
    signal.throwIfAborted();
    return inTime.aborted
      ? { what: `did not answer within ${timeout / 1_000} s`, again: true }
      : { what: `could not be reached (${reachText(error)})`, again: true };
  }
}

/** The address of a receiver. Only its host is ever named in messages: paths of such addresses are often secrets. */
function receiverOf(url: string): URL {
  const receiver = URL.canParse(url) ? new URL(url) : undefined;
  if (receiver === undefined) {
    throw new Error("The address of the webhook is no URL: give it as https://host/path.");
  }
  const { protocol, hostname, username, password } = receiver;
  if (protocol !== "https:" && !(protocol === "http:" && hostname === "127.0.0.1")) {
    throw new Error(
      `The webhook's address at ${receiver.host} begins with ${protocol}//: give one with https://. Only 127.0.0.1 may be told by http://.`,
    );
  }
  if (username !== "" || password !== "") {
    throw new Error(
      `The webhook's address at ${receiver.host} holds a user or a password: leave them out. The receiver checks the signature.`,
    );
  }
  return receiver;
}

/** `fetch` says only that it failed; the reason is its cause. */
function reachText(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return errorText(cause).replace(/\.$/, "");
}
