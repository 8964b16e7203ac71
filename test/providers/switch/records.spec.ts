import assert from "node:assert/strict";

import fc from "fast-check";

import {
  liveImage,
  namesInZone,
  NO_RECORD,
  planZone,
  recordText,
  undo,
  wantedRecords,
  zonesOf,
} from "../../../providers/switch/records";
import type { LiveRecord, RecordChange } from "../../../providers/switch/switchCloud";
import type { SwitchInputs, SwitchState } from "../../../providers/switch/switchInputs";
import { balancerOf, COM, ORG, switchInputs } from "./support/fixture";

const INPUTS = switchInputs();
const NAMES = namesInZone(COM, INPUTS, undefined);

function stateOf(inputs: SwitchInputs): SwitchState {
  return { ...inputs, records: wantedRecords(inputs) };
}

function aliasOf(fqdn: string, color: string): LiveRecord {
  const service = INPUTS.names.find((name) => name.fqdn === fqdn)?.service ?? "";
  return {
    name: fqdn,
    type: "A",
    alias: { dnsName: balancerOf(service, color), zoneId: "Z0ELB", evaluateTargetHealth: true },
  };
}

function foreign(name: string): LiveRecord {
  return { name, type: "A", ttl: 60, values: ["192.0.2.1"] };
}

/** Route 53's own work on a batch. */
function carriedOut(records: readonly LiveRecord[], changes: readonly RecordChange[]): readonly LiveRecord[] {
  return changes.reduce<readonly LiveRecord[]>((zone, { action, record }) => {
    const others = zone.filter(({ name, type }) => name !== record.name || type !== record.type);
    return action === "DELETE" ? others : [...others, record];
  }, records);
}

describe("a record in words", () => {
  const alias = { dnsName: "LB.elb.", zoneId: "Z0ELB", evaluateTargetHealth: true };
  const cases: [string, Partial<LiveRecord>, string][] = [
    ["an alias", { alias }, "A alias lb.elb (Z0ELB)"],
    [
      "an alias that does not ask for health",
      { alias: { ...alias, evaluateTargetHealth: false } },
      "A alias lb.elb (Z0ELB), target health not evaluated",
    ],
    ["one alias of a set", { alias, setIdentifier: "blue" }, "A alias lb.elb (Z0ELB), one of a set: blue"],
    ["an alias of another type", { type: "AAAA", alias }, "AAAA alias lb.elb (Z0ELB)"],
    ["addresses", { ttl: 300, values: ["192.0.2.1", "192.0.2.2"] }, "A 192.0.2.1 192.0.2.2 (TTL 300)"],
    ["a name", { type: "CNAME", ttl: 5, values: ["x.example"] }, "CNAME x.example (TTL 5)"],
  ];
  for (const [title, record, text] of cases) {
    it(`says all that matters of ${title}`, () => {
      assert.equal(recordText({ name: "n.example.com", type: "A", ...record }), text);
    });
  }
});

describe("the live image of a zone", () => {
  it("has every name, and only what an A record has to do with", () => {
    const records: LiveRecord[] = [
      aliasOf("core.example.com", "prod1"),
      { name: "core.example.com", type: "TXT", ttl: 5, values: ['"t"'] },
      { ...foreign("www.example.com"), setIdentifier: "b" },
      { ...foreign("www.example.com"), setIdentifier: "a" },
    ];
    assert.deepEqual(liveImage(["core.example.com", "www.example.com", "new.example.com"], records), {
      "core.example.com": "A alias core-prod1.eu-west-1.elb.amazonaws.com (Z0ELB)",
      "www.example.com": "A 192.0.2.1 (TTL 60), one of a set: a; A 192.0.2.1 (TTL 60), one of a set: b",
      "new.example.com": NO_RECORD,
    });
  });
});

