import { createECDH, generateKeyPairSync, randomBytes } from "node:crypto";

import { hashOf, type LedgerEntry, type LedgerRecord } from "../../../../providers/ledger/record";

export const KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/0123";

/** The order of the curve P-256; https://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-186.pdf */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A real P-256 key, as KMS would hold it. */
export class SigningKey {
  public readonly publicKey: string;
  private readonly secret: bigint;

  public constructor(public readonly arn = KEY_ARN) {
    const pair = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    this.publicKey = pair.publicKey.export({ format: "der", type: "spki" }).toString("base64");
    this.secret = numberOf(Buffer.from(pair.privateKey.export({ format: "jwk" }).d ?? "", "base64url"));
  }

  /**
   * What KMS answers to Sign with ECDSA_SHA_256 and MessageType DIGEST. Node signs messages alone, not digests, so that
   * this is ECDSA as FIPS 186-5 has it in 6.4.1, with Node's own multiplication of points.
   */
  public signDigest(digest: Buffer): string {
    const nonce = (numberOf(randomBytes(40)) % (ORDER - 1n)) + 1n;
    const point = createECDH("prime256v1");
    point.setPrivateKey(nonce.toString(16).padStart(64, "0"), "hex");
    const r = numberOf(point.getPublicKey().subarray(1, 33)) % ORDER;
    const s = (power(nonce, ORDER - 2n) * (numberOf(digest) + r * this.secret)) % ORDER;
    const numbers = Buffer.concat([derInteger(r), derInteger(s)]);
    return Buffer.concat([Buffer.from([0x30, numbers.length]), numbers]).toString("base64");
  }

  public entry(record: LedgerRecord): LedgerEntry {
    const hash = hashOf(record);
    return { record, hash, signature: this.signDigest(Buffer.from(hash, "hex")), keyArn: this.arn };
  }
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString("hex")}`);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % ORDER) {
    result = rest & 1n ? (result * square) % ORDER : result;
  }
  return result;
}

function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  // A leading bit that is set would make the number a negative one.
  const positive = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
}
