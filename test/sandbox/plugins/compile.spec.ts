import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import { compileProgram } from "../../../sandbox/plugins/compile";

describe("a program without its compiler", function () {
  this.timeout(20_000);
  let folder: string;

  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "duotone-compile-"));
    await write(
      "tsconfig.json",
      '{ "compilerOptions": { "target": "es2022", "module": "nodenext", "resolveJsonModule": true } }',
    );
    await write("package.json", '{ "type": "commonjs" }');
    await write("node_modules/word/index.js", 'module.exports = { word: "package" };');
    await write("node_modules/word/package.json", '{ "name": "word", "version": "1.0.0" }');
  });

  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  async function write(name: string, text: string): Promise<void> {
    const file = path.join(folder, "project", name);
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(file, text);
  }

  const compile = (entry: string) => {
    const project = path.join(folder, "project");
    return compileProgram(path.join(project, entry), project, path.join(folder, "out"));
  };

  it("runs from its own folder, with its imports, its JSON files and the project's packages", async () => {
    await write(
      "a/main.ts",
      'import { other } from "../b/other"; import table from "./table.json"; import { word } from "word"; console.log(other(2) as number, table.x, word);',
    );
    await write("b/other.ts", "export function other(n: number): number { return n + 1; }");
    await write("a/table.json", '{ "x": "json" }');
    await fs.mkdir(path.join(folder, "out"));
    const main = await compile("a/main.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [main], { cwd: os.tmpdir() });
    assert.equal(stdout, "3 json package\n");
  });

  it("holds no file that it does not import", async () => {
    await write("a/main.ts", "export {};");
    await write("a/unused.ts", "export {};");
    await fs.mkdir(path.join(folder, "out"));
    await compile("a/main.ts");
    assert.deepEqual(await fs.readdir(path.join(folder, "out", "a")), ["main.js"]);
  });

  it("names an import that leads nowhere", async () => {
    await write("a/main.ts", 'import "./gone";');
    await fs.mkdir(path.join(folder, "out"));
    await assert.rejects(compile("a/main.ts"), {
      message: /main\.ts imports "\.\/gone", and there is no such file/,
    });
  });
});
