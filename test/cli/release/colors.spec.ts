import assert from "node:assert/strict";

import { checkedColor, colorBefore, idleColor, isUnfinished } from "../../../cli/release/colors";
import type { SwitchInStack } from "../../../cli/release/switchInStack";
import type { SwitchInputs, SwitchState } from "../../../providers/switch/switchInputs";
import { chainOf } from "../../providers/ledger/support/chain";
import { intent, outcome } from "../../providers/ledger/support/fixture";
import { SigningKey } from "../../providers/ledger/support/signingKey";
import { switchInputs } from "../../providers/switch/support/fixture";
import { stateOf } from "../../providers/switch/support/situation";

const inStack = (inputs: SwitchInputs, state: Partial<SwitchState> = {}): SwitchInStack => ({
  name: "public-names",
  inputs,
  state: { ...stateOf(inputs), ...state },
});

describe("colours", () => {
  it("have one that is idle, or a question", () => {
    assert.equal(idleColor(inStack(switchInputs())), "prod2");
    const three = { ...switchInputs(), colors: ["prod1", "prod2", "prod3"] };
    assert.throws(
      () => idleColor(inStack(three)),
      /The colours are prod1, prod2, prod3, and prod1 is active\./,
    );
    assert.throws(() => idleColor(inStack({ ...switchInputs(), colors: ["prod1"] })), /Say which one/);
    assert.throws(() => checkedColor(inStack(switchInputs()), "prd2"), /"prd2" is not a colour/);
  });

  it("are unfinished while a change or a record is open", () => {
    assert.equal(isUnfinished(inStack(switchInputs())), false);
    assert.equal(isUnfinished(inStack(switchInputs(), { openRecord: 3 })), true);
    assert.equal(isUnfinished(inStack(switchInputs(), { pendingChanges: { Z0: "C1" } })), true);
    assert.equal(isUnfinished(inStack(switchInputs(), { pendingChanges: {} })), false);
  });

  it("go back to where the last move that was done came from", () => {
    const key = new SigningKey();
    const before = (
      ...bodies: Parameters<typeof chainOf>[2] extends { bodies?: infer B } | undefined
        ? NonNullable<B>
        : never
    ) => colorBefore(chainOf(key, bodies.length, { bodies }), "prod2");
    const create = [
      intent({ action: "create", from: [], to: "prod1" }),
      outcome(1, { activeColor: "prod1", namesOn: { Z0: "prod1" } }),
    ];
    assert.equal(before(...create), undefined);
    assert.equal(before(...create, intent(), outcome(3)), "prod1");
    const failed = [intent({ from: ["prod3"] }), outcome(3, { result: "failed", activeColor: "prod1" })];
    assert.equal(before(...create, ...failed), undefined);
    // A repair of the same colour leaves none, and says nothing of the one before.
    const repair = [intent({ action: "repair", from: [], to: "prod2" }), outcome(5)];
    assert.equal(before(...create, intent(), outcome(3), ...repair), "prod1");
  });
});
