import assert from "node:assert/strict";

import { unknownValue } from "@pulumi/pulumi/runtime/rpc";

import type { SwitchInputs } from "../../../providers/switch/types";
import { awsError, FakeAws } from "./support/fakeAws";
import { balancerOf, COM, ORG, switchInputs, withRelease } from "./support/fixture";
import { Stack, type Outcome } from "./support/stack";

const ON_PROD1 = switchInputs();
const ON_PROD2 = switchInputs({ activeColor: "prod2" });
const PARAMETER = "/duotone/prod/active-color";

/** Where all names point when they are on one colour. */
function allOn(color: string): Record<string, string> {
  return Object.fromEntries(ON_PROD1.names.map(({ service, fqdn }) => [fqdn, balancerOf(service, color)]));
}

async function deployed(inputs: SwitchInputs = ON_PROD1): Promise<{ aws: FakeAws; stack: Stack }> {
  const aws = FakeAws.running(inputs);
  const stack = new Stack(aws);
  assert.deepEqual(await stack.up(inputs), { did: "create" });
  aws.batches.length = 0;
  aws.calls.length = 0;
  return { aws, stack };
}

function reasons(outcome: Outcome | { refused: readonly { reason: string }[] }): string {
  return "refused" in outcome ? outcome.refused.map(({ reason }) => reason).join("\n") : "";
}

describe("a release switch that is created", () => {
  it("makes all names of a zone in one batch, waits, and tells the workers", async () => {
    const aws = FakeAws.running(ON_PROD1);
    const stack = new Stack(aws);
    assert.deepEqual(await stack.up(ON_PROD1), { did: "create" });
    assert.deepEqual(aws.names(), allOn("prod1"));
    assert.deepEqual(
      aws.batches.map(({ zoneId, changes }) => [zoneId, changes.map(({ action }) => action)]),
      [
        [COM, ["CREATE", "CREATE"]],
        [ORG, ["CREATE"]],
      ],
    );
    assert.equal(aws.parameters.get(PARAMETER), "prod1");
    assert.ok(aws.calls.lastIndexOf("isInSync") < aws.calls.indexOf("writeParameter"));
    assert.equal(stack.recorded?.id, "release-switch-prod");
  });

  it("asks for the health of its alias targets", async () => {
    const { aws } = await deployed();
    for (const record of [...aws.zones.values()].flat()) {
      assert.equal(record.alias?.evaluateTargetHealth, true);
    }
  });

  it("passes a first preview, in which nothing is known", async () => {
    const unknown = { ...ON_PROD1, names: ON_PROD1.names.map((name) => ({ ...name, zoneId: unknownValue })) };
    const aws = new FakeAws();
    assert.deepEqual(await new Stack(aws).preview(unknown), { refused: [], changes: true });
    assert.deepEqual(aws.calls, []);
  });

  it("adopts records that are already right, and makes the others", async () => {
    const { aws } = await deployed();
    aws.erase(COM, "www.example.com");
    const stack = new Stack(aws);
    assert.deepEqual(await stack.up(ON_PROD1), { did: "create" });
    assert.deepEqual(aws.names(), allOn("prod1"));
    assert.equal(aws.batches.length, 1);
  });

  it("never overwrites a foreign record", async () => {
    const aws = FakeAws.running(ON_PROD1);
    aws.put(COM, { name: "core.example.com", type: "A", ttl: 60, values: ["192.0.2.1"] });
    const outcome = await new Stack(aws).up(ON_PROD1);
    assert.match(
      reasons(outcome),
      /core\.example\.com in zone Z0COM should be "A alias core-prod1.*" and is "A 192\.0\.2\.1 \(TTL 60\)"/,
    );
    assert.deepEqual(aws.batches, []);
  });

  it("does not overwrite a record that appears at the last moment", async () => {
    const aws = FakeAws.running(ON_PROD1);
    const stack = new Stack(aws);
    aws.interfere = (call, moment, subject) => {
      if (call === "changeRecords" && moment === "before" && subject === ORG) {
        aws.put(ORG, { name: "shop.example.org", type: "A", ttl: 60, values: ["192.0.2.1"] });
      }
    };
    const outcome = await stack.up(ON_PROD1);
    assert.ok("failed" in outcome && !outcome.recorded);
    assert.match(outcome.failed, /Zone Z0ORG did not take its batch of 1 name: InvalidChangeBatch/);
    assert.deepEqual(aws.names(), { "shop.example.org": "A 192.0.2.1 (TTL 60)" });
  });

  it("refuses a colour that cannot serve", async () => {
    const aws = FakeAws.running(ON_PROD1);
    aws.setHealthy("core-prod1", 1, 2, "arn:tg/core-prod1");
    assert.match(
      reasons(await new Stack(aws).up(ON_PROD1)),
      /^core on prod1: 1 of 2 targets healthy, needs 2 \(i-core-prod1-1 unhealthy: Target\.FailedHealthChecks\)/,
    );
    assert.deepEqual(aws.batches, []);
  });
});

