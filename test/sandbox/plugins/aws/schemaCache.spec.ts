import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";

import { cachedShape, type SchemaSource } from "../../../../sandbox/plugins/aws/schemaCache";
import type { PackageShape } from "../../../../sandbox/plugins/aws/shapes";

describe("the cache of the bridge's shapes", () => {
  let folder: string;
  let source: SchemaSource;
  let reads: number;
  const shape: PackageShape = {
    types: { a: { inputs: { b: { kind: "string" } }, outputs: {} } },
    objects: {},
  };
  const read = () => {
    reads += 1;
    return Promise.resolve(shape);
  };

  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "duotone-cache-"));
    source = {
      bridge: path.join(folder, "bridge"),
      provider: path.join(folder, "provider"),
      include: ["aws_vpc"],
    };
    await fs.writeFile(source.bridge, "one");
    await fs.writeFile(source.provider, "one");
    reads = 0;
  });

  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  const cached = (changes: Partial<SchemaSource> = {}) =>
    cachedShape(path.join(folder, "cache"), { ...source, ...changes }, read);

  it("reads once, and gives the same afterwards", async () => {
    assert.deepEqual(await cached(), shape);
    assert.deepEqual(await cached(), shape);
    assert.equal(reads, 1);
  });

  it("reads anew when the types, the bridge or the provider change", async () => {
    await cached();
    await cached({ include: ["aws_vpc", "aws_subnet"] });
    await fs.writeFile(source.bridge, "another");
    await cached();
    await fs.writeFile(source.provider, "another");
    await cached();
    assert.equal(reads, 4);
  });

  it("leaves one whole file when several plugins read at once, and nothing half written", async () => {
    await Promise.all([cached(), cached(), cached()]);
    const files = await fs.readdir(path.join(folder, "cache"));
    assert.equal(files.length, 1);
    assert.match(files[0] ?? "", /^bridge-[0-9a-f]{24}\.json$/);
  });

  it("says which file to delete when it is damaged", async () => {
    await cached();
    const [file = ""] = await fs.readdir(path.join(folder, "cache"));
    await fs.writeFile(path.join(folder, "cache", file), "{");
    await assert.rejects(cached(), { message: new RegExp(`${file} cannot be read: delete it`) });
  });
});
