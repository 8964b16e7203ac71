import assert from "node:assert/strict";

import { EngineEvents } from "../../../sandbox/story/engineEvents";

const urn = (type: string, name: string) => `urn:pulumi:prod::duotone::${type}::${name}`;

function follow(...events: readonly object[]): EngineEvents {
  const account = new EngineEvents();
  for (const event of events) {
    account.read(JSON.stringify(event));
  }
  return account;
}

const begin = (op: string, of: string) => ({ resourcePreEvent: { metadata: { op, urn: of } } });
const finish = (op: string, of: string) => ({ resOutputsEvent: { metadata: { op, urn: of } } });
const fail = (op: string, of: string) => ({ resOpFailedEvent: { metadata: { op, urn: of } } });

describe("EngineEvents", () => {
  const bucket = urn("aws:s3/bucket:Bucket", "a");
  const topic = urn("aws:sns/topic:Topic", "b");

  it("takes the engine's own summary where there is one", () => {
    const events = follow(finish("create", bucket), {
      summaryEvent: { resourceChanges: { create: 3, update: 1, replace: 2, delete: 4, same: 5, read: 6 } },
    });
    assert.deepEqual(events.counts, { created: 3, updated: 1, replaced: 2, deleted: 4, same: 5 });
  });

  it("counts an import as a creation", () => {
    assert.equal(follow({ summaryEvent: { resourceChanges: { import: 1, create: 1 } } }).counts.created, 2);
  });

  it("counts what it saw finished where the engine wrote no summary", () => {
    const events = follow(
      begin("create", bucket),
      finish("create", bucket),
      begin("create", topic),
      fail("create", topic),
    );
    assert.deepEqual(events.counts, { created: 1, updated: 0, replaced: 0, deleted: 0, same: 0 });
  });

  it("counts a component once, though it finishes when registered and again with its outputs", () => {
    const component = urn("duotone:clusters:Cluster", "prod1");
    assert.equal(follow(finish("create", component), finish("create", component)).counts.created, 1);
  });

  it("counts a replacement's parts as one", () => {
    const events = follow(
      ...["create-replacement", "replace", "delete-replaced"].flatMap((op) => [
        begin(op, bucket),
        finish(op, bucket),
      ]),
    );
    assert.deepEqual(events.counts, { created: 0, updated: 0, replaced: 1, deleted: 0, same: 0 });
    assert.deepEqual(events.changedUrns, [bucket]);
    assert.equal(events.finished, 1);
  });

  it("lists what changed, sorted, without what stayed the same, was read or failed", () => {
    const events = follow(
      finish("update", topic),
      finish("delete", bucket),
      finish("same", "x"),
      finish("read", "y"),
      fail("create", "z"),
    );
    assert.deepEqual(events.changedUrns, [bucket, topic]);
  });

  it("leaves default providers out, as the engine's summary does, and counts explicit ones", () => {
    const explicit = urn("pulumi:providers:aws", "delivery");
    const events = follow(
      finish("update", urn("pulumi:providers:pulumi-nodejs", "default")),
      finish("update", urn("pulumi:providers:aws", "default_7_48_0")),
      finish("update", explicit),
    );
    assert.deepEqual(events.changedUrns, [explicit]);
    assert.equal(events.counts.updated, 1);
  });

  it("knows what is begun and neither finished nor failed", () => {
    const events = follow(
      begin("create", bucket),
      begin("update", topic),
      begin("same", "x"),
      finish("create", bucket),
    );
    assert.deepEqual([...events.pending], [[topic, "update"]]);
    events.read(JSON.stringify(fail("update", topic)));
    assert.equal(events.pending.size, 0);
  });

  it("keeps diagnostics in order, with a mandatory policy violation as an error, and passes debug messages over", () => {
    const events = follow(
      { diagnosticEvent: { severity: "debug", message: "noise" } },
      { diagnosticEvent: { severity: "warning", message: "first" } },
      { policyEvent: { resourceUrn: bucket, enforcementLevel: "mandatory", message: "no public bucket" } },
      { policyEvent: { enforcementLevel: "advisory", message: "a tag is missing" } },
      { diagnosticEvent: { urn: topic, severity: "error", message: "last" } },
    );
    assert.deepEqual(
      events.diagnostics.map(({ severity, message }) => `${severity}: ${message}`),
      ["warning: first", "error: no public bucket", "warning: a tag is missing", "error: last"],
    );
    assert.equal(events.diagnostics[1]?.urn, bucket);
  });

  it("passes over empty lines and events of other kinds", () => {
    const events = follow({ preludeEvent: { config: {} } }, { cancelEvent: {} });
    events.read("");
    assert.deepEqual(events.counts, { created: 0, updated: 0, replaced: 0, deleted: 0, same: 0 });
  });
});