describe("a steady release switch", () => {
  it("has nothing to do, whatever the order of its inputs", async () => {
    const { aws, stack } = await deployed();
    const shuffled = switchInputs({
      names: [...ON_PROD1.names].reverse(),
      colors: ["prod2", "prod1"],
      fleets: Object.fromEntries(
        Object.entries(ON_PROD1.fleets)
          .reverse()
          .map(([color, fleet]) => [color, [...fleet].reverse()]),
      ),
      timeouts: { insyncSeconds: 30 },
    });
    assert.deepEqual(await stack.up(ON_PROD1), { did: "nothing" });
    assert.deepEqual(await stack.up(shuffled), { did: "nothing" });
    assert.deepEqual(aws.batches, []);
    assert.ok(!aws.calls.includes("targetHealth"));
  });

  it("is steady after a promotion and after a refresh", async () => {
    const { stack } = await deployed();
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    assert.deepEqual(await stack.up(ON_PROD2), { did: "nothing" });
    const before = stack.recorded;
    await stack.refresh();
    assert.deepEqual(stack.recorded, before);
    assert.deepEqual(await stack.up(ON_PROD2), { did: "nothing" });
  });

  it("records a deploy to the idle colour and moves nothing", async () => {
    const { aws, stack } = await deployed();
    assert.deepEqual(await stack.up(withRelease(ON_PROD1, "prod2", "core", "next")), { did: "update" });
    assert.deepEqual(aws.batches, []);
  });

  it("is updated once by a new version of its code", async () => {
    const { aws, stack } = await deployed();
    const next = switchInputs({ version: 2 });
    assert.deepEqual(await stack.up(next), { did: "update" });
    assert.deepEqual(await stack.up(next), { did: "nothing" });
    assert.deepEqual(aws.batches, []);
  });

  it("refuses a hand-changed record at preview, even where nothing else changes", async () => {
    const { aws, stack } = await deployed();
    aws.put(ORG, { name: "shop.example.org", type: "A", ttl: 60, values: ["192.0.2.1"] });
    const { refused } = await stack.preview(ON_PROD1);
    assert.deepEqual(
      refused.map(({ property }) => property),
      ["names[2]"],
    );
    assert.match(reasons({ refused }), /Somebody changed it\. Put it back; or run `pulumi refresh`/);
  });

  it("moves a hand-changed record once a refresh has accepted it, sick instances or not", async () => {
    const { aws, stack } = await deployed();
    aws.put(ORG, { name: "shop.example.org", type: "A", ttl: 60, values: ["192.0.2.1"] });
    aws.setHealthy("core-prod1", 0, 2, "arn:tg/core-prod1");
    await stack.refresh();
    assert.deepEqual(await stack.up(ON_PROD1), { did: "update" });
    assert.deepEqual(aws.names(), allOn("prod1"));
    assert.equal(aws.batches.length, 1);
  });

  it("refuses a CNAME in its place even after a refresh, because no alias can be written over it", async () => {
    const { aws, stack } = await deployed();
    aws.erase(ORG, "shop.example.org");
    aws.put(ORG, { name: "shop.example.org", type: "CNAME", ttl: 60, values: ["elsewhere.example"] });
    await stack.refresh();
    assert.match(
      reasons(await stack.up(ON_PROD1)),
      /is "CNAME elsewhere\.example \(TTL 60\)".*delete it by hand/,
    );
  });

  it("makes a deleted name again after a refresh, and forgets the switch where all is gone", async () => {
    const { aws, stack } = await deployed();
    aws.erase(COM, "core.example.com");
    assert.match(reasons(await stack.up(ON_PROD1)), /core\.example\.com .* is "no record"/);
    await stack.refresh();
    assert.deepEqual(await stack.up(ON_PROD1), { did: "update" });
    assert.deepEqual(aws.names(), allOn("prod1"));

    aws.zones.delete(ORG);
    aws.zones.set(COM, []);
    aws.parameters.clear();
    await stack.refresh();
    assert.equal(stack.recorded, undefined);
  });

  it("puts a hand-changed parameter right", async () => {
    const { aws, stack } = await deployed();
    aws.parameters.set(PARAMETER, "prod2");
    assert.deepEqual(await stack.up(ON_PROD1), { did: "update" });
    assert.equal(aws.parameters.get(PARAMETER), "prod1");
    assert.deepEqual(await stack.up(ON_PROD1), { did: "nothing" });
  });

  it("follows names that come and go", async () => {
    const { aws, stack } = await deployed();
    const fewer = switchInputs({ names: ON_PROD1.names.slice(1) });
    assert.deepEqual(await stack.up(fewer), { did: "update" });
    assert.deepEqual(Object.keys(aws.names()).sort(), ["shop.example.org", "www.example.com"]);
    assert.deepEqual(await stack.up(ON_PROD1), { did: "update" });
    assert.deepEqual(aws.names(), allOn("prod1"));
  });

  it("lets a balancer of the live colour be replaced, if the new one can serve", async () => {
    const { aws, stack } = await deployed();
    const names = ON_PROD1.names.map((name) =>
      name.service === "core"
        ? { ...name, targets: { ...name.targets, prod1: { dnsName: "core-new.elb", zoneId: "Z0ELB" } } }
        : name,
    );
    const unknown = names.map((name) =>
      name.service === "core"
        ? { ...name, targets: { ...name.targets, prod1: { dnsName: unknownValue, zoneId: unknownValue } } }
        : name,
    );
    assert.deepEqual(await stack.preview({ ...ON_PROD1, names: unknown }), { refused: [], changes: true });
    aws.setHealthy("core-prod1", 1, 2, "arn:tg/core-prod1");
    assert.match(reasons(await stack.up({ ...ON_PROD1, names })), /core on prod1: 1 of 2 targets healthy/);
    aws.setHealthy("core-prod1", 2, 2, "arn:tg/core-prod1");
    assert.deepEqual(await stack.up({ ...ON_PROD1, names }), { did: "update" });
    assert.equal(aws.names()["core.example.com"], "core-new.elb");
  });
});

