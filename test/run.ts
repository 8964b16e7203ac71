import { randomUUID } from "node:crypto";

import { Argument, Command } from "commander";

import { ensureToolchain } from "../sandbox/engine/toolchain";
import { Interrupted, Interruption } from "../sandbox/interruption";
import { startReaper, stopRun } from "../sandbox/processes";
import { consoleProgress } from "../sandbox/progress";
import { ENGINE_SPECS, engineSpecs } from "./engineSpecs";
import { type Lane, type Piece, type Result, runLanes } from "./lanes";
import { OutputTurns } from "./outputTurns";
import { failed, lint, skipped, specs, unit } from "./pieces";

const LAYERS = ["lint", "unit", "engine"] as const;
type Layer = (typeof LAYERS)[number];

/** Runs layers, and sums up. */
async function run(layers: readonly Layer[]): Promise<number> {
  const interruption = new Interruption();
  const runId = `test-${randomUUID()}`;
  // Whatever ends this process, even SIGKILL, ends everything that it started.
  await startReaper(runId);
  const turns = new OutputTurns(process.stdout);
  const stopping = new AbortController();
  try {
    const lanes = await interruption.until(lanesOf(layers));
    return summedUp(await interruption.until(runLanes(lanes, { turns, runId, signal: stopping.signal })));
  } catch (cause) {
    if (!(cause instanceof Interrupted)) {
      throw cause;
    }
    stopping.abort();
    turns.close();
    print(`\n${cause.message} Ending everything that was started...`);
    await stopRun(runId);
    return cause.exitCode;
  } finally {
    turns.close();
  }
}

/**
 * The story's specs beside the others: the story is most of the time waiting for the provider, which sleeps after many a
 * change, and the others have time to run meanwhile. The story is told before the others have ended, so some of the
 * engine's specs follow it: both lanes then take about the same time.
 */
async function lanesOf(layers: readonly Layer[]): Promise<readonly Lane[]> {
  const pieces: Readonly<Record<"lint" | "unit", Piece>> = { lint, unit };
  const sources = layers.flatMap((layer) => (layer === "engine" ? [] : [pieces[layer]]));
  const { beside, story } = layers.includes("engine")
    ? await enginePieces(sources.length > 0)
    : { beside: [], story: [] };
  return [
    { title: "tests", pieces: [...sources, ...beside] },
    { title: "story", pieces: story },
  ].filter(({ pieces: planned }) => planned.length > 0);
}

/**
 * The real engine in the sandbox. Where its toolchain cannot be had, its tests are skipped with the reason; in a
 * pipeline that is a failure, or nobody would notice.
 *
 * The toolchain is made before anything else: building it takes all processors for minutes, in which a test would
 * exceed its time.
 *
 * @param afterSources Whether other layers run before the engine's: then half of its specs wait for the story instead.
 */
async function enginePieces(afterSources: boolean): Promise<{ beside: Piece[]; story: Piece[] }> {
  const { ofStory, others } = await engineSpecs();
  try {
    await ensureToolchain(consoleProgress(process.stdout));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const why = `Not run: the engine layer, ${ENGINE_SPECS}. ${reason}`;
    const piece = isSet(process.env.CI)
      ? failed("engine", `${why}\nWith CI=true that is a failure.`)
      : skipped("engine", [...others, ...ofStory], why);
    return { beside: [piece], story: [] };
  }
  const half = afterSources ? Math.ceil(others.length / 2) : others.length;
  const following = others.slice(half);
  return {
    beside: [specs("engine", others.slice(0, half))],
    story: [
      specs("engine, the story", ofStory),
      ...(following.length === 0 ? [] : [specs("engine, after the story", following)]),
    ],
  };
}

/** Says the last lines, and gives the exit code. */
function summedUp(results: readonly Result[]): number {
  const total = (key: "passed" | "failed" | "skipped") =>
    results.reduce((sum, result) => sum + result[key], 0);
  const [failures, skips] = [total("failed"), total("skipped")];
  print("");
  results.flatMap(({ notes }) => notes).forEach(print);
  print(`${total("passed")} passed, ${failures} failed${skips === 0 ? "" : `, ${skips} skipped`}`);
  return failures === 0 ? 0 : 1;
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
      process.exitCode = await run(layers);
    });
  void program.parseAsync();
}
