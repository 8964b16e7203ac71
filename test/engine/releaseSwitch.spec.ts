import assert from "node:assert/strict";

import { ENGINE_TEST_LIMIT, useEngineSession } from "../../sandbox/engineSession";
import { runDuotone } from "../../sandbox/duotoneCommand";

describe("the release switch on the real engine", function () {
  this.timeout(ENGINE_TEST_LIMIT);
  const session = useEngineSession();

  it("has written everything into a ledger that verifies", async () => {
    const { sandbox } = session();
    const verified = await runDuotone(sandbox, "ledger", "verify", "--stack", "prod");
    assert.equal(verified.exitCode, 0, verified.stdout + verified.stderr);
    const shown = await runDuotone(sandbox, "ledger", "show", "--stack", "prod", "--json");
    assert.equal(shown.exitCode, 0, shown.stderr);
    assert.match(shown.stdout, /"action": ?"rollback"/);
  });

  it("sees no drift in a refresh of what nobody touched", async () => {
    const run = await session().sandbox.root.refresh("prod", { args: ["--expect-no-changes"] });
    assert.equal(run.exitCode, 0, run.output);
  });
});
