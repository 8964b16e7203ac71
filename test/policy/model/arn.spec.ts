import assert from "node:assert/strict";

import { accountInArn, type ArnAccount, markedText, parseArn, UNKNOWN_PART } from "../../../policy/model/arn";
import { unknown } from "../support/world";

const ID = "000000000042";

describe("ARNs", () => {
  it("are taken apart, colons of the resource included", () => {
    assert.deepEqual(parseArn(`arn:aws-cn:logs:cn-north-1:${ID}:log-group:a:*`), {
      partition: "aws-cn",
      service: "logs",
      region: "cn-north-1",
      account: ID,
      resource: "log-group:a:*",
    });
  });

  it("leave open what follows an early wildcard", () => {
    assert.deepEqual(parseArn("arn:aws:sqs*"), {
      partition: "aws",
      service: "sqs*",
      region: "*",
      account: "*",
      resource: "*",
    });
  });

  for (const text of [
    "",
    "*",
    "core",
    "arn:aws:s3",
    "arn:other:s3:::a",
    "arn:aws::::a",
    "arn:aws:s3:::",
    "ARN:aws:s3:::a",
  ]) {
    it(`are not: ${JSON.stringify(text)}`, () => {
      assert.equal(parseArn(text), undefined);
    });
  }

  const accounts: Record<string, ArnAccount> = {
    [ID]: { is: "known", id: ID, partition: undefined },
    [`arn:aws:iam::${ID}:root`]: { is: "known", id: ID, partition: "aws" },
    [`arn:aws-us-gov:sts::${ID}:assumed-role/a/b`]: { is: "known", id: ID, partition: "aws-us-gov" },
    [`arn:aws:iam::${ID}:role/${UNKNOWN_PART}`]: { is: "known", id: ID, partition: "aws" },
    [`arn:${UNKNOWN_PART}:iam::${ID}:root`]: { is: "known", id: ID, partition: UNKNOWN_PART },
    "*": { is: "any" },
    "arn:aws:iam::*:role/a": { is: "any" },
    "arn:aws:iam::00000000004?:role/a": { is: "any" },
    "arn:*:iam::*:role/a": { is: "any" },
    "arn:aws:iam*": { is: "any" },
    "arn:aws:s3:::bucket/*": { is: "none" },
    "arn:aws:iam::aws:policy/ReadOnlyAccess": { is: "aws" },
    "arn:aws:iam::cloudfront:user/a": { is: "aws" },
    "arn:aws:iam::${aws:PrincipalAccount}:role/a": { is: "caller" },
    [`arn:aws:iam::${UNKNOWN_PART}:root`]: { is: "unknown" },
    [`${UNKNOWN_PART}/*`]: { is: "unknown" },
    "42": { is: "invalid" },
    AROAEXAMPLE: { is: "invalid" },
    "arn:aws:iam::42:root": { is: "invalid" },
    [`arn:aws:iam::${ID}0:root`]: { is: "invalid" },
    [`0${ID}`]: { is: "invalid" },
  };
  for (const [text, account] of Object.entries(accounts)) {
    it(`of ${text} are ${account.is === "known" ? "an account's" : account.is}`, () => {
      assert.deepEqual(accountInArn(text), account);
    });
  }

  it("have their unknown parts marked", () => {
    assert.equal(markedText(`arn:aws:s3:::${unknown}/*`), `arn:aws:s3:::${UNKNOWN_PART}/*`);
    assert.equal(markedText("arn:aws:s3:::a"), "arn:aws:s3:::a");
  });
});
