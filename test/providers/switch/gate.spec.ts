import assert from "node:assert/strict";

import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import fc from "fast-check";

import { refusals } from "../../../providers/switch/gate";
import type { Health } from "../../../providers/switch/promotion";
import type { SwitchInputs } from "../../../providers/switch/switchInputs";
import { COM, ORG, switchInputs, withRelease } from "./support/fixture";
import { reasons, snapshot, WELL, type HealthTable } from "./support/situation";

describe("the gate", () => {
  it("lets a colour pass that can serve", () => {
    assert.deepEqual(reasons({}), []);
  });

  const sick = (fields: Partial<Health>): Health => ({ ...WELL, ...fields });
  const shortages: [string, HealthTable, RegExp][] = [
    [
      "one sick target",
      { prod2: { core: sick({ healthy: 1, sick: ["i-0123 unhealthy: Target.FailedHealthChecks"] }) } },
      /^core on prod2: 1 of 2 targets healthy, needs 2 \(i-0123 unhealthy: Target\.FailedHealthChecks\)\. Wait until they are healthy, or deploy a commit that is, then promote\.$/,
    ],
    [
      "targets that are still starting",
      {
        prod2: {
          core: sick({ healthy: 0, sick: ["i-1 initial: Elb.RegistrationInProgress", "i-2 initial"] }),
        },
      },
      /^core on prod2: 0 of 2 targets healthy, needs 2 \(i-1 initial: Elb\.RegistrationInProgress; i-2 initial\)/,
    ],
    [
      "no target",
      { prod2: { web: sick({ healthy: 0, registered: 0 }) } },
      /^web on prod2: 0 of 0 targets healthy, needs 2 \(no target is registered\)/,
    ],
    [
      "fewer registered than wanted",
      { prod2: { web: sick({ wanted: 3 }) } },
      /^web on prod2: 2 of 2 targets healthy, needs 3\. /,
    ],
    [
      "a group that wants nothing",
      { prod2: { batch: sick({ wanted: 0, healthy: 0, registered: 0 }) } },
      /^batch on prod2: auto scaling group batch-prod2 wants 0 instances\. Scale it up/,
    ],
    [
      "a sick worker",
      { prod2: { batch: sick({ healthy: 1, sick: ["i-9 InService Unhealthy"] }) } },
      /^batch on prod2: 1 of 2 instances healthy, needs 2 \(i-9 InService Unhealthy\)/,
    ],
    [
      "less than what serves now",
      { prod1: { shop: sick({ healthy: 5 }) } },
      /^shop on prod2: 2 of 2 targets healthy, needs 5, as many as prod1 has\. Raise the desired capacity of shop-prod2 to 5, then promote\.$/,
    ],
    [
      "health that cannot be read",
      { prod2: { core: { unreadable: "Throttling: Rate exceeded." } } },
      /^core on prod2: its health could not be read: Throttling: Rate exceeded\. Unknown counts as unsafe/,
    ],
    [
      "health of what serves now that cannot be read",
      { prod1: { core: { unreadable: "Timeout." } } },
      /^core on prod1: its health could not be read: Timeout\./,
    ],
  ];
  for (const [title, health, expected] of shortages) {
    it(`refuses ${title}`, () => {
      const found = reasons({ health });
      assert.equal(found.length, 1);
      assert.match(found[0] ?? "", expected);
      assert.equal(refusals(snapshot({ health }))[0]?.property, "activeColor");
    });
  }

  it("passes exactly when every service has as many healthy as it wants and as the other colour has", () => {
    const health = fc.record({ healthy: fc.nat(4), wanted: fc.nat(4), serving: fc.nat(4) });
    fc.assert(
      fc.property(fc.record({ core: health, web: health, shop: health, batch: health }), (table) => {
        const entries = Object.entries(table);
        const isSafe = entries.every(
          ([, { healthy, wanted, serving }]) => wanted > 0 && healthy >= wanted && healthy >= serving,
        );
        const found = reasons({
          health: {
            prod1: Object.fromEntries(
              entries.map(([service, { serving }]) => [service, sick({ healthy: serving })]),
            ),
            prod2: Object.fromEntries(
              entries.map(([service, { healthy, wanted }]) => [
                service,
                sick({ healthy, wanted, registered: 4 }),
              ]),
            ),
          },
        });
        assert.equal(found.length === 0, isSafe);
      }),
    );
  });

  it("refuses a service that the colour does not run", () => {
    const inputs = switchInputs({ activeColor: "prod2" });
    const fleets = {
      ...inputs.fleets,
      prod2: (inputs.fleets["prod2"] ?? []).filter(({ service }) => service !== "batch"),
    };
    assert.deepEqual(reasons({ inputs: { ...inputs, fleets } }), [
      "batch on prod2: nothing is known of its health. Describe its fleet.",
    ]);
  });

  it("refuses to promote to what is not known yet, and lets a deploy pass", () => {
    const unknown = ["fleets.prod2[0].targetGroupArn"];
    assert.match(
      reasons({ unknown }).join(),
      /fleets\.prod2\[0\]\.targetGroupArn are not known yet\. Deploy first, with activeColor prod1, then promote\./,
    );
    assert.deepEqual(reasons({ unknown, inputs: switchInputs() }), []);
  });

  const releases: [string, SwitchInputs, RegExp | undefined][] = [
    [
      "the live colour",
      withRelease(switchInputs(), "prod1", "core", "next"),
      /^core on prod1 would change .*, and prod1 is live.*Deploy to prod2, then promote that\.$/,
    ],
    [
      "the colour to be promoted",
      withRelease(switchInputs({ activeColor: "prod2" }), "prod2", "core", "next"),
      /^core on prod2 would change .* in the same update that makes prod2 active\. Deploy to prod2 first, with activeColor prod1/,
    ],
    [
      "the colour to be left",
      withRelease(switchInputs({ activeColor: "prod2" }), "prod1", "core", "next"),
      /^core on prod1 .* prod1 is live/,
    ],
    ["the idle colour", withRelease(switchInputs(), "prod2", "core", "next"), undefined],
  ];
  for (const [title, inputs, expected] of releases) {
    it(`${expected === undefined ? "allows" : "refuses"} another release of ${title}`, () => {
      const found = reasons({ inputs });
      assert.equal(found.length, expected === undefined ? 0 : 1);
      assert.match(found[0] ?? "", expected ?? /^$/);
    });
  }

  it("refuses another image of the same commit on the live colour, an unknown one too", () => {
    for (const [imageId, shown] of [
      ["ami-other", "ami-other"],
      [unknownValue, "an image that is yet to be made"],
    ] as const) {
      const inputs = switchInputs();
      const prod1 = { ...inputs.releases["prod1"], core: { commit: "prod1-commit", imageId } };
      const found = reasons({ inputs: { ...inputs, releases: { ...inputs.releases, prod1 } } });
      assert.match(found.join(), new RegExp(`to prod1-commit \\(${shown}\\), and prod1 is live`));
    }
  });

  it("keeps a colour as it is that names point at although the state does not say so", () => {
    const inputs = withRelease(switchInputs(), "prod2", "core", "next");
    assert.match(
      reasons({ inputs, live: { [COM]: "prod2", [ORG]: "prod2" } }).join(),
      /core on prod2 .* prod2 is live/,
    );
  });

  it("lets services come and go", () => {
    const inputs = switchInputs();
    const { batch, ...prod1 } = inputs.releases["prod1"] ?? {};
    assert.ok(batch !== undefined);
    const added = { ...prod1, news: { commit: "c", imageId: "ami" } };
    assert.deepEqual(reasons({ inputs: { ...inputs, releases: { ...inputs.releases, prod1: added } } }), []);
  });

  it("tells unreadable zones and parameters by their place in the inputs", () => {
    const base = snapshot({});
    const found = refusals({
      ...base,
      zones: [{ zoneId: ORG, unreadable: "AccessDenied: no." }],
      jobs: base.jobs.map(({ job }) => ({ job, unreadable: "Timeout." })),
    });
    assert.deepEqual(
      found.map(({ property }) => property),
      ["names[2]", "jobs[0]"],
    );
    assert.match(
      found[0]?.reason ?? "",
      /The names of zone Z0ORG could not be read: AccessDenied: no\. Nothing is moved blindly/,
    );
  });
});
