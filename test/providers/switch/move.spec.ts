import assert from "node:assert/strict";

import { assertConverged, colorsByZone, deployed, ON_PROD1, ON_PROD2, PARAMETER } from "./support/deployed";
import { awsError, FakeAws } from "./support/fakeAws";
import { COM, ORG } from "./support/fixture";
import { Stack } from "./support/stack";

describe("a release switch that meets a fault", () => {
  it("tries a busy zone again until it takes the batch", async () => {
    const { aws, stack } = await deployed();
    const faults = ["PriorRequestNotComplete", "Throttling", "PriorRequestNotComplete"];
    aws.interfere = (call, moment) => {
      const fault = call === "changeRecords" && moment === "before" ? faults.shift() : undefined;
      if (fault !== undefined) {
        throw awsError(fault);
      }
    };
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    assert.equal(aws.calls.filter((call) => call === "changeRecords").length, 5);
    await assertConverged(aws, stack, ON_PROD2);
  });

  it("gives up on a zone that stays busy, and no name has moved", async () => {
    const { aws, stack } = await deployed();
    aws.interfere = (call, moment) => {
      if (call === "changeRecords" && moment === "before") {
        throw awsError("PriorRequestNotComplete");
      }
    };
    const outcome = await stack.up(ON_PROD2);
    assert.ok("failed" in outcome && !outcome.recorded);
    assert.match(outcome.failed, /The change of zone Z0COM was not done within 120 s\. No name has moved\./);
    assert.ok(stack.clock.now() < 140_000);
    assert.deepEqual(colorsByZone(aws), { [COM]: ["prod1"], [ORG]: ["prod1"] });
  });

  it("tries nothing else again", async () => {
    const { aws, stack } = await deployed();
    aws.interfere = (call, moment) => {
      if (call === "changeRecords" && moment === "before") {
        throw awsError("AccessDenied", "no");
      }
    };
    const outcome = await stack.up(ON_PROD2);
    assert.ok("failed" in outcome && !outcome.recorded);
    assert.equal(aws.calls.filter((call) => call === "changeRecords").length, 1);
  });

  it("takes the first zone back where the second refuses", async () => {
    const { aws, stack } = await deployed();
    aws.interfere = (call, moment, subject) => {
      if (call === "changeRecords" && moment === "before" && subject === ORG) {
        throw awsError("AccessDenied", "not yours");
      }
    };
    const outcome = await stack.up(ON_PROD2);
    assert.ok("failed" in outcome && !outcome.recorded);
    assert.match(
      outcome.failed,
      /Zone Z0ORG did not take its batch of 1 name: AccessDenied: not yours\. No name has moved\./,
    );
    await assertConverged(aws, stack, ON_PROD1);
  });

  it("records where things are if taking back fails too, and goes on from there", async () => {
    const { aws, stack } = await deployed();
    aws.interfere = (call, moment) => {
      if (call === "changeRecords" && moment === "before" && aws.batches.length > 0) {
        throw awsError("AccessDenied", "no more");
      }
    };
    const outcome = await stack.up(ON_PROD2);
    assert.ok("failed" in outcome && outcome.recorded);
    assert.deepEqual(colorsByZone(aws), { [COM]: ["prod2"], [ORG]: ["prod1"] });
    aws.interfere = () => undefined;
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    await assertConverged(aws, stack, ON_PROD2);
  });

  for (const inputs of [ON_PROD1, ON_PROD2]) {
    it(`survives a lost answer of a batch (${inputs === ON_PROD1 ? "first creation" : "promotion"})`, async () => {
      const aws = FakeAws.running(ON_PROD1);
      const stack = new Stack(aws);
      if (inputs === ON_PROD2) {
        await stack.up(ON_PROD1);
      }
      let lost = false;
      aws.interfere = (call, moment) => {
        if (call === "changeRecords" && moment === "after" && !lost) {
          lost = true;
          throw awsError("ECONNRESET", "socket hang up");
        }
      };
      const outcome = await stack.up(inputs);
      assert.ok("did" in outcome);
      await assertConverged(aws, stack, inputs);
    });
  }

  it("records a move whose fate nobody knows, and finds it out next time", async () => {
    const { aws, stack } = await deployed();
    let isGone = false;
    aws.interfere = (call, moment) => {
      isGone ||= call === "changeRecords" && moment === "after";
      if (isGone) {
        throw awsError("ECONNRESET", "socket hang up");
      }
    };
    const outcome = await stack.up(ON_PROD2);
    assert.ok("failed" in outcome && outcome.recorded);
    assert.match(outcome.failed, /Z0COM .* Whether its names moved could not be found out\./);
    aws.interfere = () => undefined;
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    await assertConverged(aws, stack, ON_PROD2);
  });

  it("records a move whose answer was lost and cannot be had again", async () => {
    const { aws, stack } = await deployed();
    aws.interfere = (call, moment) => {
      if (call === "changeRecords" && (moment === "after" || aws.batches.length > 0)) {
        throw awsError("ECONNRESET", "socket hang up");
      }
    };
    const outcome = await stack.up(ON_PROD2);
    assert.ok("failed" in outcome && outcome.recorded);
    assert.match(outcome.failed, /The names have moved all the same, and asking for the change again failed/);
    aws.interfere = () => undefined;
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    await assertConverged(aws, stack, ON_PROD2);
  });

  it("records a change that is not INSYNC in time, tells no worker, and goes on waiting for the same change", async () => {
    for (const first of [undefined, ON_PROD1]) {
      const aws = FakeAws.running(ON_PROD1);
      const stack = new Stack(aws);
      if (first !== undefined) {
        await stack.up(first);
      }
      aws.pendingPolls = Infinity;
      const told = aws.parameters.get(PARAMETER);
      const outcome = await stack.up(ON_PROD2);
      assert.ok("failed" in outcome && outcome.recorded);
      assert.match(
        outcome.failed,
        /Route 53 has not said INSYNC for zone Z0COM \(C\d\), Z0ORG \(C\d\): INSYNC was not done within 600 s\..*Run `pulumi up` again/,
      );
      assert.equal(aws.parameters.get(PARAMETER), told);
      assert.deepEqual(Object.keys(stack.recorded?.outputs["pendingChanges"] ?? {}), [COM, ORG]);
      assert.ok(stack.progress.some((message) => message.includes("waiting for INSYNC")));

      const batches = aws.batches.length;
      const polled: string[] = [];
      aws.pendingPolls = 0;
      aws.settle();
      aws.interfere = (call, moment, subject) => {
        if (call === "isInSync" && moment === "before") {
          polled.push(subject);
        }
      };
      assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
      assert.equal(polled.length, 2);
      assert.equal(aws.batches.length, batches);
      await assertConverged(aws, stack, ON_PROD2);
    }
  });

  it("records the moved names where the workers could not be told, and tells them next time", async () => {
    const { aws, stack } = await deployed();
    aws.interfere = (call, moment) => {
      if (call === "writeParameter" && moment === "before") {
        throw awsError("AccessDenied", "no");
      }
    };
    const outcome = await stack.up(ON_PROD2);
    assert.ok("failed" in outcome && outcome.recorded);
    assert.match(
      outcome.failed,
      /The names are on prod2, and not all workers know it: parameter \/duotone\/prod\/active-color of accounts: AccessDenied: no\./,
    );
    aws.interfere = () => undefined;
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    await assertConverged(aws, stack, ON_PROD2);
  });

  it("does not take a foreign record over by failing", async () => {
    const { aws, stack } = await deployed();
    aws.interfere = (call, moment, subject) => {
      if (call === "isInSync" && moment === "before" && subject === "C2") {
        aws.put(ORG, { name: "shop.example.org", type: "A", ttl: 60, values: ["192.0.2.1"] });
        throw awsError("AccessDenied", "no");
      }
    };
    aws.batches.length = 0;
    const outcome = await stack.up(ON_PROD2);
    assert.ok("failed" in outcome && outcome.recorded);
    aws.interfere = () => undefined;
    assert.ok("refused" in (await stack.up(ON_PROD2)));
  });
});
