import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";

import { CreateKeyCommand, GetPublicKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateTopicCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";

import { awsLedger } from "../../../providers/ledger/awsLedger";
import { webhookMessage } from "../../../providers/notices/message";
import { noticeText, subjectOf } from "../../../providers/notices/notice";
import { sendNotice } from "../../../providers/notices/sendNotice";
import { verifyWebhook } from "../../../providers/notices/verifyWebhook";
import { systemClock } from "../../../providers/switch/clock";
import { clientConfig, startTestCloud, stopTestCloud, type TestCloud } from "../../sandbox/cloud/emulator";
import { useEnvironment } from "../support/environment";
import { Receiver, status } from "./receiver";
import { someNotice } from "./someNotice";

interface Delivered {
  readonly Type: string;
  readonly Subject: string;
  readonly Message: string;
}

describe("Sending a notice", function () {
  this.timeout(60_000);

  const { signal } = new AbortController();
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signing = (bytes: Buffer) => Promise.resolve(sign("sha256", bytes, privateKey));
  let cloud: TestCloud;
  let restore: () => void;
  let topicArn: string;
  let subscription: string;
  let subscriber: Receiver;
  let receiver: Receiver;
  let webhookUrl: string;

  before(async () => {
    cloud = await startTestCloud();
    restore = useEnvironment({
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL: cloud.endpoint,
    });
    subscriber = new Receiver();
    const Endpoint = await subscriber.start();
    const sns = new SNSClient(clientConfig(cloud));
    ({ TopicArn: topicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "duotone-notices" })));
    ({ SubscriptionArn: subscription = "" } = await sns.send(
      new SubscribeCommand({ TopicArn: topicArn, Protocol: "http", Endpoint, ReturnSubscriptionArn: true }),
    ));
  });

  beforeEach(async () => {
    subscriber.received.length = 0;
    await filter({});
    receiver = new Receiver();
    webhookUrl = `${await receiver.start()}/hook`;
  });

  afterEach(async () => {
    await cloud.gateway.clearFaults();
    await receiver.stop();
  });

  after(async () => {
    restore();
    await subscriber.stop();
    await stopTestCloud(cloud);
  });

  /** Lets only those notices through to the subscriber whose attributes have these values. */
  async function filter(attributes: Readonly<Record<string, readonly unknown[]>>): Promise<void> {
    await new SNSClient(clientConfig(cloud)).send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn: subscription,
        AttributeName: "FilterPolicy",
        AttributeValue: JSON.stringify(attributes),
      }),
    );
  }

  /** The first notice that the topic delivered: a text, as SNS posts it to its subscribers. */
  function delivered(): Delivered {
    const [first = assert.fail("nothing was delivered")] = subscriber.received
      .map(({ body }) => JSON.parse(body) as Delivered)
      .filter(({ Type }) => Type === "Notification");
    return first;
  }

  it("tells the topic's subscribers and the webhook, and has nothing to complain of", async () => {
    const notice = someNotice();
    assert.deepEqual(await sendNotice({ topicArn, webhookUrl, sign: signing }, notice, signal), []);
    const { Subject, Message } = delivered();
    assert.equal(Subject, subjectOf(notice));
    assert.equal(Message, noticeText(notice));
    assert.equal(receiver.received.length, 1);
  });

  it("is signed with the ledger's key in KMS, and receivers believe it with that key's public half", async () => {
    const kms = new KMSClient(clientConfig(cloud));
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" }),
    );
    const keyArn = KeyMetadata?.Arn ?? "";
    const { PublicKey = assert.fail("no key") } = await kms.send(new GetPublicKeyCommand({ KeyId: keyArn }));
    const ledger = awsLedger({ bucket: "ledger", keyArn, stack: "prod", clock: systemClock(signal) });
    const signed = (bytes: Buffer) => ledger.sign(bytes, signal);
    // Longer than what KMS takes of a message, which has to be given to it as a hash.
    const notice = someNotice({ kind: "failed", reasons: ["x".repeat(8_000)] });
    try {
      assert.deepEqual(await sendNotice({ webhookUrl, sign: signed }, notice, signal), []);
    } finally {
      ledger.close();
    }
    const [{ headers, body } = assert.fail("nothing arrived")] = receiver.received;
    const publicKey = Buffer.from(PublicKey).toString("base64");
    verifyWebhook({ headers, body, publicKey, now: Date.now() });
    assert.throws(
      () => verifyWebhook({ headers, body: `${body} `, publicKey, now: Date.now() }),
      /has no signature/,
    );
  });

  it("gives subscribers the attributes to filter by, and programs the webhook's message", async () => {
    const { body } = webhookMessage(someNotice({ kind: "refused" }));
    await filter({ kind: ["refused"], stack: ["prod"], color: ["prod2"], notice: [body] });
    for (const notice of [
      someNotice(),
      someNotice({ kind: "refused", stack: "staging" }),
      someNotice({ kind: "refused", color: "prod1" }),
      someNotice({ kind: "refused" }),
    ]) {
      assert.deepEqual(await sendNotice({ topicArn, sign: signing }, notice, signal), []);
    }
    assert.equal(subscriber.received.length, 1);
    assert.equal(delivered().Subject, subjectOf(someNotice({ kind: "refused" })));
  });

  it("tells nobody where nobody is named", async () => {
    assert.deepEqual(await sendNotice({ sign: signing }, someNotice(), signal), []);
    assert.deepEqual([subscriber.received, receiver.received], [[], []]);
  });

  it("shortens what is too long for a mail", async () => {
    const reasons = Array.from({ length: 5_000 }, (_, index) => `Reason ${index} of very many.`);
    const notice = someNotice({ kind: "refused", reasons });
    await filter({ kind: ["refused"], notice: [{ exists: false }] });
    assert.deepEqual(await sendNotice({ topicArn, sign: signing }, notice, signal), []);
    const { Message } = delivered();
    assert.match(Message, /\n\.\.\. and \d+ characters more, in the ledger and in the run's own output\.\n$/);
    assert.ok(Message.length < 51_000);
  });

  it("says in words whom it could not tell, and tells the other", async () => {
    receiver.willAnswer(status(404));
    const host = new URL(webhookUrl).host;
    assert.deepEqual(await sendNotice({ topicArn, webhookUrl, sign: signing }, someNotice(), signal), [
      `The notice "released" of stack prod did not reach the webhook: ${host} answered 404 at try 1.`,
    ]);
    assert.equal(delivered().Subject, subjectOf(someNotice()));

    const missing = "arn:aws:sns:eu-west-1:123456789012:missing";
    const [problem, ...others] = await sendNotice(
      { topicArn: missing, webhookUrl, sign: signing },
      someNotice(),
      signal,
    );
    assert.match(
      problem ?? "",
      /^The notice "released" of stack prod did not reach the notices topic: NotFound/,
    );
    assert.deepEqual(others, []);
    assert.equal(receiver.received.length, 2);
  });

  it("never throws, whatever is wrong", async () => {
    const targets = { topicArn: "topic", webhookUrl: "http://hooks.example.com", sign: signing };
    const problems = await sendNotice(targets, someNotice(), signal);
    assert.equal(problems.length, 2);
    assert.match(problems[0] ?? "", /"topic" is no ARN of a standard SNS topic/);
    const thrown = { webhookUrl, sign: () => assert.fail("no key") };
    assert.match((await sendNotice(thrown, someNotice(), signal)).join(), /no key\.$/);
    const aborted = AbortSignal.abort(new Error("Interrupted."));
    const both = await sendNotice({ topicArn, webhookUrl, sign: signing }, someNotice(), aborted);
    assert.deepEqual(
      both.map((problem) => problem.replace(/^.*: /, "")),
      ["Interrupted.", "Interrupted."],
    );
    assert.deepEqual([subscriber.received, receiver.received], [[], []]);
  });

  it("gets through with 30 % of the calls throttled", async () => {
    await cloud.gateway.setFaults([
      { id: "slow", match: { service: "sns" }, effect: { kind: "throttle" }, probability: 0.3, seed: 3 },
    ]);
    const notices = Array.from({ length: 10 }, (_, index) => someNotice({ reference: `CHG-${index}` }));
    const problems = await Promise.all(
      notices.map((notice) => sendNotice({ topicArn, sign: signing }, notice, signal)),
    );
    assert.deepEqual(problems.flat(), []);
    assert.equal(subscriber.received.length, 10);
    const [{ struck } = { struck: 0 }] = await cloud.gateway.faultCounts();
    assert.ok(struck > 0, "nothing was throttled");
  });
});
