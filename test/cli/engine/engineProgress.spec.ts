import assert from "node:assert/strict";

import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";

import {
  changedNames,
  type EngineView,
  NOTHING_YET,
  plainText,
  progressText,
  withEvent,
} from "../../../cli/engine/engineProgress";

const urn = (type: string, name: string) => `urn:pulumi:prod::duotone::${type}::${name}`;
const SWITCH = urn("duotone:dns:PublicNames$pulumi-nodejs:dynamic/release:ReleaseSwitch", "public-names");
const PARENT = urn("duotone:dns:PublicNames", "names");

const base = { sequence: 1, timestamp: 0 };
const metadata = (of: string, op: OpType) => ({ urn: of, op, type: "", provider: "" });
const begun = (of: string, op: OpType): EngineEvent => ({
  ...base,
  resourcePreEvent: { metadata: metadata(of, op) },
});
const done = (of: string, op: OpType): EngineEvent => ({
  ...base,
  resOutputsEvent: { metadata: metadata(of, op) },
});
const failed = (of: string, op: OpType): EngineEvent => ({
  ...base,
  resOpFailedEvent: { metadata: metadata(of, op), status: 0, steps: 0 },
});
const said = (severity: "info" | "error" | "warning", message: string, of?: string): EngineEvent => ({
  ...base,
  diagnosticEvent: { severity, message, color: "never", ...(of !== undefined && { urn: of }) },
});

const after = (...events: EngineEvent[]): EngineView => events.reduce(withEvent, NOTHING_YET);

describe("what the engine says", () => {
  it("counts what is finished and names what it waits for", () => {
    const vpc = urn("aws:ec2/vpc:Vpc", "vpc");
    const view = after(done(vpc, "same"), begun(PARENT, "update"), begun(SWITCH, "update"));
    assert.equal(progressText(view, 921), "1 of 921 done, waiting for public-names");
    assert.equal(progressText(view, undefined), "1 done, waiting for public-names");
    const more = withEvent(view, begun(urn("aws:s3/bucket:Bucket", "logs"), "create"));
    assert.equal(progressText(more, 921), "1 of 921 done, waiting for public-names and 1 more");
  });

  it("waits no longer for what is done or has failed", () => {
    assert.equal(progressText(after(begun(SWITCH, "update"), done(SWITCH, "update")), 2), "1 of 2 done");
    assert.equal(progressText(after(begun(SWITCH, "update"), failed(SWITCH, "update")), 2), "0 of 2 done");
  });

  it("does not wait for what stays as it is", () => {
    assert.equal(progressText(after(begun(SWITCH, "same"), begun(PARENT, "read")), 2), "0 of 2 done");
  });

  it("names what changed", () => {
    const view = after(done(SWITCH, "update"), done(PARENT, "same"), done(urn("aws:x:X", "old"), "delete"));
    assert.deepEqual(changedNames(view), ["public-names", "old"]);
  });

  it("keeps the lines of the release switch, without colours and marks", () => {
    const view = after(
      said("info", "<{%reset%}>release switch: zone Z0: 5 names changed in one batch<{%reset%}>\n"),
      said("info", "something else"),
      said("info", "release switch: one\nrelease switch: two\n"),
    );
    assert.deepEqual(view.switchLines, ["zone Z0: 5 names changed in one batch", "one", "two"]);
  });

  it("keeps errors with what they are about, and mandatory policies", () => {
    const view = after(
      said("warning", "careful"),
      said("error", "<{%fg 1%}>it broke<{%reset%}>", SWITCH),
      said("error", "preview failed", ""),
      {
        ...base,
        policyEvent: {
          message: "no key pair",
          color: "never",
          policyName: "instances",
          policyPackName: "duotone",
          policyPackVersion: "1",
          policyPackVersionTag: "1",
          enforcementLevel: "mandatory",
          resourceUrn: PARENT,
        },
      },
    );
    assert.deepEqual(view.errors, [
      { urn: SWITCH, message: "it broke" },
      { message: "preview failed" },
      { urn: PARENT, message: "Policy instances: no key pair" },
    ]);
  });

  it("knows when the engine was asked to end", () => {
    const event: EngineEvent = {
      ...base,
      stdoutEvent: { message: "^C received; cancelling. If you would like to terminate", color: "always" },
    };
    assert.equal(after(event).isCancelling, true);
    assert.equal(NOTHING_YET.isCancelling, false);
  });

  it("takes the engine's marks and the terminal's colours away", () => {
    assert.equal(plainText("<{%fg 2%}>a<{%reset%}> \u001b[31mb\u001b[0m 50 % {x}"), "a b 50 % {x}");
  });
});
