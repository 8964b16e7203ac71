import assert from "node:assert/strict";

import fc from "fast-check";

import { compareTwins, differenceText } from "../../../../providers/switch/twins/compare";
import { twinRefusals } from "../../../../providers/switch/twins/twinRefusals";
import { assertConverged, deployed, ON_PROD1, ON_PROD2, reasons as reasonsOf } from "../support/deployed";
import { awsError } from "../support/fakeAws";
import { COM, ORG, switchInputs } from "../support/fixture";
import { reasons, snapshot } from "../support/situation";

const factsArbitrary = fc.dictionary(
  fc.constantFrom("a", "b", "c d", "e"),
  fc.constantFrom("1", "2", "", "true"),
);

describe("the comparison of twins", () => {
  it("finds nothing between the same, and the same from both sides", () => {
    fc.assert(
      fc.property(factsArbitrary, factsArbitrary, (left, right) => {
        assert.deepEqual(compareTwins(left, { ...left }), []);
        const there = compareTwins(left, right);
        const back = compareTwins(right, left).map((one) => ({
          path: one.path,
          left: one.right,
          right: one.left,
        }));
        assert.deepEqual(there, back);
        const paths = there.map(({ path }) => path);
        for (const path of new Set([...Object.keys(left), ...Object.keys(right)])) {
          assert.equal(paths.includes(path), left[path] !== right[path], path);
        }
      }),
    );
  });

  it("shows both sides, what is missing, and of long values where they begin to differ", () => {
    assert.equal(
      differenceText({ path: "a MaxSize", left: "6", right: "4" }, "prod1", "prod2"),
      'a MaxSize: prod1 "6" | prod2 "4"',
    );
    assert.equal(
      differenceText({ path: "rule", left: undefined, right: "allowed" }, "prod1", "prod2"),
      'rule: prod1 nothing | prod2 "allowed"',
    );
    const long = (end: string) => `${"x".repeat(500)}${end}${"y".repeat(500)}`;
    const text = differenceText({ path: "p", left: long("LEFT"), right: long("RIGHT") }, "prod1", "prod2");
    assert.match(text, /^p: prod1 "…x{30}LEFTy+…" \| prod2 "…x{30}RIGHTy+…"$/);
    assert.ok(text.length < 300);
  });
});

