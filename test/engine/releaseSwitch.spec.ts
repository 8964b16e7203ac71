import assert from "node:assert/strict";

import { ChangeResourceRecordSetsCommand, Route53Client } from "@aws-sdk/client-route-53";

import { ENGINE_TEST_LIMIT, useEngineSession } from "../../sandbox/engineSession";
import { runDuotone } from "../../sandbox/duotoneCommand";
import { roleAccess } from "../../sandbox/story/cloudAccess";
import type { EngineRun } from "../../sandbox/story/pulumi";
import { namesElsewhere, type SwitchState, zonesOf } from "../../sandbox/story/publicNames";

/** Milliseconds between two looks at what was sent. */
const LOOK_INTERVAL = 100;

describe("the release switch on the real engine", function () {
  this.timeout(ENGINE_TEST_LIMIT);
  const session = useEngineSession();

  const setActiveColor = (color: string) => session().sandbox.root.configSet("prod", "activeColor", color);
  const errorsOf = (run: EngineRun) =>
    run.diagnostics
      .filter(({ severity }) => severity === "error")
      .map(({ message }) => message)
      .join("\n");
  const changes = ({ created, updated, replaced, deleted }: EngineRun) =>
    created + updated + replaced + deleted;

  /** Points one public name somewhere else, as a person with the console would. */
  async function pointByHand(
    state: SwitchState,
    fqdn: string,
    target: { readonly dnsName: string; readonly zoneId: string },
  ): Promise<void> {
    const { sandbox } = session();
    const { deliveryRoleArn } = await sandbox.foundation.outputs("org");
    const client = new Route53Client(roleAccess(sandbox.endpoint, sandbox.region, String(deliveryRoleArn)));
    const zoneId = state.names.find((name) => name.fqdn === fqdn)?.zoneId;
    await client.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        ChangeBatch: {
          Changes: [
            {
              Action: "UPSERT",
              ResourceRecordSet: {
                Name: fqdn,
                Type: "A",
                AliasTarget: {
                  DNSName: target.dnsName,
                  HostedZoneId: target.zoneId,
                  EvaluateTargetHealth: true,
                },
              },
            },
          ],
        },
      }),
    );
    client.destroy();
  }

  it("refuses to go on when a name was changed by hand, and shows both values", async () => {
    const { root } = session().sandbox;
    const { state } = await session().publicNames();
    const name = state.names[0];
    const ours = name?.targets.prod1;
    assert.ok(name !== undefined && ours !== undefined);

    const elsewhere = "somewhere-else-1.eu-west-1.elb.amazonaws.com";
    await pointByHand(state, name.fqdn, { ...ours, dnsName: elsewhere });
    const refused = await root.preview("prod");
    assert.notEqual(refused.exitCode, 0);
    const errors = errorsOf(refused);
    for (const text of [name.fqdn, ours.dnsName.toLowerCase(), elsewhere]) {
      assert.ok(errors.includes(text), `${text} is not in: ${errors}`);
    }

    // The next test's promotion goes through.
    await pointByHand(state, name.fqdn, ours);
  });

  it("converges after a SIGKILL in the middle of a promotion", async () => {
    const { sandbox } = session();
    const { root, gateway } = sandbox;
    const { state } = await session().publicNames();
    const zones = zonesOf(state);

    await gateway.setFaults([{ id: "slow Route 53", effect: { kind: "changesPending", polls: "forever" } }]);
    await gateway.resetCalls();
    await setActiveColor("prod2");
    const killed = await root.up("prod", {
      onStart: (engine) => {
        const watch = setInterval(() => {
          void gateway.changeBatches().then((batches) => {
            if (batches.length === zones.length) {
              clearInterval(watch);
              engine.kill("SIGKILL");
            }
          });
        }, LOOK_INTERVAL);
        engine.once("exit", () => {
          clearInterval(watch);
        });
      },
    });
    assert.notEqual(killed.exitCode, 0);
    await gateway.clearFaults();

    const afterKill = await session().publicNames();
    const [onOld, onNew] = ["prod1", "prod2"].map(
      (color) => namesElsewhere(afterKill.live, state, color).length === 0,
    );
    assert.ok(onOld !== onNew, "the names are split between the colours");

    await root.cancel("prod");
    const resumed = await root.up("prod");
    assert.equal(resumed.exitCode, 0, errorsOf(resumed));
    const { live } = await session().publicNames();
    assert.deepEqual(namesElsewhere(live, state, "prod2"), []);

    const again = await root.preview("prod");
    assert.equal(again.exitCode, 0, errorsOf(again));
    assert.equal(changes(again), 0);

    const back = await runDuotone(sandbox, "rollback", "--stack", "prod", "--yes", "--json");
    assert.equal(back.exitCode, 0, back.stderr);
    const { result, to } = JSON.parse(back.stdout) as { result: string; to: string };
    assert.deepEqual([result, to], ["done", "prod1"]);
    const restored = await session().publicNames();
    assert.deepEqual(namesElsewhere(restored.live, state, "prod1"), []);
  });

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
    assert.equal(run.exitCode, 0, errorsOf(run));
  });
});
