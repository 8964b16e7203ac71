import { chmod, readFile, readdir, realpath, rename, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";

import { UserError } from "../userError";
import { cacheEntry, keyOf } from "./cache";
import { complaint, findOnPath, isExecutable, runCommand } from "./commands";
import type { EngineContext, Origin, ToolchainPart } from "./context";
import {
  PROVIDER_FILE,
  configurationFiles,
  mirrorFolders,
  packedFile,
  providerProgram,
  unpackedFolder,
} from "./providerMirrors";
import { type Python, pythonEnvironment } from "./python";
import { VERSIONS } from "./versions";

/** Names the provider's program, for machines that keep it in a place of their own. */
export const PROVIDER_VARIABLE = "DUOTONE_TERRAFORM_PROVIDER_AWS";

/** Seconds that `terraform init` may take: the provider is 150 MB to download. */
const INIT_LIMIT = 10 * 60;

/** Seconds for unpacking 700 MB. */
const UNPACK_LIMIT = 5 * 60;

const CONFIGURATION = `terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "${VERSIONS.terraformProviderAws}"
    }
  }
}
`;

/**
 * The Terraform AWS provider, under the name that the bridge needs: the file that the user names, else one in a mirror
 * on this machine, else what `terraform init` brings.
 *
 * @throws UserError with every place that was looked at.
 */
export async function terraformProviderAws(python: Python, context: EngineContext): Promise<ToolchainPart> {
  const started = performance.now();
  const step = context.report.step(`terraform-provider-aws ${VERSIONS.terraformProviderAws}`);
  const looked: string[] = [];
  try {
    for (const look of [namedProvider, mirroredProvider, initializedProvider]) {
      const found = await look(context, looked, python);
      if (found !== undefined) {
        step.done(`${found.origin}, ${found.from}`);
        return {
          tool: PROVIDER_FILE,
          version: VERSIONS.terraformProviderAws,
          origin: found.origin,
          path: path.join(found.folder, PROVIDER_FILE),
          seconds: (performance.now() - started) / 1000,
        };
      }
    }
  } catch (error) {
    step.fail(error instanceof UserError ? "see below" : "given up");
    throw error;
  }
  step.fail("not found");
  throw new UserError(
    `The Terraform AWS provider ${VERSIONS.terraformProviderAws} is needed, because Pulumi's own aws plugin cannot be ` +
      `downloaded here. It was looked for in:\n${looked.map((place) => ` - ${place}`).join("\n")}\n` +
      `Put it into one of these folders in Terraform's layout (terraform providers mirror <folder>), or name the program ` +
      `itself with ${PROVIDER_VARIABLE}=<file>.`,
  );
}

interface FoundProvider {
  readonly origin: Origin;

  /** Where it was found, for the user. */
  readonly from: string;

  /** Folder with a file of the needed name. */
  readonly folder: string;
}

async function namedProvider(context: EngineContext, looked: string[]): Promise<FoundProvider | undefined> {
  const file = context.env[PROVIDER_VARIABLE];
  if (file === undefined || file === "") {
    looked.push(`${PROVIDER_VARIABLE}, which is not set`);
    return undefined;
  }
  if (!(await isExecutable(file))) {
    throw new UserError(
      `${PROVIDER_VARIABLE} is "${file}", which is no executable file: name terraform-provider-aws ` +
        `${VERSIONS.terraformProviderAws}, or remove the variable.`,
    );
  }
  return { origin: "provider mirror", from: file, folder: await linked(path.resolve(file), context) };
}

async function mirroredProvider(
  context: EngineContext,
  looked: string[],
  python: Python,
): Promise<FoundProvider | undefined> {
  const home = context.env.HOME ?? homedir();
  const texts = await Promise.all(
    configurationFiles(context.env, home).map((file) => readFile(file, "utf8").catch(() => "")),
  );
  const mirrors = [...mirrorFolders(context.env, home, texts.join("\n")), ...(await optionalSoftware())];
  for (const mirror of mirrors) {
    const unpacked = unpackedFolder(mirror, context.platform);
    const program = providerProgram(await namesIn(unpacked));
    const file = program === undefined ? undefined : path.join(unpacked, program);
    if (file !== undefined && (await isExecutable(file))) {
      return { origin: "provider mirror", from: file, folder: await linked(file, context) };
    }
    const archive = packedFile(mirror, context.platform);
    if ((await namesIn(path.dirname(archive))).includes(path.basename(archive))) {
      return {
        origin: "provider mirror",
        from: archive,
        folder: await unpackedArchive(archive, python, context),
      };
    }
    looked.push(file === undefined ? unpacked : `${file}, which is not executable`);
  }
  looked.push("/opt/*/registry.terraform.io and /opt/*/*/registry.terraform.io");
  return undefined;
}

/** Folders below /opt that hold a mirror, one or two levels down. */
async function optionalSoftware(): Promise<string[]> {
  const first = await children("/opt");
  const folders = [...first, ...(await Promise.all(first.map(children))).flat()];
  const contents = await Promise.all(folders.map(namesIn));
  return folders.filter((_, index) => contents[index]?.includes("registry.terraform.io"));
}

async function children(folder: string): Promise<string[]> {
  return (await namesIn(folder)).map((name) => path.join(folder, name));
}

/** What is in a folder; nothing where there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((): string[] => []);
}

/** A folder of the cache with a link of the needed name to a file. */
async function linked(file: string, context: EngineContext): Promise<string> {
  const entry = await cacheEntry(context.cacheRoot, {
    kind: "terraform",
    key: `link-${keyOf(file)}`,
    files: [PROVIDER_FILE],
    signal: context.signal,
    make: (folder) => symlink(file, path.join(folder, PROVIDER_FILE)),
  });
  return entry.folder;
}

async function unpackedArchive(archive: string, python: Python, context: EngineContext): Promise<string> {
  const entry = await cacheEntry(context.cacheRoot, {
    kind: "terraform",
    key: `archive-${keyOf(archive, VERSIONS.terraformProviderAws)}`,
    files: [PROVIDER_FILE],
    signal: context.signal,
    make: async (folder) => {
      const ended = await runCommand(python.path, ["-m", "zipfile", "-e", archive, folder], {
        cwd: "/",
        env: pythonEnvironment(context.env),
        limitSeconds: UNPACK_LIMIT,
        signal: context.signal,
      });
      const trouble = complaint(ended, UNPACK_LIMIT);
      const program = providerProgram(await readdir(folder));
      if (trouble !== undefined || program === undefined) {
        throw new UserError(
          `Unpacking ${archive} ${trouble ?? "brought no provider"}. Remove or replace that file.`,
        );
      }
      await chmod(path.join(folder, program), 0o755);
      await rename(path.join(folder, program), path.join(folder, PROVIDER_FILE));
    },
  });
  return entry.folder;
}

/** What `terraform init` brings: it honours mirrors, credentials and proxies of the user's CLI configuration. */
async function initializedProvider(
  context: EngineContext,
  looked: string[],
): Promise<FoundProvider | undefined> {
  const [terraform] = await findOnPath("terraform", context.env);
  if (terraform === undefined) {
    looked.push("terraform init, but terraform is not on PATH");
    return undefined;
  }
  try {
    const { os, arch } = context.platform;
    const entry = await cacheEntry(context.cacheRoot, {
      kind: "terraform",
      key: `init-${VERSIONS.terraformProviderAws}-${os}-${arch}`,
      files: [PROVIDER_FILE],
      signal: context.signal,
      make: (folder) => initialize(terraform, folder, context),
    });
    return { origin: "terraform init", from: terraform, folder: entry.folder };
  } catch (error) {
    if (error instanceof UserError) {
      looked.push(error.message);
      return undefined;
    }
    throw error;
  }
}

async function initialize(terraform: string, folder: string, context: EngineContext): Promise<void> {
  await writeFile(path.join(folder, "main.tf"), CONFIGURATION);
  const ended = await runCommand(terraform, ["init", "-backend=false", "-input=false", "-no-color"], {
    cwd: folder,
    env: await terraformEnvironment(context.env),
    limitSeconds: INIT_LIMIT,
    signal: context.signal,
  });
  const trouble = complaint(ended, INIT_LIMIT);
  const providers = unpackedFolder(path.join(folder, ".terraform", "providers"), context.platform);
  const program = providerProgram(await namesIn(providers));
  if (trouble !== undefined || program === undefined) {
    throw new UserError(`terraform init, which ${trouble ?? "brought no provider"}`);
  }
  // The real file, because with a plugin cache the folder is a link into it.
  await symlink(await realpath(path.join(providers, program)), path.join(folder, PROVIDER_FILE));
}

/** Without settings that would lead `init` astray: a data folder elsewhere, or a configuration file that is not there. */
async function terraformEnvironment(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const missing: string[] = [];
  for (const name of ["TF_CLI_CONFIG_FILE", "TERRAFORM_CONFIG"]) {
    const file = env[name];
    if (file !== undefined && (await readFile(file).catch(() => undefined)) === undefined) {
      missing.push(name);
    }
  }
  const dropped = new Set([...missing, "TF_DATA_DIR", "TF_WORKSPACE", "TF_CLI_ARGS", "TF_CLI_ARGS_init"]);
  const kept = Object.entries(env).filter(([name]) => !dropped.has(name));
  return { ...Object.fromEntries(kept), CHECKPOINT_DISABLE: "1" };
}
