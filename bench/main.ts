import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import Table from "cli-table3";
import { Argument, Command } from "commander";

import { Interrupted, Interruption } from "../sandbox/interruption";
import { consoleProgress } from "../sandbox/progress";
import { endOwnRun } from "../sandbox/runRecord";
import { messageOf } from "../sandbox/userError";
import type { Benchmark } from "./benchmark";
import { faultsBenchmark } from "./faults";
import { imagesBenchmark } from "./images";
import { policyBenchmark } from "./policy";
import { releaseBenchmark } from "./release";
import { rulesBenchmark } from "./ruleConditions";
import { scaleBenchmark } from "./scale";
import { switchBenchmark } from "./switch";
import { verticalsBenchmark } from "./verticals";

const PROJECT_DIR = path.resolve(__dirname, "..");
const STATE_DIR = path.join(PROJECT_DIR, ".sandbox", "bench");
const RESULT_DIR = path.join(PROJECT_DIR, ".bench");

const BENCHMARKS: readonly Benchmark[] = [
  releaseBenchmark,
  switchBenchmark,
  faultsBenchmark,
  imagesBenchmark,
  policyBenchmark,
  rulesBenchmark,
  scaleBenchmark,
  verticalsBenchmark,
];

/** Runs benchmarks one after the other, until one fails. */
async function run(benchmarks: readonly Benchmark[]): Promise<number> {
  const interruption = new Interruption();
  let interrupted = false;
  const progress = consoleProgress({
    // What is cut off by an interruption would be shown as failed.
    write: (text) => interrupted || process.stdout.write(text),
    isTTY: process.stdout.isTTY,
    columns: process.stdout.columns,
  });
  try {
    for (const benchmark of benchmarks) {
      const file = path.join(RESULT_DIR, `${benchmark.name}.json`);
      // An older result must not be taken for that of a run which failed.
      await rm(file, { force: true });
      const figures = await interruption.until(
        benchmark.run({ projectDir: PROJECT_DIR, stateDir: STATE_DIR, progress }),
      );
      await mkdir(RESULT_DIR, { recursive: true });
      await writeFile(file, `${JSON.stringify(figures, undefined, 2)}\n`);
      print(["", figureTable(benchmark, figures), `Written to ${path.relative(process.cwd(), file)}.`]);
    }
    return 0;
  } catch (cause) {
    if (!(cause instanceof Interrupted)) {
      throw cause;
    }
    interrupted = true;
    print(["", `${cause.message} Ending everything that was started...`]);
    await endOwnRun(STATE_DIR);
    return cause.exitCode;
  }
}

function figureTable({ units }: Benchmark, figures: Readonly<Record<string, number>>): string {
  const table = new Table({
    colAligns: ["left", "right", "left"],
    style: { head: [], border: [], compact: true },
  });
  for (const [key, value] of Object.entries(figures)) {
    const unit = units[key] ?? "";
    table.push([key, value, unit === "1" ? "" : unit]);
  }
  return table.toString();
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

function main(): void {
  const names = BENCHMARKS.map(({ name }) => name);
  const list = BENCHMARKS.map(({ name, description }) => `  ${name}  ${description}`).join("\n");
  new Command("bench")
    .description("Runs benchmarks and writes .bench/<name>.json; bench/README.md says what the figures are.")
    .addArgument(new Argument("[names...]", "which benchmarks").choices(names).default(names))
    .addHelpText("after", `\nBenchmarks:\n${list}`)
    .action((chosen: readonly string[]) => {
      void run(BENCHMARKS.filter(({ name }) => chosen.includes(name)))
        .catch((cause: unknown) => {
          process.stderr.write(`${messageOf(cause)}\n`);
          return 1;
        })
        // What an ended run leaves open, pipes for example, must not hold this process.
        .then((exitCode) => process.exit(exitCode));
    })
    .parse();
}

if (require.main === module) {
  main();
}
