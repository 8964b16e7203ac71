import { spawn, type ChildProcessByStdio } from "node:child_process";
import { stat } from "node:fs/promises";
import path from "node:path";
import type { Readable, Writable } from "node:stream";

/** One run of one command, with everything decided. */
export interface Invocation {
  /** The program and its arguments, the command text last. */
  readonly argv: readonly [string, ...string[]];

  /** Working directory; the plugin's own where undefined. */
  readonly dir: string | undefined;
  readonly environment: Readonly<NodeJS.ProcessEnv>;

  /** Passed to standard input; nothing is readable there where undefined. */
  readonly stdin: string | undefined;

  /** Called with every line as it is printed, without its line break. */
  readonly onLine: (stream: OutputStream, line: string) => void;

  /** Ends the command's whole process group at once when aborted. */
  readonly signal: AbortSignal;
}

export type OutputStream = "stdout" | "stderr";

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;

  /** Both streams, in the order in which they were printed. */
  readonly printed: string;

  /** Undefined after success; else how it ended, in the vendor's words: `exit status 3`, `signal: killed`. */
  readonly failure: string | undefined;
}

/** Signals by the words that the vendor's plugin prints for them. */
const SIGNAL_WORDS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGHUP: "hangup",
  SIGINT: "interrupt",
  SIGQUIT: "quit",
  SIGABRT: "aborted",
  SIGKILL: "killed",
  SIGSEGV: "segmentation fault",
  SIGPIPE: "broken pipe",
  SIGTERM: "terminated",
};

/**
 * Runs a command and waits until its output is closed.
 *
 * It gets a process group of its own, so that its descendants can be ended with it. The end is a KILL: the vendor's
 * plugin gives a cancelled command no time to tidy up, and neither may this one.
 */
export async function run(invocation: Invocation): Promise<Finished> {
  const [program, ...args] = invocation.argv;
  const file = await locate(program);
  const problem =
    file === undefined
      ? `"${program}" is not on PATH: install it, or correct \`interpreter\``
      : await problemWithDir(invocation.dir);
  if (file === undefined || problem !== undefined) {
    return { stdout: "", stderr: "", printed: "", failure: problem };
  }
  const child = spawn(file, args, {
    argv0: program,
    detached: true,
    env: invocation.environment,
    stdio: ["pipe", "pipe", "pipe"],
    ...(invocation.dir === undefined ? {} : { cwd: invocation.dir }),
  });
  return await follow(child, invocation);
}

function follow(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  invocation: Invocation,
): Promise<Finished> {
  const chunks: { stream: OutputStream; data: Buffer }[] = [];
  const text = (...streams: OutputStream[]) =>
    Buffer.concat(chunks.filter(({ stream }) => streams.includes(stream)).map(({ data }) => data)).toString(
      "utf8",
    );
  const lines = {
    stdout: splitLines((line) => {
      invocation.onLine("stdout", line);
    }),
    stderr: splitLines((line) => {
      invocation.onLine("stderr", line);
    }),
  };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].on("data", (data: Buffer) => {
      chunks.push({ stream, data });
      lines[stream].add(data);
    });
  }
  // A command may end without reading its input; that is not an error of ours.
  child.stdin.on("error", () => undefined);
  child.stdin.end(invocation.stdin ?? "");

  const end = () => {
    endGroup(child.pid);
  };
  invocation.signal.addEventListener("abort", end, { once: true });

  return new Promise((resolve) => {
    const settle = (failure: string | undefined) => {
      invocation.signal.removeEventListener("abort", end);
      lines.stdout.end();
      lines.stderr.end();
      resolve({ stdout: text("stdout"), stderr: text("stderr"), printed: text("stdout", "stderr"), failure });
    };
    child.once("error", (error) => {
      settle(error.message);
    });
    child.once("close", (code, signal) => {
      settle(describeEnd(code, signal));
    });
    if (invocation.signal.aborted) {
      end();
    }
  });
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string | undefined {
  if (signal !== null) {
    return `signal: ${SIGNAL_WORDS[signal] ?? signal}`;
  }
  return code === 0 ? undefined : `exit status ${code ?? "unknown"}`;
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) {
    return;
  }
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group has ended by itself in the meantime, which is what was wanted.
  }
}

/** Node would report the program as missing where it is the folder, and the user would look for the wrong thing. */
async function problemWithDir(dir: string | undefined): Promise<string | undefined> {
  const found = dir === undefined ? undefined : await stat(dir).catch(() => undefined);
  if (dir === undefined || found?.isDirectory() === true) {
    return undefined;
  }
  return `dir ${dir} is ${found === undefined ? "missing" : "no folder"}: make it first, or correct \`dir\``;
}

/**
 * The file of a program; one without a slash is searched on the plugin's own PATH.
 *
 * The vendor's plugin searches its own PATH, not the one in `environment`; node would do the opposite.
 */
async function locate(program: string): Promise<string | undefined> {
  if (program.includes(path.sep)) {
    return program;
  }
  for (const folder of (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))) {
    const candidate = path.join(folder, program);
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isFile() === true && (found.mode & 0o111) !== 0) {
      return candidate;
    }
  }
  return undefined;
}

interface LineSplitter {
  add(data: Buffer): void;

  /** Passes on what stands after the last line break. */
  end(): void;
}

function splitLines(onLine: (line: string) => void): LineSplitter {
  const decoder = new TextDecoder();
  let rest = "";
  const pass = (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    parts.forEach((line) => {
      onLine(line.replace(/\r$/, ""));
    });
  };
  return {
    add: (data) => {
      pass(decoder.decode(data, { stream: true }));
    },
    end: () => {
      pass(decoder.decode());
      if (rest !== "") {
        onLine(rest);
      }
    },
  };
}
