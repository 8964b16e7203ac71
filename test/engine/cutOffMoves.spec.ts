import assert from "node:assert/strict";
import path from "node:path";

import { settled } from "../../providers/queue/lane";
import { verifyLedger } from "../../providers/ledger/verify";
import { untilAllZonesAreSent } from "../../sandbox/faults/movingCases";
import { onStage } from "../../sandbox/faults/runMatrix";
import type { EndedProcess } from "../../sandbox/limitedProcess";
import { stopRun } from "../../sandbox/processes";
import { consoleProgress } from "../../sandbox/progress";
import { markedProcesses } from "../../sandbox/reaper";
import { openSandbox, type Sandbox } from "../../sandbox/session";
import { readLedger } from "../../sandbox/twoColours/ledgerReader";
import { placeOfAll, readLane, readPlaces } from "../../sandbox/twoColours/readers";
import { COLORS } from "../../sandbox/twoColours/world";
import { OPENING_LIMIT } from "./bakery";

const PROJECT_DIR = path.resolve(__dirname, "../..");
const [FIRST, SECOND] = COLORS;

/** Milliseconds for both ways out of a killed promotion. */
const LIMIT = 600_000;

/** Seconds that a killed run's turn lasts. */
const LEASE_SECONDS = 10;

describe("a promotion by the command, killed with its engine while the names move", function () {
  this.timeout(LIMIT);
  let sandbox: Sandbox;

  before(async function () {
    this.timeout(OPENING_LIMIT);
    sandbox = await openSandbox({
      projectDir: PROJECT_DIR,
      stateDir: ".sandbox/tests/cut-off",
      progress: consoleProgress(process.stdout),
    });
  });
  after(() => sandbox.close());

  const ended = ({ exitCode, stdout, stderr }: EndedProcess) => `exit ${exitCode}\n${stdout}\n${stderr}`;

  it("is undone by duotone rollback, and finished by duotone promote, in the place of what was left in the queue", () =>
    onStage(
      sandbox,
      "cut-off",
      async ({ world, stack, gateway }) => {
        const cutOff = async () => {
          const runId = `${sandbox.runId}-cut-off`;
          await gateway.setFaults([{ id: "pending", effect: { kind: "changesPending", polls: "forever" } }]);
          await gateway.resetCalls();
          const killed = stack.duotone(["promote", SECOND, "--yes"], runId);
          try {
            await untilAllZonesAreSent({ world, gateway });
          } finally {
            kill(runId);
          }
          assert.equal((await killed).exitCode, 137, ended(await killed));
          // The engine watches over its plugins, and the plugins over their engine: all of them end.
          await stopRun(runId, 0);
          await stack.cancel();
          await gateway.clearFaults();
          assert.equal(placeOfAll(await readPlaces(world)), SECOND);
          assert.equal((await readLane(world)).tickets.length, 1, "the killed run has left its ticket");
        };
        const expectOver = async (run: EndedProcess, color: string) => {
          assert.equal(run.exitCode, 0, ended(run));
          assert.equal(placeOfAll(await readPlaces(world)), color);
          const lane = settled(await readLane(world), Date.now());
          assert.deepEqual([lane.tickets, lane.lease], [[], undefined]);
          assert.deepEqual(verifyLedger(await readLedger(world)), []);
          const preview = await stack.preview();
          assert.deepEqual([preview.exitCode, preview.changedUrns], [0, []], preview.output);
        };

        await cutOff();
        const back = await stack.duotone(["rollback", "--yes"]);
        await expectOver(back, FIRST);
        assert.match(
          back.stderr,
          /in the place of ticket cut-off-\d+ \(promote prod2, .*\), which was cut off/,
        );
        await cutOff();
        await expectOver(await stack.duotone(["promote", "--yes"]), SECOND);
      },
      { leaseSeconds: LEASE_SECONDS },
    ));
});

/** Ends all processes of a run at once, as a machine that loses its power does. */
function kill(runId: string): void {
  for (const pid of markedProcesses(runId)) {
    process.kill(pid, "SIGKILL");
  }
}
