import assert from "node:assert/strict";

import {
  type Bucket,
  BUCKET_TYPES,
  bucketsOf,
  type Companion,
  COMPANION_TYPES,
  inlineSetting,
} from "../../../policy/model/buckets";
import type { Node } from "../../../policy/model/resource";
import { stackModel } from "../../../policy/model/stackModel";
import { node, unknown } from "../support/world";

const [BUCKET] = BUCKET_TYPES;

function only(...nodes: readonly Node[]): Bucket {
  const [bucket] = bucketsOf(stackModel(nodes));
  assert.ok(bucket);
  return bucket;
}

describe("buckets and their companions", () => {
  for (const [kind, types] of Object.entries(COMPANION_TYPES) as [Companion, readonly string[]][]) {
    for (const type of types) {
      for (const bucketType of BUCKET_TYPES) {
        it(`finds ${type} as ${kind} of ${bucketType}, by edge and by name`, () => {
          const bucket = node(bucketType, "files", { props: { bucket: "files-1" } });
          const byEdge = node(type, "e", { props: { bucket: unknown }, edges: { bucket: [bucket] } });
          const byName = node(type, "n", { props: { bucket: "files-1" } });
          const other = node(type, "o", { props: { bucket: "others" } });
          const found = only(bucket, byEdge, byName, other).companions(kind);
          assert.deepEqual(found.map(({ name }) => name).sort(), ["e", "n"]);
        });
      }
    }
  }

  it("knows every version of every companion", () => {
    const versions = [
      "ServerSideEncryptionConfiguration",
      "Versioning",
      "Logging",
      "ObjectLockConfiguration",
      "LifecycleConfiguration",
    ];
    const once = ["PublicAccessBlock", "OwnershipControls", "Policy"];
    const wanted = [...once, ...versions, ...versions.map((name) => `${name}V2`)];
    assert.deepEqual(
      Object.values(COMPANION_TYPES).flat().sort(),
      wanted.map((name) => `aws:s3/bucket${name}:Bucket${name}`).sort(),
    );
    assert.deepEqual(BUCKET_TYPES, ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"]);
  });

  it("finds them by id and ARN as well", () => {
    const bucket = node(BUCKET, "files", { props: { bucket: "a", id: "an-id", arn: "arn:aws:s3:::a" } });
    const type = "aws:s3/bucketPolicy:BucketPolicy";
    const companions = ["an-id", "arn:aws:s3:::a"].map((text) =>
      node(type, text, { props: { bucket: text } }),
    );
    assert.equal(only(bucket, ...companions).companions("policy").length, 2);
  });

  it("cannot tell of a companion that could be for several buckets", () => {
    const [one, other] = ["one", "other"].map((name) => node(BUCKET, name, { props: { bucket: unknown } }));
    assert.ok(one && other);
    const policy = node("aws:s3/bucketPolicy:BucketPolicy", "p", {
      props: { bucket: unknown },
      edges: { bucket: [one, other] },
    });
    const [first] = bucketsOf(stackModel([one, other, policy]));
    assert.ok(first);
    assert.deepEqual(first.companions("policy"), []);
    assert.equal(first.maybe("policy"), true);
    assert.equal(first.maybe("versioning"), false);
  });

  it("knows a bucket's name, and when nobody does", () => {
    const name = (bucket: unknown) => only(node(BUCKET, "files", { props: { bucket } })).name;
    assert.equal(name("files-1"), "files-1");
    assert.equal(name(unknown), undefined);
    assert.equal(name(""), undefined);
    assert.equal(name(undefined), undefined);
  });
});

describe("settings at the bucket itself", () => {
  const inline = (props: Record<string, unknown>, edges: Record<string, Node[]> = {}) =>
    inlineSetting(only(node(BUCKET, "files", { props, edges })), ["versioning", "versionings"], "enabled");

  it("are read under either name, the first one that is given", () => {
    assert.deepEqual(inline({ versioning: { enabled: true } }), { is: "known", value: true });
    assert.deepEqual(inline({ versionings: [{ enabled: true }] }), { is: "known", value: true });
    assert.deepEqual(inline({ versioning: { enabled: false }, versionings: [{ enabled: true }] }), {
      is: "known",
      value: false,
    });
    assert.deepEqual(inline({}), { is: "absent" });
  });

  it("are unknown only where the program gave them: what the cloud makes up is unknown, too", () => {
    assert.deepEqual(inline({ versioning: unknown }, { versioning: [] }), { is: "unknown" });
    assert.deepEqual(inline({ versioning: unknown }, { bucket: [] }), { is: "absent" });
    assert.deepEqual(inline({ versioning: unknown }), { is: "absent" });
  });
});
