import assert from "node:assert/strict";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";

import { emulatorPython, findPython, pythonEnvironment } from "../../../sandbox/engine/python";
import { UserError } from "../../../sandbox/userError";
import { engineContext, removeFolder, temporaryFolder, writeProgram } from "./support";

describe("Python", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  afterEach(() => removeFolder(folder));

  /** A Python that answers the question who it is, and nothing else. */
  const answering = (
    dir: string,
    name: string,
    version: string,
    lacks: string[] = [],
    executable = `/real/${name}`,
  ) => writeProgram(path.join(folder, dir), name, `echo '${JSON.stringify({ version, executable, lacks })}'`);

  const PATH = (...dirs: string[]) => ({ PATH: dirs.map((dir) => path.join(folder, dir)).join(":") });

  it("is the program behind a shim", async () => {
    await answering("shims", "python3", "3.11.7", [], "/versions/3.11.7/bin/python3.11");
    assert.deepEqual(await findPython(PATH("shims")), {
      path: "/versions/3.11.7/bin/python3.11",
      version: "3.11.7",
    });
  });

  it("is looked for further on PATH, and by the names of later releases, where the first does not do", async () => {
    await writeProgram(path.join(folder, "a"), "python3", 'echo "pyenv: no version is set" >&2; exit 127');
    await answering("b", "python3", "3.9.18");
    await answering("a", "python3.12", "3.12.1");
    assert.deepEqual(await findPython(PATH("a", "b")), { path: "/real/python3.12", version: "3.12.1" });
    await answering("c", "python3", "3.10.0");
    assert.deepEqual(await findPython(PATH("a", "b", "c")), { path: "/real/python3", version: "3.10.0" });
  });

  it("that does not do is named with the reason, every one of them", async () => {
    await writeProgram(path.join(folder, "a"), "python3", 'echo "pyenv: no version is set" >&2; exit 127');
    await answering("b", "python3", "3.9.18");
    await answering("c", "python3", "3.12.1", ["ensurepip"]);
    const sentence = await findPython(PATH("a", "b", "c"));
    assert.ok(typeof sentence === "string");
    assert.match(sentence, /Python 3\.10 or later with venv is needed/);
    assert.match(sentence, /a\/python3 does not run \(pyenv: no version is set\)/);
    assert.match(sentence, /b\/python3 is Python 3\.9\.18/);
    assert.match(sentence, /c\/python3 \(Python 3\.12\.1\) lacks the module ensurepip/);
    assert.match(sentence, /apt-get install python3 python3-venv/);
  });

  it("that is missing altogether is asked for", async () => {
    const sentence = await findPython(PATH("none"));
    assert.ok(typeof sentence === "string");
    assert.match(sentence, /there is none on PATH/);
  });

  it("of this machine answers the question too", async () => {
    const python = await findPython(process.env);
    assert.ok(typeof python !== "string");
    assert.match(python.version, /^3\.\d+\.\d+$/);
    assert.ok(path.isAbsolute(python.path));
  });

  it("runs without the variables that would lead it astray, and with pip's other settings", () => {
    const env = {
      PYTHONHOME: "/x",
      PYTHONPATH: "/x",
      PIP_USER: "1",
      VIRTUAL_ENV: "/x",
      PIP_INDEX_URL: "u",
      HOME: "/h",
    };
    assert.deepEqual(pythonEnvironment(env), { PIP_INDEX_URL: "u", HOME: "/h" });
  });

  describe("with the AWS emulator", () => {
    /** Makes "virtual environments" whose Python records how pip is called, and then does `pip`. */
    const venvMaker = async (pip: string) => {
      const inner = `#!/bin/sh\\necho "$@" >> ${folder}/pip\\nwhile [ "$1" != "--report" ]; do shift; done; ${pip}\\n`;
      const script = `mkdir -p "$3/bin" && printf '${inner}' > "$3/bin/python" && chmod 755 "$3/bin/python"`;
      return { path: await writeProgram(path.join(folder, "bin"), "python3", script), version: "3.11.7" };
    };

    it("is installed once, hashes required, from the pinned list and nothing else", async () => {
      const context = engineContext(folder);
      const python = await venvMaker('echo {} > "$2"');
      const part = await emulatorPython(python, context);
      await emulatorPython(python, context);
      const calls = (await readFile(path.join(folder, "pip"), "utf8")).trim().split("\n");
      assert.equal(calls.length, 1);
      assert.match(
        calls[0] ?? "",
        /^-m pip install .*--require-hashes --no-deps .*-r \/.*\/sandbox\/cloud\/requirements\.txt$/,
      );
      assert.match(part.path, /\/python\/3\.11\.7-[0-9a-f]{16}\/bin\/python$/);
      assert.equal(context.report.lines.at(-1), "Python packages: ok from the cache, for Python 3.11.7");
    });

    it("is no environment at all where pip failed or was killed", async () => {
      const context = engineContext(folder);
      const python = await venvMaker('echo "THESE PACKAGES DO NOT MATCH THE HASHES" >&2; exit 1');
      await assert.rejects(
        emulatorPython(python, context),
        (error: unknown) =>
          error instanceof UserError && /exit code 1\n {4}THESE PACKAGES DO NOT MATCH/.test(error.message),
      );
      const killed = await venvMaker("exit 0");
      await assert.rejects(
        emulatorPython(killed, context),
        /was made without one of: bin\/python, installed/,
      );
      assert.deepEqual(await readdir(path.join(context.cacheRoot, "python")), []);
    });

    it("is installed again for another Python", async () => {
      const context = engineContext(folder);
      const python = await venvMaker('echo {} > "$2"');
      const first = await emulatorPython(python, context);
      const second = await emulatorPython({ ...python, version: "3.12.0" }, context);
      assert.notEqual(first.path, second.path);
    });
  });

  it("is made from folders whose names have spaces", async () => {
    const dir = path.join(folder, "my tools");
    await mkdir(dir);
    await writeFile(path.join(dir, "note"), "");
    await answering("my tools", "python3", "3.11.7");
    assert.deepEqual(await findPython(PATH("my tools")), { path: "/real/python3", version: "3.11.7" });
  });
});
