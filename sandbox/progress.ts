/** Shows a person that work goes on. */
export interface Progress {
  /** Begins a piece of work. Several may be under way at once. */
  step(title: string): ProgressStep;
}

/** One piece of work that is under way. Whatever comes after its end is ignored. */
export interface ProgressStep {
  /** Says what it is doing now. Shown with the next heartbeat, so it may be called as often as one likes. */
  update(detail: string): void;
  done(detail?: string): void;
  fail(detail: string): void;
}

/** The part of a writable stream that is needed: `process.stderr` is one. */
export interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;

  /** Width of the terminal, in characters. @default 80 */
  readonly columns?: number;
}

/** Milliseconds after which a step that has not ended is first mentioned: quick ones show only their end. */
const FIRST_BEAT = 2000;

/** Milliseconds between two lines about the same waiting step in a log. */
const BEAT = 15_000;

/** Milliseconds between two looks at the steps under way, and between two paintings of a terminal's last line. */
const LOOK = 500;

const DEFAULT_COLUMNS = 80;

/**
 * Progress as text. Every step ends with one line that carries its seconds.
 *
 * Until then, a terminal shows the steps under way in its last line; anything else (a file, a pipeline's log) gets a
 * line per step after 2 s and then every 15 s. Nothing here keeps the process alive.
 */
export function consoleProgress(stream: ProgressStream): Progress {
  const console = new ProgressConsole(stream);
  return { step: (title) => console.step(title) };
}

interface RunningStep {
  readonly title: string;
  readonly started: number;
  detail: string;
  nextBeat: number;
}

class ProgressConsole {
  private readonly running = new Set<RunningStep>();
  private timer: NodeJS.Timeout | undefined;
  private lineShown = false;

  public constructor(private readonly stream: ProgressStream) {}

  public step(title: string): ProgressStep {
    const started = Date.now();
    const step: RunningStep = { title, started, detail: "", nextBeat: started + FIRST_BEAT };
    this.running.add(step);
    this.timer ??= setInterval(() => {
      this.look();
    }, LOOK).unref();
    this.paint();
    return {
      update: (detail) => {
        step.detail = detail;
      },
      done: (detail) => {
        this.end(step, "ok    ", detail);
      },
      fail: (detail) => {
        this.end(step, "FAILED", detail);
      },
    };
  }

  private end(step: RunningStep, outcome: string, detail: string | undefined): void {
    if (!this.running.delete(step)) {
      return;
    }
    if (this.running.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
    this.print(`${outcome} ${described(step.title, detail ?? "")} (${elapsed(step)})`);
    this.paint();
  }

  private look(): void {
    if (this.stream.isTTY === true) {
      this.paint();
      return;
    }
    const now = Date.now();
    for (const step of this.running) {
      if (now >= step.nextBeat) {
        step.nextBeat = now + BEAT;
        this.print(`...    ${described(step.title, step.detail)} (${elapsed(step)})`);
      }
    }
  }

  /** Writes the terminal's last line anew. It is cut to the terminal's width, because a wrapped line cannot be erased. */
  private paint(): void {
    if (this.stream.isTTY !== true) {
      return;
    }
    const steps = [...this.running].map((step) => `${described(step.title, step.detail)} (${elapsed(step)})`);
    const line = steps.length === 0 ? "" : `...    ${steps.join(" | ")}`;
    this.stream.write(`${this.erased()}${line.slice(0, (this.stream.columns ?? DEFAULT_COLUMNS) - 1)}`);
    this.lineShown = line !== "";
  }

  private print(line: string): void {
    this.stream.write(`${this.erased()}${line}\n`);
    this.lineShown = false;
  }

  private erased(): string {
    return this.lineShown ? "\r\u001b[K" : "";
  }
}

function described(title: string, detail: string): string {
  return detail === "" ? title : `${title}: ${detail}`;
}

function elapsed(step: RunningStep): string {
  const seconds = (Date.now() - step.started) / 1000;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${seconds.toFixed(0)} s`;
}

/** Does some work as one step: done when the work is, failed with its reason where it throws. */
export async function withStep<T>(
  progress: Progress,
  title: string,
  work: (step: ProgressStep) => Promise<T>,
): Promise<T> {
  const step = progress.step(title);
  try {
    const result = await work(step);
    step.done();
    return result;
  } catch (cause) {
    step.fail(cause instanceof Error ? cause.message : String(cause));
    throw cause;
  }
}
