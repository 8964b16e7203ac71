import assert from "node:assert/strict";

import { dat02 } from "../../../../policy/rules/data/dat02";
import { bucketLike } from "../../support/buckets";
import { answersOf } from "../../support/answers";
import { checkAll, node, unknown } from "../../support/world";

const ARN = "arn:aws:s3:::files";
const DENY = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [ARN, `${ARN}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const ALLOW = {
  Effect: "Allow",
  Principal: { AWS: "200000000001" },
  Action: "s3:GetObject",
  Resource: `${ARN}/*`,
};

describe("DAT-02: no requests without TLS", () => {
  const messages = (policy: unknown, props: Record<string, unknown> = {}) =>
    checkAll(dat02, bucketLike({ props, companions: { policy: { policy } } })).map(({ message }) => message);
  const statements = (...found: readonly object[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: found });

  const right: Record<string, unknown> = {
    "a denial for the bucket and its objects": statements(DENY),
    "a denial beside what is allowed": statements(ALLOW, DENY),
    "a document that is no text": { Version: "2012-10-17", Statement: DENY },
    "one denial each": statements({ ...DENY, Resource: ARN }, { ...DENY, Resource: `${ARN}/*` }),
    "everybody as an AWS principal": statements({ ...DENY, Principal: { AWS: "*" } }),
    "everybody and somebody": statements({ ...DENY, Principal: { AWS: ["200000000001", "*"] } }),
    "all actions and one of them": statements({ ...DENY, Action: ["s3:GetObject", "s3:*"] }),
    "all actions of all services": statements({ ...DENY, Action: ["*"] }),
    "all resources": statements({ ...DENY, Resource: "*" }),
    "another partition": statements({
      ...DENY,
      Resource: ["arn:aws-cn:s3:::files", "arn:aws-cn:s3:::files/*"],
    }),
    "a pattern for both": statements({ ...DENY, Resource: "arn:aws:s3:::files*" }),
    "the condition's key and value in other letters": statements({
      ...DENY,
      Condition: { Bool: { "AWS:securetransport": [false] } },
    }),
  };
  for (const [title, policy] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(policy), []);
    });
  }

  const BOTH = /on the bucket and its objects where/;
  const wrong: Record<string, [policy: unknown, said: RegExp]> = {
    "no policy": ["", /It has no policy/],
    "a policy without a denial": [statements(ALLOW), BOTH],
    "a denial for the bucket only": [statements({ ...DENY, Resource: ARN }), /on its objects where/],
    "a denial for the objects only": [statements({ ...DENY, Resource: `${ARN}/*` }), /on the bucket where/],
    "a denial for some objects": [
      statements({ ...DENY, Resource: [ARN, `${ARN}/logs/*`] }),
      /on its objects where/,
    ],
    "a denial for objects with an ending": [
      statements({ ...DENY, Resource: [ARN, `${ARN}/*.log`] }),
      /on its objects where/,
    ],
    "a denial for another bucket": [
      statements({ ...DENY, Resource: ["arn:aws:s3:::x", "arn:aws:s3:::x/*"] }),
      BOTH,
    ],
    "a denial for all but the bucket": [statements({ ...DENY, Resource: undefined, NotResource: "*" }), BOTH],
    "an allowance": [statements({ ...DENY, Effect: "Allow" }), BOTH],
    "a denial for one principal": [statements({ ...DENY, Principal: { AWS: "200000000001" } }), BOTH],
    "a denial for all but one principal": [
      statements({ ...DENY, Principal: undefined, NotPrincipal: "*" }),
      BOTH,
    ],
    "a denial for nobody that is named": [statements({ ...DENY, Principal: undefined }), BOTH],
    "a denial of one action": [statements({ ...DENY, Action: "s3:GetObject" }), BOTH],
    "a denial of all but one action": [statements({ ...DENY, Action: undefined, NotAction: "s3:*" }), BOTH],
    "a denial without condition": [statements({ ...DENY, Condition: undefined }), BOTH],
    "a denial on one more condition": [
      statements({
        ...DENY,
        Condition: { ...DENY.Condition, StringEquals: { "aws:PrincipalTag/a": "b" } },
      }),
      BOTH,
    ],
    "a denial by another operator": [
      statements({ ...DENY, Condition: { Null: { "aws:SecureTransport": "false" } } }),
      BOTH,
    ],
    "a denial by another key": [
      statements({ ...DENY, Condition: { Bool: { "aws:ViaAWSService": "false" } } }),
      BOTH,
    ],
    "a denial with TLS": [
      statements({ ...DENY, Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      BOTH,
    ],
    "a denial with either": [
      statements({ ...DENY, Condition: { Bool: { "aws:SecureTransport": ["false", "true"] } } }),
      BOTH,
    ],
    "a document that is none": ["{", /cannot be read: it is no JSON/],
  };
  for (const [title, [policy, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(policy);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("refuses a bucket without a policy, and shows no text of one", () => {
    const found = checkAll(dat02, bucketLike({ companions: { policy: undefined } }));
    assert.match(found[0]?.message ?? "", /It has no policy/);
    assert.doesNotMatch(messages(statements(ALLOW)).join(), /200000000001/);
  });

  it("reads the policy at the bucket itself, unless a companion overrules it", () => {
    const inline = (policy: unknown, companion?: object) =>
      checkAll(dat02, bucketLike({ props: { policy }, companions: { policy: companion } })).length;
    assert.equal(inline(statements(DENY)), 0);
    assert.equal(inline(statements(ALLOW)), 1);
    assert.equal(inline(statements(DENY), { policy: statements(ALLOW) }), 1);
  });

  it("leaves a policy alone that is not known yet, or in part", () => {
    assert.deepEqual(answersOf(dat02, bucketLike({ companions: { policy: { policy: unknown } } })), [
      "undetermined: its policy is not known yet.",
    ]);
    assert.deepEqual(messages(unknown), []);
    assert.deepEqual(messages({ Statement: [ALLOW, unknown] }), []);
    assert.deepEqual(messages({ Statement: [{ ...DENY, Condition: unknown }] }), []);
    assert.deepEqual(
      messages({ Statement: [{ ...DENY, Condition: { Bool: { "aws:SecureTransport": unknown } } }] }),
      [],
    );
  });

  it("takes a name that is not known yet for the bucket's", () => {
    const answers = (...Resource: string[]) =>
      answersOf(dat02, bucketLike({ companions: { policy: { policy: statements({ ...DENY, Resource }) } } }));
    assert.deepEqual(answers(`arn:aws:s3:::${unknown}`, `arn:aws:s3:::${unknown}/*`), []);
    assert.equal(answers(`arn:aws:s3:::${unknown}`, `arn:aws:s3:::${unknown}/a/*`).length, 1);
  });

  it("cannot prove it on a condition that is not known yet", () => {
    const Condition = { ...DENY.Condition, StringEquals: unknown };
    assert.deepEqual(
      answersOf(
        dat02,
        bucketLike({ companions: { policy: { policy: { Statement: { ...DENY, Condition } } } } }),
      ),
      ["undetermined: its policy is not known yet."],
    );
  });

  it("says what is wrong with a policy beside an empty one", () => {
    const empty = node("aws:s3/bucketPolicy:BucketPolicy", "empty", {
      props: { bucket: "files", policy: "" },
    });
    const nodes = bucketLike({ companions: { policy: { policy: statements(ALLOW) } } });
    assert.match(checkAll(dat02, [...nodes, empty])[0]?.message ?? "", BOTH);
  });

  it("takes any name for the bucket's where nobody knows that yet", () => {
    const bucket = node("aws:s3/bucket:Bucket", "files", { props: { bucket: unknown } });
    const policy = (Resource: unknown) =>
      node("aws:s3/bucketPolicy:BucketPolicy", "p", {
        props: { bucket: unknown, policy: statements({ ...DENY, Resource }) },
        edges: { bucket: [bucket] },
      });
    assert.equal(checkAll(dat02, [bucket, policy([ARN, `${ARN}/*`])]).length, 0);
    assert.equal(checkAll(dat02, [bucket, policy("*")]).length, 0);
    for (const some of [[ARN], [`${ARN}/*`], [ARN, `${ARN}/a/*`], [ARN, `${ARN}/*a`], [ARN, "/*"]]) {
      assert.equal(checkAll(dat02, [bucket, policy(some)]).length, 1, some.join());
    }
    const [found] = checkAll(dat02, [bucket, policy([ARN])]);
    assert.match(found?.message ?? "", /on its objects where/);
  });

  it("leaves a bucket alone whose policy could be another's", () => {
    const [one, other] = ["one", "other"].map((name) => node("aws:s3/bucket:Bucket", name));
    assert.ok(one && other);
    const loose = node("aws:s3/bucketPolicy:BucketPolicy", "p", {
      props: { bucket: unknown, policy: statements(ALLOW) },
      edges: { bucket: [one, other] },
    });
    assert.deepEqual(checkAll(dat02, [one, other, loose]), []);
  });
});
