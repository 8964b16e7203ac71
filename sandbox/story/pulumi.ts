import type { ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, open, readFile, rm, type FileHandle } from "node:fs/promises";
import path from "node:path";

import { PARALLEL } from "../environment";
import { type EndedProcess, runLimited } from "../limitedProcess";
import type { ProgressStep } from "../progress";
import { type Diagnostic, EngineEvents, type ResourceCounts } from "./engineEvents";

/** Seconds that one run of the engine may take. The longest, a first `up` of prod, takes a few minutes. */
export const DEFAULT_LIMIT_SECONDS = 20 * 60;

/** Milliseconds between two looks at the event log of a running engine. */
const LOOK_INTERVAL = 500;

/** How many waiting resources are named in the progress line. */
const NAMED_WAITING = 2;

/** What one run of the `pulumi` command did. */
export interface EngineRun extends ResourceCounts {
  /** As a person would type it, for messages. */
  readonly command: string;

  /** What the process ended with; 128 plus the signal's number where a signal ended it, as a shell says it. */
  readonly exitCode: number;
  readonly seconds: number;

  /** Whether it was ended because it took longer than its limit. */
  readonly timedOut: boolean;
  readonly changedUrns: readonly string[];
  readonly diagnostics: readonly Diagnostic[];

  /** Standard output and standard error, as they came. */
  readonly output: string;

  /** File that holds the same output. */
  readonly logFile: string;
}

export interface RunOptions {
  /** Shown while the run lasts: what is done and what is waited for. */
  readonly step?: ProgressStep | undefined;

  /** @default DEFAULT_LIMIT_SECONDS */
  readonly limitSeconds?: number | undefined;

  /** Further arguments of the command, for example `["--refresh"]`. */
  readonly args?: readonly string[] | undefined;

  /** @default DEFAULT_GRACE_SECONDS of a limited process */
  readonly graceSeconds?: number | undefined;

  /** Gets the `pulumi` process once it runs, for a test that kills it. */
  readonly onStart?: ((child: ChildProcess) => void) | undefined;

  /** Variables on top of the project's environment. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

export interface PulumiProjectArgs {
  /** Folder of the project's Pulumi.yaml. */
  readonly dir: string;

  /** The run that its processes belong to. */
  readonly runId: string;

  /** Whole environment of the `pulumi` process. */
  readonly env: Readonly<Record<string, string>>;

  /** Where outputs and event logs go, one pair of files per run. */
  readonly logDir: string;
}

/**
 * One Pulumi project, driven through the `pulumi` command as a user drives it.
 *
 * The command rather than the Automation API: its exit codes, messages and Ctrl-C are part of what is proven.
 */
export class PulumiProject {
  private runs = 0;

  public constructor(private readonly args: PulumiProjectArgs) {}

  public get dir(): string {
    return this.args.dir;
  }

  /** Creates the stack, with its state empty, where it does not exist yet. */
  public async stackInit(stack: string): Promise<void> {
    const { stdout } = await this.succeed(["stack", "ls", "--json"]);
    const known = JSON.parse(stdout) as { name: string }[];
    if (!known.some(({ name }) => name === stack)) {
      await this.succeed(["stack", "init", stack, "--no-select"]);
    }
  }

  /** Sets one configuration value of the stack, as text. `key` may be a path with `--path` among the arguments. */
  public async configSet(stack: string, key: string, value: string, ...args: string[]): Promise<void> {
    await this.succeed(["config", "set", "--stack", stack, ...args, key, "--", value]);
  }

  /** Removes a configuration value of the stack. */
  public async configRemove(stack: string, key: string): Promise<void> {
    await this.succeed(["config", "rm", "--stack", stack, key]);
  }

  /** The stack's state as `pulumi stack export` gives it: secrets stay encrypted. */
  public async export(stack: string): Promise<unknown> {
    const { stdout } = await this.succeed(["stack", "export", "--stack", stack]);
    return JSON.parse(stdout) as unknown;
  }

