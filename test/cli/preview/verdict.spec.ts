import assert from "node:assert/strict";

import { NO_FACTS, type PreviewFacts } from "../../../cli/preview/previewFacts";
import { stackReportOf } from "../../../cli/preview/verdict";
import { urnOf } from "./events";

const SWITCH = urnOf("duotone:dns:PublicNames$pulumi-nodejs:dynamic/release:ReleaseSwitch", "public-names");
const report = (
  facts: Partial<PreviewFacts>,
  failure?: { readonly refusals?: readonly string[]; readonly problems?: readonly string[] },
) =>
  stackReportOf({
    stack: "duotone/prod",
    facts: { ...NO_FACTS, proofs: 1, ...facts },
    failure: failure === undefined ? undefined : { refusals: [], problems: [], ...failure },
    seconds: 3,
  });
const finding = (rule: string, mandatory: boolean, name?: string) => ({
  rule,
  mandatory,
  urn: name === undefined ? undefined : urnOf("duotone:x:Y$aws:ec2/vpc:Vpc", name),
  message: `${rule} says no.`,
});

describe("the gate of a preview", () => {
  it("opens where every rule has run and none is violated", () => {
    assert.deepEqual(report({}).problems, []);
  });

  it("opens for what is advisory", () => {
    assert.deepEqual(report({ findings: [finding("BG-06", false, "a")] }).problems, []);
  });

  it("closes for a mandatory rule", () => {
    const { problems } = report({ findings: [finding("CMP-01", true, "a"), finding("CMP-02", true)] }, {});
    assert.deepEqual(problems, ["2 violations of mandatory rules."]);
  });

  it("closes for a mandatory rule although the engine says nothing of it", () => {
    assert.deepEqual(report({ findings: [finding("CMP-01", true, "a")] }).problems, [
      "1 violation of mandatory rules.",
    ]);
  });

  it("closes for a rule that could not run, although all else is well", () => {
    assert.deepEqual(report({ cannotRun: ["can't run policy 'stack'"] }).problems, [
      "A rule could not run, so it proves nothing: can't run policy 'stack'",
    ]);
  });

  it("closes for a pack that never answered", () => {
    assert.match(report({ proofs: 0 }).problems.join(), /^The policy pack did not run/);
  });

  it("closes for a pack that answered twice", () => {
    assert.match(report({ proofs: 2 }).problems.join(), /^The policy pack answered 2 times/);
  });

  it("says that a preview that ended early has not seen all rules", () => {
    const { problems } = report({ proofs: 0, findings: [finding("CMP-01", true, "a")] }, {});
    assert.equal(problems.length, 2);
    assert.match(problems[1] ?? "", /rules that need the whole stack did not run/);
  });

  it("closes for a preview that failed", () => {
    const { problems } = report({ errors: [{ message: "no credentials" }] }, { problems: ["x"] });
    assert.deepEqual(problems, ["The preview failed: no credentials"]);
  });

  it("closes for releases that the program refuses, in other words than for its failures", () => {
    const message =
      "[schema] These releases do not fit their databases' schemas as they are:\n - cluster prod2, …";
    assert.deepEqual(report({ errors: [{ message }] }, { problems: ["x"] }).problems, [
      `Releases are refused: ${message}`,
    ]);
  });

  it("closes for a preview that failed without a word in its events", () => {
    assert.deepEqual(report({}, { problems: ["the engine was killed"] }).problems, [
      "The preview failed: the engine was killed",
    ]);
  });

  it("has the promotion gate's reasons by themselves", () => {
    const message =
      "pulumi-nodejs:dynamic/release:ReleaseSwitch resource 'public-names': property activeColor value {prod2} has a problem: [health] core: 0 of 2 healthy.";
    const { problems, promotion } = report(
      { errors: [{ urn: SWITCH, message }, { message: "preview failed" }] },
      {
        problems: [],
      },
    );
    assert.deepEqual(problems, ["The promotion gate refuses."]);
    assert.deepEqual(promotion.refusals, ["[health] core: 0 of 2 healthy."]);
  });

  it("has what the engine keeps in one sentence, and what to do instead", () => {
    const kept = ["prod1-core", "prod1-blog"].map((name) => ({
      urn: urnOf("aws:autoscaling/group:Group", name),
      message: `unable to replace resource "${urnOf("aws:autoscaling/group:Group", name)}"\nas it is currently marked for protection. To unprotect`,
    }));
    const { problems } = report({ errors: [...kept, { message: "preview failed" }] }, { problems: ["x"] });
    assert.equal(problems.length, 1, problems.join("\n"));
    assert.match(
      problems[0] ?? "",
      /^2 protected resources would be replaced or deleted, which the engine refuses: prod1-blog and prod1-core\. .*release to the idle colour.*override of gate protect/,
    );
  });

  it("names a dozen of what the engine keeps, and counts the rest", () => {
    const errors = Array.from({ length: 14 }, (_, index) => ({
      urn: urnOf("aws:kms/key:Key", `key-${String(index).padStart(2, "0")}`),
      message: `unable to delete resource "urn"\nas it is currently marked for protection.`,
    }));
    assert.match(report({ errors }, {}).problems.join(), /^14 protected .* key-11 and 2 more\./);
  });

  it("takes other words about protection for what they are", () => {
    const errors = [{ message: 'unable to delete resource "urn" as it is currently marked for protection.' }];
    assert.match(report({ errors }, {}).problems.join(), /^The preview failed: unable to delete/);
  });

  it("tells of a resource by its own type and name, and puts mandatory rules first", () => {
    const { findings } = report({
      findings: [finding("A-1", false, "z"), finding("Z-1", true, "b"), finding("Z-1", true, "a")],
    });
    assert.deepEqual(
      findings.map(({ rule, type, name }) => [rule, type, name]),
      [
        ["Z-1", "aws:ec2/vpc:Vpc", "a"],
        ["Z-1", "aws:ec2/vpc:Vpc", "b"],
        ["A-1", "aws:ec2/vpc:Vpc", "z"],
      ],
    );
    assert.equal(report({ findings: [finding("A-1", false)] }).findings[0]?.type, null);
  });

  it("repeats no secret of the engine's words, and not all of a long text", () => {
    const token = ["ghp", "a1B2c3D4e5".repeat(4)].join("_");
    const { problems } = report(
      { errors: [{ message: `first\nvalue ${token}\n${"long ".repeat(1_000)}` }] },
      {},
    );
    const [problem = ""] = problems;
    assert.ok(!problem.includes(token), problem);
    assert.match(problem, /first\n\(a line that holds/);
    assert.ok(problem.length < 1_600 && problem.endsWith(" …"));
  });
});
