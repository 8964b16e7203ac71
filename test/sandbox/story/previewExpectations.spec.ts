import assert from "node:assert/strict";

import type { PreviewReport, StackReport } from "../../../cli/preview/report";
import type { BadLine } from "../../../sandbox/story/badLines";
import type { Traffic } from "../../../sandbox/story/expectations";
import {
  cleanPreviews,
  expectClean,
  expectFirstPreview,
  expectRefusedLines,
  refusedLines,
} from "../../../sandbox/story/previewExpectations";
import { previewRunOf } from "../../../sandbox/story/previewRun";
import { previewReport, reported, reportedFinding, stackReport } from "../../cli/preview/reports";

const QUIET: Traffic = {
  calls: [{ service: "ec2", action: "DescribeVpcs", count: 9, errors: 0 }],
  batches: [],
};
const WRITING: Traffic = {
  calls: [{ service: "ec2", action: "CreateVpc", count: 1, errors: 0 }],
  batches: [],
};
const run = (report: PreviewReport, exitCode = 0) =>
  previewRunOf(
    { exitCode, seconds: 1, timedOut: false, stdout: JSON.stringify(report), stderr: "" },
    "duotone preview",
    "x.log",
  );

describe("clean previews", () => {
  const clean = (report: PreviewReport, traffic = QUIET, exitCode = 0) =>
    expectClean(run(report, exitCode), traffic, ["duotone/prod"]);

  it("are what rules have looked at and found nothing in", () => {
    assert.deepEqual(clean(previewReport()), []);
    assert.deepEqual(cleanPreviews(previewReport()), [
      { stack: "duotone/prod", rules: 98, resources: 1004, exempt: 21, advisory: 0 },
    ]);
  });

  const wrong: Record<string, [report: PreviewReport, traffic: Traffic, exitCode: number, said: RegExp]> = {
    "one that is refused": [previewReport(), QUIET, 3, /expected success.* ended with 3/],
    "one that changes something": [
      previewReport({ stacks: [stackReport({ steps: [reported()] })] }),
      QUIET,
      0,
      /expected no change, came 0 created, 1 updated/,
    ],
    "one that sends something": [previewReport(), WRITING, 0, /sent were ec2:CreateVpc/],
    "a stack that is not there": [
      previewReport({ stacks: [] }),
      QUIET,
      0,
      /expected the rules to look at duotone\/prod/,
    ],
    "rules that nobody heard of": [
      previewReport({ stacks: [stackReport({ evaluation: null })] }),
      QUIET,
      0,
      /expected the rules to look at duotone\/prod/,
    ],
    "no rule": [
      previewReport({ stacks: [stackReport({ evaluation: { rules: 0, resources: 9, exempt: 0 } })] }),
      QUIET,
      0,
      /expected the rules to look at duotone\/prod/,
    ],
    "no resource": [
      previewReport({ stacks: [stackReport({ evaluation: { rules: 9, resources: 0, exempt: 0 } })] }),
      QUIET,
      0,
      /expected the rules to look at duotone\/prod/,
    ],
    advice: [
      previewReport({ stacks: [stackReport({ findings: [reportedFinding({ mandatory: false })] })] }),
      QUIET,
      0,
      /expected no violation in duotone\/prod, came CMP-01 of .* prod2-core/,
    ],
    "a note": [previewReport({ notes: ["Nobody answered."] }), QUIET, 0, /came: Nobody answered\./],
  };
  for (const [title, [report, traffic, exitCode, said]] of Object.entries(wrong)) {
    it(`are not ${title}`, () => {
      const problems = clean(report, traffic, exitCode);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0] ?? "", said);
    });
  }
});

describe("a first preview", () => {
  const NEW = stackReport({ steps: [reported({ change: "create" })], unchanged: 0 });
  const first = (changed: Partial<StackReport>, traffic = QUIET, exitCode = 0) =>
    expectFirstPreview(
      run(previewReport({ notes: ["Nobody answered."], stacks: [{ ...NEW, ...changed }] }), exitCode),
      traffic,
      "duotone/prod",
    );

  it("creates everything, and rules have looked at it and found nothing", () => {
    assert.deepEqual(first({}), []);
  });

  const wrong: Record<
    string,
    [changed: Partial<StackReport>, said: RegExp, traffic?: Traffic, exit?: number]
  > = {
    "is not one that is refused": [{}, /ended with 3/, QUIET, 3],
    "is not one that sends something": [{}, /sent were ec2:CreateVpc/, WRITING],
    "is not one that rules did not look at": [{ evaluation: null }, /expected the rules to look at/],
    "is not one with a violation": [{ findings: [reportedFinding({ mandatory: false })] }, /came CMP-01/],
    "is not one that makes nothing": [{ steps: [] }, /expected resources to be created/],
    "is not one of a stack that is there": [{ unchanged: 3 }, /expected nothing to be there, .* 3 same/],
  };
  for (const [title, [changed, said, traffic, exitCode]] of Object.entries(wrong)) {
    it(title, () => {
      const problems = first(changed, traffic, exitCode);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0] ?? "", said);
    });
  }
});

describe("refused lines", () => {
  const LINES: readonly BadLine[] = [
    { family: "compute", file: "a.ts", before: "", after: "", rule: "CMP-01", name: "prod2-core" },
    { family: "files", file: "b.ts", before: "", after: "", rule: "SEC-02", name: "b.ts" },
  ];
  const REPORT = previewReport({
    files: [{ file: "b.ts", line: 3, message: "Here is a token." }],
    stacks: [stackReport({ findings: [reportedFinding({ message: "Bad." })] })],
  });
  const problems = (report: PreviewReport, traffic = QUIET, exitCode = 3) =>
    expectRefusedLines(run(report, exitCode), traffic, LINES);

  it("are each told by their rule, at their resource", () => {
    assert.deepEqual(problems(REPORT), []);
    assert.deepEqual(
      refusedLines(REPORT, LINES).map(({ rule, message }) => [rule, message]),
      [
        ["CMP-01", "Bad."],
        ["SEC-02", "Here is a token."],
      ],
    );
  });

  const others: Record<string, Parameters<typeof reportedFinding>[0]> = {
    "another rule": { rule: "CMP-02" },
    "another resource": { name: "prod1-core" },
    "advice only": { mandatory: false },
  };
  for (const [title, finding] of Object.entries(others)) {
    it(`are not refused by ${title}`, () => {
      const report = { ...REPORT, stacks: [stackReport({ findings: [reportedFinding(finding)] })] };
      assert.deepEqual(problems(report), [
        "expected CMP-01 of compute to refuse the line in a.ts and to name prod2-core",
      ]);
    });
  }

  it("are not refused by another file's finding", () => {
    const report = { ...REPORT, files: [{ file: "c.ts", line: 3, message: "Here is a token." }] };
    assert.deepEqual(problems(report), [
      "expected SEC-02 of files to refuse the line in b.ts and to name b.ts",
    ]);
  });

  it("end the preview with 3, and send nothing", () => {
    assert.deepEqual(problems(REPORT, WRITING, 1), [
      "expected duotone preview to end with 3, came 1",
      "expected nothing to be sent but questions, sent were ec2:CreateVpc",
    ]);
  });
});
