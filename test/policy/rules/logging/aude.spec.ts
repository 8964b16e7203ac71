import assert from "node:assert/strict";

import { aude } from "../../../../policy/rules/logging/aude";
import { answersOf } from "../../support/answers";
import { checkOne, node, unknown } from "../../support/world";

const GOOD = { retentionInDays: 400, kmsKeyId: "arn:aws:kms:eu-west-1:200000000003:key/1" };

describe("AUD-E: log groups", () => {
  const messages = (changed: Record<string, unknown>) =>
    checkOne(aude, node("aws:cloudwatch/logGroup:LogGroup", "logs", { props: { ...GOOD, ...changed } })).map(
      ({ message }) => message,
    );

  it("may keep a year or more, with a key, which may not be known yet", () => {
    assert.deepEqual(messages({}), []);
    assert.deepEqual(messages({ retentionInDays: 365 }), []);
    assert.deepEqual(messages({ retentionInDays: "365" }), []);
    assert.deepEqual(messages({ kmsKeyId: unknown }), []);
    assert.deepEqual(messages({ retentionInDays: unknown }), []);
  });

  const wrong: readonly (readonly [changed: Record<string, unknown>, said: RegExp])[] = [
    [{ retentionInDays: 364 }, /retentionInDays is not at least 365/],
    [{ retentionInDays: "90" }, /retentionInDays is not at least 365/],
    [{ retentionInDays: "a year" }, /retentionInDays is not at least 365/],
    [{ retentionInDays: 0 }, /kept for ever/],
    [{ retentionInDays: undefined }, /kept for ever/],
    [{ kmsKeyId: undefined }, /kmsKeyId is not given/],
    [{ kmsKeyId: "" }, /kmsKeyId is not given/],
  ];
  for (const [changed, said] of wrong) {
    it(`may not have ${JSON.stringify(changed)}`, () => {
      const [message, ...others] = messages(changed);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("cannot be judged where the days are not known yet", () => {
    const group = node("aws:cloudwatch/logGroup:LogGroup", "logs", {
      props: { ...GOOD, retentionInDays: unknown },
    });
    assert.deepEqual(answersOf(aude, [group]), ["undetermined: retentionInDays is not known yet."]);
  });

  it("are what it looks at", () => {
    assert.deepEqual(aude.types, ["aws:cloudwatch/logGroup:LogGroup"]);
  });
});
