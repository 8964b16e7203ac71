import assert from "node:assert/strict";

import { dat04 } from "../../../../policy/rules/data/dat04";
import { bucketLike, type Differs } from "../../support/buckets";
import { answersOf } from "../../support/answers";
import { checkAll, INVENTORY, node, unknown } from "../../support/world";

describe("DAT-04: versions, and a record of who asks", () => {
  const RECORDED = { inventory: { ...INVENTORY, recordedBuckets: ["files"] } };
  const UNRECORDED = { inventory: { ...INVENTORY, recordedBuckets: [] } };
  const messages = (
    differs: Differs,
    { settings = UNRECORDED, others = [] }: { settings?: object; others?: ReturnType<typeof node>[] } = {},
  ) => checkAll(dat04, [...bucketLike(differs), ...others], settings).map(({ message }) => message);
  const logging = (targetBucket: unknown) =>
    node("aws:s3/bucketLogging:BucketLogging", "l", { props: { bucket: "files", targetBucket } });

  it("has nothing against versions with access logs, or with a trail that records", () => {
    assert.deepEqual(messages({}, { others: [logging("logs")] }), []);
    assert.deepEqual(messages({}, { settings: RECORDED }), []);
  });

  const status = (value: unknown): Differs => ({
    companions: { versioning: { versioningConfiguration: { status: value } } },
  });
  for (const [title, differs] of Object.entries({
    "no versioning": { companions: { versioning: undefined } },
    "versioning that is suspended": status("Suspended"),
    "versioning without status": status(undefined),
  })) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(differs, { settings: RECORDED });
      assert.match(message ?? "", /versioning is not `Enabled`/);
      assert.deepEqual(others, []);
    });
  }

  it("refuses a bucket that nobody records", () => {
    for (const type of ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"]) {
      const [message, ...others] = messages({ type });
      assert.match(message ?? "", /It has no BucketLogging, and no trail/);
      assert.deepEqual(others, []);
    }
    assert.equal(messages({}, { others: [logging("")] }).length, 1);
  });

  it("leaves alone what is not known yet", () => {
    assert.deepEqual(messages(status(unknown), { settings: RECORDED }), []);
    assert.deepEqual(messages({}, { others: [logging(unknown)] }), []);
    assert.deepEqual(messages({}, { settings: { inventory: INVENTORY } }), []);
  });

  it("says that it cannot prove what is not known yet", () => {
    const found = (differs: Differs, others: ReturnType<typeof node>[], settings: object) =>
      answersOf(dat04, [...bucketLike(differs), ...others], settings);
    assert.deepEqual(found(status(unknown), [], RECORDED), [
      "undetermined: whether it keeps versions is not known yet.",
    ]);
    const said = /^undetermined: it has no access logs that are known of/;
    assert.match(found({}, [logging(unknown)], UNRECORDED)[0] ?? "", said);
    assert.match(found({}, [], { inventory: INVENTORY })[0] ?? "", said);
  });

  it("wants no access logs of a bucket that takes such logs", () => {
    const target = node("aws:s3/bucketLogging:BucketLogging", "l", {
      props: { bucket: "others", targetBucket: "files" },
    });
    assert.deepEqual(messages({}, { others: [target] }), []);
    assert.equal(messages({ companions: { versioning: undefined } }, { others: [target] }).length, 1);
  });
});
