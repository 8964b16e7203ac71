import assert from "node:assert/strict";

import fc from "fast-check";

import { alarmRefusals, readAlarms } from "../../../providers/switch/alarms";
import type { Unreadable } from "../../../providers/switch/promotion";
import type { AlarmState } from "../../../providers/switch/switchCloud";
import type { Fleet } from "../../../providers/switch/switchInputs";
import { assertConverged, deployed, ON_PROD1, ON_PROD2, reasons as reasonsOf } from "./support/deployed";
import { awsError, FakeAws } from "./support/fakeAws";
import { COM, ORG } from "./support/fixture";
import { reasons, snapshot } from "./support/situation";

const HOSTS = "duotone-prod2-core-healthy-hosts";
const ANSWERS = "duotone-prod2-core-failing-answers";

describe("the alarms of a colour", () => {
  const ok = (name: string): AlarmState => ({ name, state: "OK" });
  const since = "2030-01-02T03:04:05.000Z";
  const cases: [string, readonly AlarmState[] | Unreadable, readonly RegExp[]][] = [
    [
      "in ALARM",
      [{ name: HOSTS, state: "ALARM", since, reason: "Threshold Crossed: 1 datapoint [1.0]." }, ok(ANSWERS)],
      [
        /^core on prod2: alarm duotone-prod2-core-healthy-hosts is ALARM since 2030-01-02T03:04:05\.000Z and must be OK \(Threshold Crossed: 1 datapoint \[1\.0\]\.\)\. Find out why, or deploy a commit that is well; promote when it is OK\.$/,
      ],
    ],
    [
      "without data",
      [ok(HOSTS), { name: ANSWERS, state: "INSUFFICIENT_DATA", reason: "Unchecked" }],
      [
        /^core on prod2: alarm .*failing-answers is INSUFFICIENT_DATA and must be OK \(Unchecked\)\. Wait until it has data/,
      ],
    ],
    [
      "that do not exist",
      [ok(HOSTS), { name: ANSWERS, state: "missing" }],
      [
        /^core on prod2: alarm .*failing-answers does not exist, and must be OK\. Deploy without a change of activeColor/,
      ],
    ],
    [
      "of which two are bad",
      [
        { name: HOSTS, state: "ALARM" },
        { name: ANSWERS, state: "ALARM" },
      ],
      [/healthy-hosts is ALARM and must be OK\. /, /failing-answers is ALARM and must be OK\. /],
    ],
    ["that nobody declared", [], [/^core on prod2: no alarm watches it, and at least one must be OK\./]],
    [
      "that cannot be read",
      { unreadable: "Throttling: Rate exceeded." },
      [/^core on prod2: its alarms could not be read: Throttling: Rate exceeded\. Unknown counts as unsafe/],
    ],
  ];
  for (const [title, core, expected] of cases) {
    it(`refuse a move where there are some ${title}`, () => {
      const found = reasons({ alarms: { core } });
      assert.equal(found.length, expected.length, found.join("\n"));
      expected.forEach((pattern, index) => {
        assert.match(found[index] ?? "", pattern);
      });
    });
  }

  it("let names move exactly when all of them are OK", () => {
    const states = fc.array(fc.constantFrom("OK", "ALARM", "INSUFFICIENT_DATA", "missing"), { maxLength: 3 });
    const table = fc.record({ core: states, web: states, shop: states, batch: states });
    fc.assert(
      fc.property(table, (byService) => {
        const alarms = Object.fromEntries(
          Object.entries(byService).map(([service, all]) => [
            service,
            all.map((state, index) => ({ name: `${service}-${index}`, state })),
          ]),
        );
        const lists = Object.values(byService);
        const bad = lists.flat().filter((state) => state !== "OK").length;
        const none = lists.filter((list) => list.length === 0).length;
        assert.equal(alarmRefusals(snapshot({ alarms })).length, bad + none);
      }),
    );
  });

  it("that nobody read refuse a move", () => {
    const found = alarmRefusals({ ...snapshot({}), alarms: [] });
    assert.equal(found.length, 4);
    assert.match(found[0]?.reason ?? "", /^core on prod2: nothing is known of its alarms\./);
  });

  it("do not count where no colour is left, where nothing moves, and where what moves is not known", () => {
    const alarms = { core: [{ name: HOSTS, state: "ALARM" }] } as const;
    assert.deepEqual(reasons({ state: undefined, live: {}, told: undefined, alarms }), []);
    const onProd2 = { live: { [COM]: "prod2", [ORG]: "prod2" }, told: "prod2" };
    assert.deepEqual(reasons({ ...onProd2, alarms }), []);
    assert.deepEqual(alarmRefusals(snapshot({ alarms, unknown: ["fleets.prod2[0].alarmNames[0]"] })), []);
  });
});

