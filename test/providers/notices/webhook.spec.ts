import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

import { webhookMessage } from "../../../providers/notices/message";
import { verifyWebhook } from "../../../providers/notices/verifyWebhook";
import { postWebhook, type Sign } from "../../../providers/notices/webhook";
import { brokenConnection, endless, Receiver, silence, status } from "./receiver";
import { someNotice } from "./someNotice";

const QUICK = { timeout: 200, pauses: [10, 10] };

describe("A webhook that is posted", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const der = publicKey.export({ format: "der", type: "spki" }).toString("base64");
  const signing: Sign = (bytes) => Promise.resolve(sign("sha256", bytes, privateKey));
  const message = webhookMessage(someNotice());
  let receiver: Receiver;
  let address: string;

  beforeEach(async () => {
    receiver = new Receiver();
    address = await receiver.start();
  });

  afterEach(() => receiver.stop());

  function post(more: { url?: string; sign?: Sign; signal?: AbortSignal } = {}): Promise<void> {
    const { url = `${address}/hooks/secret`, sign: signs = signing } = more;
    return postWebhook(url, message, signs, more.signal ?? new AbortController().signal, QUICK);
  }

  it("arrives as JSON with a signature that its receiver can check", async () => {
    await post();
    const [{ path, headers, body } = assert.fail("nothing arrived")] = receiver.received;
    assert.equal(path, "/hooks/secret");
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers["webhook-id"], message.id);
    const content = verifyWebhook({ headers, body, publicKey: der, now: Date.now() });
    assert.equal((content as { type: string }).type, "release.released");
  });

  for (const [name, answer] of [
    ["500", status(500)],
    ["503", status(503)],
    ["429", status(429)],
    ["a broken connection", brokenConnection()],
    ["silence", silence()],
  ] as const) {
    it(`is tried again after ${name}, as the same message, signed once`, async () => {
      let signatures = 0;
      receiver.willAnswer(answer, answer);
      await post({ sign: (bytes) => (signatures++, signing(bytes)) });
      assert.equal(receiver.received.length, 3);
      const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
      assert.deepEqual([...new Set(ids)], [message.id]);
      assert.equal(signatures, 1);
    });
  }

  it("is given up after three tries", async () => {
    receiver.willAnswer(status(500), status(500), status(502), status(500));
    await assert.rejects(post(), /^Error: 127\.0\.0\.1:\d+ answered 502 at try 3\.$/);
    assert.equal(receiver.received.length, 3);
  });

  it("is given up after three times of silence", async () => {
    receiver.willAnswer(silence(), silence(), silence());
    await assert.rejects(post(), /^Error: 127\.0\.0\.1:\d+ did not answer within 0\.2 s at try 3\.$/);
  });

  for (const code of [400, 401, 404, 410]) {
    it(`is not tried again after ${code}`, async () => {
      receiver.willAnswer(status(code));
      await assert.rejects(post(), new RegExp(`^Error: 127\\.0\\.0\\.1:\\d+ answered ${code} at try 1\\.$`));
      assert.equal(receiver.received.length, 1);
    });
  }

  for (const code of [301, 302, 307, 308]) {
    it(`follows no redirect (${code})`, async () => {
      const other = new Receiver();
      receiver.willAnswer(status(code, { location: `${await other.start()}/elsewhere` }));
      try {
        await assert.rejects(
          post(),
          new RegExp(`answered ${code}, a redirect, which is not followed at try 1`),
        );
        assert.equal(other.received.length, 0);
        assert.equal(receiver.received.length, 1);
      } finally {
        await other.stop();
      }
    });
  }

  it("does not wait for the rest of an answer", async () => {
    receiver.willAnswer(endless(200));
    await post();
    assert.equal(receiver.received.length, 1);
  });

  it("says why a receiver cannot be reached", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    await assert.rejects(
      post({ url: `http://127.0.0.1:${port}/` }),
      new RegExp(`^Error: 127\\.0\\.0\\.1:${port} could not be reached \\(.*ECONNREFUSED.*\\) at try 3\\.$`),
    );
  });

  for (const [name, url, text] of [
    ["http", "http://hooks.example.com/secret", /begins with http:\/\/: give one with https:\/\//],
    ["http on a name of this machine", "http://localhost/secret", /begins with http:\/\//],
    ["another protocol", "file:///etc/secret", /begins with file:\/\//],
    ["no URL", "hooks.example.com/secret", /is no URL: give it as https:\/\/host\/path/],
    [
      "a password in it",
      "https://ann:secret@hooks.example.com/",
      /holds a user or a password: leave them out/,
    ],
  ] as const) {
    it(`is refused with an address of ${name}, which the message does not give away`, async () => {
      let signatures = 0;
      const refused = post({ url, sign: (bytes) => (signatures++, signing(bytes)) });
      await assert.rejects(refused, (error: Error) => {
        assert.match(error.message, text);
        assert.ok(!error.message.includes("secret"), error.message);
        return true;
      });
      assert.equal(signatures, 0);
    });
  }

  it("is not posted unsigned", async () => {
    const refused = post({ sign: () => Promise.reject(new Error("KMS refuses.")) });
    await assert.rejects(refused, /^Error: KMS refuses\.$/);
    assert.equal(receiver.received.length, 0);
  });

  for (const [name, sign_, answers] of [
    ["the signature", () => new Promise<never>(() => undefined), []],
    ["an answer", signing, [silence()]],
  ] as const) {
    it(`stops waiting for ${name} when it is told to`, async () => {
      const told = new AbortController();
      receiver.willAnswer(...answers);
      const posting = post({ sign: sign_, signal: told.signal });
      setTimeout(() => {
        told.abort(new Error("Interrupted."));
      }, 50);
      await assert.rejects(posting, /^Error: Interrupted\.$/);
      assert.ok(receiver.received.length <= 1);
    });
  }
});
