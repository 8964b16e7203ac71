import assert from "node:assert/strict";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import fc from "fast-check";

import { contentKey, digestOf, partDifferences } from "../../images/contentKey";

const parts = { artifact: "aa", "base-image": "ami-1", commit: "cc" };

describe("contentKey", () => {
  it("is 64 hexadecimal digits and does not depend on the order of the parts", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (any) => {
        const key = contentKey(any);
        assert.match(key, /^[0-9a-f]{64}$/);
        assert.equal(contentKey(Object.fromEntries(Object.entries(any).reverse())), key);
      }),
    );
  });

  it("differs as soon as a part does, and does not mistake a name for a value", () => {
    const others = [
      { ...parts, artifact: "ab" },
      { ...parts, more: "" },
      { artifact: "aa", "base-image": "ami-1" },
      { aa: "artifact", "base-image": "ami-1", commit: "cc" },
    ];
    assert.equal(new Set([parts, ...others].map(contentKey)).size, others.length + 1);
  });

  it("stays what it is: another scheme would have every image baked again", () => {
    assert.equal(contentKey(parts), "aad1cf29690eae80798f01894cf9ee5a0f41638a729bf402a0524e306016c5f8");
  });
});

describe("partDifferences", () => {
  it("names every part that was added, removed or changed, and only those", () => {
    assert.deepEqual(partDifferences({ a: "1", b: "2", c: "3" }, { b: "2", c: "4", d: "5" }), [
      "a: was 1, is absent",
      "c: was 3, is 4",
      "d: was absent, is 5",
    ]);
  });

  it("is empty exactly for equal parts, which have the same key", () => {
    const few = fc.dictionary(fc.constantFrom("a", "b"), fc.constantFrom("1", "2"));
    fc.assert(
      fc.property(few, few, (was, is) => {
        assert.equal(partDifferences(was, is).length === 0, contentKey(was) === contentKey(is));
      }),
    );
  });
});

describe("digestOf", () => {
  let root = "";
  const write = async (file: string, content: string) => {
    await mkdir(path.join(root, path.dirname(file)), { recursive: true });
    await writeFile(path.join(root, file), content);
  };

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "duotone-digest-"));
    await write("one.hcl", "one");
    await write("scripts/a.sh", "a");
    await write("scripts/deep/b.sh", "b");
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("is the same wherever the files lie and in whatever order they are named", async () => {
    const digest = await digestOf(root, ["one.hcl", "scripts"]);
    assert.match(digest, /^[0-9a-f]{64}$/);
    const elsewhere = `${root}-moved`;
    await rename(root, elsewhere);
    root = elsewhere;
    assert.equal(await digestOf(root, ["scripts", "one.hcl"]), digest);
  });

  it("changes with the content, the name or the presence of any file", async () => {
    const digests = new Set<string>();
    const add = async () => digests.add(await digestOf(root, ["one.hcl", "scripts"]));
    await add();
    await write("scripts/deep/b.sh", "changed");
    await add();
    await rename(path.join(root, "scripts/a.sh"), path.join(root, "scripts/c.sh"));
    await add();
    await write("scripts/d.sh", "");
    await add();
    assert.equal(digests.size, 4);
  });

  it("does not change with files that are not named", async () => {
    const digest = await digestOf(root, ["scripts"]);
    await write("one.hcl", "changed");
    assert.equal(await digestOf(root, ["scripts"]), digest);
  });
});