describe("a promotion with an alarm that rings", () => {
  it("is refused in the preview and in the update, and goes through once it is OK", async () => {
    const { aws, stack } = await deployed();
    aws.alarms.set(HOSTS, { name: HOSTS, state: "ALARM" });
    assert.match(reasonsOf(await stack.preview(ON_PROD2)), /healthy-hosts is ALARM/);
    assert.match(reasonsOf(await stack.up(ON_PROD2)), /healthy-hosts is ALARM/);
    assert.equal(aws.batches.length, 0);
    aws.alarms.set(HOSTS, { name: HOSTS, state: "OK" });
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    await assertConverged(aws, stack, ON_PROD2);
  });

  it("does not ask for the alarms of the colour that is left, nor for any where nothing moves", async () => {
    const { aws, stack } = await deployed();
    for (const { alarmNames } of ON_PROD1.fleets["prod1"] ?? []) {
      alarmNames.forEach((name) => aws.alarms.delete(name));
    }
    assert.deepEqual(await stack.up(ON_PROD1), { did: "nothing" });
    assert.ok(!aws.calls.includes("alarms"));
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
  });
});

describe("reading alarms", () => {
  const signal = () => AbortSignal.timeout(10_000);
  const fleet = (service: string, roleArn: string | undefined, alarmNames: readonly string[]): Fleet => ({
    service,
    kind: "worker",
    roleArn,
    autoScalingGroupName: service,
    alarmNames,
  });

  it("asks once per role, and tells what does not exist", async () => {
    const aws = new FakeAws();
    for (const name of ["a1", "b1", "c1"]) {
      aws.alarms.set(name, { name, state: "OK" });
    }
    const fleets = [fleet("a", "one", ["a1"]), fleet("b", "one", ["b1", "b2"]), fleet("c", "two", ["c1"])];
    const read = await readAlarms(aws.cloud(), "prod2", fleets, signal());
    assert.deepEqual(read, [
      { color: "prod2", service: "a", alarms: [{ name: "a1", state: "OK" }] },
      {
        color: "prod2",
        service: "b",
        alarms: [
          { name: "b1", state: "OK" },
          { name: "b2", state: "missing" },
        ],
      },
      { color: "prod2", service: "c", alarms: [{ name: "c1", state: "OK" }] },
    ]);
    assert.deepEqual(aws.calls, ["alarms", "alarms"]);
  });

  it("asks for at most a hundred at once", async () => {
    const aws = new FakeAws();
    const names = Array.from({ length: 250 }, (_, index) => `n${index}`);
    for (const name of names) {
      aws.alarms.set(name, { name, state: "OK" });
    }
    const [read] = await readAlarms(aws.cloud(), "prod2", [fleet("a", undefined, names)], signal());
    assert.ok(read !== undefined && !("unreadable" in read.alarms));
    assert.deepEqual(
      read.alarms.map(({ name }) => name),
      names,
    );
    assert.equal(aws.calls.length, 3);
  });

  it("tells why a role's alarms cannot be read, and reads those of other roles", async () => {
    const aws = new FakeAws();
    aws.alarms.set("b1", { name: "b1", state: "OK" });
    aws.interfere = (_call, _moment, role) => {
      if (role === "one") {
        throw awsError("AccessDenied", "no");
      }
    };
    const fleets = [fleet("a", "one", ["a1"]), fleet("b", "two", ["b1"]), fleet("c", "one", [])];
    assert.deepEqual(await readAlarms(aws.cloud(), "prod2", fleets, signal()), [
      { color: "prod2", service: "a", alarms: { unreadable: "AccessDenied: no." } },
      { color: "prod2", service: "b", alarms: [{ name: "b1", state: "OK" }] },
      { color: "prod2", service: "c", alarms: [] },
    ]);
  });
});
