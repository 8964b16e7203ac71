import assert from "node:assert/strict";

import { UNKNOWN_PART } from "../../../policy/model/arn";
import { type DocumentReading, readDocument, type Statement } from "../../../policy/model/iamDocument";
import { plainProperties } from "../../../policy/model/value";
import { unknown } from "../support/world";

const ID = "000000000042";
const STATEMENT = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

describe("Policy documents", () => {
  const read = (policy: unknown): DocumentReading => readDocument(plainProperties({ policy }), "policy");
  const statements = (policy: unknown): readonly Statement[] => {
    const reading = read(policy);
    assert.ok(reading.is === "known", JSON.stringify(reading));
    return reading.statements;
  };
  const statement = (changed: object): Statement => {
    const [first] = statements({ Statement: { ...STATEMENT, ...changed } });
    assert.ok(first);
    return first;
  };
  const refused = (policy: unknown): string => {
    const reading = read(policy);
    assert.ok(reading.is === "invalid", JSON.stringify(reading));
    return reading.why;
  };

  it("are read alike as text and as object, with one statement or a list", () => {
    const expected: Statement = {
      at: "Statement[0]",
      effect: "Allow",
      principals: undefined,
      actions: { is: "these", texts: ["s3:getobject"], more: false },
      resources: { is: "these", texts: ["*"], more: false },
      conditions: [],
      moreConditions: false,
    };
    const list = { Version: "2012-10-17", Id: "a", Statement: [{ Sid: "b", ...STATEMENT }] };
    for (const policy of [list, JSON.stringify(list), { Statement: STATEMENT }]) {
      assert.deepEqual(statements(policy), [expected]);
    }
  });

  it("count their statements", () => {
    assert.deepEqual(
      statements({ Statement: [STATEMENT, STATEMENT] }).map(({ at }) => at),
      ["Statement[0]", "Statement[1]"],
    );
  });

  it("are absent where there is nothing, and unknown where the whole is", () => {
    assert.deepEqual(read(undefined), { is: "absent" });
    assert.deepEqual(read(null), { is: "absent" });
    assert.deepEqual(read(" "), { is: "absent" });
    assert.deepEqual(read(unknown), { is: "unknown" });
    assert.deepEqual(read(JSON.stringify(unknown)), { is: "unknown" });
    assert.deepEqual(read(`{"Statement": ${unknown}}`), { is: "unknown" });
  });

  it("say that more statements are to come", () => {
    for (const [given, count] of [
      [unknown, 0],
      [[STATEMENT, unknown], 1],
    ] as const) {
      for (const policy of [{ Statement: given }, JSON.stringify({ Statement: given })]) {
        const reading = read(policy);
        assert.ok(reading.is === "known" && reading.more && reading.statements.length === count);
      }
    }
    const whole = read({ Statement: STATEMENT });
    assert.ok(whole.is === "known" && !whole.more);
  });

  it("keep what is known around an unknown part", () => {
    const text = JSON.stringify({
      Statement: {
        ...STATEMENT,
        Action: [`s3:${unknown}`, unknown],
        Resource: [`arn:aws:s3:::${unknown}/*`, "arn:aws:s3:::b"],
        Condition: { StringEquals: { "aws:SourceAccount": [unknown, ID] } },
      },
    });
    for (const policy of [text, JSON.parse(text)]) {
      const [found] = statements(policy);
      assert.deepEqual(found?.actions, { is: "these", texts: [`s3:${UNKNOWN_PART}`], more: true });
      assert.deepEqual(found.resources, {
        is: "these",
        texts: [`arn:aws:s3:::${UNKNOWN_PART}/*`, "arn:aws:s3:::b"],
        more: false,
      });
      assert.deepEqual(found.conditions, [
        {
          operator: "StringEquals",
          holdsWithoutKey: false,
          key: "aws:sourceaccount",
          texts: [ID],
          more: true,
        },
      ]);
    }
  });

  it("take an unknown effect for what it is", () => {
    assert.equal(statement({ Effect: unknown }).effect, "unknown");
    assert.equal(statement({ Effect: "Deny" }).effect, "Deny");
  });

  it("know actions and resources that are left out", () => {
    const found = statement({
      Action: undefined,
      NotAction: "IAM:*",
      Resource: undefined,
      NotResource: ["a", "b"],
    });
    assert.deepEqual(found.actions, { is: "allBut", texts: ["iam:*"], more: false });
    assert.deepEqual(found.resources, { is: "allBut", texts: ["a", "b"], more: false });
    assert.equal(statement({ Resource: undefined }).resources, undefined);
  });

  const principals: Record<string, [given: unknown, expected: unknown]> = {
    "everyone, alone": ["*", [{ kind: "everyone" }]],
    "everyone, in a list": [["*"], [{ kind: "everyone" }]],
    "everyone, as AWS": [{ AWS: "*" }, [{ kind: "everyone" }]],
    "everyone, as any kind": [{ "*": "*" }, [{ kind: "everyone" }]],
    "an account": [
      { AWS: ID },
      [{ kind: "aws", text: ID, account: { is: "known", id: ID, partition: undefined } }],
    ],
    "an ARN among others": [
      { AWS: ["*", `arn:aws:iam::${ID}:root`], Service: "ec2.amazonaws.com" },
      [
        { kind: "everyone" },
        {
          kind: "aws",
          text: `arn:aws:iam::${ID}:root`,
          account: { is: "known", id: ID, partition: "aws" },
        },
        { kind: "service", text: "ec2.amazonaws.com" },
      ],
    ],
    "an unknown account": [
      { AWS: `arn:aws:iam::${unknown}:root` },
      [{ kind: "aws", text: `arn:aws:iam::${UNKNOWN_PART}:root`, account: { is: "unknown" } }],
    ],
    "identity providers and canonical users": [
      { Federated: ["cognito-identity.amazonaws.com"], CanonicalUser: "79a5" },
      [
        { kind: "federated", text: "cognito-identity.amazonaws.com" },
        { kind: "canonical", text: "79a5" },
      ],
    ],
  };
  for (const [title, [given, expected]] of Object.entries(principals)) {
    it(`know ${title}, and the same left out`, () => {
      assert.deepEqual(statement({ Principal: given }).principals, {
        is: "these",
        principals: expected,
        more: false,
      });
      assert.deepEqual(statement({ NotPrincipal: given }).principals, {
        is: "allBut",
        principals: expected,
        more: false,
      });
    });
  }

  it("say that more principals are to come", () => {
    for (const given of [unknown, { AWS: unknown }, { AWS: [unknown], Service: "a" }, [unknown]]) {
      assert.equal(statement({ Principal: given }).principals?.more, true);
    }
  });

  it("read conditions with numbers and truth values, quantifiers and IfExists", () => {
    assert.deepEqual(
      statement({
        Condition: {
          Bool: { "aws:SecureTransport": false },
          NumericLessThanIfExists: { "aws:MultiFactorAuthAge": 3600 },
          "ForAllValues:StringLike": { "aws:TagKeys": ["a", "b"] },
          "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-1/*" },
        },
      }).conditions,
      [
        {
          operator: "Bool",
          holdsWithoutKey: false,
          key: "aws:securetransport",
          texts: ["false"],
          more: false,
        },
        {
          operator: "NumericLessThan",
          holdsWithoutKey: true,
          key: "aws:multifactorauthage",
          texts: ["3600"],
          more: false,
        },
        {
          operator: "StringLike",
          holdsWithoutKey: true,
          key: "aws:tagkeys",
          texts: ["a", "b"],
          more: false,
        },
        {
          operator: "StringLike",
          holdsWithoutKey: false,
          key: "aws:principalorgpaths",
          texts: ["o-1/*"],
          more: false,
        },
      ],
    );
  });

  it("say that more conditions are to come", () => {
    for (const given of [unknown, { StringEquals: unknown, Bool: { a: "true" } }]) {
      assert.equal(statement({ Condition: given }).moreConditions, true);
    }
    assert.equal(statement({ Condition: { Bool: { a: "true" } } }).moreConditions, false);
    assert.equal(statement({}).moreConditions, false);
  });

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
    it(`are none with ${title}`, () => {
      assert.match(refused(policy), why);
      if (typeof policy !== "string") {
        assert.match(refused(JSON.stringify(policy)), why);
      }
    });
  }
});
