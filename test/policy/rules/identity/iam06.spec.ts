import assert from "node:assert/strict";

import { RESOURCE_POLICIES } from "../../../../policy/model/policyProperties";
import { iam06 } from "../../../../policy/rules/identity/iam06";
import { checkOne, node, settings, unknown } from "../../support/world";

const BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const EVERYBODY = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" };
const PERMISSIONS: Record<string, readonly string[]> = {
  "aws:cloudwatch/eventPermission:EventPermission": ["condition"],
  "aws:lambda/layerVersionPermission:LayerVersionPermission": ["organizationId"],
  "aws:lambda/permission:Permission": ["sourceAccount", "sourceArn", "principalOrgId"],
};

describe("IAM-06: policies of resources", () => {
  const messages = (type: string, props: Record<string, unknown>) =>
    checkOne(iam06, node(type, "core", { props })).map(({ message }) => message);
  const answers = (type: string, props: Record<string, unknown>) =>
    iam06
      .evaluate(node(type, "core", { props }), { settings: settings(), sensitive: true })
      .map(({ answer }) => answer);
  const ofStatement = (statement: object) =>
    messages(BUCKET_POLICY, { policy: JSON.stringify({ Statement: { ...EVERYBODY, ...statement } }) });

  const right: Record<string, object> = {
    "a named principal": { Principal: { AWS: "000000000042" } },
    "a service": { Principal: { Service: "delivery.logs.amazonaws.com" } },
    "what is denied to everybody": { Effect: "Deny" },
    "all but something denied": { Effect: "Deny", Action: undefined, NotAction: "s3:GetObject" },
    "a policy without a principal": { Principal: undefined },
    ...Object.fromEntries(
      [
        "aws:PrincipalAccount",
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths",
        "aws:SourceAccount",
        "aws:SourceOrgID",
        "aws:SourceOrgPaths",
        "aws:SourceOwner",
        "aws:SourceVpc",
        "aws:SourceVpce",
        "aws:userid",
        "kms:CallerAccount",
        "s3:DataAccessPointAccount",
      ].map((key) => [`everybody by ${key}`, { Condition: { StringEquals: { [key]: "a" } } }]),
    ),
    ...Object.fromEntries(
      ["aws:PrincipalArn", "aws:SourceArn", "s3:DataAccessPointArn"].map((key) => [
        `everybody by ${key}`,
        { Condition: { ArnLike: { [key]: "arn:aws:iam::000000000042:*" } } },
      ]),
    ),
  };
  for (const [title, statement] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      const policy = JSON.stringify({ Statement: { ...EVERYBODY, ...statement } });
      assert.deepEqual(answers(BUCKET_POLICY, { policy }), []);
    });
  }

  const wrong: Record<string, [statement: object, said: RegExp]> = {
    everybody: [{}, /policy\.Statement\[0\] allows everybody/],
    "everybody with an account": [{ Principal: { AWS: "*" } }, /allows everybody/],
    "everybody among others": [{ Principal: { AWS: ["000000000042", "*"] } }, /allows everybody/],
    "everybody on a condition that says nothing of whom": [
      { Condition: { Bool: { "aws:SecureTransport": "true" } } },
      /allows everybody/,
    ],
    "everybody of any account": [
      { Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/core" } } },
      /allows everybody/,
    ],
    "everybody by a condition that need not hold": [
      { Condition: { StringEqualsIfExists: { "aws:SourceAccount": "000000000042" } } },
      /allows everybody/,
    ],
    "all but somebody": [
      { Principal: undefined, NotPrincipal: { AWS: "000000000042" } },
      /Statement\[0\] has a NotPrincipal/,
    ],
    "all but somebody denied": [
      { Effect: "Deny", Principal: undefined, NotPrincipal: { AWS: "000000000042" } },
      /Statement\[0\] has a NotPrincipal/,
    ],
    "all but everybody": [{ Principal: undefined, NotPrincipal: "*" }, /Statement\[0\] has a NotPrincipal/],
    "all but something": [
      { Principal: { AWS: "000000000042" }, Action: undefined, NotAction: "s3:DeleteObject" },
      /Statement\[0\] allows everything but its NotAction/,
    ],
  };
  for (const [title, [statement, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = ofStatement(statement);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("leaves what is not known yet to the update", () => {
    for (const policy of [
      unknown,
      { Statement: [unknown] },
      { Statement: { ...EVERYBODY, Principal: { AWS: unknown } } },
      { Statement: { ...EVERYBODY, Condition: unknown } },
      { Statement: { ...EVERYBODY, Effect: unknown } },
      JSON.stringify({
        Statement: { ...EVERYBODY, Condition: { StringEquals: { "aws:PrincipalAccount": unknown } } },
      }),
    ]) {
      assert.deepEqual(answers(BUCKET_POLICY, { policy }), ["undetermined"]);
      assert.deepEqual(messages(BUCKET_POLICY, { policy }), []);
    }
  });

  it("refuses everybody beside somebody who is not known yet", () => {
    const policy = { Statement: [unknown, { ...EVERYBODY, Principal: { AWS: [unknown, "*"] } }] };
    assert.equal(messages(BUCKET_POLICY, { policy }).length, 1);
  });

  it("refuses a document that cannot be read, and has nothing against none", () => {
    assert.match(messages(BUCKET_POLICY, { policy: "{" }).join(), /policy is no policy document/);
    assert.deepEqual(messages("aws:sqs/queue:Queue", {}), []);
  });

  for (const [type, property] of Object.entries(RESOURCE_POLICIES)) {
    it(`looks at ${property} of ${type}`, () => {
      const policy = JSON.stringify({ Statement: EVERYBODY });
      const props = property === "details.policy" ? { details: { policy } } : { [property]: policy };
      assert.equal(messages(type, props).length, 1);
    });
  }

  for (const [type, narrowing] of Object.entries(PERMISSIONS)) {
    it(`refuses everybody in ${type}, and nobody`, () => {
      for (const principal of ["*", undefined, true]) {
        assert.match(
          messages(type, { principal }).join(),
          /principal is everybody, and .* does not say whom/,
        );
      }
    });

    it(`has nothing against somebody in ${type}`, () => {
      assert.deepEqual(messages(type, { principal: "000000000042" }), []);
    });

    for (const property of narrowing) {
      it(`has nothing against everybody in ${type} with ${property}, known or not`, () => {
        assert.deepEqual(messages(type, { principal: "*", [property]: "a" }), []);
        assert.deepEqual(messages(type, { principal: "*", [property]: unknown }), []);
      });
    }

    it(`leaves a principal of ${type} that is not known yet to the update`, () => {
      assert.deepEqual(answers(type, { principal: unknown }), ["undetermined"]);
    });
  }

  it("looks at those, and no others", () => {
    assert.deepEqual(iam06.types, [...Object.keys({ ...RESOURCE_POLICIES, ...PERMISSIONS })].sort());
  });
});
