import assert from "node:assert/strict";

import { key01 } from "../../../../policy/rules/keys/key01";
import { checkOne, node, unknown } from "../../support/world";

const KEY = "aws:kms/key:Key";

describe("KEY-01: rotation of keys", () => {
  const messages = (props: Record<string, unknown>) =>
    checkOne(key01, node(KEY, "logs", { props })).map(({ message }) => message);

  const right: Record<string, Record<string, unknown>> = {
    "a key that is rotated": { enableKeyRotation: true },
    "the same as text": { enableKeyRotation: "true" },
    "a year, and less": { enableKeyRotation: true, rotationPeriodInDays: 365 },
    "less than a year as text": { enableKeyRotation: true, rotationPeriodInDays: "90" },
    "a period that AWS says": { enableKeyRotation: true, rotationPeriodInDays: unknown },
    "a key that signs": { customerMasterKeySpec: "ECC_NIST_P256", keyUsage: "SIGN_VERIFY" },
    "a key for codes of messages": { customerMasterKeySpec: "HMAC_256" },
    "a key in a store of its own": { customKeyStoreId: "cks-1" },
  };
  for (const [title, props] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(props), []);
    });
  }

  const wrong: Record<string, [props: Record<string, unknown>, said: RegExp]> = {
    "no rotation": [{ enableKeyRotation: false }, /enableKeyRotation is not true/],
    "no rotation as text": [{ enableKeyRotation: "false" }, /enableKeyRotation is not true/],
    "nothing said of rotation": [{}, /enableKeyRotation is not true/],
    "something else than yes": [{ enableKeyRotation: "yes" }, /enableKeyRotation is not true/],
    "no rotation of a key that says that it is symmetric": [
      { customerMasterKeySpec: "SYMMETRIC_DEFAULT" },
      /enableKeyRotation is not true/,
    ],
    "no rotation of a key whose kind is not known": [
      { customerMasterKeySpec: unknown },
      /enableKeyRotation is not true/,
    ],
    "a rotation that is not known": [
      { enableKeyRotation: unknown },
      /Cannot prove: enableKeyRotation is not known yet/,
    ],
    "more than a year": [
      { enableKeyRotation: true, rotationPeriodInDays: 366 },
      /rotationPeriodInDays is not 365 or less/,
    ],
    "a period that is no number": [
      { enableKeyRotation: true, rotationPeriodInDays: "a year" },
      /rotationPeriodInDays is not 365 or less/,
    ],
  };
  for (const [title, [props, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(props);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("looks at keys", () => {
    assert.deepEqual(key01.types, [KEY]);
  });
});
