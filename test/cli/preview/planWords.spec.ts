import assert from "node:assert/strict";

import { evaluationWords, findingWords, groupedFindings } from "../../../cli/preview/planWords";
import { reportedFinding, stackReport } from "./reports";

const lines = (...findings: Parameters<typeof reportedFinding>[0][]) =>
  groupedFindings(findings.map((finding) => reportedFinding({ type: "t", ...finding }))).map(findingWords);

describe("findings in words", () => {
  it("are one line for all resources of which a rule says the same", () => {
    assert.deepEqual(
      lines({ name: "a", message: "Bad." }, { name: "b", message: "Worse." }, { name: "c", message: "Bad." }),
      ["CMP-01 t a, c: Bad.", "CMP-01 t b: Worse."],
    );
  });

  it("are one line where each names its own resource", () => {
    const message = (name: string) => `Not safe. imageId of ${name} is odd, and ${name}. Mend ${name}: now.`;
    assert.deepEqual(lines(...["core", "blog"].map((name) => ({ name, message: message(name) }))), [
      "CMP-01 t core, blog: Not safe. imageId of each is odd, and each. Mend each: now.",
    ]);
  });

  it("keep the name where there is one resource", () => {
    assert.deepEqual(lines({ name: "core", message: "core is odd." }), ["CMP-01 t core: core is odd."]);
  });

  it("keep names that are parts of others", () => {
    const message = (name: string) => `${name} is of duotone/prod:${name} and ${name}-blog.`;
    assert.deepEqual(lines(...["core", "pay"].map((name) => ({ name, message: message(name) }))), [
      "CMP-01 t core: core is of duotone/prod:core and core-blog.",
      "CMP-01 t pay: pay is of duotone/prod:pay and pay-blog.",
    ]);
  });

  it("are apart for rules, types and levels, and where a resource is missing", () => {
    const same = { message: "Bad." };
    assert.equal(
      lines(
        { ...same, name: "a" },
        { ...same, name: "b", rule: "CMP-02" },
        { ...same, name: "c", type: "u" },
        { ...same, name: "d", mandatory: false },
        { ...same, name: null, type: null },
      ).length,
      5,
    );
  });
});

describe("what rules did, in words", () => {
  const words = (exempt: number) =>
    evaluationWords(stackReport({ evaluation: { rules: 86, resources: 609, exempt } }));

  it("has what exemptions took back", () => {
    assert.equal(words(34), "86 looked at 609 resources; 34 findings are exempt");
    assert.equal(words(1), "86 looked at 609 resources; 1 finding is exempt");
    assert.equal(words(0), "86 looked at 609 resources");
  });

  it("says where nobody knows", () => {
    assert.equal(evaluationWords({ evaluation: null }), "not all of them ran");
  });
});
