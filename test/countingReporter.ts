import { writeFileSync } from "node:fs";

import Mocha from "mocha";

/** How the tests of one mocha run ended. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;

  /** Full titles of the tests and hooks that failed. */
  readonly failures: readonly string[];
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
      failures: this.failures.map((test) => test.fullTitle()),
    };
    writeFileSync(countsFile, JSON.stringify(counts));
    callback(failures);
  }
}

module.exports = CountingReporter;
