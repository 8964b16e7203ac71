import assert from "node:assert/strict";
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";

import { checkoutAt } from "../../../cli/preview/git";
import { preparePack } from "../../../cli/preview/pack";
import { TemporaryProject } from "./project";

describe("the pack of a preview", function () {
  this.timeout(60_000);
  let project: TemporaryProject;
  beforeEach(async () => {
    project = await TemporaryProject.make();
  });
  afterEach(() => project.remove());
  const ofBase = () => ({
    is: "commit" as const,
    checkout: checkoutAt(project.root),
    commit: "main",
    from: "main",
  });
  const packs = async () => readdir(path.join(project.root, ".duotone"));

  it("is the base's, compiled, whatever the change does to it", async () => {
    await project.write("policy/index.ts", 'export const whose: string = "change";\n');
    await project.write("policy/exemptions.json", "changed");
    await project.commit("loosened");
    const pack = await preparePack(project.root, ofBase());
    assert.match(await readFile(path.join(pack.dir, "bin", "index.js"), "utf8"), /"base"/);
    assert.equal((await readFile(path.join(pack.dir, "exemptions.json"), "utf8")).trim(), "[]");
    assert.ok(pack.dir.startsWith(path.join(project.root, ".duotone")), pack.dir);
    await pack.remove();
    assert.deepEqual(await packs(), []);
  });

  it("is the change's own only where that is asked for, and never what somebody compiled", async () => {
    await project.write("policy/index.ts", 'export const whose: string = "change";\n');
    await project.write("policy/bin/index.js", "smuggled");
    const pack = await preparePack(project.root, { is: "folder", root: project.root, from: "here" });
    assert.match(await readFile(path.join(pack.dir, "bin", "index.js"), "utf8"), /"change"/);
    await pack.remove();
  });

  it("is refused where the base has none", async () => {
    await project.git("checkout", "--quiet", "main");
    await rm(path.join(project.root, "policy"), { recursive: true });
    await project.commit("no policies");
    await assert.rejects(
      preparePack(project.root, ofBase()),
      /main has no folder policy, so there are no rules/,
    );
    assert.deepEqual(await packs(), []);
  });

  it("is refused where it does not compile", async () => {
    await project.write("policy/index.ts", "export const whose: number = 'text';\n");
    await assert.rejects(
      preparePack(project.root, { is: "folder", root: project.root, from: "here" }),
      /The policies of here do not compile:\n.*index\.ts.*error TS2322/,
    );
    assert.deepEqual(await packs(), []);
  });
});
