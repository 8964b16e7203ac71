import assert from "node:assert/strict";

import fc from "fast-check";

import {
  BUCKET_PREFIX,
  type BucketPurpose,
  bucketNamePrefix,
  EVIDENCE_BUCKET_PREFIXES,
  LEDGER_BUCKET_PREFIX,
  RESTRICTED_BUCKET_PREFIX,
} from "../../../components/observability/bucketNames";

const PURPOSES: readonly BucketPurpose[] = ["archive", "config", "ledger", "logs", "trail"];

/** A part of a name as stacks and verticals have them. */
const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,60}[a-z0-9])?$/);

describe("bucketNamePrefix", () => {
  for (const [restricted, owner, name] of [
    [true, ["prod", "accounts"], "duotone-restricted-archive-prod-accounts"],
    [false, ["prod", "marketing"], "duotone-archive-prod-marketing"],
    [
      true,
      ["a-stack-with-a-very-long-name", "accounts-of-customers"],
      "duotone-restricted-archive-a-stack-with-a-very-c2b87c0a",
    ],
  ] as const) {
    it(`is ${name} for ${owner.join("/")}`, () => {
      assert.equal(bucketNamePrefix("archive", { restricted, owner }), name);
    });
  }

  it("leaves the engine room for its random digits and begins as the trail expects, whoever the owner is", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PURPOSES),
        fc.boolean(),
        fc.array(label, { minLength: 1, maxLength: 2 }),
        (purpose, restricted, owner) => {
          const name = bucketNamePrefix(purpose, { restricted, owner });
          assert.match(`${name}-1234567`, /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
          assert.equal(name.startsWith(RESTRICTED_BUCKET_PREFIX), restricted);
          assert.ok(name.startsWith(BUCKET_PREFIX));
          const isEvidence = EVIDENCE_BUCKET_PREFIXES.some((prefix) => name.startsWith(prefix));
          assert.equal(isEvidence, !restricted && purpose !== "ledger");
          assert.equal(name.startsWith(LEDGER_BUCKET_PREFIX), !restricted && purpose === "ledger");
        },
      ),
    );
  });

  it("tells long owners apart that begin alike", () => {
    const names = ["a", "b"].map((end) =>
      bucketNamePrefix("config", { restricted: true, owner: ["prod", `${"x".repeat(50)}${end}`] }),
    );
    assert.equal(new Set(names).size, 2);
  });
});
