import { randomUUID } from "node:crypto";
import path from "node:path";

import { Argument, Command } from "commander";

import { ensureToolchain } from "../sandbox/engine/toolchain";
import { Interrupted, Interruption } from "../sandbox/interruption";
import { startReaper, stopRun } from "../sandbox/processes";
import { consoleProgress } from "../sandbox/progress";
import { ENGINE_SPECS, engineSpecs } from "./engineSpecs";
import { type Done, type Lane, type Piece, runLanes } from "./lanes";
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
 * The sources' layers, the story and the engine's other specs beside each other: whatever brings a stack up waits most of
 * the time for the provider, which sleeps after many a change. Whoever has nothing left takes the next of those specs, so
 * that all lanes end at about the same time.
 */
async function lanesOf(layers: readonly Layer[]): Promise<readonly Lane[]> {
  const pieces: Readonly<Record<"lint" | "unit", Piece>> = { lint, unit };
  const sources = layers.flatMap((layer) => (layer === "engine" ? [] : [pieces[layer]]));
  const { story, others } = layers.includes("engine") ? await enginePieces() : { story: [], others: [] };
  return [
    { title: "tests", own: sources },
    { title: "story", own: story },
    { title: "engine", own: others.splice(0, 1) },
  ]
    .filter(({ own }) => own.length > 0)
    .map(({ title, own }) => ({ title, pieces: thenAnyOf(own, others) }));
}

/** A lane's own pieces, and then, as long as there are any, the next of those that nobody has begun. */
function* thenAnyOf(own: readonly Piece[], others: Piece[]): Generator<Piece> {
  yield* own;
  for (let next = others.shift(); next !== undefined; next = others.shift()) {
    yield next;
  }
}

/**
 * The real engine in the sandbox. Where its toolchain cannot be had, its tests are skipped with the reason; in a
 * pipeline that is a failure, or nobody would notice.
 *
 * The toolchain is made before anything else: building it takes all processors for minutes, in which a test would
 * exceed its time.
 */
async function enginePieces(): Promise<{ story: Piece[]; others: Piece[] }> {
  const { ofStory, others } = await engineSpecs();
  try {
    await ensureToolchain(consoleProgress(process.stdout));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const why = `Not run: the engine layer, ${ENGINE_SPECS}. ${reason}`;
    const piece = isSet(process.env.CI)
      ? failed("engine", `${why}\nWith CI=true that is a failure.`)
      : skipped("engine", [...others, ...ofStory], why);
    return { story: [], others: [piece] };
  }
  return {
    story: [specs("engine, the story", ofStory)],
    others: others.map((file) => specs(path.basename(file, ".spec.ts"), [file])),
  };
}

/** Pieces whose times are told at the end. */
const LONGEST = 12;

/** Says the last lines, and gives the exit code. */
function summedUp(results: readonly Done[]): number {
  const total = (key: "passed" | "failed" | "skipped") =>
    results.reduce((sum, result) => sum + result[key], 0);
  const [failures, skips] = [total("failed"), total("skipped")];
  print("");
  const longest = [...results].sort((a, b) => b.seconds - a.seconds).slice(0, LONGEST);
  print(
    `Took longest: ${longest.map(({ title, seconds }) => `${title} ${Math.round(seconds)} s`).join(", ")}`,
  );
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
