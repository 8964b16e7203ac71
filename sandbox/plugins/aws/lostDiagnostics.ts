/** An error that the Terraform provider reported, as its log line tells it. */
export interface Diagnostic {
  /** The Terraform type of the resource or data source, if the line names one. */
  readonly terraformType: string | undefined;
  /** The call that failed, in Terraform's words, for example `ApplyResourceChange`. */
  readonly rpc: string | undefined;
  /** Summary and detail, as AWS and the provider worded them. */
  readonly text: string;
}

/** How many unclaimed diagnostics are kept: those of failed checks are never claimed, as their answers have texts. */
const KEPT = 200;

/**
 * Collects the error texts that the bridge leaves out of its answers.
 *
 * The any-Terraform-provider plugin answers a failed call of an SDKv2 resource with an empty text. The text stands in
 * the provider's log, which the bridge copies to its standard error, so it is taken from there.
 */
export class LostDiagnostics {
  private unfinished = "";
  private entry = "";
  private found: Diagnostic[] = [];
  private waiting: (() => void)[] = [];

  /** @param passOn - takes every line that is no diagnostic, such as a panic of the provider */
  constructor(private readonly passOn: (line: string) => void) {}

  /** Reads the next piece of the bridge's standard error. */
  read(text: string): void {
    const lines = (this.unfinished + text).split("\n");
    this.unfinished = lines.pop() ?? "";
    for (const line of lines) {
      // A value of several lines continues its entry, indented.
      if (this.entry !== "" && /^\s/.test(line)) {
        this.entry += `\n${line}`;
      } else {
        this.finishEntry();
        this.entry = line;
      }
    }
    // Whatever follows a complete line belongs to it only if it is indented; a diagnostic is claimed without waiting.
    if (this.unfinished === "") {
      this.finishEntry();
    }
  }

  /**
   * Takes the oldest unclaimed diagnostic of a type and call. The answer and the log line travel apart, so it waits
   * for the line for a moment.
   *
   * @param graceMs - how long to wait, in milliseconds
   */
  async claim(
    terraformType: string | undefined,
    rpcs: readonly string[],
    graceMs: number,
  ): Promise<string | undefined> {
    const deadline = Date.now() + graceMs;
    for (;;) {
      const index = this.found.findIndex(
        (diagnostic) =>
          (terraformType === undefined || diagnostic.terraformType === terraformType) &&
          (diagnostic.rpc === undefined || rpcs.includes(diagnostic.rpc)),
      );
      const [diagnostic] = index < 0 ? [] : this.found.splice(index, 1);
      if (diagnostic !== undefined) {
        return diagnostic.text;
      }
      const left = deadline - Date.now();
      if (left <= 0) {
        return undefined;
      }
      await this.nextOrTimeout(left);
    }
  }

  private nextOrTimeout(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private finishEntry(): void {
    const entry = this.entry;
    this.entry = "";
    if (entry.trim() === "") {
      return;
    }
    const diagnostic = parseDiagnostic(entry);
    if (diagnostic === undefined) {
      this.passOn(entry);
      return;
    }
    this.found = [...this.found, diagnostic].slice(-KEPT);
    for (const wake of this.waiting.splice(0)) {
      wake();
    }
  }
}

/** Reads one log entry of the provider, or `undefined` if it reports no error of a call. */
export function parseDiagnostic(entry: string): Diagnostic | undefined {
  const summary = field(entry, "diagnostic_summary");
  if (summary === undefined) {
    return undefined;
  }
  const detail = field(entry, "diagnostic_detail") ?? "";
  return {
    terraformType: field(entry, "tf_resource_type") ?? field(entry, "tf_data_source_type"),
    rpc: field(entry, "tf_rpc"),
    text: detail === "" || detail === summary ? summary : `${summary}: ${detail}`,
  };
}

/** The value of `key=word`, of `key="quoted text"`, or of `key=` with indented lines behind it. */
function field(entry: string, key: string): string | undefined {
  const match = new RegExp(
    `(?:^|\\s)${key}=(?:"((?:[^"\\\\]|\\\\.)*)"|(\\S+)|((?:\\n\\s*\\|[^\\n]*)+))`,
  ).exec(entry);
  if (match === null) {
    return undefined;
  }
  const [, quoted, word, lines] = match;
  if (quoted !== undefined) {
    return quoted.replace(/\\n/g, "\n").replace(/\\(.)/g, "$1");
  }
  return word ?? lines?.replace(/\n\s*\| ?/g, "\n").trim();
}
