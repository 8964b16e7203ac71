import assert from "node:assert/strict";

import { audd } from "../../../../policy/rules/logging/audd";
import type { Node } from "../../../../policy/model/resource";
import { answersOf } from "../../support/answers";
import { checkAll, node, providerFor, settings, unknown } from "../../support/world";

const BUCKET = "aws:s3/bucket:Bucket";

describe("AUD-D: who reads and writes personal or banking data", () => {
  const trail = (...fields: readonly object[]) =>
    node("aws:cloudtrail/trail:Trail", "trail", {
      props: {
        advancedEventSelectors: [
          {
            fieldSelectors: [
              { field: "eventCategory", equals: ["Data"] },
              { field: "resources.type", equals: ["AWS::S3::Object"] },
              ...fields,
            ],
          },
        ],
      },
    });
  const startsWith = (...startsWiths: unknown[]) => ({ field: "resources.ARN", startsWiths });
  const bucket = (name: unknown, whose: Parameters<typeof providerFor>[0] = "accounts") =>
    node(BUCKET, "files", { props: { bucket: name }, provider: providerFor(whose) });
  const messages = (...nodes: readonly Node[]) => checkAll(audd, nodes).map(({ message }) => message);
  const single = (found: readonly string[], said: RegExp) => {
    const [message, ...others] = found;
    assert.match(message ?? "", said);
    assert.deepEqual(others, []);
  };

  it("has nothing against a trail that records them", () => {
    assert.deepEqual(messages(trail(), bucket("files")), []);
    assert.deepEqual(messages(trail(startsWith("arn:aws:s3:::files")), bucket("files")), []);
  });

  it("has nothing to say where there is no trail", () => {
    assert.deepEqual(messages(bucket("files")), []);
  });

  it("refuses buckets that it does not record, of personal or banking data", () => {
    const elsewhere = trail(startsWith("arn:aws:s3:::others"));
    single(messages(elsewhere, bucket("files", "accounts")), /No trail takes in all reading and writing/);
    single(messages(elsewhere, bucket("files", "payments")), /No trail takes in all reading and writing/);
    assert.deepEqual(messages(elsewhere, bucket("files", "marketing")), []);
    assert.deepEqual(messages(elsewhere, bucket("files", "audit")), []);
  });

  it("refuses a trail that leaves out deliveries to them", () => {
    const but = trail({ field: "eventName", notEquals: ["PutObject"] });
    single(messages(but, bucket("files")), /No trail takes in/);
  });

  it("counts buckets elsewhere that take their logs", () => {
    const flow = (whose: "accounts" | "marketing") =>
      node("aws:ec2/flowLog:FlowLog", "f", {
        props: { logDestination: "arn:aws:s3:::files" },
        provider: providerFor(whose),
      });
    const elsewhere = trail(startsWith("arn:aws:s3:::others"));
    assert.equal(messages(elsewhere, bucket("files", "audit"), flow("accounts")).length, 1);
    assert.equal(messages(elsewhere, bucket("files", "audit"), flow("marketing")).length, 0);
  });

  it("leaves alone what is not known yet", () => {
    assert.deepEqual(messages(trail(), bucket(unknown)), []);
    const open = node("aws:cloudtrail/trail:Trail", "o", { props: { advancedEventSelectors: unknown } });
    assert.deepEqual(messages(open, bucket("files")), []);
    const stranger = { ...bucket("files"), provider: { ...providerFor("accounts"), props: {} } };
    assert.deepEqual(messages(trail(startsWith("arn:aws:s3:::others")), stranger), []);
  });

  it("says what it cannot prove", () => {
    const said = "undetermined: its name or the trail's event selectors are not known yet.";
    assert.deepEqual(answersOf(audd, [trail(), bucket(unknown)]), [said]);
    const open = node("aws:cloudtrail/trail:Trail", "o", { props: { advancedEventSelectors: unknown } });
    assert.deepEqual(answersOf(audd, [open]), ["undetermined: its event selectors are not known yet."]);
  });

  it("is content with one trail for both, or with two", () => {
    const bare = node("aws:cloudtrail/trail:Trail", "bare");
    assert.deepEqual(messages(bare, trail()), []);
    const half = (readOnly: string) => ({
      ...trail({ field: "readOnly", equals: [readOnly] }),
      urn: readOnly,
    });
    assert.deepEqual(messages(half("true"), half("false")), []);
  });

  describe("what the inventory promises of the trail", () => {
    const promised = (lists: object, ...fields: readonly object[]) =>
      answersOf(audd, [trail(...fields)], { inventory: { ...settings().inventory, ...lists } });
    const left = (prefix: string) =>
      `bad: Its event selectors leave out objects of buckets that are called ${prefix}…, which the inventory says are recorded.`;

    it("is kept by one that begins like it, or takes in all", () => {
      const lists = { restrictedBuckets: ["a-"], recordedBuckets: ["b-"] };
      assert.deepEqual(promised(lists), []);
      assert.deepEqual(promised(lists, startsWith("arn:aws:s3:::a-", "arn:aws:s3:::b-")), []);
    });

    it("is not kept by one that leaves a beginning out, or takes in a part of it", () => {
      const lists = { restrictedBuckets: ["a-"], recordedBuckets: ["b-"] };
      assert.deepEqual(promised(lists, startsWith("arn:aws:s3:::b-")), [left("a-")]);
      assert.deepEqual(promised(lists, startsWith("arn:aws:s3:::a-")), [left("b-")]);
      assert.deepEqual(promised(lists, startsWith("arn:aws:s3:::a-one", "arn:aws:s3:::b-")), [left("a-")]);
    });

    it("lets deliveries be left out of what is recorded, not of what is restricted", () => {
      const but = { field: "eventName", notEquals: ["PutObject"] };
      const reads = { field: "readOnly", equals: ["true"] };
      const both = (lists: object) =>
        answersOf(audd, [trail(but), { ...trail(reads), urn: "reads" }], {
          inventory: { ...settings().inventory, ...lists },
        });
      assert.deepEqual(both({ recordedBuckets: ["b-"] }), []);
      assert.deepEqual(both({ restrictedBuckets: ["a-"] }), [left("a-"), left("a-")]);
    });

    it("cannot be proven of selectors that are not known yet", () => {
      const open = node("aws:cloudtrail/trail:Trail", "o", { props: { advancedEventSelectors: unknown } });
      const inventory = { ...settings().inventory, restrictedBuckets: ["a-"] };
      const said = "undetermined: its event selectors are not known yet.";
      assert.deepEqual(answersOf(audd, [open], { inventory }), [said, said]);
    });
  });

  describe("a trail without such buckets", () => {
    const said = /take in no reading and writing of objects/;
    it("records objects at least", () => {
      assert.deepEqual(messages(trail(startsWith("arn:aws:s3:::any"))), []);
      single(messages(node("aws:cloudtrail/trail:Trail", "bare")), said);
      single(messages(trail({ field: "readOnly", equals: ["true"] })), said);
      single(messages(trail({ field: "readOnly", equals: ["false"] })), said);
    });
  });
});
