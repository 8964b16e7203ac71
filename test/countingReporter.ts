import { writeFileSync } from "node:fs";

import Mocha from "mocha";

/** How the tests of one mocha run ended. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;

  /** Full titles of the tests and hooks that failed, each with its error's first lines below it. */
  readonly failures: readonly string[];
}

/** Lines of an error that are said again at the end; all of it is where the test failed. */
const LINES = 20;

/** Characters of each of them. */
const LINE_LENGTH = 400;

function told(test: Mocha.Test): string {
  const lines = (test.err?.message ?? "").split("\n").slice(0, LINES);
  return [test.fullTitle(), ...lines.map((line) => `  ${line.slice(0, LINE_LENGTH)}`.trimEnd())].join("\n");
}

/** Mocha's own `spec` reporter, which also leaves the counts in the file of its option `countsFile`. */
class CountingReporter extends Mocha.reporters.Spec {
  public constructor(
    runner: Mocha.Runner,
    private readonly mochaOptions: Mocha.MochaOptions,
  ) {
    super(runner, mochaOptions);
  }

  /** Called by mocha once all tests have ended, before it exits. */
  public override done(failures: number, callback: (failures: number) => void): void {
    const { countsFile } = (this.mochaOptions.reporterOptions ?? {}) as { countsFile?: string };
    if (countsFile === undefined) {
      throw new Error("The counting reporter needs --reporter-option countsFile=<file>.");
    }
    const { passes, pending } = this.stats;
    // A hook that fails counts as a failure, which is why the count is mocha's and not ours.
    const counts: TestCounts = {
      passed: passes,
      failed: failures,
      skipped: pending,
      failures: this.failures.map(told),
    };
    writeFileSync(countsFile, JSON.stringify(counts));
    callback(failures);
  }
}

module.exports = CountingReporter;
