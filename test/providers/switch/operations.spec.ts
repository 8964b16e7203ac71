import assert from "node:assert/strict";

import { unknownValue } from "@pulumi/pulumi/runtime/rpc";

import { allOn, deployed, ON_PROD1, ON_PROD2, PARAMETER, reasons } from "./support/deployed";
import { FakeAws } from "./support/fakeAws";
import { COM, ORG, switchInputs, withRelease } from "./support/fixture";
import { Stack } from "./support/stack";

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
      /^\[health\] core on prod1: 1 of 2 targets healthy, needs 2 \(i-core-prod1-1 unhealthy: Target\.FailedHealthChecks\)/,
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

  it("is seen by a refresh to have changed where a hand was at work, and only there", async () => {
    const { aws, stack } = await deployed();
    assert.equal(await stack.refresh(), false);
    const hands = [
      () => aws.parameters.set(PARAMETER, "prod2"),
      () => {
        aws.erase(COM, "core.example.com");
      },
    ];
    for (const touch of hands) {
      touch();
      assert.equal(await stack.refresh(), true);
      assert.deepEqual(await stack.up(ON_PROD1), { did: "update" });
      assert.equal(await stack.refresh(), false);
      assert.deepEqual(await stack.up(ON_PROD1), { did: "nothing" });
    }
  });

  it("is steady in a refresh after it put something right, and puts the same right again", async () => {
    const { aws, stack } = await deployed();
    for (let time = 0; time < 2; time += 1) {
      aws.parameters.set(PARAMETER, "prod2");
      assert.deepEqual(await stack.up(ON_PROD1), { did: "update" });
      assert.equal(await stack.refresh(), false);
      assert.deepEqual(await stack.up(ON_PROD1), { did: "nothing" });
    }
    aws.parameters.set(PARAMETER, "prod2");
    assert.deepEqual(await stack.up(ON_PROD1), { did: "update" });
    aws.parameters.set(PARAMETER, "prod2");
    assert.deepEqual(await stack.up(ON_PROD1), { did: "update" });
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
