import assert from "node:assert/strict";

import { PLAIN } from "../../../cli/paint";
import { previewScreen } from "../../../cli/preview/screen";
import { previewReport, reported, reportedFinding, stackReport } from "./reports";

describe("the screen of a preview", () => {
  it("says what passed", () => {
    assert.equal(
      previewScreen(previewReport(), 80, PLAIN),
      [
        "duotone/prod: passed",
        "  promotion   no public name moves",
        "  rules       98 looked at 1004 resources; 21 findings are exempt",
        "  plan        Nothing changes: all 990 resources stay as they are.",
        "  took        1 min 1 s",
        "",
        "Preview: passed.",
        "Compared with main (9c8be7e). Rules, exemptions and inventory from main",
        "(9c8be7e).",
      ]
        .join("\n")
        .replace("main\n(9c8be7e).", "main (9c8be7e)."),
    );
  });

  it("has everything that is in the way, and what is lost", () => {
    const screen = previewScreen(
      previewReport({
        problems: ["Pulumi.prod.yaml is wrong."],
        files: [{ file: "a.ts", line: 3, message: "Here is a token." }],
        notes: ["Nobody answered."],
        stacks: [
          stackReport({
            problems: ["1 violation of mandatory rules."],
            findings: [
              reportedFinding(),
              reportedFinding({ rule: "BG-06", mandatory: false, type: null, name: null }),
            ],
            promotion: { refusals: ["[health] core: 0 of 2."], move: null },
            steps: [
              reported({ change: "replace", properties: ["imageId"] }),
              ...["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => reported({ name })),
              reported({ account: null, name: "names" }),
            ],
          }),
        ],
      }),
      120,
      PLAIN,
    );
    for (const line of [
      "duotone/prod: refused",
      "  - 1 violation of mandatory rules.",
      "  - CMP-01 aws:ec2/launchTemplate:LaunchTemplate prod2-core: Instances answer IMDSv2 only. metadataOptions.httpTokens is",
      "  - BG-06 (advisory): Instances answer IMDSv2 only. metadataOptions.httpTokens is not `required`.",
      "  promotion   refused",
      "              - [health] core: 0 of 2.",
      "  plan        1 replaced and 9 updated; 990 stay as they are.",
      "  Deleted or replaced:",
      "  - replace aws:ec2/launchTemplate:LaunchTemplate prod2-core in accounts because of imageId",
      "  accounts  replace  1  aws:ec2/launchTemplate:LaunchTemplate  prod2-core",
      "  accounts  update   8  aws:ec2/launchTemplate:LaunchTemplate  a, b, c, d, e, f, 2 more",
      "  none      update   1  aws:ec2/launchTemplate:LaunchTemplate  names",
      "Files: refused",
      "  - a.ts:3: Here is a token.",
      "  - Pulumi.prod.yaml is wrong.",
      "  notes       Nobody answered.",
      "Preview: refused.",
    ]) {
      assert.ok(screen.split("\n").includes(line), `${line}\n\nis not in\n\n${screen}`);
    }
  });

  it("says that nothing is touched", () => {
    assert.match(
      previewScreen(previewReport({ stacks: [] }), 80, PLAIN),
      /^Preview: passed\.\nThe change touches no stack\./,
    );
  });

  it("says once what is wrong with several resources", () => {
    const findings = ["prod1-core", "prod2-core"].map((name) => reportedFinding({ name }));
    const screen = previewScreen(previewReport({ stacks: [stackReport({ findings })] }), 140, PLAIN);
    assert.match(screen, /CMP-01 aws:ec2\/launchTemplate:LaunchTemplate prod1-core, prod2-core: Instances/);
    assert.equal(screen.split("IMDSv2").length, 2);
  });

  it("says why no stack is shown", () => {
    const words = (changed: Parameters<typeof previewReport>[0]) =>
      /(?:touches|No) (?:no )?stack.*/.exec(
        previewScreen(previewReport({ stacks: [], ...changed }), 80, PLAIN),
      )?.[0];
    assert.equal(words({}), "touches no stack.");
    assert.equal(words({ base: null }), "No stack was previewed.");
    assert.equal(words({ problems: ["x"] }), undefined);
  });

  it("cuts long lists with their count", () => {
    const findings = Array.from({ length: 70 }, (_, index) => reportedFinding({ rule: `CMP-${index}` }));
    assert.match(
      previewScreen(previewReport({ stacks: [stackReport({ findings })] }), 80, PLAIN),
      /and 10 more lines/,
    );
  });
});
