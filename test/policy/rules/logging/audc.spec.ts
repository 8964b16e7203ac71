import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { audc } from "../../../../policy/rules/logging/audc";
import { bucketLike, type Differs } from "../../support/buckets";
import { answersOf } from "../../support/answers";
import { checkAll, INVENTORY, node, unknown } from "../../support/world";

const WRITERS: Record<string, Node> = {
  trail: node("aws:cloudtrail/trail:Trail", "w", { props: { s3BucketName: "files" } }),
  flowLog: node("aws:ec2/flowLog:FlowLog", "w", { props: { logDestination: "arn:aws:s3:::files" } }),
  balancer: node("aws:lb/loadBalancer:LoadBalancer", "w", { props: { accessLogs: { bucket: "files" } } }),
  config: node("aws:cfg/deliveryChannel:DeliveryChannel", "w", { props: { s3BucketName: "files" } }),
  access: node("aws:s3/bucketLogging:BucketLogging", "w", {
    props: { bucket: "others", targetBucket: "files" },
  }),
};
const LOGGED = node("aws:s3/bucketLogging:BucketLogging", "l", {
  props: { bucket: "files", targetBucket: "requests" },
});

describe("AUD-C: buckets that take logs", () => {
  const messages = (
    writers: readonly (Node | undefined)[],
    differs: Differs = {},
    { recorded = ["files"] as string[] | undefined, others = [] as readonly Node[] } = {},
  ) =>
    checkAll(audc, [...bucketLike(differs), ...writers.filter((writer) => writer !== undefined), ...others], {
      inventory: recorded === undefined ? INVENTORY : { ...INVENTORY, recordedBuckets: recorded },
    }).map(({ message }) => message);
  const single = (found: readonly string[], said: RegExp) => {
    const [message, ...others] = found;
    assert.match(message ?? "", said);
    assert.deepEqual(others, []);
  };
  const flow = [WRITERS.flowLog];

  for (const [source, writer] of Object.entries(WRITERS).filter(([name]) => name !== "trail")) {
    it(`has nothing against a private and locked one that takes logs of ${source}`, () => {
      assert.deepEqual(messages([writer]), []);
    });
  }

  it("has nothing against a bucket that takes none", () => {
    const bare: Differs = {
      props: { forceDestroy: true, objectLockEnabled: false },
      companions: { publicAccess: undefined, objectLock: undefined },
    };
    assert.deepEqual(messages([], bare, { recorded: [] }), []);
  });

  it("refuses one that is not private", () => {
    single(
      messages(flow, { companions: { publicAccess: undefined } }),
      /no BucketPublicAccessBlock keeps it/,
    );
    single(
      messages(flow, { companions: { publicAccess: { blockPublicAcls: true } } }),
      /no BucketPublicAccessBlock/,
    );
  });

  it("refuses one with a second block that is open", () => {
    const open = node("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "open", {
      props: { bucket: "files" },
    });
    single(messages(flow, {}, { others: [open] }), /no BucketPublicAccessBlock/);
  });

  it("leaves one alone whose block is not known yet", () => {
    const all = { blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
    assert.deepEqual(
      messages(flow, { companions: { publicAccess: { ...all, blockPublicAcls: unknown } } }),
      [],
    );
  });

  for (const forceDestroy of [true, "true", "yes"]) {
    it(`refuses one with forceDestroy: ${JSON.stringify(forceDestroy)}`, () => {
      single(messages(flow, { props: { forceDestroy } }), /forceDestroy is not false/);
    });
  }
  it("leaves forceDestroy alone where it is off, absent or unknown", () => {
    for (const forceDestroy of [false, "false", undefined, unknown]) {
      assert.deepEqual(messages(flow, { props: { forceDestroy } }), []);
    }
  });

  describe("are locked", () => {
    const unlocked: Differs = { props: { objectLockEnabled: false }, companions: { objectLock: undefined } };
    for (const source of ["trail", "flowLog"]) {
      it(`where ${source} writes to them`, () => {
        const found = messages([WRITERS[source]], unlocked, { others: [LOGGED] });
        single(found, /objectLockEnabled is not true/);
      });
    }
    for (const source of ["config", "access", "balancer"]) {
      it(`not where ${source} does, which AWS does not let into locked ones`, () => {
        assert.deepEqual(messages([WRITERS[source]], unlocked), []);
      });
    }
    it("where one of several writers can write to locked ones", () => {
      single(messages([WRITERS.config, WRITERS.flowLog], unlocked), /objectLockEnabled is not true/);
    });
    it("by default", () => {
      single(messages(flow, { companions: { objectLock: undefined } }), /no BucketObjectLockConfiguration/);
      single(messages(flow, { companions: { objectLock: {} } }), /no BucketObjectLockConfiguration/);
    });
    it("from the beginning", () => {
      for (const objectLockEnabled of [false, "false", undefined]) {
        single(messages(flow, { props: { objectLockEnabled } }), /objectLockEnabled is not true/);
      }
    });
    it("or nobody knows yet", () => {
      const rule = { companions: { objectLock: { rule: unknown } } };
      assert.deepEqual(messages(flow, rule), []);
      assert.deepEqual(messages(flow, { props: { objectLockEnabled: unknown } }), []);
      assert.deepEqual(messages(flow, { ...rule, props: { objectLockEnabled: unknown } }), []);
      single(
        messages(flow, { ...rule, props: { objectLockEnabled: false } }),
        /objectLockEnabled is not true/,
      );
      single(
        messages(flow, { props: { objectLockEnabled: unknown }, companions: { objectLock: undefined } }),
        /objectLockEnabled is not true/,
      );
    });
  });

  describe("are watched", () => {
    it("by S3's access logs, or by a trail", () => {
      assert.deepEqual(messages(flow, {}, { recorded: [], others: [LOGGED] }), []);
      single(messages(flow, {}, { recorded: [] }), /neither BucketLogging nor a trail/);
      assert.deepEqual(messages(flow, {}, { recorded: undefined }), []);
    });
    it("not where they take such access logs themselves", () => {
      assert.deepEqual(messages([WRITERS.access], {}, { recorded: [] }), []);
    });
    it("by the trails that are there", () => {
      single(messages([WRITERS.trail]), /neither BucketLogging nor a trail/);
    });
  });

  it("says what it cannot prove", () => {
    const answers = (differs: Differs, others: readonly Node[] = [LOGGED]) =>
      answersOf(audc, [...bucketLike(differs), ...flow.filter((writer) => writer !== undefined), ...others]);
    const lock = "undetermined: nobody knows yet whether its objects are locked.";
    assert.deepEqual(answers({}), []);
    assert.deepEqual(answers({ props: { forceDestroy: unknown } }), [
      "undetermined: forceDestroy is not known yet.",
    ]);
    assert.deepEqual(answers({ props: { objectLockEnabled: unknown } }), [lock]);
    assert.deepEqual(answers({ companions: { objectLock: { rule: unknown } } }), [lock]);
    assert.deepEqual(answers({}, []), [
      "undetermined: nobody knows here who writes down the requests to it.",
    ]);
    const loose = { publicAccess: { bucket: unknown } };
    const other = node("aws:s3/bucket:Bucket", "other");
    const [bucket, ...companions] = bucketLike({ companions: loose });
    const either = companions.map((companion) =>
      companion.name.endsWith("publicAccess")
        ? { ...companion, edges: { bucket: [bucket.urn, other.urn] } }
        : companion,
    );
    const writer = node("aws:ec2/flowLog:FlowLog", "w", { props: { logDestination: "arn:aws:s3:::files" } });
    assert.deepEqual(answersOf(audc, [bucket, other, ...either, writer, LOGGED]), [
      "undetermined: nobody knows yet whether it is private.",
    ]);
  });

  it("looks at BucketV2", () => {
    single(
      messages(flow, { type: "aws:s3/bucketV2:BucketV2", props: { forceDestroy: true } }),
      /forceDestroy/,
    );
  });
});
