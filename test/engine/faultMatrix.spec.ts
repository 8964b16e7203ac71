import assert from "node:assert/strict";
import path from "node:path";

import { compileSources } from "../../sandbox/compileSources";
import { MATRIX } from "../../sandbox/faults/cases";
import type { CaseResult } from "../../sandbox/faults/matrixCase";
import { runMatrix } from "../../sandbox/faults/runMatrix";
import { measureThrottling } from "../../sandbox/faults/throttling";
import { consoleProgress } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../../sandbox/session";

const PROJECT_DIR = path.resolve(__dirname, "../..");

/** Milliseconds for all cases. They take some minutes on two processors that have nothing else to do. */
const LIMIT = 30 * 60 * 1000;

/** Apart from the sandbox of the other engine tests, which may be open at the same time. */
const STATE_DIR = path.join(PROJECT_DIR, ".sandbox", "faults");

/** The most calls that throttling may cost: a third of calls turned away makes 1.43 times as many by itself. */
const MOST_CALLS = 1.7;

describe("the fault matrix on the real engine", function () {
  this.timeout(LIMIT);
  let sandbox: Sandbox;
  let results: readonly CaseResult[];

  before(async () => {
    sandbox = await openSandbox({
      projectDir: PROJECT_DIR,
      stateDir: STATE_DIR,
      progress: consoleProgress(process.stdout),
    });
    await compileSources(sandbox.workDir);
    results = await runMatrix(sandbox, MATRIX, () => undefined);
  });

  after(() => sandbox.close());

  for (const { name } of MATRIX) {
    it(`${name}: is judged as it should be, moves nothing unsafely, and is over when the fault is`, () => {
      const result = results.find((one) => one.name === name);
      assert.deepEqual(result, { name, split: 0, unsafe: [], problems: [], falseRefusal: undefined });
    });
  }

  it("a third of all calls throttled: everything still succeeds, with few calls more", async () => {
    const { success, callsRatio, failures } = await measureThrottling(sandbox);
    assert.deepEqual(failures, []);
    assert.equal(success, 1);
    assert.ok(callsRatio > 1 && callsRatio <= MOST_CALLS, `${callsRatio} times the calls`);
  });
});
