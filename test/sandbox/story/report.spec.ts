import assert from "node:assert/strict";

import { reportSummary, reportTable, type StoryReport } from "../../../sandbox/story/report";

const REPORT: StoryReport = {
  startedAt: "2026-01-01T00:00:00.000Z",
  steps: [
    {
      name: "prod up",
      seconds: 61.24,
      created: 345,
      updated: 1,
      replaced: 2,
      deleted: 3,
      same: 4,
      changeBatches: 5,
      calls: 6789,
      exitCode: 0,
      changedUrns: [],
      problems: [],
    },
    {
      name: "promote prod2",
      seconds: 20,
      created: 0,
      updated: 1,
      replaced: 0,
      deleted: 0,
      same: 350,
      changeBatches: 2,
      calls: 12,
      exitCode: 0,
      changedUrns: [],
      problems: [],
    },
    {
      name: "prod up again",
      seconds: 20,
      created: 0,
      updated: 1,
      replaced: 0,
      deleted: 0,
      same: 350,
      changeBatches: 0,
      calls: 12,
      exitCode: 0,
      changedUrns: [],
      problems: ["expected no change"],
    },
  ],
  publicNames: 21,
  hostedZones: 2,
  firstPreview: { stack: "duotone-foundation/org", rules: 79, resources: 220, exempt: 6, advisory: 0 },
  cleanPreviews: [
    { stack: "duotone/prod", rules: 86, resources: 999, exempt: 77, advisory: 0 },
    { stack: "duotone/staging", rules: 86, resources: 609, exempt: 1, advisory: 2 },
  ],
  refusedLines: [
    { family: "compute", file: "a.ts", rule: "CMP-01", name: "core", message: "No." },
    { family: "keys", file: "b.ts", rule: "KEY-01", name: "logs", message: undefined },
  ],
  refusal: { refused: true, message: "core on prod1: 0 of 2 targets healthy, needs 2" },
  rebuild: { equal: false, differences: [{ urn: "u", path: "inputs.a", first: "1", second: "2" }] },
  artifacts: 9,
  peakMemoryMB: 3210,
  toolchain: {},
};

describe("reportTable", () => {
  it("has a row per step with every count, the seconds, and whether it went well", () => {
    const rows = reportTable(REPORT, false).split("\n");
    const row = (name: string) =>
      rows
        .find((line) => line.includes(`│ ${name} `))
        ?.split("│")
        .map((cell) => cell.trim());
    assert.deepEqual(row("prod up"), [
      "",
      "prod up",
      "345",
      "1",
      "2",
      "3",
      "4",
      "5",
      "6789",
      "61.2",
      "ok",
      "",
    ]);
    assert.equal(row("prod up again")?.at(-2), "FAILED");
  });

  it("has no colours where there is no terminal", () => {
    assert.ok(!reportTable(REPORT, false).includes("\u001b"));
  });
});

describe("reportSummary", () => {
  it("says what the story showed", () => {
    assert.deepEqual(reportSummary(REPORT), [
      "21 public names in 2 hosted zones moved together, with one change batch per zone.",
      "First preview of duotone-foundation/org: 79 rules looked at 220 resources, 6 findings exempt, 0 advisory.",
      "Preview of duotone/prod: 86 rules looked at 999 resources, 77 findings exempt, 0 advisory.",
      "Preview of duotone/staging: 86 rules looked at 609 resources, 1 finding exempt, 2 advisory.",
      "Bad lines refused by their rules: 1 of 2: compute (CMP-01).",
      "Refused as it should be: core on prod1: 0 of 2 targets healthy, needs 2",
      "Staging, rebuilt from nothing, differs from the first staging in 1 place.",
      "3 steps in 101 s, 3210 MB at the peak.",
    ]);
  });

  it("says what became of databases and of instances that were to go", () => {
    const told = reportSummary({
      ...REPORT,
      migrations: [{ service: "core", version: 2, cluster: "prod2" }],
      schemaRefusal: "core on prod1: its release runs on 1 to 2",
      drains: { kept: 2, refusal: "[drain] i-0a", overridden: "by ada" },
    });
    assert.deepEqual(told.slice(6, 11), [
      "Databases migrated, each step by one command on one instance: core to 2 on prod2.",
      "Refused after the contraction: core on prod1: its release runs on 1 to 2",
      "Logs and files of 2 replaced instances were off them before they were destroyed.",
      "Not destroyed before that: [drain] i-0a",
      "Destroyed by an override: by ada",
    ]);
  });

  it("does not speak of a move that went wrong", () => {
    const steps = REPORT.steps.map((step) => ({ ...step, problems: ["wrong"] }));
    assert.ok(
      !reportSummary({ ...REPORT, steps })
        .join()
        .includes("moved together"),
    );
  });

  it("says nothing of what was not reached", () => {
    const { startedAt, toolchain } = REPORT;
    const early: StoryReport = {
      startedAt,
      toolchain,
      steps: [],
      publicNames: 0,
      hostedZones: 0,
      artifacts: 0,
      peakMemoryMB: 1,
    };
    assert.deepEqual(reportSummary(early), ["0 steps in 0 s, 1 MB at the peak."]);
  });
});
