import assert from "node:assert/strict";

import { audb } from "../../../../policy/rules/logging/audb";
import { checkOne, node, unknown } from "../../support/world";

const GOOD = {
  enableLogFileValidation: true,
  kmsKeyId: "arn:aws:kms:eu-west-1:100000000003:key/1",
  cloudWatchLogsGroupArn: "arn:aws:logs:eu-west-1:100000000003:log-group:trail:*",
  cloudWatchLogsRoleArn: "arn:aws:iam::100000000003:role/trail",
};

describe("AUD-B: trails are signed, encrypted and copied", () => {
  const messages = (changed: Record<string, unknown>) =>
    checkOne(audb, node("aws:cloudtrail/trail:Trail", "trail", { props: { ...GOOD, ...changed } })).map(
      ({ message }) => message,
    );

  it("has nothing against one that is, nor against ARNs that are not known yet", () => {
    assert.deepEqual(messages({}), []);
    assert.deepEqual(messages({ enableLogFileValidation: "true" }), []);
    assert.deepEqual(
      messages({ kmsKeyId: unknown, cloudWatchLogsGroupArn: unknown, cloudWatchLogsRoleArn: unknown }),
      [],
    );
  });

  for (const property of ["kmsKeyId", "cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn"]) {
    for (const [title, value] of Object.entries({ absent: undefined, null: null, empty: "" })) {
      it(`refuses ${property} that is ${title}`, () => {
        const [message, ...others] = messages({ [property]: value });
        assert.match(message ?? "", new RegExp(`${property} is not given`));
        assert.deepEqual(others, []);
      });
    }
  }

  const wrong: Record<string, [value: unknown, said: RegExp]> = {
    false: [false, /enableLogFileValidation is not true/],
    "false as text": ["false", /enableLogFileValidation is not true/],
    absent: [undefined, /enableLogFileValidation is not true/],
    unknown: [unknown, /Cannot prove: enableLogFileValidation is not known/],
  };
  for (const [title, [enableLogFileValidation, said]] of Object.entries(wrong)) {
    it(`refuses enableLogFileValidation that is ${title}`, () => {
      const [message, ...others] = messages({ enableLogFileValidation });
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("looks at trails", () => {
    assert.deepEqual(audb.types, ["aws:cloudtrail/trail:Trail"]);
  });
});
