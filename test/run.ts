import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { Argument, Command } from "commander";
import { z } from "zod";

import { ensureToolchain } from "../sandbox/engine/toolchain";
import { startReaper } from "../sandbox/processes";
import { consoleProgress } from "../sandbox/progress";
import type { TestCounts } from "./countingReporter";

const PROJECT_DIR = path.resolve(__dirname, "..");

const LAYERS = ["lint", "unit", "engine"] as const;
type Layer = (typeof LAYERS)[number];

/** What must hold of the sources before any test is run. Each counts as one test. */
const SOURCE_CHECKS: readonly (readonly [string, ...string[]])[] = [
  ["tsc", "--noEmit", "-p", "."],
  ["eslint", "."],
  ["prettier", "--check", "--log-level", "warn", "."],
];

/**
 * Megabytes that a check of the sources may take. ESLint keeps the types of every program of the repository, and each
 * holds those of the AWS SDK: more than the four gigabytes that Node leaves it.
 */
const CHECK_HEAP_MB = 8192;

/** Specs in TypeScript, as .mocharc.json says; many of them start programs, which takes its time on a busy machine. */
const MOCHA = ["--timeout", "30000"];

const ENGINE_SPECS = "test/engine/**/*.spec.ts";

const countsSchema = z.object({ passed: z.number(), failed: z.number(), skipped: z.number() });

/** What came of one layer, and what is to be said about it at the end. */
interface LayerResult extends TestCounts {
  readonly notes: readonly string[];
}

/** Runs layers one after the other, whatever becomes of them, and sums up. */
async function runLayers(layers: readonly Layer[]): Promise<number> {
  const run: Readonly<Record<Layer, () => Promise<LayerResult>>> = { lint, unit, engine };
  const results: LayerResult[] = [];
  for (const layer of layers) {
    print(`\n== ${layer}`);
    results.push(await run[layer]());
  }
  const total = (key: keyof TestCounts) => results.reduce((sum, result) => sum + result[key], 0);
  const [failed, skipped] = [total("failed"), total("skipped")];
  print("");
  results.flatMap(({ notes }) => notes).forEach(print);
  print(`${total("passed")} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`);
  return failed === 0 ? 0 : 1;
}

async function lint(): Promise<LayerResult> {
  const failures: string[] = [];
  for (const [tool, ...args] of SOURCE_CHECKS) {
    print([tool, ...args].join(" "));
    if ((await runTool(tool, args, { NODE_OPTIONS: `--max-old-space-size=${CHECK_HEAP_MB}` })) !== 0) {
      failures.push(tool);
    }
  }
  return {
    passed: SOURCE_CHECKS.length - failures.length,
    failed: failures.length,
    skipped: 0,
    notes: failures.map((tool) => `Failed: ${tool}`),
  };
}

function unit(): Promise<LayerResult> {
  return mocha("unit", ["--spec", "test/**/*.spec.ts", "--ignore", ENGINE_SPECS]);
}

/**
 * The real engine in the sandbox. Where its toolchain cannot be had, its tests are skipped with the reason; in a
 * pipeline that is a failure, or nobody would notice.
 */
async function engine(): Promise<LayerResult> {
  // A build whose main process is gone, even by SIGKILL, ends with it.
  await startReaper(`test-${randomUUID()}`);
  try {
    await ensureToolchain(consoleProgress(process.stdout));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const notes = [`Not run: the engine layer, ${ENGINE_SPECS}. ${reason}`];
    if (isSet(process.env.CI)) {
      return { passed: 0, failed: 1, skipped: 0, notes: [...notes, "With CI=true that is a failure."] };
    }
    const planned = await mocha("engine", ["--spec", ENGINE_SPECS, "--dry-run"]);
    return { passed: 0, failed: 0, skipped: planned.passed + planned.skipped, notes };
  }
  return mocha("engine", ["--spec", ENGINE_SPECS]);
}

/** One mocha process. One that ends without leaving its counts counts as one failure. */
async function mocha(layer: Layer, args: readonly string[]): Promise<LayerResult> {
  const folder = await mkdtemp(path.join(tmpdir(), "duotone-test-"));
  try {
    const countsFile = path.join(folder, "counts.json");
    const reporter = [
      "--reporter",
      "./test/countingReporter.ts",
      "--reporter-option",
      `countsFile=${countsFile}`,
    ];
    const exitCode = await runTool("mocha", [...MOCHA, ...reporter, ...args]);
    const text = await readFile(countsFile, "utf8").catch(() => undefined);
    if (text === undefined) {
      const note = `Failed: mocha ended with ${exitCode} in the ${layer} layer before its tests were counted.`;
      return { passed: 0, failed: 1, skipped: 0, notes: [note] };
    }
    return { ...countsSchema.parse(JSON.parse(text)), notes: [] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a tool of the project's own node_modules to its end, its output shown. */
function runTool(
  tool: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const child = spawn(path.join(PROJECT_DIR, "node_modules", ".bin", tool), args, {
    cwd: PROJECT_DIR,
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      resolve(code ?? 1);
    });
  });
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !["", "0", "false", "no"].includes(value.toLowerCase());
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (require.main === module) {
  const program = new Command("test")
    .description("Runs layers of the tests and closes with one line that sums them up.")
    .addArgument(new Argument("[layers...]", "which layers").choices(LAYERS).default([...LAYERS]))
    .action(async (layers: Layer[]) => {
      process.exitCode = await runLayers(layers);
    });
  void program.parseAsync();
}
