import assert from "node:assert/strict";

import {
  accessLogsOf,
  aclsOffOf,
  defaultRetentionOf,
  type Setting,
  versioningOf,
} from "../../../policy/model/bucketSettings";
import { type Bucket, bucketsOf, type Companion, COMPANION_TYPES } from "../../../policy/model/buckets";
import { stackModel } from "../../../policy/model/stackModel";
import { node, unknown } from "../support/world";

type Read = (bucket: Bucket) => Setting;
type Case = readonly [title: string, props: object, wanted: Setting];

const BUCKET = "aws:s3/bucket:Bucket";

function bucketOf(inline: object, companions: readonly object[], kind: Companion): Bucket {
  const [type] = COMPANION_TYPES[kind];
  assert.ok(type);
  const nodes = companions.map((props, index) =>
    node(type, `c${index}`, { props: { bucket: "files", ...props } }),
  );
  // A property that is given has an edge list, and a value that is unknown is only given with one.
  const edges = Object.fromEntries(Object.keys(inline).map((key) => [key, []]));
  const [bucket] = bucketsOf(
    stackModel([node(BUCKET, "files", { props: { bucket: "files", ...inline }, edges }), ...nodes]),
  );
  assert.ok(bucket);
  return bucket;
}

function settings(
  title: string,
  kind: Companion,
  read: Read,
  { companion, inline }: { companion: readonly Case[]; inline: readonly Case[] },
): void {
  describe(title, () => {
    for (const [what, props, wanted] of companion) {
      it(`${what}, in a companion: ${wanted}`, () => {
        assert.equal(read(bucketOf({}, [props], kind)), wanted);
      });
    }
    for (const [what, props, wanted] of inline) {
      it(`${what}, at the bucket: ${wanted}`, () => {
        assert.equal(read(bucketOf(props, [], kind)), wanted);
      });
    }
    it("nothing at all: absent", () => {
      assert.equal(read(bucketOf({}, [], kind)), "absent");
    });
  });
}

const status = (value: unknown) => ({ versioningConfiguration: { status: value } });
settings("whether a bucket keeps versions", "versioning", versioningOf, {
  companion: [
    ["Enabled", status("Enabled"), "yes"],
    ["Suspended", status("Suspended"), "no"],
    ["an unknown status", status(unknown), "unknown"],
    ["no status", {}, "absent"],
  ],
  inline: [
    ["true", { versioning: { enabled: true } }, "yes"],
    ["true as text", { versioning: { enabled: "true" } }, "yes"],
    ["true in a list", { versionings: [{ enabled: true }] }, "yes"],
    ["false", { versioning: { enabled: false } }, "no"],
    ["false as text", { versioning: { enabled: "false" } }, "no"],
    ["unknown", { versioning: { enabled: unknown } }, "unknown"],
  ],
});

settings("whether a bucket has access logs", "logging", accessLogsOf, {
  companion: [
    ["a target", { targetBucket: "logs" }, "yes"],
    ["an unknown target", { targetBucket: unknown }, "unknown"],
    ["an empty target", { targetBucket: "" }, "absent"],
  ],
  inline: [
    ["a target", { logging: { targetBucket: "logs" } }, "yes"],
    ["a target in a list", { loggings: [{ targetBucket: "logs" }] }, "yes"],
    ["no target", { logging: {} }, "absent"],
  ],
});

const retention = (value: unknown) => ({ rule: { defaultRetention: value } });
settings("whether a bucket's objects are locked", "objectLock", defaultRetentionOf, {
  companion: [
    ["days of compliance", retention({ mode: "COMPLIANCE", days: 400 }), "yes"],
    ["years of governance", retention({ mode: "GOVERNANCE", days: 0, years: 2 }), "yes"],
    ["days as text", retention({ mode: "COMPLIANCE", days: "400" }), "yes"],
    ["no days", retention({ mode: "COMPLIANCE", days: 0 }), "no"],
    ["no span", retention({ mode: "COMPLIANCE" }), "no"],
    ["no mode", retention({ days: 400 }), "no"],
    ["another mode", retention({ mode: "NONE", days: 400 }), "no"],
    ["an unknown mode", retention({ mode: unknown, days: 400 }), "unknown"],
    ["an unknown span", retention({ mode: "COMPLIANCE", days: unknown }), "unknown"],
    ["an unknown retention", retention(unknown), "unknown"],
    ["no rule", {}, "absent"],
  ],
  inline: [
    [
      "days",
      { objectLockConfiguration: { rule: { defaultRetention: { mode: "COMPLIANCE", days: 1 } } } },
      "yes",
    ],
    [
      "days in lists",
      {
        objectLockConfiguration: { rules: [{ defaultRetentions: [{ mode: "COMPLIANCE", days: 1 }] }] },
      },
      "yes",
    ],
    ["no rule", { objectLockConfiguration: { objectLockEnabled: "Enabled" } }, "absent"],
    ["unknown", { objectLockConfiguration: unknown }, "unknown"],
  ],
});

const ownership = (objectOwnership: unknown) => ({ rule: { objectOwnership } });
settings("whether a bucket has no access control lists", "ownership", aclsOffOf, {
  companion: [
    ["enforced", ownership("BucketOwnerEnforced"), "yes"],
    ["preferred", ownership("BucketOwnerPreferred"), "no"],
    ["unknown", ownership(unknown), "unknown"],
    ["no rule", {}, "absent"],
  ],
  inline: [],
});

describe("several companions of a kind", () => {
  const versioning = (...statuses: unknown[]) =>
    versioningOf(bucketOf({}, statuses.map(status), "versioning"));

  it("have to say the same: the worst one counts", () => {
    assert.equal(versioning("Enabled", "Enabled"), "yes");
    assert.equal(versioning("Enabled", "Suspended"), "no");
    assert.equal(versioning("Enabled", unknown), "unknown");
    assert.equal(versioning(unknown, "Suspended"), "no");
    assert.equal(versioning("Enabled", undefined), "absent");
  });

  it("overrule the bucket", () => {
    assert.equal(
      versioningOf(bucketOf({ versioning: { enabled: true } }, [status("Suspended")], "versioning")),
      "no",
    );
  });

  it("leave it open where one could be for another bucket", () => {
    const [a, b] = ["a", "b"].map((name) => node(BUCKET, name));
    assert.ok(a && b);
    const companion = node("aws:s3/bucketVersioning:BucketVersioning", "v", {
      props: { bucket: unknown, ...status("Enabled") },
      edges: { bucket: [a, b] },
    });
    const [first] = bucketsOf(stackModel([a, b, companion]));
    assert.ok(first);
    assert.equal(versioningOf(first), "unknown");
    assert.equal(accessLogsOf(first), "absent");
  });
});
