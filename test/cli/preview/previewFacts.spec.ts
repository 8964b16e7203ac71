import assert from "node:assert/strict";

import type { EngineEvent } from "@pulumi/pulumi/automation";

import { NO_FACTS, type PreviewFacts, withPreviewEvent } from "../../../cli/preview/previewFacts";
import { said, step, urnOf, violation } from "./events";

const PROOF = "9f0c";
const facts = (...events: readonly EngineEvent[]): PreviewFacts =>
  events.reduce((before, event) => withPreviewEvent(before, event, PROOF), NO_FACTS);

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const SWITCH = "pulumi-nodejs:dynamic/release:ReleaseSwitch";

describe("what a preview said", () => {
  it("has a step with its account and the names of what changes", () => {
    const { steps, unchanged } = facts(
      step("update", TEMPLATE, "core", { diffs: ["tags", "imageId", "tags"] }),
      step("same", TEMPLATE, "site"),
    );
    assert.deepEqual(
      [...steps.values()],
      [
        {
          change: "update",
          urn: urnOf(TEMPLATE, "core"),
          type: TEMPLATE,
          name: "core",
          account: "marketing",
          protect: false,
          properties: ["imageId", "tags"],
        },
      ],
    );
    assert.equal(unchanged, 1);
  });

  it("never has a value", () => {
    const told = facts(
      step("update", TEMPLATE, "core", {
        diffs: ["userData"],
        oldInputs: { userData: "canary-1" },
        newInputs: { userData: "canary-2" },
      }),
    );
    assert.ok(!JSON.stringify([...told.steps.values(), told]).includes("canary"));
  });

  const replacement = ["replace", "create-replacement", "delete-replaced"];
  for (const order of [replacement, [...replacement].reverse()]) {
    it(`takes ${order.join(", ")} for one replacement`, () => {
      const { steps } = facts(
        ...order.map((op) => step(op, TEMPLATE, "core", { keys: ["name"], diffs: ["name", "tags"] })),
      );
      assert.deepEqual(
        [...steps.values()].map(({ change, properties }) => [change, properties]),
        [["replace", ["name"]]],
      );
    });
  }

  const kinds: readonly (readonly [op: string, change: string | undefined])[] = [
    ["create", "create"],
    ["import", "create"],
    ["update", "update"],
    ["delete", "delete"],
    ["discard", "forget"],
    ["import-replacement", "replace"],
    ["read", undefined],
    ["refresh", undefined],
    ["same", undefined],
  ];
  for (const [op, change] of kinds) {
    it(`takes ${op} for ${change ?? "no change"}`, () => {
      const { steps } = facts(step(op, TEMPLATE, "core"));
      assert.deepEqual(
        [...steps.values()].map((found) => found.change),
        change === undefined ? [] : [change],
      );
    });
  }

  it("counts only what stays the same as unchanged", () => {
    assert.equal(facts(step("read", TEMPLATE, "a"), step("same", TEMPLATE, "b")).unchanged, 1);
  });

  it("leaves out components, the stack and the engine's own providers", () => {
    const { steps, unchanged } = facts(
      step("create", "duotone:clusters:Cluster", "prod1", { custom: false }),
      step("same", "pulumi:pulumi:Stack", "duotone-prod", { custom: false }),
      step("update", "pulumi:providers:command", "default_1_2_1", { provider: "" }),
    );
    assert.deepEqual([steps.size, unchanged], [0, 0]);
  });

  it("has an account's provider in its own account, and dynamic resources in none", () => {
    const { steps } = facts(
      step("update", "pulumi:providers:aws", "payments", { provider: "" }),
      step("update", SWITCH, "names", {
        provider: "urn:pulumi:prod::duotone::pulumi:providers:pulumi-nodejs::default::1",
      }),
    );
    assert.deepEqual(
      [...steps.values()].map(({ account }) => account),
      ["payments", undefined],
    );
  });

  it("knows what is protected", () => {
    const { steps } = facts(step("delete", TEMPLATE, "core", { protect: true }));
    assert.equal([...steps.values()][0]?.protect, true);
  });

  it("has each finding of a rule, plain", () => {
    const urn = urnOf(TEMPLATE, "core");
    const { findings } = facts(
      violation("CMP-01", "Bad.", "mandatory", urn),
      violation("BG-06", "Odd.", "advisory", ""),
    );
    assert.deepEqual(findings, [
      { rule: "CMP-01", urn, mandatory: true, message: "Bad." },
      { rule: "BG-06", urn: undefined, mandatory: false, message: "Odd." },
    ]);
  });

  it("takes the pack's proof for no finding, and nobody else's", () => {
    const { proofs, findings } = facts(
      violation("proof", `${PROOF}: looked at 3 resources.`, "advisory"),
      violation("proof", "0000: looked at 3 resources.", "advisory"),
      violation("CMP-01", `${PROOF}: looked at 3 resources.`),
    );
    assert.equal(proofs, 1);
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ["proof", "CMP-01"],
    );
  });

  it("has how many rules looked at how much, where the proof says it", () => {
    const proven = (text: string) => facts(violation("proof", `${PROOF}: ${text}`, "advisory")).evaluation;
    assert.deepEqual(proven("rules 98, resources 610, exempt findings 34"), {
      rules: 98,
      resources: 610,
      exempt: 34,
    });
    assert.equal(proven("looked at 610 resources."), undefined);
    assert.equal(
      facts(violation("proof", "0000: rules 98, resources 610, exempt findings 34")).evaluation,
      undefined,
    );
  });

  it("hears of a policy that could not run, whoever says it", () => {
    const words = "can't run policy 'stack': unknown value";
    assert.deepEqual(
      facts(
        violation("stack", words, "advisory"),
        said("warning", words),
        { sequence: 1, timestamp: 0, stdoutEvent: { message: "Can’t run policy 'x'", color: "never" } },
        said("info", "policies ran"),
      ).cannotRun,
      [words, words, "Can’t run policy 'x'"],
    );
  });

  it("keeps errors, with their resource, and no other message", () => {
    const urn = urnOf(TEMPLATE, "core");
    const { errors } = facts(
      said("error", "no", urn),
      said("error", "bad", ""),
      said("warning", "hm"),
      said("info", "x"),
    );
    assert.deepEqual(errors, [{ urn, message: "no" }, { message: "bad" }]);
  });

  it("knows the names that would move", () => {
    const names = [{ fqdn: "a" }, { fqdn: "b" }];
    const moving = step("update", SWITCH, "names", {
      oldInputs: { activeColor: "prod1", names },
      newInputs: { activeColor: "prod2", names },
    });
    assert.deepEqual(facts(moving, step("update", TEMPLATE, "core")).move, {
      from: "prod1",
      to: "prod2",
      names: 2,
    });
  });

  it("knows that none would", () => {
    const inputs = { activeColor: "prod1", names: [] };
    assert.equal(
      facts(step("update", SWITCH, "names", { oldInputs: inputs, newInputs: inputs })).move,
      undefined,
    );
    assert.equal(facts(step("create", SWITCH, "names", { newInputs: inputs })).move, undefined);
    assert.equal(
      facts(
        step("update", "pulumi-nodejs:dynamic/x:Other", "names", {
          oldInputs: { activeColor: "prod1" },
          newInputs: { activeColor: "prod2" },
        }),
      ).move,
      undefined,
    );
  });
});
