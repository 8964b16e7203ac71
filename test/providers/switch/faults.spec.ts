import assert from "node:assert/strict";

import fc from "fast-check";

import type { SwitchInputs } from "../../../providers/switch/types";
import { awsError, FakeAws } from "./support/fakeAws";
import { balancerOf, COM, ORG, switchInputs } from "./support/fixture";
import { Stack } from "./support/stack";

const ON_PROD1 = switchInputs();
const ON_PROD2 = switchInputs({ activeColor: "prod2" });
const PARAMETER = "/duotone/prod/active-color";

/** By zone, the colours that its names point at. */
function colorsByZone(aws: FakeAws): Record<string, string[]> {
  const names = aws.names();
  const colorOf = (service: string, fqdn: string) =>
    ON_PROD1.colors.find((color) => names[fqdn] === balancerOf(service, color)) ?? names[fqdn] ?? "nothing";
  const colors: Record<string, Set<string>> = {};
  for (const { service, fqdn, zoneId } of ON_PROD1.names) {
    (colors[zoneId] ??= new Set()).add(colorOf(service, fqdn));
  }
  return Object.fromEntries(Object.entries(colors).map(([zoneId, set]) => [zoneId, [...set]]));
}

function assertWhole(aws: FakeAws): void {
  for (const [zoneId, colors] of Object.entries(colorsByZone(aws))) {
    assert.equal(colors.length, 1, `zone ${zoneId} is split: ${colors.join(", ")}`);
  }
}

async function deployed(): Promise<{ aws: FakeAws; stack: Stack }> {
  const aws = FakeAws.running(ON_PROD1);
  const stack = new Stack(aws);
  await stack.up(ON_PROD1);
  aws.batches.length = 0;
  aws.calls.length = 0;
  return { aws, stack };
}

async function assertConverged(aws: FakeAws, stack: Stack, inputs: SwitchInputs): Promise<void> {
  const color = inputs.activeColor;
  assert.deepEqual(colorsByZone(aws), { [COM]: [color], [ORG]: [color] });
  assert.equal(aws.parameters.get(PARAMETER), color);
  assert.deepEqual(await stack.up(inputs), { did: "nothing" });
}

describe("a release switch that is killed", () => {
  const runs = [
    { title: "its first creation", first: undefined, second: ON_PROD1, back: ON_PROD2 },
    { title: "a promotion", first: ON_PROD1, second: ON_PROD2, back: ON_PROD1 },
    { title: "a rollback", first: ON_PROD2, second: ON_PROD1, back: ON_PROD2 },
  ];
  for (const { title, first, second, back } of runs) {
    for (const after of [second, back]) {
      const story = after === second ? "run again" : "sent back by its configuration";
      it(`in ${title} converges when ${story}, wherever it was killed`, async () => {
        let survived = false;
        let kills = 0;
        for (let boundary = 0; !survived; boundary += 1) {
          const aws = FakeAws.running(ON_PROD1);
          const stack = new Stack(aws);
          if (first !== undefined) {
            await stack.up(first);
          }
          aws.killAt(boundary);
          const outcome = await stack.up(second);
          survived = !("killed" in outcome);
          kills += survived ? 0 : 1;
          aws.killAt(Infinity);
          assertWhole(aws);
          const next = await stack.up(after);
          assert.ok("did" in next, `killed at ${String(boundary)}: ${JSON.stringify(next)}`);
          await assertConverged(aws, stack, after);
        }
        assert.ok(kills >= 20, `only ${String(kills)} kill points`);
      });
    }
  }

  it("again and again, in any order of promotions and rollbacks, is never split and never moves to a sick colour", async () => {
    const step = fc.record({
      to: fc.constantFrom("prod1", "prod2"),
      killAt: fc.option(fc.nat(60), { nil: undefined }),
      sick: fc.option(fc.constantFrom("prod1", "prod2"), { nil: undefined }),
      throttled: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const { aws, stack } = await deployed();
        for (const { to, killAt, sick, throttled } of steps) {
          for (const color of ON_PROD1.colors) {
            aws.setHealthy(`web-${color}`, color === sick ? 1 : 2, 2, `arn:tg/web-${color}`);
          }
          aws.onBatch = () => {
            const unsafe = aws.batches
              .at(-1)
              ?.changes.some(({ record }) => record.alias?.dnsName.includes(`-${sick ?? ""}.`));
            assert.ok(!unsafe, `names moved to ${sick ?? ""}, which is sick`);
          };
          let busy = throttled ? 2 : 0;
          aws.interfere = (call, moment) => {
            if (call === "changeRecords" && moment === "before" && busy > 0) {
              busy -= 1;
              throw awsError(busy === 0 ? "Throttling" : "PriorRequestNotComplete");
            }
          };
          aws.killAt(killAt ?? Infinity);
          await stack.up(switchInputs({ activeColor: to }));
          aws.killAt(Infinity);
          assertWhole(aws);
        }
        for (const color of ON_PROD1.colors) {
          aws.setHealthy(`web-${color}`, 2, 2, `arn:tg/web-${color}`);
        }
        aws.onBatch = () => undefined;
        await stack.up(ON_PROD1);
        await assertConverged(aws, stack, ON_PROD1);
      }),
      { numRuns: 60 },
    );
  });
});

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

describe("a release switch that is deleted", () => {
  it("removes exactly its records, one batch per zone, and its parameters", async () => {
    const { aws, stack } = await deployed();
    aws.put(COM, { name: "core.example.com", type: "TXT", ttl: 60, values: ['"hello"'] });
    aws.put(COM, { name: "other.example.com", type: "A", ttl: 60, values: ["192.0.2.9"] });
    await stack.destroy();
    assert.deepEqual(Object.keys(aws.names()).sort(), ["core.example.com", "other.example.com"]);
    assert.equal(aws.batches.length, 2);
    assert.equal(aws.parameters.size, 0);
  });

  it("does not mind what is gone already", async () => {
    const { aws, stack } = await deployed();
    aws.erase(COM, "core.example.com");
    aws.zones.delete(ORG);
    aws.parameters.clear();
    await stack.destroy();
    assert.deepEqual(aws.names(), {});
  });

  it("deletes nothing where a name is not what it wrote, until a refresh has accepted that", async () => {
    const { aws, stack } = await deployed();
    aws.put(ORG, { name: "shop.example.org", type: "A", ttl: 60, values: ["192.0.2.1"] });
    await assert.rejects(
      stack.destroy(),
      /nothing was deleted:\n - shop\.example\.org should be "A alias shop-prod1.*" and is "A 192\.0\.2\.1/,
    );
    assert.deepEqual(aws.batches, []);
    await stack.refresh();
    await stack.destroy();
    assert.deepEqual(aws.names(), {});
  });

  it("is finished by the next run, wherever it was killed", async () => {
    for (let boundary = 0; ; boundary += 1) {
      const { aws, stack } = await deployed();
      aws.killAt(boundary);
      const killed = await stack.destroy().then(
        () => false,
        () => true,
      );
      aws.killAt(Infinity);
      if (!killed) {
        assert.ok(boundary > 5);
        break;
      }
      await stack.destroy();
      assert.deepEqual(aws.names(), {});
      assert.equal(aws.parameters.size, 0);
    }
  });
});
