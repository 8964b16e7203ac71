import { createPublicKey, verify } from "node:crypto";

/** Seconds by which a message's time may differ from the receiver's: an older one may be a recording of it. */
const TOLERANCE = 300;

/** Scheme of our signatures: ECDSA on P-256 over SHA-256, in DER, made by a key of KMS. */
export const SIGNATURE_SCHEME = "v1k";

export interface ReceivedWebhook {
  /** The request's headers, names in lower case as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;

  /** The request's body as it came: parsing and printing it again breaks the signature. */
  readonly body: string | Uint8Array;

  /** Public key of the ledger, as KMS gives it: DER (SubjectPublicKeyInfo) in base64. */
  readonly publicKey: string;

  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Checks that a webhook is from this project's ledger key and not a recording of an older one. Receivers do the same
 * in their own language: the signature is over `<webhook-id>.<webhook-timestamp>.<body>`. They also drop an id that
 * they have seen, for a message whose answer was lost is sent again.
 *
 * @returns The body, parsed.
 * @throws Error that says why it must not be believed
 */
export function verifyWebhook({ headers, body, publicKey, now }: ReceivedWebhook): unknown {
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => {
    const value = headers[name];
    if (typeof value !== "string" || value === "") {
      throw new Error(`The webhook has no header ${name}, or several: it is not signed.`);
    }
    return value;
  }) as [string, string, string];

  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now / 1_000 - Number(timestamp)) > TOLERANCE) {
    throw new Error(
      `The webhook is of second ${timestamp}, and here it is second ${Math.floor(now / 1_000)}: ` +
        `they may differ by ${TOLERANCE} s. It is a recording, or a clock is wrong.`,
    );
  }
  const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), Buffer.from(body)]);
  // There are several while one key takes over from another.
  const isOurs = signatures.split(" ").some((signature) => {
    const [scheme, value] = signature.split(",", 2);
    return (
      scheme === SIGNATURE_SCHEME && value !== undefined && verify("sha256", signed, key, decoded(value))
    );
  });
  if (!isOurs) {
    throw new Error(
      `The webhook ${id} has no signature (${SIGNATURE_SCHEME}) of the given key: it is not from here, or it was changed.`,
    );
  }
  return JSON.parse(Buffer.from(body).toString("utf8"));
}

function decoded(base64: string): Buffer {
  return Buffer.from(base64, "base64");
}
