import path from "node:path";

import { Command } from "commander";

import { Interrupted, Interruption } from "./interruption";
import { consoleProgress } from "./progress";
import { endOwnRun, endRecordedRun, isAlive, readRecord } from "./runRecord";
import { openSandbox, type Sandbox } from "./session";
import { reportSummary, reportTable } from "./story/report";
import { STORY } from "./story/steps";
import { type StoryResult, tellStory } from "./story/story";
import { messageOf } from "./userError";

const PROJECT_DIR = path.resolve(__dirname, "..");
const STATE_DIR = path.join(PROJECT_DIR, ".sandbox");

/** `make sandbox`: opens the sandbox, tells the story, prints what happened, and ends or keeps the cloud. */
async function run(): Promise<number> {
  const interruption = new Interruption();
  let interrupted = false;
  const progress = consoleProgress({
    // What is cut off by an interruption would be shown as failed.
    write: (text) => interrupted || process.stdout.write(text),
    isTTY: process.stdout.isTTY,
    columns: process.stdout.columns,
  });
  const keep = isSet(process.env.KEEP);
  const opening = openSandbox({ projectDir: PROJECT_DIR, stateDir: STATE_DIR, progress });
  let sandbox: Sandbox | undefined;
  try {
    sandbox = await interruption.until(opening);
    const result = await interruption.until(tellStory({ sandbox, steps: STORY, progress }));
    print(describe(result));
    await (keep ? sandbox.keep() : sandbox.close());
    print(keep ? keptNote(sandbox) : endedNote());
    return result.failure === undefined ? 0 : 1;
  } catch (cause) {
    if (cause instanceof Interrupted) {
      interrupted = true;
      print(["", `${cause.message} Ending everything that was started...`]);
      await endOwnRun(STATE_DIR);
      print(endedNote());
      return cause.exitCode;
    }
    await sandbox?.close();
    throw cause;
  }
}

async function stop(): Promise<number> {
  print([await endRecordedRun(STATE_DIR)]);
  return 0;
}

async function status(): Promise<number> {
  const record = await readRecord(STATE_DIR);
  if (record === undefined || !(await isAlive(record))) {
    print(["No sandbox of this clone is running."]);
    return 1;
  }
  const state = record.kept ? "kept" : `told by process ${record.pid}`;
  print([
    `Sandbox ${record.runId}: ${state}, since ${record.startedAt}, at ${record.endpoint ?? "no address yet"}.`,
  ]);
  return 0;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !["", "0", "false", "no"].includes(value.toLowerCase());
}

function describe({ report, failure }: StoryResult): string[] {
  return [
    "",
    reportTable(report, process.stdout.isTTY),
    ...reportSummary(report),
    ...(failure === undefined ? [] : ["", messageOf(failure)]),
    "",
  ];
}

function keptNote({ endpoint, runId }: Sandbox): string[] {
  return [
    `The cloud is kept at ${endpoint} (${runId}). Point a shell at it, and go on by hand:`,
    "  source .sandbox/env",
    "  cd .sandbox/project",
    "  pulumi preview --stack prod",
    "  pulumi config set activeColor prod2 --stack prod && pulumi up --stack prod",
    "  aws organizations list-accounts",
    "End it with: make sandbox-stop",
  ];
}

function endedNote(): string[] {
  return [
    `The cloud is ended. Kept in ${path.relative(process.cwd(), STATE_DIR) || "."}: report.json, exports/, logs/ and ` +
      "the stacks' state/. KEEP=1 make sandbox leaves the cloud running.",
  ];
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

function main(): void {
  const act = (action: () => Promise<number>) => () => {
    void action()
      .catch((cause: unknown) => {
        process.stderr.write(`${messageOf(cause)}\n`);
        return 1;
      })
      // Pipes to a kept cloud would hold this process.
      .then((exitCode) => process.exit(exitCode));
  };
  const program = new Command("sandbox").description("The real program on the real engine, on one machine.");
  program
    .command("run", { isDefault: true })
    .description("Tells the whole story once. KEEP=1 leaves the cloud running afterwards.")
    .action(act(run));
  program.command("stop").description("Ends a kept or running sandbox of this clone.").action(act(stop));
  program
    .command("status")
    .description("Says whether a sandbox of this clone is running.")
    .action(act(status));
  program.parse();
}

if (require.main === module) {
  main();
}
