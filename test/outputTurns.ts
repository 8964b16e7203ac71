/** The part of a writable stream that is needed: `process.stdout` is one. */
export interface TurnsStream {
  write(text: string): unknown;
}

/** What one of the programs that run side by side writes to. */
export interface Turn {
  readonly write: (text: string) => void;

  /** It will write no more. */
  readonly end: () => void;
}

/** Milliseconds between two words about those whose output is kept. */
const BEAT = 60_000;

/** Characters of a last line that are quoted: the rest comes with its turn. */
const QUOTED = 120;

interface Writer {
  readonly title: string;
  kept: string;
  hasEnded: boolean;
}

/**
 * Shares one output between programs that run side by side, one after the other: the first that has not ended is shown
 * as it writes, and what the others write is kept until their turn comes.
 *
 * So that nobody takes a long silence for a standstill, the last line of each that is kept is said once a minute.
 */
export class OutputTurns {
  private readonly writers: Writer[] = [];
  private readonly timer: NodeJS.Timeout;
  private atLineStart = true;

  public constructor(
    private readonly stream: TurnsStream,
    beat: number = BEAT,
  ) {
    this.timer = setInterval(() => {
      this.mentionKept();
    }, beat).unref();
  }

  /** Its turn comes after the turns of those that were opened before. */
  public open(title: string): Turn {
    const writer: Writer = { title, kept: "", hasEnded: false };
    this.writers.push(writer);
    return {
      write: (text) => {
        writer.kept += text;
        this.show();
      },
      end: () => {
        writer.hasEnded = true;
        this.show();
      },
    };
  }

  /** Shows nothing more. What is kept still, because an earlier program has not ended, is shown now. */
  public close(): void {
    clearInterval(this.timer);
    for (const writer of this.writers.splice(0)) {
      this.print(writer.kept);
    }
  }

  private show(): void {
    for (let [first] = this.writers; first !== undefined; [first] = this.writers) {
      this.print(first.kept);
      first.kept = "";
      if (!first.hasEnded) {
        return;
      }
      this.writers.shift();
    }
  }

  private mentionKept(): void {
    // Between two lines of what is shown, never within one.
    for (const { title, kept } of this.atLineStart ? this.writers : []) {
      const last = kept.trimEnd().split("\n").at(-1)?.trim() ?? "";
      if (last !== "") {
        this.print(`[${title}] ${last.slice(0, QUOTED)}\n`);
      }
    }
  }

  private print(text: string): void {
    if (text !== "") {
      this.stream.write(text);
      this.atLineStart = text.endsWith("\n");
    }
  }
}
