import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { z } from "zod";

import { ENGINE_SPECS } from "./engineSpecs";
import type { Piece, Result, Tools } from "./lanes";

/** What must hold of the sources before any test is run. Each counts as one test. */
const SOURCE_CHECKS: readonly (readonly [string, ...string[]])[] = [
  ["tsc", "--noEmit", "-p", "."],
  ["eslint", "."],
  ["prettier", "--check", "--log-level", "warn", "."],
];

/** Megabytes that a check of the sources may take: ESLint took 3,400, and Node leaves it four gigabytes at the most. */
const CHECK_HEAP_MB = 8192;

/** Specs in TypeScript, as .mocharc.json says; many of them start programs, which takes its time on a busy machine. */
const MOCHA = ["--timeout", "60000"];

const countsSchema = z.object({
  passed: z.number(),
  failed: z.number(),
  skipped: z.number(),
  failures: z.array(z.string()),
});

export const lint: Piece = {
  title: "lint",
  async run({ print, run }) {
    const failures: string[] = [];
    for (const [tool, ...args] of SOURCE_CHECKS) {
      print([tool, ...args].join(" "));
      if ((await run(tool, args, { NODE_OPTIONS: `--max-old-space-size=${CHECK_HEAP_MB}` })) !== 0) {
        failures.push(tool);
      }
    }
    return {
      passed: SOURCE_CHECKS.length - failures.length,
      failed: failures.length,
      skipped: 0,
      notes: failures.map((tool) => `Failed: ${tool}`),
    };
  },
};

export const unit: Piece = {
  title: "unit",
  run: (tools) => mocha(tools, ["--spec", "test/**/*.spec.ts", "--ignore", ENGINE_SPECS]),
};

/** Specs that one process runs, one after the other. */
export function specs(title: string, files: readonly string[]): Piece {
  return { title, run: (tools) => mocha(tools, specOptions(files)) };
}

/** Specs that cannot be run on this machine: they are counted as skipped, and the end says why. */
export function skipped(title: string, files: readonly string[], why: string): Piece {
  return {
    title,
    async run(tools) {
      const planned = await mocha(tools, [...specOptions(files), "--dry-run"]);
      return { passed: 0, failed: 0, skipped: planned.passed + planned.skipped, notes: [why] };
    },
  };
}

/** Something that is wrong from the start, and counts as one failure. */
export function failed(title: string, why: string): Piece {
  return { title, run: () => Promise.resolve({ passed: 0, failed: 1, skipped: 0, notes: [why] }) };
}

function specOptions(files: readonly string[]): string[] {
  return files.flatMap((file) => ["--spec", file]);
}

/** One mocha process. One that ends without leaving its counts counts as one failure. */
async function mocha({ run }: Tools, args: readonly string[]): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), "duotone-test-"));
  try {
    const countsFile = path.join(folder, "counts.json");
    const reporter = [
      "--reporter",
      "./test/countingReporter.ts",
      "--reporter-option",
      `countsFile=${countsFile}`,
      // Mocha writes to us and cannot see whether we write to a terminal.
      ...(process.stdout.isTTY ? ["--color"] : []),
    ];
    const exitCode = await run("mocha", [...MOCHA, ...reporter, ...args]);
    const text = await readFile(countsFile, "utf8").catch(() => undefined);
    if (text === undefined) {
      throw new Error(`Mocha ended with ${exitCode} before its tests were counted.`);
    }
    const { failures, ...counts } = countsSchema.parse(JSON.parse(text));
    return { ...counts, notes: failures.map((test) => `Failed: ${test}`) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
