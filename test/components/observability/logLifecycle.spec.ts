import assert from "node:assert/strict";

import fc from "fast-check";

import { logLifecycle } from "../../../components/observability/logLifecycle";

describe("logLifecycle", () => {
  it("moves to colder storage after 90 days and ends a day after the lock", () => {
    assert.deepEqual(logLifecycle({ retentionDays: 400, locked: true }), [
      {
        id: "retention",
        status: "Enabled",
        filter: { prefix: "" },
        transitions: [{ days: 90, storageClass: "GLACIER_IR" }],
        expiration: { days: 400 },
        noncurrentVersionExpiration: { noncurrentDays: 1 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
      {
        id: "markers",
        status: "Enabled",
        filter: { prefix: "" },
        expiration: { expiredObjectDeleteMarker: true },
      },
    ]);
  });

  it("keeps a version that was written over as long as any file, where no lock does", () => {
    const [rule] = logLifecycle({ retentionDays: 400, locked: false });
    assert.deepEqual(rule?.noncurrentVersionExpiration, { noncurrentDays: 400 });
  });

  it("pays for colder storage only where the file stays there for the 90 days that are billed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 36_500 }), fc.boolean(), (retentionDays, locked) => {
        const [rule] = logLifecycle({ retentionDays, locked });
        assert.equal(rule?.transitions !== undefined, retentionDays >= 180);
      }),
    );
  });
});
