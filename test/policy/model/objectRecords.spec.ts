import assert from "node:assert/strict";

import { bucketsOf } from "../../../policy/model/buckets";
import { isWatched, trailsRecord } from "../../../policy/model/objectRecords";
import { stackModel } from "../../../policy/model/stackModel";
import { INVENTORY, node, settings, unknown } from "../support/world";

const TRAIL = "aws:cloudtrail/trail:Trail";

function trail(name: string, ...selectors: readonly Record<string, readonly unknown[]>[]) {
  return node(TRAIL, name, {
    props: {
      advancedEventSelectors: selectors.map((fields) => ({
        fieldSelectors: [
          { field: "eventCategory", equals: ["Data"] },
          { field: "resources.type", equals: ["AWS::S3::Object"] },
          ...Object.entries(fields).map(([field, values]) =>
            field === "eventName"
              ? { field, notEquals: values }
              : { field, [field === "readOnly" ? "equals" : "startsWiths"]: values },
          ),
        ],
      })),
    },
  });
}
const FILES = ["arn:aws:s3:::files"];
const READS = { "resources.ARN": FILES, readOnly: ["true"] };
const WRITES = { "resources.ARN": FILES, readOnly: ["false"] };

describe("what trails record of a bucket", () => {
  const recorded = (wanted: "everything" | "allButDeliveries", ...trails: ReturnType<typeof trail>[]) =>
    trailsRecord(stackModel(trails), "files-1", wanted);

  it("is everything where reading and writing are, by one selection or several, of one trail or several", () => {
    assert.equal(recorded("everything", trail("t", { "resources.ARN": FILES })), "yes");
    assert.equal(recorded("everything", trail("t", READS, WRITES)), "yes");
    assert.equal(recorded("everything", trail("t", READS), trail("u", WRITES)), "yes");
  });

  it("is not everything where either is left out", () => {
    assert.equal(recorded("everything", trail("t", READS)), "no");
    assert.equal(recorded("everything", trail("t", WRITES)), "no");
    assert.equal(recorded("everything", trail("t", { "resources.ARN": ["arn:aws:s3:::other"] })), "no");
    assert.equal(recorded("everything", node(TRAIL, "t")), "no");
    assert.equal(recorded("everything"), "no");
  });

  it("may leave out what services deliver, where that is enough", () => {
    const but = (...eventName: string[]) => trail("t", READS, { ...WRITES, eventName });
    const deliveries = ["CompleteMultipartUpload", "CreateMultipartUpload", "PutObject", "UploadPart"];
    assert.equal(recorded("allButDeliveries", but(...deliveries)), "yes");
    assert.equal(recorded("everything", but("PutObject")), "no");
    assert.equal(recorded("allButDeliveries", but("PutObject", "DeleteObject")), "no");
    assert.equal(
      recorded("allButDeliveries", trail("t", { ...READS, eventName: ["PutObject"] }, WRITES)),
      "no",
    );
  });

  it("is not known where a selection is not, unless another one has it all", () => {
    const open = node(TRAIL, "o", { props: { advancedEventSelectors: unknown } });
    assert.equal(recorded("everything", open), "unknown");
    assert.equal(recorded("everything", open, trail("t", { "resources.ARN": FILES })), "yes");
  });
});

describe("whether somebody watches a bucket", () => {
  const watched = (
    { bucket = "files-1", trails = [] }: { bucket?: unknown; trails?: ReturnType<typeof trail>[] },
    changed: Parameters<typeof settings>[0] = {},
  ) => {
    const model = stackModel([node("aws:s3/bucket:Bucket", "b", { props: { bucket } }), ...trails]);
    const [found] = bucketsOf(model);
    assert.ok(found);
    return isWatched(model, settings(changed), found);
  };
  const recordedBuckets = (...prefixes: string[]) => ({
    inventory: { ...INVENTORY, recordedBuckets: prefixes },
  });

  it("is told by the trails that are there", () => {
    assert.equal(watched({ trails: [trail("t", { "resources.ARN": FILES })] }), "yes");
    assert.equal(watched({ trails: [trail("t", READS)] }, recordedBuckets("files-")), "no");
  });

  it("is told by their absence, in the organization's stack", () => {
    assert.equal(watched({}, { stackName: "duotone-foundation/org" }), "no");
  });

  it("is told by the inventory, in other stacks", () => {
    assert.equal(watched({}, recordedBuckets("other-", "files-")), "yes");
    assert.equal(watched({}, recordedBuckets("other-")), "no");
    assert.equal(watched({}), "unknown");
  });

  it("is not known where the bucket's name is not", () => {
    assert.equal(watched({ bucket: unknown }, recordedBuckets("other-")), "unknown");
  });
});
