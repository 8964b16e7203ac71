import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";

import { UserError } from "../userError";
import { cacheEntry } from "./cache";
import { type EndedCommand, complaint, runCommand } from "./commands";
import type { EngineContext, ToolchainPart } from "./context";
import {
  BuildProgress,
  type GoModule,
  buildArguments,
  buildEnvironment,
  buildKey,
  isNetworkTrouble,
  moduleFolder,
} from "./goModules";
import type { GoProgram } from "./prerequisites";

/** Seconds that one build may take. The slowest takes four minutes on two processors. */
const BUILD_LIMIT = 45 * 60;

const ATTEMPTS = 3;

/** Bytes of free memory that two builds side by side need; linking one program takes up to 3 GB. */
const MEMORY_FOR_TWO = 8e9;

/** How many builds may run side by side. `go` uses all processors by itself; a second build fills its waits. */
export function buildsAtOnce(freeMemory: number): number {
  return freeMemory > MEMORY_FOR_TWO ? 2 : 1;
}

/**
 * The program of a Go module, built if it was not yet.
 *
 * @throws UserError where the build fails, with its last lines.
 */
export async function builtProgram(
  module: GoModule,
  go: GoProgram,
  context: EngineContext,
): Promise<ToolchainPart> {
  const started = performance.now();
  const folder = moduleFolder(module);
  const [goMod, goSum] = await Promise.all(
    ["go.mod", "go.sum"].map((file) => readFile(path.join(folder, file), "utf8")),
  );
  const step = context.report.step(`${module.name} ${module.version}`);
  try {
    const entry = await cacheEntry(context.cacheRoot, {
      kind: "go",
      key: buildKey(module, goMod ?? "", goSum ?? "", go.version, context.platform),
      files: [module.program],
      signal: context.signal,
      onWait: (owner) => {
        step.update(`waiting for process ${owner?.pid ?? "(unknown)"}, which builds it`);
      },
      make: async (output) => {
        const progress = new BuildProgress();
        await build(module, go, output, context, (line) => {
          step.update(progress.take(line));
        });
      },
    });
    step.done(entry.made ? "built from its Go module" : "from the cache, built from its Go module");
    return {
      tool: module.name,
      version: module.version,
      origin: "built from Go modules",
      path: path.join(entry.folder, module.program),
      seconds: (performance.now() - started) / 1000,
    };
  } catch (error) {
    step.fail(error instanceof UserError ? "see below" : "given up");
    throw error;
  }
}

async function build(
  module: GoModule,
  go: GoProgram,
  output: string,
  context: EngineContext,
  onLine: (line: string) => void,
): Promise<void> {
  // Below the entry, so that what a killed build leaves is removed with it.
  const tempDir = path.join(output, "tmp");
  await mkdir(tempDir);
  for (let attempt = 1; ; attempt++) {
    const ended = await runCommand(go.path, buildArguments(module, path.join(output, module.program)), {
      cwd: moduleFolder(module),
      env: buildEnvironment(context.env, context.platform, go.toolchain, tempDir),
      limitSeconds: BUILD_LIMIT,
      signal: context.signal,
      onLine,
    });
    const trouble = complaint(ended, BUILD_LIMIT);
    if (trouble === undefined) {
      break;
    }
    if (attempt === ATTEMPTS || !isNetworkTrouble(ended.tail)) {
      throw new UserError(`Building ${module.name} ${module.version} ${trouble}${advice(ended)}`);
    }
    onLine("go: downloading again after trouble with the network");
  }
  await rm(tempDir, { recursive: true, force: true });
}

function advice(ended: EndedCommand): string {
  if (ended.tail.some((line) => line.includes("no space left on device"))) {
    return "\nThe disk is full. Building everything once needs about 8 GB for Go's caches and the programs.";
  }
  if (isNetworkTrouble(ended.tail)) {
    return "\nGo's module proxy was out of reach (GOPROXY says which). Run it again: what was downloaded is kept.";
  }
  if (ended.code === undefined) {
    return "\nWhere memory is short the system ends the linker: a build needs about 3 GB.";
  }
  return "";
}
