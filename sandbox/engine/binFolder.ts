import { copyFile, link, realpath, symlink, writeFile } from "node:fs/promises";
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

  /** Folder that has the launch scripts already, beside pulumi, as the vendor's has. */
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
  const { pulumi, languageNodejs, packer, launchScripts } = programs;
  const ofPulumi: readonly (readonly [string, string])[] = [
    ["pulumi", pulumi],
    ["pulumi-language-nodejs", languageNodejs],
  ];
  const scriptNames = Object.keys(LAUNCH_SCRIPTS);
  const entry = await cacheEntry(cacheRoot, {
    kind: "bin",
    key: keyOf(pulumi, languageNodejs, packer, launchScripts ?? JSON.stringify(LAUNCH_SCRIPTS)),
    files: [...ofPulumi.map(([name]) => name), ...scriptNames, "packer"],
    signal,
    make: async (folder) => {
      const inFolder = (name: string) => path.join(folder, name);
      await symlink(packer, inFolder("packer"));
      if (launchScripts === undefined) {
        await Promise.all([
          ...ofPulumi.map(([name, program]) => linkOrCopy(program, inFolder(name))),
          ...Object.entries(LAUNCH_SCRIPTS).map(([name, text]) =>
            writeFile(inFolder(name), text, { mode: 0o755 }),
          ),
        ]);
      } else {
        const links = [
          ...ofPulumi,
          ...scriptNames.map((name) => [name, path.join(launchScripts, name)] as const),
        ];
        await Promise.all(links.map(([name, program]) => symlink(program, inFolder(name))));
      }
    },
  });
  return entry.folder;
}

/**
 * A second name for the same file: the engine warns about a language host or launch script that does not lie beside its
 * own program, and a symbolic link would have it look beside the link's target. Copied where the file system cannot.
 */
async function linkOrCopy(file: string, name: string): Promise<void> {
  const real = await realpath(file);
  try {
    await link(real, name);
  } catch {
    await copyFile(real, name);
  }
}
