import { randomUUID } from "node:crypto";

import Table from "cli-table3";

import { startReaper } from "../processes";
import { consoleProgress } from "../progress";
import { UserError } from "../userError";
import type { ToolchainPart } from "./context";
import { ensureToolchain } from "./toolchain";

/** The toolchain as a table for a person. */
export function partsTable(parts: readonly ToolchainPart[]): string {
  const table = new Table({
    head: ["tool", "version", "origin", "path", "seconds"],
    colAligns: ["left", "left", "left", "left", "right"],
    style: { head: [], border: [], compact: true },
  });
  table.push(
    ...parts.map(({ tool, version, origin, path, seconds }) => [
      tool,
      version,
      origin,
      path,
      seconds.toFixed(1),
    ]),
  );
  return table.toString();
}

/** Brings the toolchain and prints it. */
async function main(): Promise<void> {
  try {
    // The reaper ends a build whose main process is gone, even by SIGKILL.
    await startReaper(`toolchain-${randomUUID()}`);
    const started = performance.now();
    const toolchain = await ensureToolchain(consoleProgress(process.stderr));
    const seconds = (performance.now() - started) / 1000;
    const plugins = toolchain.vendorPlugins
      ? "Pulumi's own aws, awsx and command plugins are used."
      : "Stand-ins are used for Pulumi's aws, awsx and command plugins.";
    process.stdout.write(`${partsTable(toolchain.parts)}\n${plugins}\n`);
    process.stdout.write(`PATH=${toolchain.binDir}\nReady after ${seconds.toFixed(1)} s.\n`);
  } catch (error) {
    if (!(error instanceof UserError)) {
      throw error;
    }
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

if (require.main === module) {
  void main();
}
