import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import type { Session } from "../../../cli/session";
import { catalogueImage } from "../../components/images/catalogueImage";
import { TemporaryProject } from "../preview/project";
import { FakeStack } from "../support/fakeStack";
import { runDuotone, type RunOptions } from "../support/run";

const CLOCK: Session["clock"] = {
  now: () => 0,
  random: () => 0,
  deadline: () => new AbortController().signal,
  sleep: () => Promise.resolve(),
};
const COMMIT = "dcb98e40175c8039285dac29c882310d8543377d";
const CORE = catalogueImage({ service: "core", build: `${COMMIT}#arm64`, imageId: "ami-0123456789abcdef0" });
const BASE = catalogueImage({ service: "base-image", build: "2026-11-01#arm64", base: undefined });
const EXPECTED = {
  id: CORE.imageId,
  service: "core",
  commit: COMMIT,
  region: "eu-west-1",
  ownerAccountId: "100000000002",
  builtAt: CORE.bakedAt,
  encrypted: true,
  state: { is: "usable", triedOnStaging: false },
  deployedTo: [],
};

describe("duotone images export", function () {
  this.timeout(30_000);
  let project: TemporaryProject;
  let stacks: Readonly<Record<string, FakeStack>>;
  const fake = (name: string): FakeStack => {
    const stack = stacks[name];
    assert.ok(stack !== undefined, name);
    return stack;
  };
  const run = (args: readonly string[], options: RunOptions = {}) =>
    runDuotone(fake("prod"), ["images", "export", ...args], {
      cwd: project.root,
      openSession: ({ stack }) => Promise.resolve(fake(stack)),
      ...options,
    });
  beforeEach(async () => {
    project = await TemporaryProject.make();
    stacks = Object.fromEntries(["prod", "staging", "org"].map((name) => [name, new FakeStack(name, CLOCK)]));
    for (const stack of Object.values(stacks)) {
      stack.shelf.images = { core: [CORE], "base-image": [BASE] };
      stack.shelf.inRegions = {
        "eu-west-1": [{ id: CORE.imageId, ownerAccountId: "100000000002", encrypted: true }],
      };
    }
  });
  afterEach(() => project.remove());

  it("prints what the rules read, for people, for programs, and into a file", async () => {
    assert.deepEqual(JSON.parse((await run([])).printed), [EXPECTED]);
    assert.deepEqual((await run(["--json"])).document?.images, [EXPECTED]);
    const told = await run(["--output", "images.json"]);
    assert.equal(told.printed.trim(), "1 image in images.json.");
    assert.deepEqual(JSON.parse(await readFile(path.join(project.root, "images.json"), "utf8")), [EXPECTED]);
  });

  it("exports nothing where a stack could not be asked", async () => {
    const told = await run([], {
      openSession: ({ stack }) =>
        stack === "staging" ? Promise.reject(new Error("no such stack")) : Promise.resolve(fake(stack)),
    });
    assert.equal(told.exitCode, 1);
    assert.match(told.noted, /Not everything could be read.*duotone\/staging could not be asked/s);
    assert.equal(told.printed, "");
  });
});