describe("the plan of a zone", () => {
  it("knows the zones and names of inputs and state together", () => {
    const old = stateOf(switchInputs({ names: INPUTS.names.map((name) => ({ ...name, zoneId: ORG })) }));
    assert.deepEqual(zonesOf(INPUTS, undefined), [COM, ORG]);
    assert.deepEqual(zonesOf(undefined, old), [ORG]);
    assert.deepEqual(namesInZone(ORG, INPUTS, old), [
      "core.example.com",
      "shop.example.org",
      "www.example.com",
    ]);
  });

  /** What a name may be in Route 53 while the switch looks. */
  const standing = fc.constantFrom("prod1", "prod2", "foreign", "nothing");
  const color = fc.constantFrom("prod1", "prod2");
  const recordsFor = (standings: readonly string[]) =>
    NAMES.flatMap((fqdn, index) => {
      const how = standings[index] ?? "nothing";
      return how === "nothing" ? [] : [how === "foreign" ? foreign(fqdn) : aliasOf(fqdn, how)];
    });

  it("accepts a recorded zone exactly when all its names are on one colour", () => {
    fc.assert(
      fc.property(fc.tuple(standing, standing), color, color, (standings, active, wanted) => {
        const records = recordsFor(standings);
        const plan = planZone(
          COM,
          switchInputs({ activeColor: wanted }),
          stateOf(switchInputs({ activeColor: active })),
          records,
        );
        const [first, second] = standings;
        const isWhole = first === second && (first === "prod1" || first === "prod2");
        assert.equal(plan.obstacles.length === 0, isWhole);
        assert.equal(plan.liveColor, isWhole ? first : undefined);
        if (!isWhole) {
          assert.deepEqual(plan.changes, []);
          return;
        }
        assert.equal(plan.changes.length, first === wanted ? 0 : NAMES.length);
        const after = carriedOut(records, plan.changes);
        assert.deepEqual(liveImage(NAMES, after), plan.wanted);
        assert.deepEqual(liveImage(NAMES, carriedOut(after, undo(plan.changes, records))), plan.live);
      }),
    );
  });

  it("names exactly what differs from the state where it refuses", () => {
    const plan = planZone(COM, INPUTS, stateOf(INPUTS), [
      aliasOf("core.example.com", "prod1"),
      foreign("www.example.com"),
    ]);
    assert.deepEqual(plan.obstacles, [
      {
        fqdn: "www.example.com",
        expected: "A alias web-prod1.eu-west-1.elb.amazonaws.com (Z0ELB)",
        live: "A 192.0.2.1 (TTL 60)",
        replaceable: true,
      },
    ]);
  });

  it("accepts new names that are missing or already right, and nothing else", () => {
    fc.assert(
      fc.property(fc.tuple(standing, standing), color, (standings, wanted) => {
        const inputs = switchInputs({ activeColor: wanted });
        const records = recordsFor(standings);
        const plan = planZone(COM, inputs, undefined, records);
        const others = standings.filter((how) => how !== "nothing" && how !== wanted);
        const isWholeOther = new Set(standings).size === 1 && others[0] !== "foreign";
        assert.equal(plan.obstacles.length === 0, others.length === 0 || isWholeOther);
        if (plan.obstacles.length === 0) {
          assert.deepEqual(liveImage(NAMES, carriedOut(records, plan.changes)), plan.wanted);
          assert.ok(
            plan.changes.every(
              ({ action, record }) =>
                action !== "CREATE" || !records.some(({ name }) => name === record.name),
            ),
          );
        }
      }),
    );
  });

  it("accepts whatever the state has accepted, if an alias can be written over it", () => {
    const records = [aliasOf("core.example.com", "prod1"), foreign("www.example.com")];
    const state = { ...stateOf(INPUTS), records: { ...liveImage(NAMES, records) } };
    const plan = planZone(COM, INPUTS, state, records);
    assert.deepEqual(plan.obstacles, []);
    assert.deepEqual(
      plan.changes.map(({ action, record }) => [action, record.name]),
      [["UPSERT", "www.example.com"]],
    );
    for (const stubborn of [{ type: "CNAME" }, { setIdentifier: "blue" }]) {
      const odd = [aliasOf("core.example.com", "prod1"), { ...foreign("www.example.com"), ...stubborn }];
      const refused = planZone(COM, INPUTS, { ...state, records: liveImage(NAMES, odd) }, odd);
      assert.deepEqual(
        refused.obstacles.map(({ fqdn, replaceable }) => [fqdn, replaceable]),
        [["www.example.com", false]],
      );
    }
  });

  it("deletes a name that left the program, together with the move of the others", () => {
    const fewer = switchInputs({
      activeColor: "prod2",
      names: INPUTS.names.filter(({ service }) => service !== "web"),
    });
    const records = NAMES.map((fqdn) => aliasOf(fqdn, "prod1"));
    const plan = planZone(COM, fewer, stateOf(INPUTS), records);
    assert.deepEqual(
      plan.changes.map(({ action, record }) => [action, record.name]),
      [
        ["UPSERT", "core.example.com"],
        ["DELETE", "www.example.com"],
      ],
    );
    const after = carriedOut(records, plan.changes);
    assert.deepEqual(planZone(COM, fewer, stateOf(INPUTS), after).changes, []);
    assert.deepEqual(liveImage(NAMES, carriedOut(after, undo(plan.changes, records))), plan.live);
  });

  it("deletes all names where none is wanted, and only its own records", () => {
    const records = [...NAMES.map((fqdn) => aliasOf(fqdn, "prod1")), foreign("other.example.com")];
    const plan = planZone(COM, undefined, stateOf(INPUTS), records);
    assert.deepEqual(
      plan.changes.map(({ action, record }) => [action, record.name]),
      NAMES.map((fqdn) => ["DELETE", fqdn]),
    );
  });
});
