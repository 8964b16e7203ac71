import assert from "node:assert/strict";

import { changesBetween, inputsOfState } from "../../../../sandbox/plugins/command/changes";
import { asSecret, UNKNOWN } from "../../../../sandbox/plugins/command/values";

describe("changes between the inputs of a command", () => {
  it("sees none between equal inputs, however deep", () => {
    const inputs = { create: "a", environment: { A: "1" }, triggers: [{ deep: [1] }] };
    assert.deepEqual(changesBetween(inputs, structuredClone(inputs)), []);
  });

  it("updates for any input but the triggers", () => {
    assert.deepEqual(changesBetween({ create: "a", dir: "/x" }, { create: "b", stdin: "in" }), [
      { property: "create", kind: "update", replaces: false },
      { property: "dir", kind: "delete", replaces: false },
      { property: "stdin", kind: "add", replaces: false },
    ]);
  });

  const triggers: [string, unknown, unknown, string][] = [
    ["changed", ["a"], ["b"], "update"],
    ["unknown", ["a"], [UNKNOWN], "update"],
    ["added", undefined, ["a"], "add"],
    ["removed", ["a"], undefined, "delete"],
  ];
  for (const [what, before, after, kind] of triggers) {
    it(`replaces for ${what} triggers, even where update is given`, () => {
      const inputs = (value: unknown) => ({
        update: "u",
        ...(Array.isArray(value) ? { triggers: value as string[] } : {}),
      });
      assert.deepEqual(changesBetween(inputs(before), inputs(after)), [
        { property: "triggers", kind, replaces: true },
      ]);
    });
  }

  it("counts a value that became secret as changed", () => {
    const [change] = changesBetween({ stdin: "a" }, { stdin: asSecret("a") });
    assert.equal(change?.property, "stdin");
  });

  it("ignores what the engine and the SDKs keep among themselves", () => {
    assert.deepEqual(changesBetween({ version: "1.2.0", __defaults: [] }, { version: "1.2.1" }), []);
  });

  it("takes the outputs out of a state", () => {
    assert.deepEqual(inputsOfState({ create: "a", stdout: "", stderr: "", assets: {}, archive: {} }), {
      create: "a",
    });
  });
});
