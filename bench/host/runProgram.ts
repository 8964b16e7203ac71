import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";

import { parse } from "yaml";

/** What a process took. */
export interface Taken {
  /** From its start to its end. */
  readonly seconds: number;

  /** Its largest resident set, in MB of 1024 kB. */
  readonly peakMB: number;
}

export interface ProgramArgs {
  /** Folder of the program, with its Pulumi.yaml. */
  readonly dir: string;
  readonly stack: string;

  /** Values of the stack by full key, structured ones as JSON. */
  readonly config: Readonly<Record<string, string>>;

  /** Address of the engine. */
  readonly engine: string;

  /** Added to this process's environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Tells what its process took at most, when it ends. */
const PEAK = path.resolve(__dirname, "..", "programs", "peak.js");

interface Project {
  readonly main: string;
  readonly runtime: { readonly options: { readonly typescript: boolean; readonly tsconfig?: string } };
}

/** Runs a program as the engine's language host does in a preview. @throws Error where it fails, with what it wrote. */
export async function runProgram({ dir, stack, config, engine, env }: ProgramArgs): Promise<Taken> {
  const project = parse(await readFile(path.join(dir, "Pulumi.yaml"), "utf8")) as Project;
  const { typescript, tsconfig } = project.runtime.options;
  const host = [
    require.resolve("@pulumi/pulumi/cmd/run"),
    `--monitor=${engine}`,
    `--engine=${engine}`,
    "--organization=organization",
    "--project=duotone",
    `--stack=${stack}`,
    `--root-directory=${dir}`,
    `--pwd=${dir}`,
    "--dry-run=true",
    "--parallel=64",
    project.main,
  ];
  return runNode(host, dir, {
    ...env,
    PULUMI_NODEJS_TYPESCRIPT: String(typescript),
    ...(tsconfig === undefined ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig }),
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: "[]",
  });
}

/** Runs Node with these arguments. @throws Error where it fails, with what it wrote. */
export async function runNode(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Taken> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--require", PEAK, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const [written, wrong, peak, [exitCode]] = await Promise.all([
    text(child.stdio[1] as NodeJS.ReadableStream),
    text(child.stdio[2] as NodeJS.ReadableStream),
    text(child.stdio[3] as NodeJS.ReadableStream),
    once(child, "exit") as Promise<[number | null]>,
  ]);
  const seconds = (performance.now() - started) / 1000;
  if (exitCode !== 0) {
    throw new Error(`${args.join(" ")} ended with ${exitCode}.\n${written}${wrong}`);
  }
  return { seconds, peakMB: Number(peak) / 1024 };
}