describe("a promotion", () => {
  it("moves every name with one batch per zone, and back again", async () => {
    const { aws, stack } = await deployed();
    for (const [inputs, color] of [
      [ON_PROD2, "prod2"],
      [ON_PROD1, "prod1"],
    ] as const) {
      aws.batches.length = 0;
      assert.deepEqual(await stack.up(inputs), { did: "update" });
      assert.deepEqual(aws.names(), allOn(color));
      assert.equal(aws.parameters.get(PARAMETER), color);
      assert.deepEqual(
        aws.batches.map(({ zoneId, changes }) => [zoneId, changes.map(({ action }) => action)]),
        [
          [COM, ["UPSERT", "UPSERT"]],
          [ORG, ["UPSERT"]],
        ],
      );
    }
  });

  it("tells all reasons at once, each with what was measured, what was needed and what to do", async () => {
    const { aws, stack } = await deployed();
    aws.setHealthy("core-prod2", 1, 2, "arn:tg/core-prod2");
    aws.setHealthy("batch-prod2", 0, 0);
    aws.setHealthy("shop-prod1", 4, 4, "arn:tg/shop-prod1");
    aws.targets.delete("arn:tg/web-prod2");
    const { refused } = await stack.preview(withRelease(ON_PROD2, "prod2", "core", "next"));
    const text = reasons({ refused });
    assert.match(
      text,
      /core on prod2 would change from prod2-commit .* Deploy to prod2 first, with activeColor prod1/,
    );
    assert.match(text, /core on prod2: 1 of 2 targets healthy, needs 2 /);
    assert.match(text, /web on prod2: its health could not be read: TargetGroupNotFoundException/);
    assert.match(
      text,
      /shop on prod2: 2 of 2 targets healthy, needs 4, as many as prod1 has\. Raise the desired capacity of shop-prod2 to 4/,
    );
    assert.match(text, /batch on prod2: auto scaling group batch-prod2 wants 0 instances/);
    assert.equal(refused.length, 5);
  });

  it("judges again in the update, because time passes after the check", async () => {
    const { aws, stack } = await deployed();
    let reads = 0;
    aws.interfere = (call, moment) => {
      reads += call === "readParameter" && moment === "before" ? 1 : 0;
      if (reads === 2) {
        aws.setHealthy("web-prod2", 0, 2, "arn:tg/web-prod2");
      }
    };
    const outcome = await stack.up(ON_PROD2);
    assert.ok("failed" in outcome && !outcome.recorded);
    assert.match(
      outcome.failed,
      /prod2 is refused, and nothing was changed:\n - web on prod2: 0 of 2 targets healthy/,
    );
    assert.deepEqual(aws.names(), allOn("prod1"));
  });

  it("refuses while anything is unknown", async () => {
    const { stack } = await deployed();
    const fleets = {
      ...ON_PROD2.fleets,
      prod2: (ON_PROD2.fleets["prod2"] ?? []).map((fleet) => ({
        ...fleet,
        autoScalingGroupName: unknownValue,
      })),
    };
    const { refused } = await stack.preview({ ...ON_PROD2, fleets });
    assert.match(
      reasons({ refused }),
      /fleets\.prod2\[0\]\.autoScalingGroupName.* are not known yet\. Deploy first, with activeColor prod1, then promote/,
    );
    const deploy = await stack.preview({ ...ON_PROD1, fleets });
    assert.deepEqual(deploy.refused, []);
  });

  it("refuses what it cannot read, and names it", async () => {
    const { aws, stack } = await deployed();
    aws.interfere = (call, moment) => {
      if (moment === "before" && (call === "listRecords" || call === "autoScalingGroup")) {
        throw awsError("AccessDenied", "not allowed");
      }
    };
    const text = reasons(await stack.up(ON_PROD2));
    assert.match(text, /The names of zone Z0COM could not be read: AccessDenied: not allowed\./);
    assert.match(text, /batch on prod2: its health could not be read: AccessDenied/);
  });

  it("gives up reading at its deadline", async () => {
    const { aws, stack } = await deployed();
    aws.interfere = async (call, moment) => {
      if (call === "targetHealth" && moment === "before") {
        stack.clock.pass(61_000);
        await Promise.resolve();
        throw new Error("aborted");
      }
    };
    assert.match(
      reasons(await stack.up(ON_PROD2)),
      /could not be read: Reading names, parameters and health was not done within 60 s\./,
    );
  });

  it("refuses a change of what is live", async () => {
    const { stack } = await deployed();
    assert.match(
      reasons(await stack.up(withRelease(ON_PROD1, "prod1", "core", "next"))),
      /core on prod1 would change from prod1-commit \(ami-prod1\) to next \(ami-next\), and prod1 is live.* Deploy to prod2, then promote that/,
    );
    assert.match(
      reasons(await stack.up(switchInputs({ activeColor: "prod3" }))),
      /"prod3" is not a colour\. The colours are: prod1, prod2\./,
    );
  });
});
