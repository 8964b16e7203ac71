import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { aud02 } from "../../../../policy/rules/audit/aud02";
import { checkAll, INVENTORY, node, unknown } from "../../support/world";

const TYPE = "aws:ec2/flowLog:FlowLog";

describe("AUD-02: what must exist", () => {
  const entry = { stack: "duotone/prod", type: TYPE, name: "accounts" };
  const messages = (nodes: readonly Node[], mustExist = [entry], stackName = "duotone/prod") =>
    checkAll(aud02, nodes, { stackName, inventory: { ...INVENTORY, mustExist } }).map(
      ({ message }) => message,
    );
  const log = node(TYPE, "accounts", { props: { vpcId: unknown } });
  const root = node("pulumi:pulumi:Stack", "duotone-prod");

  it("is content where it does, whatever is known of it", () => {
    assert.deepEqual(messages([log]), []);
    assert.deepEqual(messages([], []), []);
  });

  const wrong: Record<string, readonly Node[]> = {
    "an empty stack": [],
    "a stack with its own resource only": [root],
    "another name": [node(TYPE, "Accounts")],
    "another type": [node("aws:ec2/vpc:Vpc", "accounts")],
    "the same in another stack": [{ ...log, urn: `urn:pulumi:staging::duotone::${TYPE}::accounts` }],
  };
  for (const [title, nodes] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(nodes);
      assert.match(message ?? "", /duotone\/prod has no aws:ec2\/flowLog:FlowLog named accounts\./);
      assert.deepEqual(others, []);
    });
  }

  it("does not look for what belongs to a stack that is not looked at", () => {
    assert.deepEqual(messages([], [entry], "duotone/staging"), []);
  });

  it("looks for it where several stacks are looked at together", () => {
    assert.equal(messages([root], [entry], "duotone/staging").length, 1);
    assert.equal(messages([root, log], [entry], "duotone/staging").length, 0);
  });
});
