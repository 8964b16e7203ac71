import { createHash } from "node:crypto";

import type { Notice } from "./notice";

/** The message of a notice to a program: a JSON text, and the id by which a receiver knows it again. */
export interface WebhookMessage {
  readonly id: string;
  readonly body: string;
}

/**
 * The message in the shape that Standard Webhooks recommends (https://www.standardwebhooks.com): `type`, `timestamp` and
 * `data`. Its id follows from the content, so that a notice that is sent again after a lost answer is known again.
 */
export function webhookMessage({ kind, at, ...data }: Notice): WebhookMessage {
  const body = JSON.stringify({ type: `release.${kind.replaceAll(" ", "_")}`, timestamp: at, data });
  return { id: `msg_${createHash("sha256").update(body).digest("hex").slice(0, 32)}`, body };
}

/** What is signed of a message: id, seconds since the epoch and body, with full stops between. */
export function signedBytes({ id, body }: WebhookMessage, timestamp: number): Buffer {
  return Buffer.from(`${id}.${timestamp}.${body}`);
}
