import path from "node:path";

import type { Platform } from "./platform";
import { VERSIONS } from "./versions";

const ADDRESS = path.join("registry.terraform.io", "hashicorp", "aws");

/** The file name that the any-Terraform-provider plugin has to be given: it takes the provider's name from it. */
export const PROVIDER_FILE = "terraform-provider-aws";

/**
 * Folders that may hold providers in Terraform's layout, in the order in which they are looked at: the plugin cache,
 * what the CLI configuration names, and the implied mirrors of Terraform's manual ("Provider Installation", "Implied
 * Local Mirror Directories").
 *
 * @param configuration Text of the user's CLI configuration files.
 */
export function mirrorFolders(env: NodeJS.ProcessEnv, home: string, configuration: string): string[] {
  const dataDirs = (env.XDG_DATA_DIRS ?? "/usr/local/share:/usr/share").split(path.delimiter);
  const folders = [
    env.TF_PLUGIN_CACHE_DIR,
    ...configuredFolders(configuration, home),
    path.join(home, ".terraform.d", "plugins"),
    path.join(home, ".terraform.d", "plugin-cache"),
    path.join(home, "Library", "Application Support", "io.terraform", "plugins"),
    ...[env.XDG_DATA_HOME ?? path.join(home, ".local", "share"), ...dataDirs].map((dir) =>
      path.join(dir, "terraform", "plugins"),
    ),
    "/usr/local/share/terraform/plugins",
    "/usr/share/terraform/plugins",
  ];
  return [
    ...new Set(folders.filter((folder): folder is string => folder !== undefined && path.isAbsolute(folder))),
  ];
}

/** The folders that a CLI configuration names: `plugin_cache_dir = "…"`, and `path = "…"` of its mirrors. */
export function configuredFolders(configuration: string, home: string): string[] {
  const uncommented = configuration.replaceAll(/^\s*(#|\/\/).*$/gm, "");
  return [...uncommented.matchAll(/\b(?:plugin_cache_dir|path)\s*=\s*"([^"]+)"/g)].map(([, folder]) =>
    (folder ?? "").replace(/^~(?=\/)|^\$HOME(?=\/)/, home),
  );
}

/** Files that may be Terraform's CLI configuration, as its manual has it ("CLI Configuration File"). */
export function configurationFiles(env: NodeJS.ProcessEnv, home: string): string[] {
  const named = env.TF_CLI_CONFIG_FILE ?? env.TERRAFORM_CONFIG;
  return [...(named === undefined || named === "" ? [] : [named]), path.join(home, ".terraformrc")];
}

/** Where a mirror keeps the provider unpacked. */
export function unpackedFolder(mirror: string, platform: Platform): string {
  return path.join(mirror, ADDRESS, VERSIONS.terraformProviderAws, `${platform.os}_${platform.arch}`);
}

/** Where a mirror keeps the provider as HashiCorp's archive. */
export function packedFile(mirror: string, platform: Platform): string {
  const name = `${PROVIDER_FILE}_${VERSIONS.terraformProviderAws}_${platform.os}_${platform.arch}.zip`;
  return path.join(mirror, ADDRESS, name);
}

/** The provider's program among the files of an unpacked folder: its name ends with the protocol, as in `_x5`. */
export function providerProgram(files: readonly string[]): string | undefined {
  const name = `${PROVIDER_FILE}_v${VERSIONS.terraformProviderAws}`;
  return files.find((file) => file === name || file.startsWith(`${name}_x`));
}
