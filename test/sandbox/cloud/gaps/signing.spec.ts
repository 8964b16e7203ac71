import assert from "node:assert/strict";
import { createHash, createPublicKey, verify } from "node:crypto";
import {
  CreateKeyCommand,
  DisableKeyCommand,
  GetPublicKeyCommand,
  type KeySpec,
  KMSClient,
  type MessageType,
  ScheduleKeyDeletionCommand,
  SignCommand,
  VerifyCommand,
} from "@aws-sdk/client-kms";
import { type TestCloud, clientConfig, startTestCloud, stopTestCloud } from "../emulator";

const MESSAGE = Buffer.from("record");
const DIGEST = createHash("sha256").update(MESSAGE).digest();
const SigningAlgorithm = "ECDSA_SHA_256";

describe("emulated keys that sign", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let kms: KMSClient;

  before(async () => {
    cloud = await startTestCloud();
    kms = new KMSClient(clientConfig(cloud));
  });

  after(() => stopTestCloud(cloud));

  async function key(KeySpec: KeySpec = "ECC_NIST_P256"): Promise<string> {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ KeySpec, KeyUsage: "SIGN_VERIFY" }));
    return KeyMetadata?.KeyId ?? "";
  }

  const sign = (KeyId: string, Message: Buffer, MessageType: MessageType) =>
    kms.send(new SignCommand({ KeyId, Message, MessageType, SigningAlgorithm }));

  it("sign a message and its digest alike, as anybody can verify with the public key", async () => {
    const KeyId = await key();
    const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId }));
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
    for (const [message, type] of [
      [MESSAGE, "RAW"],
      [DIGEST, "DIGEST"],
    ] as const) {
      const { Signature = new Uint8Array() } = await sign(KeyId, message, type);
      assert.ok(verify("sha256", MESSAGE, publicKey, Signature), type);
      const asked = { KeyId, Signature, SigningAlgorithm, Message: DIGEST, MessageType: "DIGEST" } as const;
      assert.equal((await kms.send(new VerifyCommand(asked))).SignatureValid, true);
      const other = { ...asked, Message: createHash("sha256").update("other").digest() };
      const answer = await kms.send(new VerifyCommand(other)).catch((error: unknown) => error);
      assert.notEqual((answer as { SignatureValid?: boolean }).SignatureValid, true);
    }
  });

  it("take no digest of another length", async () => {
    await assert.rejects(sign(await key(), MESSAGE, "DIGEST"), {
      name: "ValidationException",
      message: "Digest is invalid length for algorithm ECDSA_SHA_256.",
    });
  });

  it("sign nothing while they are disabled or being deleted", async () => {
    const KeyId = await key();
    await kms.send(new DisableKeyCommand({ KeyId }));
    await assert.rejects(sign(KeyId, DIGEST, "DIGEST"), { name: "DisabledException" });
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    await assert.rejects(sign(KeyId, DIGEST, "DIGEST"), { name: "KMSInvalidStateException" });
  });
});
