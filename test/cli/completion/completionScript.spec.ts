import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { Command } from "commander";

import { commandTree } from "../../../cli/completion/commandTree";
import { completionScript, SHELLS } from "../../../cli/completion/completionScript";
import type { Surroundings } from "../../../cli/context";
import { duotoneProgram } from "../../../cli/program";

const run = promisify(execFile);

describe("completion", () => {
  const program = duotoneProgram({} as Surroundings, () => undefined);
  let folder = "";
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "duotone-completion-"));
    await writeFile(path.join(folder, "duotone.bash"), completionScript(program, "bash"));
  });
  after(() => rm(folder, { recursive: true }));

  /** What bash itself offers behind some words. */
  async function offered(...words: string[]): Promise<string[]> {
    const script = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _duotone; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const file = path.join(folder, "duotone.bash");
    const { stdout } = await run("bash", ["-c", script, "bash", file, "duotone", ...words], { cwd: folder });
    return stdout.split("\n").filter((line) => line !== "");
  }

  it("offers commands, their own commands, and fixed values", async () => {
    assert.deepEqual(await offered("pro"), ["promote"]);
    assert.deepEqual(await offered("queue", "c"), ["cancel", "claim"]);
    assert.deepEqual(await offered("queue", "add", "p"), ["promote"]);
    assert.deepEqual(await offered("completion", "z"), ["zsh"]);
  });

  it("offers the options of the command that stands there, whatever stands between", async () => {
    assert.deepEqual(await offered("promote", "--stack", "queue", "--w"), ["--wait"]);
    assert.deepEqual(await offered("queue", "list", "--w"), []);
    assert.deepEqual(await offered("promote", "prod2", "--re"), ["--reason", "--reference"]);
  });

  it("offers folders where one is wanted, and nothing where only the user knows", async () => {
    await promisify(execFile)("mkdir", ["-p", path.join(folder, "project")]);
    assert.deepEqual(await offered("status", "--cwd", "pro"), ["project"]);
    assert.deepEqual(await offered("status", "--stack", ""), []);
  });

  for (const shell of SHELLS) {
    it(`knows every command and option in ${shell}`, () => {
      const script = completionScript(program, shell);
      for (const { children, options, choices } of commandTree(program)) {
        for (const { word } of [...children, ...options]) {
          // fish writes options without their dashes.
          assert.ok(script.includes(shell === "fish" ? word.replace(/^--/, "") : word), word);
        }
        for (const choice of choices) {
          assert.ok(script.includes(choice), choice);
        }
      }
    });
  }

  it("quotes what shells would read themselves", () => {
    const zsh = completionScript(program, "zsh");
    assert.match(zsh, /Waits for a ticket'\\''s turn/);
    const prices = new Command("shop").addCommand(new Command("list").description('for "$5", with \\'));
    assert.ok(completionScript(prices, "fish").includes('-a list -d "for \\"\\$5\\", with \\\\"'));
  });
});
