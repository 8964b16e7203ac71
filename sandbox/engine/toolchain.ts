import { mkdir } from "node:fs/promises";

import type { Progress } from "../progress";
import { UserError } from "../userError";
import { binFolder } from "./binFolder";
import { cacheRoot, sweepCache } from "./cache";
import type { ToolchainPart } from "./context";
import { findOut } from "./findings";
import { platformOf } from "./platform";
import { emulatorPython } from "./python";
import { together } from "./together";
import { type PackerPrograms, type PulumiPrograms, ToolFetcher } from "./toolFetcher";

/** The programs that the sandbox runs, all at their pinned versions. */
export interface Toolchain {
  /** Goes first on PATH: pulumi with its Node language host and launch scripts, and packer. */
  readonly binDir: string;

  /** For PACKER_PLUGIN_PATH: the amazon plugin and no other. */
  readonly packerPluginDir: string;

  /** The any-Terraform-provider plugin; `undefined` where the vendor's plugins are used. */
  readonly terraformBridge: string | undefined;

  /** A file called exactly `terraform-provider-aws`; `undefined` where the vendor's plugins are used. */
  readonly terraformProviderAws: string | undefined;

  /** The interpreter of a virtual environment with the AWS emulator in it. */
  readonly python: string;

  /** Whether the vendor's aws, awsx and command plugins can be installed, so that no stand-ins are needed. */
  readonly vendorPlugins: boolean;

  /** Version by tool, for example `{ pulumi: "3.220.0" }`. */
  readonly versions: Readonly<Record<string, string>>;
  readonly parts: readonly ToolchainPart[];
}

/**
 * Brings the toolchain: from PATH at the pinned versions, from the vendors, or built from Go modules, into the user's
 * cache folder, which clones share. The first time takes minutes, later ones about a second.
 *
 * Child processes inherit the mark of the run, if this process carries one, and so end with it.
 *
 * @param env The user's environment.
 * @throws UserError with everything that is missing on the machine or went wrong, and what to do about it.
 */
export async function ensureToolchain(
  report: Progress,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Toolchain> {
  const controller = new AbortController();
  const root = cacheRoot(env);
  const context = { env, platform: platformOf(), cacheRoot: root, report, signal: controller.signal };
  await prepared(root);
  const found = await findOut(context);
  const { python, plan } = found;
  const fetcher = new ToolFetcher(context, found);

  const [venv, pulumi, packer, standIns] = await together<
    [ToolchainPart, PulumiPrograms, PackerPrograms, readonly ToolchainPart[]]
  >(controller, [
    () => emulatorPython(python, context),
    () => fetcher.pulumi(controller),
    () => fetcher.packer(controller),
    () => (plan.vendorPlugins ? Promise.resolve([]) : fetcher.standIns(controller)),
  ]);

  const parts = [...pulumi.parts, packer.packer, packer.plugin.part, ...standIns, venv];
  const [bridge, provider] = standIns;
  return {
    binDir: await binFolder(root, { ...pulumi.programs, packer: packer.packer.path }, controller.signal),
    packerPluginDir: packer.plugin.folder,
    terraformBridge: bridge?.path,
    terraformProviderAws: provider?.path,
    python: venv.path,
    vendorPlugins: plan.vendorPlugins,
    versions: Object.fromEntries(parts.map(({ tool, version }) => [tool, version])),
    parts,
  };
}

async function prepared(root: string): Promise<void> {
  try {
    await mkdir(root, { recursive: true });
    await sweepCache(root);
  } catch (cause) {
    throw new UserError(
      `The cache folder ${root} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}. ` +
        "Make it writable, or name another with XDG_CACHE_HOME.",
    );
  }
}