describe("the gate for twins", () => {
  const facts = (count: number, value: string) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`facet ${String(index).padStart(2, "0")}`, value]),
    );

  it("lets twins pass", () => {
    assert.deepEqual(reasons({}), []);
  });

  it("refuses a service whose colours differ, with both sides in one line each", () => {
    const found = reasons({
      facts: { prod2: { core: { MaxSize: "4", "launch template KeyName": "mine" } } },
    });
    assert.equal(found.length, 1);
    assert.equal(
      found[0],
      "core: prod2 and prod1 may differ in image and commit only, and differ in this:\n" +
        '     MaxSize: prod1 "6" | prod2 "4"\n' +
        '     launch template KeyName: prod1 nothing | prod2 "mine"\n' +
        "     Deploy both from one program and configuration, and undo what was changed by hand " +
        "(`pulumi refresh`, then `pulumi up`); then promote.",
    );
  });

  it("shows twenty differences and says how many more there are, service by service", () => {
    const found = reasons({
      facts: {
        prod1: { core: facts(23, "a"), web: facts(1, "a") },
        prod2: { core: facts(23, "b"), web: facts(1, "b") },
      },
    });
    assert.equal(found.length, 2);
    const lines = (found[0] ?? "").split("\n");
    assert.equal(lines.filter((line) => line.startsWith("     facet ")).length, 20);
    assert.equal(lines.at(-2), "     and 3 more");
    assert.match(found[1] ?? "", /^web: /);
  });

  it("refuses where one of the two could not be read, or was not", () => {
    const base = snapshot({});
    const unreadable = base.twins.map((reading) =>
      reading.service === "core" && reading.color === "prod1"
        ? { color: "prod1", service: "core", unreadable: "Throttling: Rate exceeded." }
        : reading,
    );
    assert.deepEqual(
      twinRefusals({ ...base, twins: unreadable }).map(({ reason }) => reason),
      [
        "core: nobody knows whether prod2 and prod1 are twins. prod1 could not be read: Throttling: Rate exceeded. " +
          "Unknown counts as unsafe; run it again.",
      ],
    );
    assert.equal(twinRefusals({ ...base, twins: [] }).length, 4);
  });

  it("compares with every colour that is left, and only services that both have", () => {
    const live = { [COM]: "prod1", [ORG]: "prod2" };
    const split = { live, facts: { prod1: { shop: { MaxSize: "5" } } } };
    assert.match(reasons(split).join(), /^shop: prod2 and prod1 .*MaxSize: prod1 "5" \| prod2 "6"/s);

    const inputs = switchInputs({ activeColor: "prod2" });
    const prod1 = (inputs.fleets["prod1"] ?? []).filter(({ service }) => service !== "batch");
    const without = { ...inputs, fleets: { ...inputs.fleets, prod1 } };
    assert.deepEqual(
      twinRefusals(snapshot({ inputs: without, facts: { prod2: { batch: { MaxSize: "1" } } } })),
      [],
    );
  });

  it("is silent where nothing moves, where no colour is left, and where what moves is not known", () => {
    const facts = { prod2: { core: { MaxSize: "4" } } };
    const onProd2 = { live: { [COM]: "prod2", [ORG]: "prod2" }, told: "prod2" };
    assert.deepEqual(reasons({ ...onProd2, facts }), []);
    assert.deepEqual(reasons({ state: undefined, live: {}, told: undefined, facts }), []);
    assert.deepEqual(twinRefusals(snapshot({ facts, unknown: ["fleets.prod2[0].targetGroupArn"] })), []);
  });
});

describe("a promotion to what is no twin", () => {
  const [core] = ON_PROD2.fleets["prod2"] ?? [];

  it("is refused in the preview and in the update, and goes through once they are alike", async () => {
    const { aws, stack } = await deployed();
    assert.ok(core !== undefined);
    aws.describe(ON_PROD2, "prod2", core, (same) => ({ ...same, group: { ...same.group, MaxSize: 4 } }));
    const expected = /core: prod2 and prod1 .*auto scaling group MaxSize: prod1 "6" \| prod2 "4"/s;
    assert.match(reasonsOf(await stack.preview(ON_PROD2)), expected);
    assert.match(reasonsOf(await stack.up(ON_PROD2)), expected);
    assert.equal(aws.batches.length, 0);
    aws.describe(ON_PROD2, "prod2", core);
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    await assertConverged(aws, stack, ON_PROD2);
  });

  it("is refused where another image runs than the one that was deployed", async () => {
    const { aws, stack } = await deployed();
    assert.ok(core !== undefined);
    aws.describe(ON_PROD2, "prod2", core, (same) => ({
      ...same,
      launchTemplate: {
        ...same.launchTemplate,
        LaunchTemplateData: { ...same.launchTemplate.LaunchTemplateData, ImageId: "ami-other" },
      },
    }));
    assert.match(
      reasonsOf(await stack.up(ON_PROD2)),
      /launch template ImageId: prod1 "<image>" \| prod2 "ami-other"/,
    );
  });

  it("is refused where AWS does not answer, and asks nothing where nothing moves", async () => {
    const { aws, stack } = await deployed();
    assert.deepEqual(await stack.up(ON_PROD1), { did: "nothing" });
    assert.ok(!aws.calls.includes("describeFleets"));
    aws.interfere = (call) => {
      if (call === "describeFleets") {
        throw awsError("Throttling", "Rate exceeded");
      }
    };
    const text = reasonsOf(await stack.up(ON_PROD2));
    assert.match(
      text,
      /core: nobody knows whether prod2 and prod1 are twins\. prod2 could not be read: Throttling: Rate exceeded\./,
    );
    assert.equal(aws.calls.filter((call) => call === "describeFleets").length, 1);
  });
});
