import assert from "node:assert/strict";

import { key02 } from "../../../../policy/rules/keys/key02";
import { checkOne, node, unknown } from "../../support/world";

const KEY = "aws:kms/key:Key";
const POLICY = "aws:kms/keyPolicy:KeyPolicy";
const KEYS = [
  "aws:kms/externalKey:ExternalKey",
  KEY,
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
  "aws:kms/replicaKey:ReplicaKey",
];

describe("KEY-02: no key is lost", () => {
  const messages = (
    type: string,
    props: Record<string, unknown>,
    protect = true,
    stackName = "duotone/prod",
  ) => checkOne(key02, node(type, "logs", { props, protect }), { stackName }).map(({ message }) => message);

  const right: Record<string, Record<string, unknown>> = {
    "30 days": { deletionWindowInDays: 30 },
    "30 days as text": { deletionWindowInDays: "30" },
    "AWS's own 30 days": {},
    "a check that is not left out": { bypassPolicyLockoutSafetyCheck: false },
    "the same as text": { bypassPolicyLockoutSafetyCheck: "false" },
  };
  for (const [title, props] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(KEY, props), []);
    });
  }

  const wrong: Record<string, [props: Record<string, unknown>, said: RegExp]> = {
    "7 days": [{ deletionWindowInDays: 7 }, /deletionWindowInDays is not 30/],
    "31 days": [{ deletionWindowInDays: 31 }, /deletionWindowInDays is not 30/],
    "days that are no number": [{ deletionWindowInDays: "month" }, /deletionWindowInDays is not 30/],
    "days that are not known": [
      { deletionWindowInDays: unknown },
      /Cannot prove: deletionWindowInDays is not known yet/,
    ],
    "a check that is left out": [
      { bypassPolicyLockoutSafetyCheck: true },
      /bypassPolicyLockoutSafetyCheck is set/,
    ],
    "the same as text": [{ bypassPolicyLockoutSafetyCheck: "true" }, /bypassPolicyLockoutSafetyCheck is set/],
    "something else than no": [
      { bypassPolicyLockoutSafetyCheck: 1 },
      /bypassPolicyLockoutSafetyCheck is set/,
    ],
    "a check that is not known": [
      { bypassPolicyLockoutSafetyCheck: unknown },
      /Cannot prove: bypassPolicyLockoutSafetyCheck is not known yet/,
    ],
  };
  for (const [title, [props, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(KEY, props);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  for (const type of KEYS) {
    it(`wants protection of ${type}, but not in staging`, () => {
      assert.match(messages(type, {}, false).join(), /The option `protect` is not true/);
      assert.equal(messages(type, {}, false, "duotone-foundation/org").length, 1);
      assert.deepEqual(messages(type, {}, false, "duotone/staging"), []);
    });

    it(`wants 30 days of ${type}, in staging, too`, () => {
      assert.equal(messages(type, { deletionWindowInDays: 7 }, true, "duotone/staging").length, 1);
    });
  }

  it("wants the check of a policy alone, and no more", () => {
    assert.deepEqual(messages(POLICY, {}, false), []);
    assert.equal(messages(POLICY, { bypassPolicyLockoutSafetyCheck: true }, false).length, 1);
  });

  it("looks at those, and no others", () => {
    assert.deepEqual(key02.types, [...KEYS.slice(0, 2), POLICY, ...KEYS.slice(2)]);
  });
});
