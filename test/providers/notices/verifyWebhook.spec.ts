import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, sign } from "node:crypto";

import { signedBytes, webhookMessage } from "../../../providers/notices/message";
import { verifyWebhook } from "../../../providers/notices/verifyWebhook";
import { someNotice } from "./someNotice";

const NOW = Date.parse("2030-01-02T03:04:05Z");
const SECOND = NOW / 1_000;

describe("A webhook that is received", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const der = publicKey.export({ format: "der", type: "spki" }).toString("base64");
  const message = webhookMessage(someNotice());
  const signature = `v1k,${sign("sha256", signedBytes(message, SECOND), privateKey).toString("base64")}`;
  const headers = {
    "webhook-id": message.id,
    "webhook-timestamp": `${SECOND}`,
    "webhook-signature": signature,
  };
  const received = (more: Readonly<Record<string, string | string[]>> = {}, body = message.body, now = NOW) =>
    verifyWebhook({ headers: { ...headers, ...more }, body, publicKey: der, now });

  it("is believed with the signature of the key, and gives its content", () => {
    const { type, timestamp, data } = received() as { type: string; timestamp: string; data: object };
    assert.deepEqual([type, timestamp], ["release.released", someNotice().at]);
    assert.deepEqual({ ...data, kind: "released", at: timestamp }, someNotice());
    assert.deepEqual(
      verifyWebhook({ headers, body: Buffer.from(message.body), publicKey: der, now: NOW }),
      received(),
    );
  });

  it("is signed in the manner of Standard Webhooks", () => {
    assert.equal(signedBytes({ id: "msg_1", body: "{}" }, 1674087231).toString(), "msg_1.1674087231.{}");
    assert.match(message.id, /^msg_[0-9a-f]{32}$/);
  });

  it("is believed with one of several signatures, as while keys are changed", () => {
    received({ "webhook-signature": `v1,AAAA v1k,AAAA v1k ${signature}` });
  });

  it("is believed for five minutes, whichever clock is ahead", () => {
    received({}, message.body, NOW + 300_000);
    received({}, message.body, NOW - 300_000);
    assert.throws(
      () => received({}, message.body, NOW + 301_000),
      /It is a recording, or a clock is wrong\./,
    );
    assert.throws(
      () => received({}, message.body, NOW - 301_000),
      /It is a recording, or a clock is wrong\./,
    );
  });

  const forged = sign("sha256", signedBytes(message, SECOND), other.privateKey).toString("base64");
  const shared = createHmac("sha256", der).update(signedBytes(message, SECOND)).digest("base64");
  for (const [name, headersOf, body] of [
    ["whose body was changed", {}, message.body.replace("prod2", "prod1")],
    ["whose id was changed", { "webhook-id": "msg_other" }, message.body],
    ["whose time was changed", { "webhook-timestamp": `${SECOND + 1}` }, message.body],
    ["of another key", { "webhook-signature": `v1k,${forged}` }, message.body],
    [
      "signed with the public key as a shared secret",
      { "webhook-signature": `v1,${shared} v1k,${shared}` },
      message.body,
    ],
    [
      "whose signature is of another scheme",
      { "webhook-signature": signature.replace("v1k", "v1") },
      message.body,
    ],
  ] as const) {
    it(`is not believed ${name}`, () => {
      assert.throws(() => received(headersOf, body), /has no signature \(v1k\) of the given key/);
    });
  }

  for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature"]) {
    it(`is not believed without ${name}, or with two`, () => {
      assert.throws(() => received({ [name]: "" }), new RegExp(`has no header ${name}, or several`));
      assert.throws(() => received({ [name]: ["a", "b"] }), new RegExp(`has no header ${name}, or several`));
    });
  }

  it("is not believed with a time that is none", () => {
    assert.throws(() => received({ "webhook-timestamp": "soon" }), /is of second soon/);
  });
});
