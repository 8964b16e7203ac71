import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import type { EngineContext } from "../../../sandbox/engine/context";
import type { Progress } from "../../../sandbox/progress";

/** Everything that was reported, as `title: word detail`, in order. */
export class RecordedProgress implements Progress {
  public readonly lines: string[] = [];

  public step(title: string) {
    return {
      update: (detail: string) => void this.lines.push(`${title}: ... ${detail}`),
      done: (detail = "") => void this.lines.push(`${title}: ok ${detail}`),
      fail: (detail: string) => void this.lines.push(`${title}: FAILED ${detail}`),
    };
  }
}

/** A new folder for one test, without symbolic links in its name. */
export async function temporaryFolder(): Promise<string> {
  return realpath(await mkdtemp(path.join(tmpdir(), "duotone-engine-")));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Writes a shell script that stands for a program, and returns its path. */
export async function writeProgram(folder: string, name: string, script: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

/** A context whose cache and home are below `folder`, and whose PATH has `bin` before the system's own folders. */
export function engineContext(
  folder: string,
  env: NodeJS.ProcessEnv = {},
): EngineContext & { report: RecordedProgress; controller: AbortController } {
  const controller = new AbortController();
  return {
    env: { PATH: `${path.join(folder, "bin")}:/usr/bin:/bin`, HOME: path.join(folder, "home"), ...env },
    platform: { os: "linux", arch: "amd64" },
    cacheRoot: path.join(folder, "cache"),
    report: new RecordedProgress(),
    signal: controller.signal,
    controller,
  };
}
