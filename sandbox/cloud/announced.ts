import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { spawnSupervised } from "../processes";

/** A server process that says its port on standard output. */
export interface AnnouncedServer {
  readonly label: string;
  /** Where it answers, for example `http://127.0.0.1:42222`. */
  readonly endpoint: string;
  /** Ends it, and waits until it is gone. */
  stop(): Promise<void>;
}

/** What to start, and where its log goes. */
export interface AnnouncedServerArgs {
  readonly label: string;
  readonly command: string;
  readonly args: string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly logFile: string;
  readonly runId: string;
  /** How long it may take to say its port, in milliseconds. */
  readonly deadlineMs: number;
}

/** How long a server may take to end after SIGTERM, in milliseconds. It keeps nothing that a SIGKILL could spoil. */
const STOP_GRACE_MS = 2000;

/** How much of a log an error message shows. */
const TAIL_LINES = 25;

/**
 * Starts a server that chooses a free port and says it on standard output, one line of JSON: `{"port": 42222}`.
 *
 * @throws Error with the tail of the log if it ends, or does not say its port in time
 */
export async function startAnnouncedServer(args: AnnouncedServerArgs): Promise<AnnouncedServer> {
  await mkdir(dirname(args.logFile), { recursive: true });
  const log = await open(args.logFile, "w");
  const child = spawnSupervised(args.command, args.args, {
    label: args.label,
    runId: args.runId,
    stdio: ["pipe", "pipe", log.fd],
    tethered: true,
    ...(args.env === undefined ? {} : { env: args.env }),
  });
  const stop = () => stopServer(child);
  try {
    // Side by side: a program that is missing says so in the next turn of the event loop.
    const [port] = await Promise.all([announcedPort(child, args.deadlineMs), log.close()]);
    return { label: args.label, endpoint: `http://127.0.0.1:${port}`, stop };
  } catch (cause) {
    await stop();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `The ${args.label} did not start: ${reason}. It was started as "${[args.command, ...args.args].join(" ")}".\n` +
        (await logTail(args.logFile)),
      { cause },
    );
  }
}

/** The last lines of a log, with its path, for an error message. */
export async function logTail(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  const lines = text.trimEnd().split("\n").slice(-TAIL_LINES);
  return text.trim() === ""
    ? `Its log, ${file}, is empty.`
    : `The end of its log, ${file}:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

async function announcedPort(child: ChildProcess, deadlineMs: number): Promise<number> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const ended = once(child, "exit", { signal: deadline }).then(([code, signal]) => {
    throw new Error(`it ended with ${String(code ?? signal)}`);
  });
  const failed = once(child, "error", { signal: deadline }).then(([error]) => {
    throw error as Error;
  });
  try {
    return await Promise.race([firstPort(child), ended, failed]);
  } catch (error) {
    throw deadline.aborted ? new Error(`it said no port within ${deadlineMs / 1000} s`) : error;
  } finally {
    // The losers of the race are rejected when the server is stopped one day; nobody is interested then.
    ended.catch(() => undefined);
    failed.catch(() => undefined);
  }
}

async function firstPort(child: ChildProcess): Promise<number> {
  if (child.stdout === null) {
    throw new Error("its standard output is not connected");
  }
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /^\{"port": ?(\d+)\}$/.exec(line)?.[1];
    if (port !== undefined) {
      return Number(port);
    }
  }
  // Its standard output is closed: it is ending, and the event that says how is about to come.
  return new Promise(() => undefined);
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS);
  await exit;
  clearTimeout(force);
}
