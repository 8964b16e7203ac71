import assert from "node:assert/strict";

import { readDocument } from "../../../policy/model/iamDocument";
import { plainProperties } from "../../../policy/model/value";

const ID = "000000000042";
const STATEMENT = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

describe("Policy documents that are none", () => {
  const refused = (policy: unknown): string => {
    const reading = readDocument(plainProperties({ policy }), "policy");
    assert.ok(reading.is === "invalid", JSON.stringify(reading));
    return reading.why;
  };

  const invalid: Record<string, [policy: unknown, why: RegExp]> = {
    "text that is no JSON": ["{", /it is no JSON/],
    "text in text": [JSON.stringify("{}"), /it is no object/],
    "a list": [[], /it is no object/],
    "a number": ["7", /it is no object/],
    "no statement": [{ Version: "2012-10-17" }, /it has no Statement/],
    "a null statement": [{ Statement: null }, /it has no Statement/],
    "a strange element": [{ Statement: [], Statements: [] }, /it has elements that no policy has/],
    "a statement that is text": [{ Statement: ["Allow"] }, /Statement\[0\] is no object/],
    "an element in lower case": [
      { Statement: [STATEMENT, { ...STATEMENT, action: "*" }] },
      /Statement\[1\] has elements that no policy has/,
    ],
    "no effect": [
      { Statement: { ...STATEMENT, Effect: undefined } },
      /Statement\[0\]\.Effect is neither Allow nor Deny/,
    ],
    "an effect in lower case": [{ Statement: { ...STATEMENT, Effect: "allow" } }, /neither Allow nor Deny/],
    "no action": [{ Statement: { Effect: "Allow", Resource: "*" } }, /neither Action nor NotAction/],
    "both actions": [
      { Statement: { ...STATEMENT, NotAction: "iam:*" } },
      /Statement\[0\] has both Action and NotAction/,
    ],
    "both resources": [
      { Statement: { ...STATEMENT, NotResource: "a" } },
      /Statement\[0\] has both Resource and NotResource/,
    ],
    "both principals": [
      { Statement: { ...STATEMENT, Principal: "*", NotPrincipal: "*" } },
      /Statement\[0\] has both Principal and NotPrincipal/,
    ],
    "an empty list of actions": [
      { Statement: { ...STATEMENT, Action: [] } },
      /Statement\[0\]\.Action is an empty list/,
    ],
    "an action that is a number": [
      { Statement: { ...STATEMENT, Action: [7] } },
      /Statement\[0\]\.Action is no text/,
    ],
    "an empty action": [{ Statement: { ...STATEMENT, Action: "" } }, /Statement\[0\]\.Action is no text/],
    "an action without service": [
      { Statement: { ...STATEMENT, Action: "GetObject" } },
      /has an action that is no service and action/,
    ],
    "an action in look-alike letters": [
      { Statement: { ...STATEMENT, Action: "ѕ3:GetObject" } },
      /has an action that is no service and action/,
    ],
    "a resource that is an object": [
      { Statement: { ...STATEMENT, Resource: {} } },
      /Statement\[0\]\.Resource is no text/,
    ],
    "an account id that is a number": [
      { Statement: { ...STATEMENT, Principal: { AWS: 42 } } },
      /Statement\[0\]\.Principal\.AWS is no text/,
    ],
    "a principal without a kind": [
      { Statement: { ...STATEMENT, Principal: ID } },
      /Statement\[0\]\.Principal is neither/,
    ],
    "a principal of no such kind": [
      { Statement: { ...STATEMENT, Principal: { aws: ID } } },
      /Statement\[0\]\.Principal has elements that no policy has/,
    ],
    "a principal that is nobody": [
      { Statement: { ...STATEMENT, Principal: {} } },
      /Statement\[0\]\.Principal is empty/,
    ],
    "a principal that is null": [
      { Statement: { ...STATEMENT, Principal: { AWS: null } } },
      /Statement\[0\]\.Principal\.AWS is no text/,
    ],
    "a condition that is a list": [
      { Statement: { ...STATEMENT, Condition: [] } },
      /Statement\[0\]\.Condition is no object/,
    ],
    "a condition without a key": [
      { Statement: { ...STATEMENT, Condition: { StringEquals: "a" } } },
      /Statement\[0\]\.Condition is no object/,
    ],
    "an operator that is none": [
      { Statement: { ...STATEMENT, Condition: { "Equals?": { a: "b" } } } },
      /Statement\[0\]\.Condition has an operator that is none/,
    ],
    "a condition without a value": [
      { Statement: { ...STATEMENT, Condition: { StringEquals: { a: null } } } },
      /Statement\[0\]\.Condition is no text/,
    ],
  };
  for (const [title, [policy, why]] of Object.entries(invalid)) {
    it(`have ${title}`, () => {
      assert.match(refused(policy), why);
      if (typeof policy !== "string") {
        assert.match(refused(JSON.stringify(policy)), why);
      }
    });
  }
});
