import assert from "node:assert/strict";

import { keptOf } from "../../../sandbox/story/deploySteps";
import { drainMessage } from "../../../sandbox/story/drainSteps";
import type { EngineRun } from "../../../sandbox/story/pulumi";

const runWith = (message: string): EngineRun => ({
  command: "pulumi destroy",
  exitCode: 255,
  seconds: 1,
  timedOut: false,
  created: 0,
  updated: 0,
  replaced: 0,
  deleted: 3,
  same: 0,
  changedUrns: [],
  diagnostics: [{ severity: "error", message }],
  output: "",
  logFile: "/logs/destroy.log",
});

describe("keptOf", () => {
  it("counts the instances of that fleet alone", () => {
    const output =
      "core in cluster prod1: logs and files of 4 instances are kept\n" +
      "core in cluster prod2: logs and files of 2 instances are kept\n";
    assert.equal(keptOf(output, "core", "prod2"), 2);
    assert.equal(keptOf(output, "core", "qaprod1"), undefined);
  });
});

describe("drainMessage", () => {
  it("takes what is said of the fleet and of each of its instances", () => {
    const said =
      "[drain] Instances of mailer in cluster staging have not left their logs and files. Nothing of g is deleted:\n" +
      " - i-0a (gone): its log has no end marker\nAn instance that is there still goes on trying.";
    assert.equal(
      drainMessage(runWith(said)),
      "[drain] Instances of mailer in cluster staging have not left their logs and files. Nothing of g is deleted: " +
        "- i-0a (gone): its log has no end marker",
    );
  });

  it("is none where another fleet is refused, or no instance is named", () => {
    assert.equal(
      drainMessage(runWith("[drain] Instances of core in cluster staging\n - i-0a (gone)")),
      undefined,
    );
    assert.equal(drainMessage(runWith("[drain] Instances of mailer in cluster staging")), undefined);
  });
});
