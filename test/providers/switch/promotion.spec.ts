import assert from "node:assert/strict";

import { promotionOf, strayColor } from "../../../providers/switch/promotion";
import { COM, ORG, switchInputs } from "./support/fixture";
import { reasons, snapshot, stateOf, WELL, type Situation } from "./support/situation";

describe("the switch", () => {
  const bad = { prod2: { core: { ...WELL, healthy: 0 } }, prod1: { core: { ...WELL, healthy: 0 } } };
  const judged: [string, Situation, boolean][] = [
    ["a steady state", { inputs: switchInputs() }, false],
    ["names that are already there", { live: { [COM]: "prod2", [ORG]: "prod2" } }, false],
    ["a promotion", {}, true],
    ["the rest of an interrupted promotion", { live: { [COM]: "prod2", [ORG]: "prod1" } }, true],
    [
      "an interrupted promotion that goes back",
      { inputs: switchInputs(), live: { [COM]: "prod2", [ORG]: "prod1" } },
      true,
    ],
    ["a first creation", { state: undefined, live: {}, inputs: switchInputs() }, true],
    ["a first creation that finds everything", { state: undefined, inputs: switchInputs() }, false],
    [
      "a stack without names",
      {
        inputs: switchInputs({ activeColor: "prod2", names: [] }),
        state: stateOf(switchInputs({ names: [] })),
      },
      true,
    ],
    [
      "a stack without names whose workers know already",
      {
        inputs: switchInputs({ activeColor: "prod2", names: [] }),
        state: stateOf(switchInputs({ names: [] })),
        told: "prod2",
      },
      false,
    ],
  ];
  for (const [title, situation, isJudged] of judged) {
    it(`${isJudged ? "asks" : "does not ask"} for health in ${title}`, () => {
      assert.equal(promotionOf(snapshot(situation)) !== undefined, isJudged);
      assert.equal(reasons({ ...situation, health: bad }).length > 0, isJudged);
    });
  }
});

describe("the trace of an interrupted switch", () => {
  const state = stateOf(switchInputs());
  const cases: [string, Situation, string | undefined][] = [
    ["none in a steady state", { inputs: switchInputs() }, undefined],
    ["none before a creation", { state: undefined, live: { [COM]: "prod2" } }, undefined],
    [
      "the colour of all names and workers",
      { live: { [COM]: "prod2", [ORG]: "prod2" }, told: "prod2" },
      "prod2",
    ],
    ["both where they differ", { live: { [COM]: "prod2", [ORG]: "prod2" } }, "names: prod2; workers: prod1"],
    [
      "all colours of names",
      { live: { [COM]: "prod1", [ORG]: "prod2" } },
      "names: prod1 and prod2; workers: prod1",
    ],
    [
      "a missing parameter",
      { inputs: switchInputs(), told: undefined },
      "names: prod1; workers: no parameter",
    ],
  ];
  for (const [title, situation, expected] of cases) {
    it(`is ${title}`, () => {
      const { zones, jobs } = snapshot({ state, ...situation });
      assert.equal(strayColor("state" in situation ? situation.state : state, zones, jobs), expected);
    });
  }
});
