import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";

import fc from "fast-check";

import { isPrivateKey } from "../../../policy/model/privateKeyBytes";

const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 });
const ed = generateKeyPairSync("ed25519");
const der = (key: KeyObject, type: "pkcs1" | "pkcs8" | "sec1" | "spki") =>
  key.export({ format: "der", type });

describe("Private keys in bytes", () => {
  const keys: Record<string, Buffer> = {
    "RSA in PKCS#1": der(rsa.privateKey, "pkcs1"),
    "RSA in PKCS#8": der(rsa.privateKey, "pkcs8"),
    "EC in SEC 1": der(ec.privateKey, "sec1"),
    "EC in PKCS#8": der(ec.privateKey, "pkcs8"),
    "Ed25519 in PKCS#8": der(ed.privateKey, "pkcs8"),
    "a key store": Buffer.from([0x30, 0x82, 0x04, 0x00, 0x02, 0x01, 0x03, 0x30, 0x82]),
    "a sequence of 32 bytes": Buffer.from([0x30, 0x20, 0x02, 0x01, 0x00, 0x30, ...Array<number>(28).fill(0)]),
    "a key whose length takes four bytes": Buffer.from([0x30, 0x84, 0, 0, 4, 0, 0x02, 0x01, 0x00, 0x30]),
    OpenSSH: Buffer.from("openssh-key-v1\0and the key"),
  };
  for (const [title, bytes] of Object.entries(keys)) {
    it(`are found: ${title}`, () => {
      assert.equal(isPrivateKey(bytes), true);
    });
  }

  const others: Record<string, Buffer> = {
    "an RSA public key": der(rsa.publicKey, "pkcs1"),
    "an RSA public key in SPKI": der(rsa.publicKey, "spki"),
    "an EC public key": der(ec.publicKey, "spki"),
    "an Ed25519 public key": der(ed.publicKey, "spki"),
    "a certificate": Buffer.from([
      0x30, 0x82, 0x03, 0x00, 0x30, 0x82, 0x02, 0x00, 0xa0, 0x03, 0x02, 0x01, 0x02,
    ]),
    nothing: Buffer.alloc(0),
    "a short sequence": Buffer.from([0x30, 0x08, 0x02, 0x01, 0x00, 0x30, 0x03, 0x01, 0x01, 0x01]),
    "a sequence of 31 bytes": Buffer.from([0x30, 0x1f, 0x02, 0x01, 0x00, 0x30, ...Array<number>(27).fill(0)]),
    "a cut off version": Buffer.from([0x30, 0x82, 0x04, 0x00, 0x02, 0x01, 0x00]),
    "a version that is no number": Buffer.from([0x30, 0x82, 0x04, 0x00, 0x0a, 0x01, 0x00, 0x30]),
    "a cut off length": Buffer.from([0x30, 0x84, 0x00]),
    "a length without end": Buffer.from([0x30, 0x80, 0x02, 0x01, 0x00, 0x30]),
    "another version": Buffer.from([0x30, 0x82, 0x04, 0x00, 0x02, 0x01, 0x04, 0x30, 0x82]),
    "a long number": Buffer.from([0x30, 0x82, 0x04, 0x00, 0x02, 0x02, 0x00, 0x30, 0x30]),
    "a version and something else": Buffer.from([0x30, 0x82, 0x04, 0x00, 0x02, 0x01, 0x00, 0x05, 0x00]),
    "something else than a sequence": Buffer.from([0x31, 0x82, 0x04, 0x00, 0x02, 0x01, 0x00, 0x30, 0x82]),
  };
  for (const [title, bytes] of Object.entries(others)) {
    it(`are not taken for one: ${title}`, () => {
      assert.equal(isPrivateKey(bytes), false);
    });
  }

  it("are looked for in any bytes", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        (bytes) => typeof isPrivateKey(Buffer.from(bytes)) === "boolean",
      ),
    );
  });
});
