import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";

import { sec01 } from "../../../../policy/rules/secrets/sec01";
import { checkOne, node, unknown } from "../../support/world";

const { privateKey, publicKey } = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const base64 = (text: string) => Buffer.from(text).toString("base64");
const BODY = privateKey.split("\n")[1] ?? "";

describe("SEC-01: no private keys", () => {
  const messages = (props: Record<string, unknown>, type = "aws:s3/bucketObjectv2:BucketObjectv2") =>
    checkOne(sec01, node(type, "core", { props })).map(({ message }) => message);

  const right: Record<string, Record<string, unknown>> = {
    nothing: {},
    "a public key": { content: publicKey },
    "a public key in base64": { content: base64(publicKey) },
    "an SSH public key": { publicKey: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${base64("x".repeat(33))} ops` },
    "a certificate's body": {
      certificateBody: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    },
    "an empty private key": { privateKey: "" },
    "a password, which is not this rule's": { content: "export DB_PASSWORD=hunter2 and so on" },
    "the name of a key": { privateKeyName: "core", kmsKeyId: "alias/core" },
    "a provider's own bookkeeping": { __meta: { privateKey: "schema" } },
    "a number": { privateKey: 1 },
    "what is not known yet": { content: unknown },
  };
  for (const [title, props] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(props), []);
    });
  }

  const wrong: Record<string, [props: Record<string, unknown>, said: RegExp]> = {
    "a private key": [{ content: privateKey }, /content holds a private key \(line 1\)/],
    "a private key that is nested": [
      { environment: { variables: { KEY: `first\n${privateKey}` } } },
      /environment\.variables\.KEY holds a private key \(line 2\)/,
    ],
    "a private key in a list": [{ parts: ["x", privateKey] }, /parts\[1\] holds a private key/],
    "the header alone": [{ content: "-----BEGIN PRIVATE KEY-----" }, /content holds a private key/],
    "a private key in base64": [
      { content: base64(privateKey) },
      /content holds a private key(?: in base64)? \(line 1/,
    ],
    "a private key without its header": [
      { content: BODY + BODY },
      /content holds a private key \(line 1, in base64\)/,
    ],
    "a property that is one": [{ privateKey: "short" }, /privateKey is a private key/],
    "a property that will be one": [{ privateKey: unknown }, /privateKey is a private key/],
    "a property in PEM": [{ privateKeyPem: "x" }, /privateKeyPem is a private key/],
    "a property of an authority": [{ caPrivateKeyPem: "x" }, /caPrivateKeyPem is a private key/],
    "a property of a server": [{ hostKey: "x" }, /hostKey is a private key/],
    "a property that is key material": [{ keyMaterialBase64: unknown }, /keyMaterialBase64 is a private key/],
    "a nested property": [
      { dkim: [{ domainSigningPrivateKey: unknown }] },
      /dkim\[0\]\.domainSigningPrivateKey is a private key/,
    ],
    "what cannot be unpacked": [
      { content: Buffer.from([0x1f, 0x8b, ...Array<number>(60).fill(9)]).toString("base64") },
      /Cannot prove: content has something in it that cannot be read \(line 1, in base64/,
    ],
    "a private key in a provider's own bookkeeping": [{ __meta: privateKey }, /__meta holds a private key/],
  };
  for (const [title, [props, said]] of Object.entries(wrong)) {
    it(`refuses ${title}, and does not repeat it`, () => {
      const found = messages(props);
      assert.match(found[0] ?? "", said);
      assert.ok(found.every((message) => !message.includes(BODY)));
    });
  }

  it("finds a private key in a line once", () => {
    assert.equal(messages({ content: privateKey }).length, 1);
  });

  for (const type of [
    "aws:iam/serverCertificate:ServerCertificate",
    "aws:lightsail/keyPair:KeyPair",
    "aws:transfer/hostKey:HostKey",
    "tls:index/privateKey:PrivateKey",
  ]) {
    it(`refuses ${type}`, () => {
      const [message, ...others] = messages({}, type);
      assert.match(message ?? "", /The resource is a private key, or makes one/);
      assert.deepEqual(others, []);
    });
  }

  it("looks at every resource", () => {
    assert.equal(sec01.types, "every");
  });
});
