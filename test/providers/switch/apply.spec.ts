import assert from "node:assert/strict";

import { unknownValue } from "@pulumi/pulumi/runtime/rpc";

import { allOn, deployed, ON_PROD1, ON_PROD2, PARAMETER, reasons } from "./support/deployed";
import { awsError } from "./support/fakeAws";
import { COM, ORG, switchInputs, withRelease } from "./support/fixture";

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
    const next = withRelease(ON_PROD2, "prod2", "core", "next");
    aws.bake(next);
    const { refused } = await stack.preview(next);
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
      /prod2 is refused, and nothing was changed:\n - \[health\] web on prod2: 0 of 2 targets healthy/,
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
