import assert from "node:assert/strict";

import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import fc from "fast-check";

import { hasChanged } from "../../../providers/switch/diff";
import { readInputs, readRequired, readState, unknownPaths } from "../../../providers/switch/inputs";
import { wantedRecords } from "../../../providers/switch/records";
import type { Fleet, SwitchInputs } from "../../../providers/switch/switchInputs";
import { switchInputs, withRelease } from "./support/fixture";

function problemsOf(raw: unknown): string[] {
  const read = readInputs(raw);
  return "problems" in read ? read.problems.map(({ property, reason }) => `${property} | ${reason}`) : [];
}

describe("the inputs of the switch", () => {
  it("are read as they are, in one way of writing", () => {
    const inputs = switchInputs();
    assert.deepEqual(readRequired(inputs), inputs);
    const [name] = inputs.names;
    const loud = { ...inputs, names: [{ ...name, fqdn: "CORE.Example.com.", zoneId: "/hostedzone/Z0COM" }] };
    assert.equal(readRequired(loud).names[0]?.fqdn, "core.example.com");
    assert.equal(readRequired(loud).names[0]?.zoneId, "Z0COM");
  });

  it("may be unknown wherever a text is", () => {
    const [name] = switchInputs().names;
    const raw = switchInputs({
      dnsRoleArn: unknownValue,
      names: [{ ...name, zoneId: unknownValue } as never],
    });
    assert.deepEqual(problemsOf(raw), []);
    assert.deepEqual(unknownPaths(raw), ["dnsRoleArn", "names[0].zoneId"]);
  });

  const inputs = switchInputs();
  const prod2 = inputs.fleets["prod2"] ?? [];
  const wrong: [string, Partial<Record<keyof SwitchInputs, unknown>>, RegExp][] = [
    [
      "a colour that is none",
      { activeColor: "prod3" },
      /^activeColor \| "prod3" is not a colour\. The colours are: prod1, prod2\.$/,
    ],
    ["no colours", { colors: [] }, /^colors \| /],
    ["a colour twice", { colors: ["prod1", "prod2", "prod2"] }, /prod2 is listed twice/],
    [
      "a name twice",
      { names: [...inputs.names, inputs.names[0]] },
      /^names \| core\.example\.com is listed twice/,
    ],
    [
      "a name without a target on the idle colour",
      { names: [{ ...inputs.names[0], targets: { prod1: inputs.names[0]?.targets["prod1"] } }] },
      /^names\[0\]\.targets \| core\.example\.com has no target on prod2/,
    ],
    [
      "a service twice",
      { fleets: { ...inputs.fleets, prod2: [...prod2, prod2[0]] } },
      /^fleets\.prod2 \| core is listed twice on prod2/,
    ],
    [
      "a name whose service has no fleet",
      { fleets: { ...inputs.fleets, prod2: prod2.slice(1) } },
      /^fleets\.prod2 \| core\.example\.com belongs to core, which has no fleet on prod2/,
    ],
    [
      "a web service without target group",
      { fleets: { ...inputs.fleets, prod2: prod2.map((fleet) => ({ ...fleet, targetGroupArn: "" })) } },
      /web service core on prod2 has no targetGroupArn/,
    ],
    [
      "a fleet without release",
      { releases: { prod1: inputs.releases["prod1"] } },
      /^releases\.prod2 \| core has a fleet on prod2 and no release/,
    ],
    [
      "a value of another kind",
      { jobs: [{ vertical: "a", parameterName: 7 }] },
      /^jobs\[0\]\.parameterName \| /,
    ],
    [
      "a service whose images are for nobody knows what",
      { images: { ...inputs.images, architectures: { web: "arm64", shop: "arm64", batch: "x86_64" } } },
      /^images\.architectures \| core has a fleet on prod2 and no architecture/,
    ],
    [
      "an architecture that is none",
      { images: { ...inputs.images, architectures: { core: "arm" } } },
      /^images\.architectures\.core \| /,
    ],
    ["a bound that is none", { timeouts: { readSeconds: 0 } }, /^timeouts\.readSeconds \| /],
  ];
  for (const [title, part, expected] of wrong) {
    it(`are refused with ${title}`, () => {
      assert.match(problemsOf({ ...inputs, ...part }).join("\n"), new RegExp(expected, "m"));
    });
  }

  it("are refused with every problem at once", () => {
    assert.equal(problemsOf({ ...inputs, activeColor: "x", colors: ["prod1", "prod1", "prod2"] }).length, 2);
    assert.throws(() => readRequired({ ...inputs, activeColor: "x" }), /bad inputs:\n - "x" is not a colour/);
  });
});

