import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { commitAuthor } from "../../../providers/ledger/who";

const run = promisify(execFile);

describe("commitAuthor", function () {
  this.timeout(20_000);

  const { signal } = new AbortController();
  let folder: string;

  const git = (...args: readonly string[]) => run("git", args, { cwd: folder });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "duotone-who-"));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function commit(): Promise<void> {
    await git("init", "-q");
    await mkdir(path.join(folder, "project"));
    await writeFile(path.join(folder, "project/index.ts"), "1\n");
    await git("add", ".");
    const identity = ["-c", "user.name=Ci", "-c", "user.email=ci@example.com"];
    await git(...identity, "commit", "-q", "-m", "first", "--author=Zoë O'Neil <zoe@example.com>");
  }

  it("is the author of the checked-out commit, not its committer", async () => {
    await commit();
    const { stdout } = await git("rev-parse", "HEAD");
    assert.deepEqual(await commitAuthor(path.join(folder, "project"), signal), {
      commit: stdout.trim(),
      name: "Zoë O'Neil",
      email: "zoe@example.com",
      dirty: false,
    });
  });

  it("says whether the folder holds anything that is not in the commit", async () => {
    await commit();
    const project = path.join(folder, "project");
    await writeFile(path.join(folder, "elsewhere"), "");
    assert.equal((await commitAuthor(project, signal))?.dirty, false);
    await writeFile(path.join(project, "new"), "");
    assert.equal((await commitAuthor(project, signal))?.dirty, true);
    await rm(path.join(project, "new"));
    await writeFile(path.join(project, "index.ts"), "2\n");
    assert.equal((await commitAuthor(project, signal))?.dirty, true);
  });

  it("is nobody where there is no repository, no commit or no git", async () => {
    assert.equal(await commitAuthor(folder, signal), null);
    await git("init", "-q");
    assert.equal(await commitAuthor(folder, signal), null);
    const { PATH } = process.env;
    process.env.PATH = folder;
    try {
      assert.equal(await commitAuthor(folder, signal), null);
    } finally {
      process.env.PATH = PATH;
    }
  });

  it("gives up when its time is over", async () => {
    await assert.rejects(commitAuthor(folder, AbortSignal.abort()), { name: "AbortError" });
  });
});
