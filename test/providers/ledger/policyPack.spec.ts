import assert from "node:assert/strict";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { policyPackDigest } from "../../../providers/ledger/policyPack";

describe("policyPackDigest", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "duotone-policy-"));
    await put("package.json", "{}");
    await put("index.ts", "rules");
    await put("rules/network.ts", "network");
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function put(file: string, text: string): Promise<void> {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }

  const digest = () => policyPackDigest(folder);

  async function assertChanged(change: () => Promise<void>): Promise<void> {
    const before = await digest();
    await change();
    const after = await digest();
    assert.match(after ?? "", /^[0-9a-f]{64}$/);
    assert.notEqual(after, before);
  }

  async function assertSame(change: () => Promise<void>): Promise<void> {
    const before = await digest();
    await change();
    assert.equal(await digest(), before);
  }

  it("is null where there is no pack", async () => {
    assert.equal(await policyPackDigest(path.join(folder, "missing")), null);
  });

  it("changes with every file of the pack, its name and its content", async () => {
    await assertChanged(() => put("rules/network.ts", "other"));
    await assertChanged(() => put("package.json", '{"main":"index.js"}'));
    await assertChanged(() => put("PulumiPolicy.yaml", "runtime: nodejs"));
    await assertChanged(() =>
      rename(path.join(folder, "rules/network.ts"), path.join(folder, "rules/net.ts")),
    );
    await assertChanged(() => put("rules/more.ts", ""));
    await assertChanged(() => symlink("../../elsewhere.ts", path.join(folder, "rules/linked.ts")));
  });

  it("tells apart what only looks alike when it is put together", async () => {
    await put("a.ts", "x");
    await put("b.ts", "");
    await assertChanged(async () => {
      await put("a.ts", "");
      await put("b.ts", "x");
    });
  });

  it("does not look at what is not the pack's own", async () => {
    await assertSame(() => put("node_modules/zod/index.ts", "x"));
    await assertSame(() => put("rules/node_modules/zod/index.ts", "x"));
    await assertSame(() => put("README.md", "x"));
  });

  it("is of the compiled pack where there is one: that is what runs", async () => {
    await assertChanged(() => put("bin/index.js", "compiled"));
    await assertSame(() => put("index.ts", "not compiled yet"));
    await assertChanged(() => put("bin/index.js", "compiled again"));
    await assertChanged(() => put("package.json", '{"main":"bin"}'));
  });
});