describe("the state of the switch", () => {
  it("is none before the first run", () => {
    assert.equal(readState({}), undefined);
    assert.equal(readState({ __provider: "text" }), undefined);
  });

  it("is read with keys that this code does not know, and refused where it is none", () => {
    const state = { ...switchInputs(), records: {}, later: 1 };
    assert.equal(readState(state)?.activeColor, "prod1");
    const [{ alarmNames, ...older }] = state.fleets["prod1"] as [Fleet];
    assert.equal(alarmNames.length, 2);
    assert.deepEqual(readState({ ...state, fleets: { prod1: [older] } })?.fleets["prod1"], [
      { ...older, alarmNames: [] },
    ]);
    const { images, ...withoutImages } = state;
    assert.equal(images.tableName, "images");
    assert.equal(readState(withoutImages)?.images, undefined);
    assert.throws(
      () => readState({ activeColor: "prod1" }),
      /cannot be read:\n - version: .*newer version of this project/s,
    );
  });
});

describe("the difference between state and inputs", () => {
  const stateOf = (inputs: SwitchInputs) => ({
    ...inputs,
    records: wantedRecords(inputs),
    __provider: "old text",
  });

  it("is none for the same in any order, with optionals left out and with another text", () => {
    const shuffled = <T extends object>(value: T): fc.Arbitrary<T> =>
      Array.isArray(value)
        ? (fc.shuffledSubarray(value as unknown[], { minLength: value.length }) as unknown as fc.Arbitrary<T>)
        : fc
            .shuffledSubarray(Object.entries(value), { minLength: Object.keys(value).length })
            .map((entries) => Object.fromEntries(entries) as T);
    const inputs = switchInputs();
    fc.assert(
      fc.property(
        shuffled(inputs),
        shuffled(inputs.names as object[]),
        shuffled(inputs.fleets),
        shuffled(inputs.colors as string[]),
        (news, names, fleets, colors) => {
          const same = {
            ...news,
            names,
            fleets,
            colors,
            __provider: "new text",
            timeouts: { readSeconds: 5 },
          };
          assert.equal(hasChanged(stateOf(inputs), same), false);
        },
      ),
    );
  });

  const base = switchInputs();
  const different: [string, object][] = [
    ["another colour", switchInputs({ activeColor: "prod2" })],
    ["another release", withRelease(base, "prod2", "core", "next")],
    ["another version of the code", switchInputs({ version: 2 })],
    [
      "another balancer of the idle colour",
      switchInputs({
        names: base.names.map((name) => ({
          ...name,
          targets: { ...name.targets, prod2: { dnsName: "new", zoneId: "Z" } },
        })),
      }),
    ],
    [
      "another group",
      switchInputs({
        fleets: {
          ...base.fleets,
          prod2: (base.fleets["prod2"] ?? []).map((fleet) => ({ ...fleet, autoScalingGroupName: "new" })),
        },
      }),
    ],
    ["fewer jobs", switchInputs({ jobs: [] })],
    ["an unknown value", switchInputs({ dnsRoleArn: unknownValue })],
    ["a trace of an interrupted switch", { ...base, liveColor: "prod2" }],
  ];
  for (const [title, news] of different) {
    it(`sees ${title}`, () => {
      assert.equal(hasChanged(stateOf(base), { ...news }), true);
    });
  }

  it("sees records that the state holds otherwise, and changes that were not INSYNC", () => {
    const state = stateOf(base);
    assert.equal(
      hasChanged({ ...state, records: { ...state.records, "core.example.com": "A 192.0.2.1" } }, { ...base }),
      true,
    );
    assert.equal(hasChanged({ ...state, pendingChanges: { Z0COM: "C1" } }, { ...base }), true);
    assert.equal(hasChanged({ ...state, pendingChanges: {} }, { ...base }), false);
  });
});
