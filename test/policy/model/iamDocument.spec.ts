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
});
