import assert from "node:assert/strict";

import { BALANCERS } from "../../../../policy/model/balancers";
import { lb06 } from "../../../../policy/rules/balancing/lb06";
import { checkOne, node, providerFor, unknown } from "../../support/world";

describe("LB-06: balancers of production cannot be deleted by accident", () => {
  const messages = (
    enableDeletionProtection: unknown,
    stackName = "duotone/prod",
    type = lb06.types[0] ?? "",
  ) =>
    checkOne(
      lb06,
      node(type, "core", { props: { enableDeletionProtection }, provider: providerFor("accounts") }),
      { stackName },
    ).map(({ message }) => message);

  for (const value of [true, "true"]) {
    it(`has nothing against ${typeof value} true`, () => {
      assert.deepEqual(messages(value), []);
    });
  }
  for (const value of [undefined, false, "false", null]) {
    it(`refuses ${typeof value} ${String(value)}`, () => {
      assert.match(messages(value).join(), /\. enableDeletionProtection is not true/);
    });
  }
  it("cannot prove what is not known", () => {
    assert.match(messages(unknown).join(), /Cannot prove: enableDeletionProtection is not known/);
  });
  it("lets other environments delete", () => {
    assert.deepEqual(messages(false, "duotone/staging"), []);
  });
  for (const type of BALANCERS) {
    it(`looks at ${type}`, () => {
      assert.equal(messages(false, "duotone/prod", type).length, 1);
    });
  }
});
