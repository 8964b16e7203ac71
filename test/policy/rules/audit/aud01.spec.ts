import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { aud01 } from "../../../../policy/rules/audit/aud01";
import { ACCOUNTS, checkAll, INVENTORY, node, providerFor, unknown } from "../../support/world";

const WIDE = { isMultiRegionTrail: true, isOrganizationTrail: true };

describe("AUD-01: trails record every account", () => {
  const trail = (props: Record<string, unknown>, whose: keyof typeof ACCOUNTS = "management") =>
    node("aws:cloudtrail/trail:Trail", whose, { props, provider: providerFor(whose) });
  const messages = (nodes: readonly Node[], stackName = "duotone-foundation/org", inventory = INVENTORY) =>
    checkAll(aud01, nodes, { stackName, inventory }).map(({ message }) => message);

  it("has nothing against a trail of the organization", () => {
    assert.deepEqual(messages([trail(WIDE)]), []);
    assert.deepEqual(
      messages([trail({ isMultiRegionTrail: "true", isOrganizationTrail: "true", enableLogging: "true" })]),
      [],
    );
    assert.deepEqual(messages([trail({}, "audit"), trail(WIDE)]), []);
  });

  it("wants none in another stack", () => {
    assert.deepEqual(messages([], "duotone/prod"), []);
  });

  const wrong: Record<string, readonly Node[]> = {
    "no trail": [],
    "a trail of one account": [trail({ isMultiRegionTrail: true })],
    "one of no organization": [trail({ ...WIDE, isOrganizationTrail: "false" })],
    "one of one region": [trail({ ...WIDE, isMultiRegionTrail: false })],
    "one that says nothing of regions": [trail({ isOrganizationTrail: true })],
    "one that is off": [trail({ ...WIDE, enableLogging: false })],
    "one that is off as text": [trail({ ...WIDE, enableLogging: "false" })],
    "one of an unknown kind in one region": [
      trail({ isOrganizationTrail: unknown, isMultiRegionTrail: false }),
    ],
  };
  for (const [title, nodes] of Object.entries(wrong)) {
    it(`refuses ${title}, and says whose accounts are left`, () => {
      const [message, ...others] = messages(nodes);
      assert.match(
        message ?? "",
        /No trail records these accounts: .*delivery, .*marketing of duotone\/prod/,
      );
      assert.deepEqual(others, []);
    });
  }

  for (const property of ["isOrganizationTrail", "isMultiRegionTrail", "enableLogging"]) {
    it(`refuses an unknown ${property}`, () => {
      const [message, ...others] = messages([trail({ ...WIDE, [property]: unknown })]);
      assert.match(message ?? "", /Cannot prove: whether a trail is the organization's/);
      assert.deepEqual(others, []);
    });
  }

  describe("one by one", () => {
    const few = {
      ...INVENTORY,
      verticals: INVENTORY.verticals.filter(({ stack }) => stack === "duotone/prod"),
    };
    const each = (Object.keys(ACCOUNTS) as (keyof typeof ACCOUNTS)[]).map((whose) =>
      trail({ isMultiRegionTrail: true }, whose),
    );
    const said = (nodes: readonly Node[], inventory = few) =>
      messages(nodes, "duotone-foundation/org", inventory);

    it("are as good as one for all", () => {
      assert.deepEqual(said(each), []);
    });

    it("have to be one in each account", () => {
      each.forEach((left) => {
        assert.match(said(each.filter((one) => one !== left))[0] ?? "", new RegExp(`accounts: ${left.name}`));
      });
    });

    it("have to be switched on in every region", () => {
      const [first, ...rest] = each;
      assert.ok(first);
      assert.match(said([{ ...first, props: {} }, ...rest])[0] ?? "", /accounts: management\./);
    });

    it("do not count in an account that is not born yet", () => {
      const [accounts] = few.verticals;
      assert.ok(accounts);
      const unborn = Object.fromEntries(
        Object.entries(accounts).filter(([key]) => key !== "accountId"),
      ) as typeof accounts;
      const inventory = { ...few, verticals: [unborn] };
      assert.match(said(each, inventory)[0] ?? "", /accounts: accounts of duotone\/prod\./);
      const nobody = {
        ...trail({ isMultiRegionTrail: true }),
        provider: { ...providerFor("audit"), props: {} },
      };
      assert.match(said([...each, nobody], inventory)[0] ?? "", /accounts: accounts of duotone\/prod\./);
      const account = node("aws:organizations/account:Account", "new", {
        props: { id: unknown, email: accounts.email },
      });
      const provider = node("pulumi:providers:aws", "new", {
        props: { allowedAccountIds: unknown },
        edges: { allowedAccountIds: [account] },
      });
      const early = { ...trail({ isMultiRegionTrail: true }), provider };
      assert.match(
        said([...each, account, provider, early], inventory)[0] ?? "",
        /accounts: accounts of duotone\/prod\./,
      );
    });
  });
});
