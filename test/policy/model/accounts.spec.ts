import assert from "node:assert/strict";

import { accountOf } from "../../../policy/model/accounts";
import { stackModel } from "../../../policy/model/stackModel";
import { verticalsOf } from "../../../policy/model/verticals";
import { ACCOUNTS, INVENTORY, node, providerFor, settings, unknown } from "../support/world";

const PROVIDER = "pulumi:providers:aws";
const QUEUE = "aws:sqs/queue:Queue";

describe("the account of a resource", () => {
  it("has the stack of its vertical, by its number", () => {
    const queue = node(QUEUE, "queue", { provider: providerFor("accounts") });
    assert.deepEqual(accountOf(stackModel([queue]), queue, settings()), {
      is: "known",
      name: "accounts",
      kind: "vertical",
      stack: "duotone/prod",
      restricted: true,
      id: ACCOUNTS.accounts,
    });
  });

  it("is of no stack where all share it", () => {
    const queue = node(QUEUE, "queue", { provider: providerFor("audit") });
    const account = accountOf(stackModel([queue]), queue, settings());
    assert.deepEqual([account.is, "stack" in account ? account.stack : ""], ["known", undefined]);
  });

  it("tells two verticals of one name apart before either has a number, whichever stack's turn it is", () => {
    const unborn = INVENTORY.verticals.map(({ name, stack, classification, cidr, email }) => ({
      name,
      stack,
      classification,
      cidr,
      email,
    }));
    const inventory = { ...INVENTORY, verticals: unborn };
    const found = (["prod", "staging"] as const).map((stack) => {
      const account = node("aws:organizations/account:Account", `${stack}-accounts`, {
        props: { id: unknown, email: `${stack}-accounts@example.com` },
        edges: { email: [] },
      });
      const provider = node(PROVIDER, `${stack}-accounts`, {
        props: { allowedAccountIds: unknown },
        edges: { allowedAccountIds: [account] },
      });
      const queue = node(QUEUE, `${stack}-queue`, { provider });
      return { nodes: [account, provider, queue], queue };
    });
    const model = stackModel(found.flatMap(({ nodes }) => nodes));
    for (const stackName of ["duotone/prod", "duotone/staging"]) {
      const given = settings({ inventory, stackName });
      const account = (of: Parameters<typeof accountOf>[1]) => accountOf(model, of, given);
      assert.deepEqual(
        found.map(({ queue }) => {
          const one = account(queue);
          return one.is === "known" ? `${one.stack ?? ""} ${one.name}` : one.is;
        }),
        ["duotone/prod accounts", "duotone/staging accounts"],
      );
      const verticals = verticalsOf({ model, settings: given, account });
      assert.deepEqual(
        found.map(({ queue }) => verticals.ofNode(queue)),
        [
          { is: "vertical", name: "duotone/prod:accounts", restricted: true },
          { is: "vertical", name: "duotone/staging:accounts", restricted: true },
        ],
      );
    }
  });
});
