import assert from "node:assert/strict";

import fc from "fast-check";

import { assertConverged, assertWhole, deployed, ON_PROD1, ON_PROD2 } from "./support/deployed";
import { awsError, FakeAws } from "./support/fakeAws";
import { switchInputs } from "./support/fixture";
import { Stack } from "./support/stack";

describe("a release switch that is killed", function () {
  this.timeout(60_000);

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
