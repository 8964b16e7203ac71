import assert from "node:assert/strict";
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";

import { checkoutAt } from "../../../cli/preview/git";
import { TemporaryProject } from "./project";

describe("a checkout", () => {
  let project: TemporaryProject;
  beforeEach(async () => {
    project = await TemporaryProject.make();
  });
  afterEach(() => project.remove());
  const checkout = () => checkoutAt(project.root);

  it("knows what changed since the base: committed, staged, changed, new and deleted", async () => {
    await project.write("committed.ts", "");
    await project.commit("change");
    await project.write("staged.ts", "");
    await project.git("add", "staged.ts");
    await project.write("tsconfig.json", "{}");
    await project.write("new folder/neu ü.ts", "");
    await project.write("node_modules2", "");
    await rm(path.join(project.root, "Pulumi.staging.yaml"));
    assert.deepEqual(await checkout().changedSince("main"), [
      "Pulumi.staging.yaml",
      "committed.ts",
      "new folder/neu ü.ts",
      "node_modules2",
      "staged.ts",
      "tsconfig.json",
    ]);
  });

  it("leaves out what only the base changed", async () => {
    await project.git("checkout", "--quiet", "main");
    await project.write("later.ts", "");
    await project.commit("later");
    await project.git("checkout", "--quiet", "change");
    assert.deepEqual(await checkout().changedSince("main"), []);
  });

  it("knows both names of a file that was moved", async () => {
    await project.git("mv", "Pulumi.staging.yaml", "Pulumi.test.yaml");
    await project.commit("moved");
    assert.deepEqual(await checkout().changedSince("main"), ["Pulumi.staging.yaml", "Pulumi.test.yaml"]);
  });

  it("has its own files, and none that git ignores", async () => {
    await project.write(".duotone/x", "");
    await project.write("new.ts", "");
    const files = await checkout().ownFiles();
    assert.ok(files.includes("new.ts") && files.includes("Pulumi.prod.yaml"));
    assert.ok(!files.some((file) => file.startsWith(".duotone") || file.startsWith("node_modules")));
  });

  it("finds the base by itself: origin/main before main", async () => {
    assert.equal((await checkout().base(undefined)).ref, "main");
    await project.git("update-ref", "refs/remotes/origin/main", "main");
    assert.equal((await checkout().base(undefined)).ref, "origin/main");
    const commit = (await project.git("rev-parse", "main")).trim();
    assert.deepEqual(await checkout().base(commit), { ref: commit, commit });
  });

  it("says so where there is no base", async () => {
    await assert.rejects(checkout().base("gone"), /There is no commit "gone" here\. Fetch it/);
    await assert.rejects(checkout().base("--help"), /There is no commit "--help" here/);
    await project.git("branch", "-D", "main");
    await assert.rejects(checkout().base(undefined), /neither origin\/main nor main here/);
  });

  it("gives the base's files, whatever the working tree says", async () => {
    await project.write("policy/index.ts", "changed");
    await project.write("policy/more.ts", "");
    const folder = path.join(project.root, ".duotone", "x");
    assert.equal(await checkout().has("main", "policy"), true);
    assert.equal(await checkout().has("main", "polic"), false);
    await checkout().extract("main", ["policy", "tsconfig.json"], folder);
    assert.deepEqual((await readdir(folder)).sort(), ["policy", "tsconfig.json"]);
    assert.match(await readFile(path.join(folder, "policy", "index.ts"), "utf8"), /"base"/);
    assert.ok(!(await readdir(path.join(folder, "policy"))).includes("more.ts"));
  });

  it("is needed", async () => {
    await rm(path.join(project.root, ".git"), { recursive: true });
    await assert.rejects(checkout().ownFiles(), /`git ls-files` failed in .*not a git repository/);
  });
});