  /** The stack's outputs. */
  public async outputs(stack: string): Promise<Record<string, unknown>> {
    const { stdout } = await this.succeed(["stack", "output", "--stack", stack, "--json", "--show-secrets"]);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** Removes the lock that a killed run left behind. */
  public async cancel(stack: string): Promise<void> {
    await this.succeed(["cancel", "--stack", stack, "--yes"]);
  }

  /** Without a preview of its own: it would start every plugin a second time. `preview` is there for what it shows. */
  public up(stack: string, options: RunOptions = {}): Promise<EngineRun> {
    return this.engineRun(["up", "--stack", stack, "--yes", "--skip-preview"], options);
  }

  public preview(stack: string, options: RunOptions = {}): Promise<EngineRun> {
    return this.engineRun(["preview", "--stack", stack], options);
  }

  public destroy(stack: string, options: RunOptions = {}): Promise<EngineRun> {
    return this.engineRun(["destroy", "--stack", stack, "--yes", "--skip-preview"], options);
  }

  public refresh(stack: string, options: RunOptions = {}): Promise<EngineRun> {
    return this.engineRun(["refresh", "--stack", stack, "--yes", "--skip-preview"], options);
  }

  private async engineRun(command: readonly string[], options: RunOptions): Promise<EngineRun> {
    const args = [...command, ...(options.args ?? [])];
    const base = await this.logBase(args);
    const eventFile = `${base}.events.json`;
    await rm(eventFile, { force: true });
    const events = new EngineEvents();
    const follower = new EventFollower(eventFile, events, options.step);
    const engine = ["--parallel", String(PARALLEL), "--event-log", eventFile];
    const ended = await this.run(
      [...args, ...engine, "--event-log", eventFile],
      `${base}.log`,
      options,
    ).finally(() => follower.close());
    return {
      command: `pulumi ${args.join(" ")}`,
      exitCode: ended.exitCode,
      seconds: ended.seconds,
      timedOut: ended.timedOut,
      ...events.counts,
      changedUrns: events.changedUrns,
      diagnostics: events.diagnostics,
      output: ended.stdout + ended.stderr,
      logFile: `${base}.log`,
    };
  }

  /** A command that must succeed, for the driver's own purposes. */
  private async succeed(args: readonly string[]): Promise<EndedProcess> {
    const base = await this.logBase(args);
    const ended = await this.run(args, `${base}.log`, {});
    if (ended.exitCode !== 0) {
      throw new Error(`pulumi ${args.join(" ")} ended with ${ended.exitCode}:\n${ended.stderr.trim()}`);
    }
    return ended;
  }

  private async run(args: readonly string[], logFile: string, options: RunOptions): Promise<EndedProcess> {
    const log = createWriteStream(logFile);
    try {
      return await runLimited("pulumi", ["--non-interactive", "--color", "never", ...args], {
        runId: this.args.runId,
        cwd: this.args.dir,
        // The event log is a flag of Pulumi's own debugging, which the command knows with this variable only.
        env: { ...this.args.env, ...options.env, PULUMI_DEBUG_COMMANDS: "true" },
        limitSeconds: options.limitSeconds ?? DEFAULT_LIMIT_SECONDS,
        graceSeconds: options.graceSeconds,
        onStart: options.onStart,
        onOutput: (chunk) => log.write(chunk),
      });
    } finally {
      log.end();
    }
  }

  private async logBase(args: readonly string[]): Promise<string> {
    await mkdir(this.args.logDir, { recursive: true });
    this.runs += 1;
    const stack = args[args.indexOf("--stack") + 1] ?? "";
    const number = String(this.runs).padStart(3, "0");
    const name = [
      path.basename(this.args.dir),
      number,
      args[0],
      ...(args.includes("--stack") ? [stack] : []),
    ];
    return path.join(this.args.logDir, name.join("-"));
  }
}

/** Reads the event log of a running engine as it grows, and keeps the progress line up to date. */
class EventFollower {
  private readonly timer: NodeJS.Timeout;
  private rest = "";
  private file: FileHandle | undefined;
  private reading: Promise<void> = Promise.resolve();

  public constructor(
    private readonly eventFile: string,
    private readonly events: EngineEvents,
    private readonly step: ProgressStep | undefined,
  ) {
    this.timer = setInterval(() => {
      this.reading = this.reading.then(() => this.readMore());
    }, LOOK_INTERVAL);
  }

  /** Reads what is left once the engine has ended. */
  public async close(): Promise<void> {
    clearInterval(this.timer);
    await this.reading;
    await this.readMore();
    await this.file?.close();
  }

  private async readMore(): Promise<void> {
    try {
      this.file ??= await open(this.eventFile, "r");
    } catch {
      // The engine has not begun to write.
      return;
    }
    // A handle keeps its place, so this is what was written since the last look.
    const lines = (this.rest + (await readFile(this.file, "utf8"))).split("\n");
    // The engine may be in the middle of the last line.
    this.rest = lines.pop() ?? "";
    for (const line of lines) {
      this.events.read(line);
    }
    this.step?.update(progressLine(this.events));
  }
}

/** What is finished and what is waited for, in one line. */
export function progressLine(events: EngineEvents): string {
  const waiting = [...events.pending];
  const named = waiting.slice(0, NAMED_WAITING).map(([urn, operation]) => `${operation} ${shortName(urn)}`);
  const more = waiting.length - named.length;
  const waits = [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
  return `${events.finished} resources done${waits === "" ? "" : `; waiting for ${waits}`}`;
}

/** Type and logical name, without the types of the parents. */
function shortName(urn: string): string {
  const [types, name] = urn.split("::").slice(-2);
  return [types?.split("$").at(-1), name].join(" ");
}
