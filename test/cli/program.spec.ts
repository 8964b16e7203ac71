import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { Command } from "commander";

import type { Surroundings } from "../../cli/context";
import { EXIT_MEANINGS } from "../../cli/exitCodes";
import { duotoneProgram } from "../../cli/program";

/** A program that is only looked at. */
function program(): Command {
  return duotoneProgram({} as Surroundings, () => undefined);
}

function leaves(command: Command, name = ""): (readonly [name: string, command: Command])[] {
  return command.commands.length === 0
    ? [[name, command]]
    : command.commands.flatMap((child) => leaves(child, `${name} ${child.name()}`.trim()));
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

describe("the commands of duotone", () => {
  const all = leaves(program());

  it("are those of the guide", async () => {
    const guide = await readFile(path.join(__dirname, "..", "..", "docs", "cli.md"), "utf8");
    for (const [name] of all) {
      assert.ok(guide.includes(`duotone ${name}`), `docs/cli.md does not tell of ${name}`);
    }
  });

  /** These are about no single stack. */
  const withoutStack = [
    "completion",
    "preview",
    "policy check",
    "images gc",
    "images base-update",
    "images export",
  ];

  for (const [name, command] of all) {
    it(`${name} has examples of itself, the exit codes, and the common options`, () => {
      const help = helpOf(command);
      const [, examples = ""] = help.split("Examples:");
      assert.ok(examples.includes(`  duotone ${name}`), help);
      assert.match(help, /\nExit codes:\n {2}0 +done\n/);
      if (!withoutStack.includes(name)) {
        for (const option of [
          "--stack",
          "--cwd",
          "--json",
          "--yes",
          "--reason",
          "--reference",
          "--no-color",
        ]) {
          assert.ok(help.includes(option), `${name} lacks ${option}`);
        }
      }
    });
  }

  it("end with codes that the guide has with the same words", async () => {
    const guide = await readFile(path.join(__dirname, "..", "..", "docs", "cli.md"), "utf8");
    const rows = [...guide.matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)].map(([, code, meaning]) => [
      Number(code),
      meaning,
    ]);
    assert.deepEqual(
      rows,
      EXIT_MEANINGS.map((row) => [...row]),
    );
  });

  it("refuse what they do not know", async () => {
    for (const args of [
      ["promot"],
      ["status", "--stck", "x"],
      ["queue", "add", "publish", "prod2"],
      ["queue", "move", "prod-1", "0"],
      ["queue", "finish", "abc"],
      ["ledger", "at", "yesterday"],
      ["ledger", "at", "2026-13-01"],
      ["ledger", "verify", "--head", "12"],
      ["promote", "--wait", "soon"],
      ["completion", "tcsh"],
      ["preview", "--pack-from", "change"],
      ["preview", "--pull-request", "abc"],
      ["preview", "prod"],
    ]) {
      const quiet = program();
      const silence = (command: Command) => {
        command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
        command.commands.forEach(silence);
      };
      silence(quiet);
      await assert.rejects(
        quiet.parseAsync(["node", "duotone", ...args]),
        /commander\.|CommanderError|error:/i,
        args.join(" "),
      );
    }
  });
});
