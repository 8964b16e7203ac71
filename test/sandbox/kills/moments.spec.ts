import assert from "node:assert/strict";

import { holdAt, momentsOf, momentText } from "../../../sandbox/kills/moments";

function record(service: string, action: string) {
  return { service, action, startedAt: 0, endedAt: 0, status: 200, faults: [] };
}

describe("momentsOf", () => {
  it("is before and after each change, before and after the last look, and about the reply", () => {
    const moments = momentsOf([
      record("route53", "ListResourceRecordSets"),
      record("s3", "PutObject"),
      record("kms", "Sign"),
      record("route53", "GetChange"),
      record("s3", "PutObject"),
    ]);
    assert.deepEqual(moments.map(momentText), [
      "before s3 PutObject",
      "after s3 PutObject",
      "before s3 PutObject (no. 2)",
      "after s3 PutObject (no. 2)",
      "before route53 GetChange",
      "after route53 GetChange",
      "before the reply",
      "after the reply",
    ]);
  });

  it("is about the reply alone where nothing is called", () => {
    assert.deepEqual(momentsOf([]).map(momentText), ["before the reply", "after the reply"]);
  });
});

describe("holdAt", () => {
  it("strikes the one call that is meant", () => {
    const call = { service: "s3", action: "PutObject", nth: 1 };
    assert.deepEqual(holdAt({ kind: "call", call, when: "after" }), {
      id: "s3 PutObject (no. 2)",
      match: { service: "s3", action: "PutObject" },
      effect: { kind: "hold", when: "after" },
      after: 1,
      times: 1,
    });
  });
});
