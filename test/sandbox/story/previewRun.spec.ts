import assert from "node:assert/strict";

import { previewRunOf } from "../../../sandbox/story/previewRun";
import { previewReport, reported, reportedFinding, stackReport } from "../../cli/preview/reports";

const ended = (stdout: string, exitCode = 0) => ({
  exitCode,
  seconds: 60,
  timedOut: false,
  stdout,
  stderr: "There is no commit here.\n",
});
const run = (document: object, exitCode = 0) =>
  previewRunOf(
    ended(JSON.stringify({ command: "preview", ...document }), exitCode),
    "duotone preview",
    "x.log",
  );

describe("a run of the preview", () => {
  it("has what would be done, over all stacks", () => {
    const found = run(
      previewReport({
        stacks: [
          stackReport({
            unchanged: 5,
            steps: [reported({ change: "create", urn: "a" }), reported({ urn: "b" })],
          }),
          stackReport({
            unchanged: 6,
            steps: [
              reported({ change: "delete", urn: "c" }),
              reported({ change: "forget", urn: "d" }),
              reported({ change: "replace", urn: "e" }),
            ],
          }),
        ],
      }),
    );
    const { created, updated, replaced, deleted, same, changedUrns, diagnostics } = found;
    assert.deepEqual([created, updated, replaced, deleted, same], [1, 1, 1, 2, 11]);
    assert.deepEqual(changedUrns, ["a", "b", "c", "d", "e"]);
    assert.deepEqual(diagnostics, []);
  });

  it("has everything that is in the way, for an error", () => {
    const { diagnostics, exitCode } = run(
      previewReport({
        problems: ["Pulumi.prod.yaml is wrong."],
        files: [{ file: "a.ts", line: 3, message: "Here is a token." }],
        stacks: [
          stackReport({
            problems: ["1 violation of mandatory rules."],
            findings: [reportedFinding({ message: "Bad." }), reportedFinding({ mandatory: false })],
            promotion: { refusals: ["[health] core: 0 of 2."], move: null },
          }),
        ],
      }),
      3,
    );
    assert.equal(exitCode, 3);
    assert.deepEqual(
      diagnostics.map(({ message }) => message),
      [
        "Pulumi.prod.yaml is wrong.",
        "a.ts:3: Here is a token.",
        "[health] core: 0 of 2.",
        "duotone/prod: 1 violation of mandatory rules.",
        "CMP-01 aws:ec2/launchTemplate:LaunchTemplate prod2-core: Bad.",
      ],
    );
  });

  for (const stdout of ["", "{}", "no JSON"]) {
    it(`that could not begin has its words for an error: ${JSON.stringify(stdout)}`, () => {
      const { report, diagnostics } = previewRunOf(ended(stdout, 2), "duotone preview", "x.log");
      assert.equal(report, undefined);
      assert.deepEqual(diagnostics, [{ severity: "error", message: "There is no commit here.\n" }]);
    });
  }
});
