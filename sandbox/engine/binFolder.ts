import { symlink, writeFile } from "node:fs/promises";
import path from "node:path";

import { cacheEntry, keyOf } from "./cache";

/**
 * What the language host leaves to two scripts: the engine starts them in the program's or the policy pack's folder, and
 * they run what the SDK installed there provides. The vendor's archive has its own; the Go module has none.
 */
const LAUNCH_SCRIPTS: Readonly<Record<string, string>> = {
  "pulumi-resource-pulumi-nodejs": launchScript("@pulumi/pulumi/cmd/dynamic-provider"),
  "pulumi-analyzer-policy": launchScript("@pulumi/pulumi/cmd/run-policy-pack"),
};

/** `exec`, so that the signal that the engine sends reaches Node itself. */
function launchScript(module: string): string {
  return `#!/bin/sh
# Runs ${module} of the node_modules that Node finds from the working directory.
script=$(node -p "require.resolve('${module}')") || exit 1
exec node "$script" "$@"
`;
}

export interface BinPrograms {
  readonly pulumi: string;
  readonly languageNodejs: string;
  readonly packer: string;

  /** Folder that has the launch scripts already, as the vendor's has. */
  readonly launchScripts: string | undefined;
}

/**
 * One folder with everything that has to be on PATH, under the names by which the tools look for one another.
 *
 * @returns The folder. Its name changes with its content.
 */
export async function binFolder(
  cacheRoot: string,
  programs: BinPrograms,
  signal: AbortSignal,
): Promise<string> {
  const links: Readonly<Record<string, string>> = {
    pulumi: programs.pulumi,
    "pulumi-language-nodejs": programs.languageNodejs,
    packer: programs.packer,
    ...(programs.launchScripts === undefined ? {} : linksTo(programs.launchScripts)),
  };
  const scripts = programs.launchScripts === undefined ? LAUNCH_SCRIPTS : {};
  const entry = await cacheEntry(cacheRoot, {
    kind: "bin",
    key: keyOf(JSON.stringify(links), JSON.stringify(scripts)),
    files: [...Object.keys(links), ...Object.keys(scripts)],
    signal,
    make: async (folder) => {
      await Promise.all([
        ...Object.entries(links).map(([name, target]) => symlink(target, path.join(folder, name))),
        ...Object.entries(scripts).map(([name, text]) =>
          writeFile(path.join(folder, name), text, { mode: 0o755 }),
        ),
      ]);
    },
  });
  return entry.folder;
}

function linksTo(folder: string): Record<string, string> {
  return Object.fromEntries(Object.keys(LAUNCH_SCRIPTS).map((name) => [name, path.join(folder, name)]));
}
