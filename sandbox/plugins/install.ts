import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { cacheRoot } from "../engine/cache";
import type { Toolchain } from "../engine/toolchain";
import { UserError } from "../userError";
import { bridgeShapeOf } from "./aws/backend";
import { VARIABLES, type PluginEnvironment } from "./aws/environment";
import { compileProgram } from "./compile";
import { quoted } from "./shell";

/** Where the stand-ins go, and what they run on. */
export interface InstallOptions {
  /** The engine's home, as in `PULUMI_HOME`. */
  readonly pulumiHome: string;
  readonly toolchain: Pick<Toolchain, "terraformBridge" | "terraformProviderAws" | "vendorPlugins">;
  /** The project's folder, which holds `sandbox/`, `node_modules/` and `tsconfig.json`. */
  readonly projectDir: string;
}

/** A stand-in, with the version of the vendor's plugin whose place it takes. */
interface StandIn {
  readonly name: "aws" | "awsx" | "command";
  /** The heap that Node may fill, in MiB: about twice what a stack of 350 resources was seen to need. */
  readonly heapMiB: number;
}

const STAND_INS: readonly StandIn[] = [
  { name: "aws", heapMiB: 192 },
  { name: "awsx", heapMiB: 512 },
  { name: "command", heapMiB: 256 },
];

/**
 * Installs the stand-ins for the vendor's `aws`, `awsx` and `command` plugins as the engine finds them: an executable
 * `plugins/resource-<name>-v<version>/pulumi-resource-<name>` each, at the version of the npm package that the project
 * uses. Does nothing where the vendor's own plugins can be installed.
 *
 * It also reads the bridge's schema into the user's cache folder, if it is not there yet: some seconds, once.
 *
 * @throws UserError where the toolchain lacks what the `aws` stand-in needs
 */
export async function installPlugins({ pulumiHome, toolchain, projectDir }: InstallOptions): Promise<void> {
  if (toolchain.vendorPlugins) {
    return;
  }
  const environment = awsEnvironment(toolchain);
  for (const standIn of STAND_INS) {
    await install(standIn, pulumiHome, projectDir, standIn.name === "aws" ? variablesOf(environment) : {});
  }
  await bridgeShapeOf(environment);
}

/**
 * What the stand-in for the aws plugin needs of the toolchain.
 *
 * @throws UserError naming what is missing
 */
export function awsEnvironment(toolchain: InstallOptions["toolchain"]): PluginEnvironment {
  const { terraformBridge: bridge, terraformProviderAws: provider } = toolchain;
  if (bridge === undefined || provider === undefined) {
    const missing = [
      ...(bridge === undefined ? ["the any-Terraform-provider plugin"] : []),
      ...(provider === undefined ? ["the Terraform AWS provider"] : []),
    ];
    throw new UserError(
      `The stand-in for the aws plugin needs ${missing.join(" and ")}, and the toolchain has no such program. ` +
        `Run "make sandbox" again: it builds or finds them, and says what keeps it from doing so.`,
    );
  }
  return { bridge, provider, cacheDir: path.join(cacheRoot(process.env), "aws-plugin") };
}

function variablesOf(environment: PluginEnvironment): Record<string, string> {
  return {
    [VARIABLES.bridge]: environment.bridge,
    [VARIABLES.provider]: environment.provider,
    [VARIABLES.cacheDir]: environment.cacheDir,
  };
}

async function install(
  { name, heapMiB }: StandIn,
  pulumiHome: string,
  projectDir: string,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const folder = path.join(
    pulumiHome,
    "plugins",
    `resource-${name}-v${await packageVersion(projectDir, name)}`,
  );
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });

  const entry = path.join(projectDir, "sandbox", "plugins", name, "main.ts");
  const main = await compileProgram(entry, projectDir, path.join(folder, "program"));
  const script = path.join(folder, `pulumi-resource-${name}`);
  const command = [process.execPath, `--max-old-space-size=${heapMiB}`, main];
  await writeFile(script, scriptText(command, variables));
  await chmod(script, 0o755);
}

/** The version of the npm package is the one that the SDK asks the engine for. */
async function packageVersion(projectDir: string, name: string): Promise<string> {
  const file = path.join(projectDir, "node_modules", "@pulumi", name, "package.json");
  const { version } = JSON.parse(await readFile(file, "utf8")) as { readonly version: string };
  return version;
}

/** A shell script that becomes Node: the engine is then Node's parent, which the plugin watches. */
function scriptText(command: readonly string[], variables: Readonly<Record<string, string>>): string {
  const assignments = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return ["#!/bin/sh", ...assignments, `exec ${command.map(quoted).join(" ")} "$@"`, ""].join("\n");
}
