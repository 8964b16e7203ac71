import { realpath } from "node:fs/promises";
import path from "node:path";

import { UserError } from "../userError";
import { cacheEntry, keyOf } from "./cache";
import { complaint, runCommand } from "./commands";
import type { EngineContext, ToolchainPart } from "./context";
import { pluginFile } from "./installed";
import { VERSIONS } from "./versions";

const SOURCE = "github.com/hashicorp/amazon";

/** Seconds that the installation may take: 30 MB where it is downloaded. */
const INSTALL_LIMIT = 120;

/** The amazon plugin in a plugin folder of its own. */
export interface InstalledPlugin {
  /** For PACKER_PLUGIN_PATH. */
  readonly folder: string;
  readonly part: ToolchainPart;
}

/**
 * Has Packer install its amazon plugin into a folder of the cache, so that no plugin of the user's takes part.
 *
 * @param program The plugin's program as it was found or built; `undefined` has Packer download it from the vendor.
 * @throws UserError where Packer refuses or cannot download it.
 */
export async function installPackerPlugin(
  packer: string,
  program: ToolchainPart | undefined,
  context: EngineContext,
): Promise<InstalledPlugin> {
  const started = performance.now();
  const file = path.join(SOURCE, pluginFile(context.platform));
  const step = context.report.step(`packer-plugin-amazon ${VERSIONS.packerPluginAmazon} for Packer`);
  try {
    const entry = await cacheEntry(context.cacheRoot, {
      kind: "packer-plugins",
      key: `amazon-${VERSIONS.packerPluginAmazon}-${keyOf(program?.path ?? SOURCE, context.platform.arch)}`,
      files: [file, `${file}_SHA256SUM`],
      signal: context.signal,
      make: (folder) => install(packer, program, folder, context),
    });
    step.done(entry.made ? "installed" : "from the cache");
    // Packer does not walk into a plugin folder that is itself a link.
    const folder = await realpath(entry.folder);
    return {
      folder,
      part: {
        tool: "packer-plugin-amazon",
        version: VERSIONS.packerPluginAmazon,
        origin: program?.origin ?? "vendor",
        path: path.join(folder, file),
        seconds: (program?.seconds ?? 0) + (performance.now() - started) / 1000,
      },
    };
  } catch (error) {
    step.fail(error instanceof UserError ? "see below" : "given up");
    throw error;
  }
}

async function install(
  packer: string,
  program: ToolchainPart | undefined,
  folder: string,
  context: EngineContext,
): Promise<void> {
  const args = ["plugins", "install", ...(program === undefined ? [] : ["--path", program.path]), SOURCE];
  const ended = await runCommand(
    packer,
    program === undefined ? [...args, `v${VERSIONS.packerPluginAmazon}`] : args,
    {
      cwd: folder,
      env: { ...context.env, PACKER_PLUGIN_PATH: folder, CHECKPOINT_DISABLE: "1" },
      limitSeconds: INSTALL_LIMIT,
      signal: context.signal,
    },
  );
  const trouble = complaint(ended, INSTALL_LIMIT);
  if (trouble !== undefined) {
    throw new UserError(`${packer} ${args.join(" ")} ${trouble}`);
  }
}
