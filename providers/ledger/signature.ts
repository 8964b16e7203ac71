import { createPublicKey, verify, type KeyObject } from "node:crypto";

import { canonical } from "../canonicalJson";
import type { LedgerEntry } from "./record";

/**
 * A public key as KMS gives it.
 *
 * @param der SubjectPublicKeyInfo in base64;
 *   https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html
 * @throws Error where it is no ECDSA key of NIST's P-256.
 */
export function readPublicKey(der: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(der, "base64"), format: "der", type: "spki" });
  if (key.asymmetricKeyType !== "ec" || key.asymmetricKeyDetails?.namedCurve !== "prime256v1") {
    throw new Error(
      "The ledger's key is no ECC_NIST_P256 key. Records are signed with ECDSA_SHA_256 and nothing else.",
    );
  }
  return key;
}

/** Whether the key signed the record: the record as it is there, not the hash that stands beside it. */
export function isSignedBy(key: KeyObject, { record, signature }: LedgerEntry): boolean {
  return verify("sha256", Buffer.from(canonical(record)), key, Buffer.from(signature, "base64"));
}
