import assert from "node:assert/strict";

import { key04 } from "../../../../policy/rules/keys/key04";
import { checkOne, node, unknown } from "../../support/world";

const PARAMETER = "aws:ssm/parameter:Parameter";

describe("KEY-04: parameters that hold secrets", () => {
  const messages = (props: Record<string, unknown>, logicalName = "core") =>
    checkOne(key04, node(PARAMETER, logicalName, { props })).map(({ message }) => message);
  const encrypted = { type: "SecureString", keyId: "alias/duotone/secrets" };

  const right: Record<string, Record<string, unknown>> = {
    "a plain parameter": { name: "/duotone/prod/active-color", type: "String" },
    "a plain parameter without a name": { type: "String" },
    "an encrypted secret": { name: "/duotone/prod/db-password", ...encrypted },
    "a key that is not known yet": { name: "/duotone/prod/db-password", ...encrypted, keyId: unknown },
    "the ARN of a secret": { name: "/duotone/prod/db-secret-arn", type: "String" },
    "how long a token lives": { name: "/duotone/prod/tokenTtl", type: "String" },
    "an encrypted parameter of a name that is not known yet": { name: unknown, ...encrypted },
  };
  for (const [title, props] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(props), []);
    });
  }

  for (const name of [
    "/duotone/db-password",
    "/duotone/dbPasswd",
    "/duotone/passphrase",
    "/duotone/pwd",
    "/duotone/client_secret",
    "/duotone/GITHUB_TOKEN",
    "/duotone/credentials",
    "/duotone/sentry/dsn",
    "/duotone/api-key",
    "/duotone/signing_key",
    "/duotone/privateKey",
  ]) {
    it(`refuses ${name} in the clear, as name and as logical name`, () => {
      for (const type of ["String", "StringList", "securestring", undefined]) {
        assert.match(messages({ name, type }).join(), /type is not `SecureString`/);
      }
      assert.match(messages({ type: "String" }, name).join(), /type is not `SecureString`/);
      assert.match(
        messages({ name: unknown, type: "String" }, name).join(),
        /although it is called a secret/,
      );
    });
  }

  const wrong: Record<string, [props: Record<string, unknown>, said: RegExp]> = {
    "a type that is not known": [
      { name: "/duotone/db-password", type: unknown },
      /Cannot prove: type is not known yet/,
    ],
    "a name that is not known": [{ name: unknown, type: "String" }, /Cannot prove: name is not known yet/],
    "an encrypted parameter without a key": [{ type: "SecureString" }, /keyId is missing/],
    "an encrypted parameter with AWS's own key": [
      { type: "SecureString", keyId: "alias/aws/ssm" },
      /keyId is AWS's own key/,
    ],
    "the ARN of AWS's own key": [
      { type: "SecureString", keyId: "arn:aws:kms:eu-west-1:000000000042:alias/aws/ssm" },
      /keyId is AWS's own key/,
    ],
    "an empty key": [{ type: "SecureString", keyId: "" }, /keyId is AWS's own key/],
    "something that is no key": [{ type: "SecureString", keyId: true }, /keyId is missing/],
  };
  for (const [title, [props, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(props);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("never says a value", () => {
    const value = "correct horse battery staple";
    assert.doesNotMatch(messages({ name: "/duotone/db-password", type: "String", value }).join(), /horse/);
  });

  it("looks at parameters", () => {
    assert.deepEqual(key04.types, [PARAMETER]);
  });
});
