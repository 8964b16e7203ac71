import assert from "node:assert/strict";

import type { Session } from "../../../cli/session";
import { usageError } from "../../../cli/cliError";
import { TemporaryProject } from "../preview/project";
import { FakeStack } from "../support/fakeStack";
import { runDuotone, type RunOptions } from "../support/run";

const CLOCK: Session["clock"] = {
  now: () => Date.parse("2026-11-21T12:00:00Z"),
  random: () => 0,
  deadline: () => new AbortController().signal,
  sleep: () => Promise.resolve(),
};

/** An export of a stack with a launch template that is as bad as it can be. */
const exported = (project: string, stack: string, outputs: object = {}) => ({
  version: 3,
  deployment: {
    resources: [
      {
        urn: `urn:pulumi:${stack}::${project}::pulumi:pulumi:Stack::${project}-${stack}`,
        type: "pulumi:pulumi:Stack",
        outputs,
      },
      {
        urn: `urn:pulumi:${stack}::${project}::aws:ec2/launchTemplate:LaunchTemplate::worst`,
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        id: "lt-1",
        inputs: {},
        outputs: { id: "lt-1" },
      },
    ],
  },
});

describe("duotone policy check", function () {
  this.timeout(30_000);
  let project: TemporaryProject;
  let stacks: Readonly<Record<string, FakeStack>>;
  beforeEach(async () => {
    project = await TemporaryProject.make();
    stacks = Object.fromEntries(["prod", "staging", "org"].map((name) => [name, new FakeStack(name, CLOCK)]));
    for (const [name, stack] of Object.entries(stacks)) {
      stack.deployment = exported(name === "org" ? "duotone-foundation" : "duotone", name);
    }
  });
  afterEach(() => project.remove());
  const fake = (name: string) => {
    const stack = stacks[name];
    assert.ok(stack !== undefined, name);
    return stack;
  };
  const check = (files: readonly string[] = [], options: RunOptions = {}) =>
    runDuotone(fake("prod"), ["policy", "check", ...files, "--json"], {
      cwd: project.root,
      openSession: ({ stack }) => Promise.resolve(fake(stack)),
      ...options,
    });
  const violations = (document: Readonly<Record<string, unknown>> | undefined) =>
    document?.violations as { rule: string; urn?: string; level: string }[];

  it("asks every stack, and judges them together", async () => {
    const told = await check();
    assert.equal(told.exitCode, 3, told.noted);
    assert.deepEqual(told.document?.stacks, [
      { stack: "duotone-foundation/org", resources: 2 },
      { stack: "duotone/prod", resources: 2 },
      { stack: "duotone/staging", resources: 2 },
    ]);
    const bad = violations(told.document).filter(({ rule }) => rule === "CMP-01");
    assert.deepEqual([...new Set(bad.map(({ urn }) => urn?.split(":")[2]))].sort(), [
      "org",
      "prod",
      "staging",
    ]);
    assert.match(
      told.printed.replaceAll(/\s+/g, " "),
      /CMP-01 aws:ec2\/launchTemplate:LaunchTemplate of duotone-foundation\/org worst: Instances/,
    );
    assert.match(told.printed, /\d+ violations of \d+ rules\./);
  });

  it("misses what a stack lacks, and says it once", async () => {
    const { document } = await check();
    const lacking = violations(document).filter(({ rule, urn }) => rule === "BG-03" && urn === undefined);
    assert.equal(lacking.length, 1);
  });

  it("reads exports, whose outputs tell the accounts", async () => {
    await project.write(
      "prod.json",
      JSON.stringify(exported("duotone", "prod", { accounts: { accounts: "200000000001" } })),
    );
    const told = await check(["prod.json"], { openSession: () => Promise.reject(usageError("No backend.")) });
    assert.deepEqual(told.document?.stacks, [{ stack: "duotone/prod", resources: 2 }]);
    assert.match(
      JSON.stringify(told.document.notes),
      /duotone\/staging could not be asked what it has: No backend\./,
    );
  });

  it("refuses what is no export, and stacks that nobody knows", async () => {
    await project.write("x.json", "{}");
    const nothing = await check(["x.json"]);
    assert.equal(nothing.exitCode, 2);
    assert.match(nothing.noted, /x\.json: This is no export of a stack/);
    await project.write("y.json", JSON.stringify(exported("duotone", "test")));
    const stranger = await check(["y.json"]);
    assert.equal(stranger.exitCode, 2);
    assert.match(stranger.noted, /no stack file of duotone\/test/);
  });

  it("says what is wrong with the files that it goes by", async () => {
    await project.write("policy/exemptions.json", "{}");
    const told = await check();
    assert.equal(told.exitCode, 2);
    assert.match(told.noted, /policy\/exemptions\.json/);
  });
});
