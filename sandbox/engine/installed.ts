import path from "node:path";

import { findOnPath, isExecutable, runCommand } from "./commands";
import type { Platform } from "./platform";
import { PACKER_PLUGIN_API, VERSIONS } from "./versions";

/** Seconds that a program may take to answer: another program of the same name may wait for something for ever. */
const ANSWER_LIMIT = 10;

/** What is on the machine already, at exactly the pinned version. */
export interface InstalledTools {
  readonly pulumi: InstalledTool;
  readonly packer: InstalledTool;

  /** The program of the amazon plugin that the installed Packer has. */
  readonly packerPluginAmazon: InstalledTool;
}

/** The file, or why the one that is there is not used; `undefined` where there is none. */
export type InstalledTool = { readonly path: string } | { readonly unusable: string | undefined };

/** Looks for the toolchain's programs on PATH. */
export async function findInstalled(env: NodeJS.ProcessEnv, platform: Platform): Promise<InstalledTools> {
  const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: "true", CHECKPOINT_DISABLE: "1" };
  const [pulumi, packer] = await Promise.all([installedPulumi(quiet), installedPacker(quiet)]);
  return { pulumi, packer, packerPluginAmazon: await installedPlugin(packer, quiet, platform) };
}

async function installedPulumi(env: NodeJS.ProcessEnv): Promise<InstalledTool> {
  const pulumi = await ofVersion("pulumi", ["version"], VERSIONS.pulumi, env);
  if ("unusable" in pulumi) {
    return pulumi;
  }
  // Where a newer engine meets an older language host they part in ways that no message names.
  const host = path.join(path.dirname(pulumi.path), "pulumi-language-nodejs");
  return (await isExecutable(host)) ? pulumi : { unusable: `${host} is missing beside ${pulumi.path}` };
}

function installedPacker(env: NodeJS.ProcessEnv): Promise<InstalledTool> {
  return ofVersion("packer", ["version"], VERSIONS.packer, env);
}

/** The first program of that name on PATH, if what it says about itself contains exactly the version. */
async function ofVersion(
  program: string,
  args: readonly string[],
  version: string,
  env: NodeJS.ProcessEnv,
): Promise<InstalledTool> {
  const [file] = await findOnPath(program, env);
  if (file === undefined) {
    return { unusable: undefined };
  }
  const said = await output(file, args, env);
  const found = spokenVersion(said);
  return found === version
    ? { path: file }
    : { unusable: `${file} is ${found ?? "of unknown version"}, and ${version} is pinned` };
}

/** The version in what a program says about itself, as in `v3.220.0` and `Packer v1.15.1`. */
export function spokenVersion(said: string): string | undefined {
  return /(?:^|\s)v?(\d+\.\d+\.\d+\S*)/.exec(said)?.[1];
}

async function installedPlugin(
  packer: InstalledTool,
  env: NodeJS.ProcessEnv,
  platform: Platform,
): Promise<InstalledTool> {
  if ("unusable" in packer) {
    return { unusable: undefined };
  }
  const name = pluginFile(platform);
  const listed = (await output(packer.path, ["plugins", "installed"], env))
    .split("\n")
    .map((line) => line.trim());
  const file = listed.find((line) => path.basename(line) === name);
  return file !== undefined && (await isExecutable(file))
    ? { path: file }
    : { unusable: `${packer.path} has no amazon plugin ${VERSIONS.packerPluginAmazon}` };
}

/** The name under which Packer installs the pinned amazon plugin. */
export function pluginFile({ os, arch }: Platform): string {
  return `packer-plugin-amazon_v${VERSIONS.packerPluginAmazon}_${PACKER_PLUGIN_API}_${os}_${arch}`;
}

async function output(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  try {
    return (await runCommand(file, args, { cwd: "/", env, limitSeconds: ANSWER_LIMIT })).stdout;
  } catch {
    // A file that cannot be started says nothing about its version either.
    return "";
  }
}
