import assert from "node:assert/strict";
import { access, mkdir, readFile, readdir, readlink, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";

import {
  type EntryRequest,
  cacheEntry,
  cacheRoot,
  hasEntry,
  keyOf,
  sweepCache,
} from "../../../sandbox/engine/cache";
import { tryLock } from "../../../sandbox/engine/lock";
import { removeFolder, temporaryFolder } from "./support";

const RANDOM = "0f0f0f0f-0000-4000-8000-000000000000";

describe("cacheRoot", () => {
  for (const [env, expected] of [
    [{ XDG_CACHE_HOME: "/c", HOME: "/h" }, "/c/duotone"],
    [{ HOME: "/h" }, "/h/.cache/duotone"],
    [{ XDG_CACHE_HOME: "", HOME: "/h" }, "/h/.cache/duotone"],
    [{ XDG_CACHE_HOME: "relative", HOME: "/h" }, "/h/.cache/duotone"],
  ] as const) {
    it(`is ${expected} for ${JSON.stringify(env)}`, () => {
      assert.equal(cacheRoot(env), expected);
    });
  }
});

describe("keyOf", () => {
  it("is the same for the same texts, and counts the borders between them in", () => {
    assert.equal(keyOf("a", "b"), keyOf("a", "b"));
    assert.equal(new Set([keyOf("a", "b"), keyOf("ab"), keyOf("b", "a"), keyOf("ab", ""), keyOf()]).size, 5);
    assert.match(keyOf("a"), /^[0-9a-f]{16}$/);
  });
});

describe("cacheEntry", () => {
  let root: string;
  let made: string[];

  beforeEach(async () => {
    root = await temporaryFolder();
    made = [];
  });

  afterEach(() => removeFolder(root));

  function request(change: Partial<EntryRequest> = {}): EntryRequest {
    return {
      kind: "go",
      key: "tool-1.0.0-abc",
      files: ["tool"],
      make: async (folder) => {
        made.push(folder);
        await writeFile(path.join(folder, "tool"), "whole");
      },
      ...change,
    };
  }

  it("is made once, and found the second time", async () => {
    assert.equal(await hasEntry(root, request()), false);
    const first = await cacheEntry(root, request());
    const second = await cacheEntry(root, request());
    assert.deepEqual([first.made, second.made, made.length], [true, false, 1]);
    assert.equal(first.folder, path.join(root, "go", "tool-1.0.0-abc"));
    assert.equal(second.folder, first.folder);
    assert.equal(await hasEntry(root, request()), true);
  });

  it("is made once by many that want it at once", async () => {
    const slow = request({
      make: async (folder) => {
        made.push(folder);
        await new Promise((resolve) => setTimeout(resolve, 100));
        await writeFile(path.join(folder, "tool"), "whole");
      },
    });
    const entries = await Promise.all(Array.from({ length: 5 }, () => cacheEntry(root, slow)));
    assert.equal(made.length, 1);
    assert.equal(entries.filter((entry) => entry.made).length, 1);
  });

  it("that fails leaves nothing behind, and is made by the next who wants it", async () => {
    const failing = request({
      make: async (folder) => {
        await writeFile(path.join(folder, "tool"), "ha");
        throw new Error("no space left on device");
      },
    });
    await assert.rejects(cacheEntry(root, failing), /no space left on device/);
    assert.deepEqual(await readdir(path.join(root, "go")), []);
    assert.deepEqual(await readdir(path.join(root, "locks")), []);
    assert.equal((await cacheEntry(root, request())).made, true);
  });

  it("without one of its files is refused", async () => {
    await assert.rejects(
      cacheEntry(root, request({ files: ["tool", "other"] })),
      /made without one of: tool, other/,
    );
    assert.deepEqual(await readdir(path.join(root, "go")), []);
  });

  it("that lost a file, or the file behind a link, is made again", async () => {
    const target = path.join(root, "target");
    const linking = request({ make: (folder) => symlink(target, path.join(folder, "tool")) });
    await writeFile(target, "");
    await cacheEntry(root, linking);
    assert.equal((await cacheEntry(root, linking)).made, false);
    await rm(target);
    assert.equal((await cacheEntry(root, request())).made, true);
    assert.equal(await readFile(path.join(root, "go", "tool-1.0.0-abc", "tool"), "utf8"), "whole");
    assert.equal((await readdir(path.join(root, "go"))).length, 2);
  });

  it("is not taken for finished when a run was killed while making it, and what that left is removed", async () => {
    const abandoned = path.join(root, "go", `tool-1.0.0-abc.${RANDOM}`);
    await mkdir(abandoned, { recursive: true });
    await writeFile(path.join(abandoned, "tool"), "half");
    assert.equal((await cacheEntry(root, request())).made, true);
    await assert.rejects(access(abandoned));
  });
});

describe("sweepCache", () => {
  let root: string;

  beforeEach(async () => {
    root = await temporaryFolder();
  });

  afterEach(() => removeFolder(root));

  const make = (folder: string) => writeFile(path.join(folder, "tool"), "");

  it("removes what killed runs left, of whatever key, and keeps the entries", async () => {
    const { folder } = await cacheEntry(root, { kind: "go", key: "kept", files: ["tool"], make });
    for (const left of [`kept.${RANDOM}`, `other.${RANDOM}`]) {
      await mkdir(path.join(root, "go", left));
    }
    await symlink("nowhere", path.join(root, "go", `link.${RANDOM}`));
    await sweepCache(root);
    assert.deepEqual((await readdir(path.join(root, "go"))).sort(), ["kept", await readlink(folder)].sort());
  });

  it("leaves alone what others keep below the same root", async () => {
    const other = path.join(root, "somebody-elses", `kept.${RANDOM}`);
    await mkdir(other, { recursive: true });
    await sweepCache(root);
    await access(other);
  });

  it("leaves alone what a living process is making", async () => {
    const building = path.join(root, "go", `busy.${RANDOM}`);
    await mkdir(building, { recursive: true });
    const lock = await tryLock(path.join(root, "locks", "go-busy.lock"));
    await sweepCache(root);
    await access(building);
    await lock?.release();
    await sweepCache(root);
    await assert.rejects(access(building));
  });

  it("has nothing to do where nothing was cached yet", async () => {
    await sweepCache(path.join(root, "not", "there"));
  });
});
