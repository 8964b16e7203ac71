import assert from "node:assert/strict";

import { commentOf, LONGEST_COMMENT, MARKER } from "../../../cli/preview/markdown";
import { previewReport, reported, reportedFinding, stackReport } from "./reports";

describe("the comment of a preview", () => {
  it("begins with what it is found by, and says the verdict", () => {
    const passed = commentOf(previewReport());
    assert.ok(passed.startsWith(`${MARKER}\n\n## Preview: passed\n`), passed);
    assert.match(passed, /Compared with `main \(9c8be7e\)`/);
    assert.match(
      passed,
      /\| `duotone\/prod` \| passed \| 0 \| 0 \| 0 \| 0 \| 0 mandatory, 0 advisory \| no public name moves \|/,
    );
    assert.match(passed, /Nothing changes: all 990 resources stay/);
  });

  it("says that nothing is touched", () => {
    assert.match(commentOf(previewReport({ stacks: [] })), /The change touches no stack\./);
  });

  it("has everything that is in the way", () => {
    const body = commentOf(
      previewReport({
        problems: ["Pulumi.prod.yaml is wrong."],
        files: [{ file: "a.ts", line: 3, message: "Here is a token." }],
        notes: ["Nobody answered."],
        stacks: [
          stackReport({
            problems: ["1 violation of mandatory rules.", "The preview failed: one\ntwo ```\nthree"],
            findings: [
              reportedFinding(),
              reportedFinding({ rule: "BG-06", mandatory: false, type: null, name: null }),
            ],
            promotion: {
              refusals: ["[health] core: 0 of 2."],
              move: { from: "prod1", to: "prod2", names: 7 },
            },
          }),
        ],
      }),
    );
    assert.match(body, /## Preview: refused/);
    assert.match(body, /- Pulumi\.prod\.yaml is wrong\./);
    assert.match(body, /### Files: refused\n\n- `a\.ts:3`: Here is a token\./);
    assert.match(body, /### `duotone\/prod`: refused\n\n- 1 violation of mandatory rules\.\n/);
    assert.match(body, /- The preview failed: one\n\n {2}```\n {2}two '''\n {2}three\n {2}```/);
    assert.match(
      body,
      /- \*\*CMP-01\*\* `aws:ec2\/launchTemplate:LaunchTemplate` `prod2-core`: Instances .* not `required`\./,
    );
    assert.match(body, /- \*\*BG-06\*\* \(advisory\): Instances/);
    assert.match(body, /\*\*Promotion gate: refused\*\*\n\n- \\\[health\\\] core: 0 of 2\./);
    assert.match(body, /### Notes\n\n- Nobody answered\./);
  });

  it("tells of names that would move", () => {
    const body = commentOf(
      previewReport({
        stacks: [
          stackReport({ promotion: { refusals: [], move: { from: "prod1", to: "prod2", names: 7 } } }),
        ],
      }),
    );
    assert.match(body, /\*\*Promotion gate:\*\* passed, would move 7 names from prod1 to prod2\./);
  });

  it("has what is lost first, and then every account", () => {
    const body = commentOf(
      previewReport({
        stacks: [
          stackReport({
            steps: [
              reported({ change: "replace", properties: ["imageId", "name"] }),
              reported({ change: "delete", type: "aws:kms/key:Key", name: "logs", account: "payments" }),
              reported({
                change: "delete",
                type: "aws:ec2/vpc:Vpc",
                name: "net",
                account: null,
                protect: true,
              }),
              reported({ change: "create", name: "new" }),
            ],
          }),
        ],
      }),
    );
    const lines = body.slice(body.indexOf("**Deleted or replaced**")).split("\n").slice(2, 5);
    assert.deepEqual(lines, [
      "- delete `aws:ec2/vpc:Vpc` `net` in no account: **it is protected, so the engine will refuse**",
      "- delete `aws:kms/key:Key` `logs` in payments: **its data, keys or names go with it**",
      "- replace `aws:ec2/launchTemplate:LaunchTemplate` `prod2-core` in accounts because of `imageId`, `name`",
    ]);
    assert.match(
      body,
      /In accounts\n\n- replace 1 × `aws:ec2[^\n]*\n- create 1 × `[^`]+`: `new`\n\nIn payments/,
    );
    assert.match(body, /In no account/);
  });

  it("says once what is wrong with several resources", () => {
    const findings = ["prod1-core", "prod2-core"].map((name) => reportedFinding({ name }));
    const body = commentOf(previewReport({ stacks: [stackReport({ findings })] }));
    assert.match(body, /\*\*CMP-01\*\* `[^`]+` `prod1-core`, `prod2-core`: Instances/);
    assert.equal(body.split("IMDSv2").length, 2);
  });

  it("takes the words of others for words", () => {
    const name = "x`y|z";
    const message = "<script> @everyone [a](b) *c* `code` | end";
    const body = commentOf(
      previewReport({ stacks: [stackReport({ findings: [reportedFinding({ name, message })] })] }),
    );
    assert.match(body, /`x'y¦z`: \\<script\\> @\u200beveryone \\\[a\\\](?:\(b\)) \\\*c\\\* `code` \\\| end/);
  });

  it("fits into a comment of GitHub, whatever there is to say", () => {
    const many = Array.from({ length: 3_000 }, (_, index) => index);
    const body = commentOf(
      previewReport({
        stacks: ["a", "b", "c"].map((stack) =>
          stackReport({
            stack,
            findings: many.map((index) => reportedFinding({ rule: `CMP-${index}` })),
            steps: many.map((index) => reported({ change: "delete", name: `core-${index}` })),
          }),
        ),
      }),
    );
    assert.ok(body.length <= LONGEST_COMMENT, String(body.length));
    assert.ok(body.includes("- ... and 2920 more") && body.includes("delete 3000 ×"));
    const huge = commentOf(
      previewReport({ stacks: many.map((index) => stackReport({ stack: `stack-${index}` })) }),
    );
    assert.ok(huge.length <= LONGEST_COMMENT && huge.endsWith("has all of it.)\n"));
  });
});
