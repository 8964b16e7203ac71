import assert from "node:assert/strict";

import { isRefused, mergedReports, previewReportSchema } from "../../../cli/preview/report";
import { previewReport, stackReport } from "./reports";

const FILE = { file: "a.ts", line: 3, message: "Here is a token." };

describe("reports", () => {
  it("are refused for anything that is in the way", () => {
    assert.equal(isRefused(previewReport()), false);
    assert.equal(isRefused(previewReport({ notes: ["x"] })), false);
    assert.equal(isRefused(previewReport({ problems: ["x"] })), true);
    assert.equal(isRefused(previewReport({ files: [FILE] })), true);
    assert.equal(
      isRefused(previewReport({ stacks: [stackReport(), stackReport({ problems: ["x"] })] })),
      true,
    );
  });

  it("of several jobs are one", () => {
    const merged = mergedReports([
      previewReport({ files: [FILE], notes: ["n"], stacks: [stackReport({ stack: "b" })] }),
      previewReport({ files: [FILE], notes: ["n"], problems: ["p"], stacks: [stackReport({ stack: "a" })] }),
    ]);
    assert.deepEqual(
      { ...merged, stacks: merged.stacks.map(({ stack }) => stack) },
      {
        base: "main (9c8be7e)",
        packFrom: "main (9c8be7e)",
        problems: ["p"],
        files: [FILE],
        notes: ["n"],
        stacks: ["a", "b"],
      },
    );
  });

  it("survive the way through a file", () => {
    const report = previewReport({ files: [FILE] });
    assert.deepEqual(
      previewReportSchema.parse(JSON.parse(JSON.stringify({ command: "preview", ...report }))),
      report,
    );
  });
});
