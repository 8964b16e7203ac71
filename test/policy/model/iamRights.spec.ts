import assert from "node:assert/strict";

import { UNKNOWN_PART } from "../../../policy/model/arn";
import { documentOf, type Statement, type Terms } from "../../../policy/model/iamDocument";
import {
  allOf,
  anyOf,
  coversEverything,
  includesAction,
  includesEveryAction,
  matches,
  not,
  pins,
} from "../../../policy/model/iamRights";
import { plainProperties } from "../../../policy/model/value";
import { unknown } from "../support/world";

const terms = (is: Terms["is"], texts: readonly string[], more = false): Terms => ({ is, texts, more });

describe("What a statement is about", () => {
  const patterns: [pattern: string, text: string, answer: string][] = [
    ["*", "iam:passrole", "yes"],
    ["iam:pass*", "iam:passrole", "yes"],
    ["iam:pass*", "iam:getrole", "no"],
    ["iam:p?ssrole", "iam:passrole", "yes"],
    ["iam:p?ssrole", "iam:pssrole", "no"],
    ["iam:**role", "iam:passrole", "yes"],
    ["iam:pass", "iam:passrole", "no"],
    ["passrole", "iam:passrole", "no"],
    ["a.c", "abc", "no"],
    ["a(b", "a(b", "yes"],
    ["a*c", "a\nc", "yes"],
    [`iam:${UNKNOWN_PART}`, "iam:passrole", "unknown"],
    [`s3:${UNKNOWN_PART}`, "iam:passrole", "no"],
  ];
  for (const [pattern, text, answer] of patterns) {
    it(`is by ${pattern} for ${JSON.stringify(text)}: ${answer}`, () => {
      assert.equal(matches(pattern, text), answer);
    });
  }

  it("includes an action that is listed, or not left out", () => {
    assert.equal(includesAction(terms("these", ["s3:*", "iam:*"]), "iam:passrole"), "yes");
    assert.equal(includesAction(terms("these", ["s3:*"]), "iam:passrole"), "no");
    assert.equal(includesAction(terms("these", ["s3:*"], true), "iam:passrole"), "unknown");
    assert.equal(includesAction(terms("allBut", ["s3:*"]), "iam:passrole"), "yes");
    assert.equal(includesAction(terms("allBut", ["iam:*"]), "iam:passrole"), "no");
    assert.equal(includesAction(terms("allBut", ["s3:*"], true), "iam:passrole"), "unknown");
  });

  it("includes every action", () => {
    for (const action of ["*", "*:*", "**"]) {
      assert.equal(includesEveryAction(terms("these", [action])), "yes");
    }
    assert.equal(includesEveryAction(terms("these", ["s3:*"])), "no");
    assert.equal(includesEveryAction(terms("allBut", ["iam:*"])), "yes");
  });

  const resources: Record<string, [resources: Terms | undefined, answer: string]> = {
    "no resource": [undefined, "yes"],
    "all but one": [terms("allBut", ["arn:aws:s3:::a"]), "yes"],
    "a star": [terms("these", ["*"]), "yes"],
    "one of several": [terms("these", ["arn:aws:s3:::a", "*"]), "yes"],
    "all roles of an account": [terms("these", ["arn:aws:iam::000000000042:role/*"]), "yes"],
    "all roles, by a long pattern": [terms("these", ["arn:aws:iam::000000000042:role/?*"]), "yes"],
    "all roles of six letters": [terms("these", ["arn:aws:iam::*:role/??????"]), "yes"],
    "all roles with a dash": [terms("these", ["arn:aws:iam::*:role/*-*"]), "yes"],
    "all of IAM": [terms("these", ["arn:aws:iam::000000000042:*"]), "yes"],
    "all of a partition": [terms("these", ["arn:aws:*"]), "yes"],
    "all buckets": [terms("these", ["arn:aws:s3:::*"]), "yes"],
    "all log groups": [terms("these", ["arn:aws:logs:eu-west-1:000000000042:log-group:*"]), "yes"],
    "roles of a name": [terms("these", ["arn:aws:iam::*:role/duotone-*"]), "no"],
    "one key": [terms("these", ["arn:aws:kms:eu-west-1:000000000042:key/1234"]), "no"],
    "one key that is not known": [
      terms("these", [`arn:aws:kms:eu-west-1:000000000042:key/${UNKNOWN_PART}`]),
      "unknown",
    ],
    "a part of something that is not known": [terms("these", [`${UNKNOWN_PART}/archive-*`]), "no"],
    "more to come": [terms("these", ["arn:aws:s3:::a"], true), "unknown"],
  };
  for (const [title, [given, answer]] of Object.entries(resources)) {
    it(`covers everything with ${title}: ${answer}`, () => {
      assert.equal(coversEverything(given), answer);
    });
  }

  const statement = (Condition: unknown): Statement => {
    const reading = documentOf(
      plainProperties({ Statement: { Effect: "Allow", Action: "*", Resource: "*", Condition } }),
    );
    assert.ok(reading.is === "known");
    const [first] = reading.statements;
    assert.ok(first);
    return first;
  };
  const KEYS = ["aws:principalorgid", "aws:sourcearn", "kms:encryptioncontext:*"];
  const conditions: Record<string, [condition: unknown, answer: string]> = {
    none: [undefined, "no"],
    "a pinned key": [{ StringEquals: { "aws:PrincipalOrgID": "o-1" } }, "yes"],
    "a pinned key in another case": [{ StringEquals: { "AWS:principalorgid": "o-1" } }, "yes"],
    "a key of a family": [{ StringEquals: { "kms:EncryptionContext:app": "a" } }, "yes"],
    "a pattern": [{ StringLike: { "aws:PrincipalOrgID": "o-*" } }, "yes"],
    "a key in any case of its value": [{ StringEqualsIgnoreCase: { "aws:PrincipalOrgID": "O-1" } }, "yes"],
    "another key": [{ StringEquals: { "aws:RequestedRegion": "eu-west-1" } }, "no"],
    "another operator": [{ StringNotEquals: { "aws:PrincipalOrgID": "o-1" } }, "no"],
    "a key that need not be there": [{ StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } }, "no"],
    "all of no values": [{ "ForAllValues:StringEquals": { "aws:PrincipalOrgID": "o-1" } }, "no"],
    "any of the values": [{ "ForAnyValue:StringEquals": { "aws:PrincipalOrgID": "o-1" } }, "yes"],
    "a star": [{ StringLike: { "aws:PrincipalOrgID": "*" } }, "no"],
    "a star among others": [{ StringLike: { "aws:PrincipalOrgID": ["o-1", "*"] } }, "no"],
    "an ARN of one account": [{ ArnLike: { "aws:SourceArn": "arn:aws:logs:*:000000000042:*" } }, "yes"],
    "an ARN of any account": [{ ArnLike: { "aws:SourceArn": "arn:aws:logs:*:*:log-group:a" } }, "no"],
    "an ARN of one bucket": [{ ArnEquals: { "aws:SourceArn": "arn:aws:s3:::a" } }, "yes"],
    "an ARN of any bucket": [{ ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } }, "no"],
    "a value that is not known": [{ StringEquals: { "aws:PrincipalOrgID": unknown } }, "unknown"],
    "conditions that are not known": [unknown, "unknown"],
    "one that pins among conditions that are not known": [
      { StringEquals: { "aws:PrincipalOrgID": "o-1" }, Bool: unknown },
      "yes",
    ],
  };
  for (const [title, [given, answer]] of Object.entries(conditions)) {
    it(`is pinned by ${title}: ${answer}`, () => {
      assert.equal(pins(statement(given), KEYS), answer);
    });
  }

  it("joins answers", () => {
    assert.equal(anyOf(["no", "unknown", "yes"]), "yes");
    assert.equal(anyOf(["no", "unknown"]), "unknown");
    assert.equal(anyOf([]), "no");
    assert.equal(allOf(["yes", "unknown", "no"]), "no");
    assert.equal(allOf(["yes", "unknown"]), "unknown");
    assert.equal(allOf([]), "yes");
    assert.deepEqual((["yes", "no", "unknown"] as const).map(not), ["no", "yes", "unknown"]);
  });
});
