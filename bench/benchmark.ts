import type { Progress } from "../sandbox/progress";

/** What a benchmark works with. */
export interface BenchmarkArgs {
  /** Root of the clone, absolute. */
  readonly projectDir: string;

  /** Folder of the benchmark's own state, absolute: a sandbox that is running or kept elsewhere is left alone. */
  readonly stateDir: string;
  readonly progress: Progress;
}

/** One benchmark: a set of figures that are measured together. */
export interface Benchmark {
  /** Its name on the command line, and the name of its result's file. */
  readonly name: string;

  /** What it measures, in one sentence. */
  readonly description: string;

  /** Every figure that it gives, with its unit; "1" for a ratio or a count. */
  readonly units: Readonly<Record<string, string>>;

  /**
   * Measures.
   *
   * @throws Error where something did not do what it is measured for: a wrong run has no figures.
   */
  run(args: BenchmarkArgs): Promise<Readonly<Record<string, number>>>;
}
