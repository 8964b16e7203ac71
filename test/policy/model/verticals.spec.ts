import assert from "node:assert/strict";

import { type Account, accountOf } from "../../../policy/model/accounts";
import { placeLabel } from "../../../policy/model/place";
import type { Node } from "../../../policy/model/resource";
import { stackModel } from "../../../policy/model/stackModel";
import { type Verticals, verticalsOf } from "../../../policy/model/verticals";
import type { Settings } from "../../../policy/settings/settings";
import { ACCOUNTS, IMAGE, INVENTORY, node, providerFor, settings, unknown } from "../support/world";

const ACCOUNT = "aws:organizations/account:Account";
const ARCHIVE = "duotone:observability:LogArchive";
const QUEUE = "aws:sqs/queue:Queue";
const PROVIDER = "pulumi:providers:aws";

function verticals(nodes: readonly Node[], changed: Partial<Settings> = {}): Verticals {
  const model = stackModel(nodes);
  const all = settings(changed);
  return verticalsOf({ model, settings: all, account: (of): Account => accountOf(model, of, all) });
}

describe("whose everything is", () => {
  const label = (of: Verticals, text: string, ...types: readonly string[]) =>
    placeLabel(of.ofText(text, ...types));

  it("is told by account ids", () => {
    const none = verticals([]);
    assert.equal(label(none, ACCOUNTS.payments), "the vertical duotone/prod:payments");
    assert.equal(label(none, "300000000001"), "the vertical duotone/staging:accounts");
    assert.equal(label(none, ACCOUNTS.audit), "the audit account");
    assert.equal(label(none, "999999999999"), "account 999999999999, which the inventory does not know");
  });

  it("is told by ARNs of any partition, and by images", () => {
    const none = verticals([]);
    for (const partition of ["aws", "aws-cn", "aws-us-gov", "aws-eusc"]) {
      assert.equal(
        label(none, `arn:${partition}:sqs:eu-west-1:${ACCOUNTS.payments}:work`),
        "the vertical duotone/prod:payments",
      );
    }
    assert.equal(label(none, IMAGE), "the delivery account");
  });

  for (const text of [
    "",
    "arn:aws:s3:::files",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "123456789",
    "vpc-1",
    "arn:other:sqs:eu-west-1:200000000002:x",
  ]) {
    it(`is not told by ${JSON.stringify(text)}`, () => {
      assert.equal(verticals([]).ofText(text).is, "unknown");
    });
  }

  it("is told by nodes before ARNs, and by nodes of the types only", () => {
    const arn = `arn:aws:sqs:eu-west-1:${ACCOUNTS.payments}:q`;
    const queue = node(QUEUE, "queue", { props: { id: "q", arn } });
    const of = verticals([queue]);
    assert.equal(label(of, "q"), "the vertical duotone/prod:marketing");
    assert.equal(label(of, "q", QUEUE), "the vertical duotone/prod:marketing");
    assert.equal(of.ofText("q", ACCOUNT).is, "unknown");
    assert.equal(label(of, arn), "the vertical duotone/prod:marketing");
    assert.equal(label(of, arn, ACCOUNT), "the vertical duotone/prod:payments");
  });

  it("is not told by an ARN that the program gave, for that is another's", () => {
    const arn = `arn:aws:sqs:eu-west-1:${ACCOUNTS.payments}:q`;
    const target = node("aws:cloudwatch/eventTarget:EventTarget", "target", {
      props: { arn },
      edges: { arn: [] },
    });
    assert.equal(label(verticals([target]), arn), "the vertical duotone/prod:payments");
  });

  it("is told by the networks in the inventory", () => {
    const inventory = {
      ...INVENTORY,
      verticals: INVENTORY.verticals.map((vertical) => ({
        ...vertical,
        vpcIds: [`vpc-${vertical.stack}-${vertical.name}`],
      })),
    };
    assert.equal(
      label(verticals([], { inventory }), "vpc-duotone/staging-accounts"),
      "the vertical duotone/staging:accounts",
    );
  });

  it("says whether a vertical is restricted", () => {
    const place = (id: string) => verticals([]).ofAccount(id);
    assert.deepEqual(place(ACCOUNTS.accounts), {
      is: "vertical",
      name: "duotone/prod:accounts",
      restricted: true,
    });
    assert.deepEqual(place(ACCOUNTS.payments), {
      is: "vertical",
      name: "duotone/prod:payments",
      restricted: true,
    });
    assert.deepEqual(place(ACCOUNTS.marketing), {
      is: "vertical",
      name: "duotone/prod:marketing",
      restricted: false,
    });
  });

  describe("of nodes", () => {
    const place = (found: Node, more: readonly Node[] = [], changed: Partial<Settings> = {}) =>
      placeLabel(verticals([found, ...more], changed).ofNode(found));

    it("is told by their account", () => {
      assert.equal(
        place(node(QUEUE, "queue", { provider: providerFor("payments") })),
        "the vertical duotone/prod:payments",
      );
      assert.equal(place(node(QUEUE, "queue", { provider: providerFor("audit") })), "the audit account");
      const other = { ...providerFor("audit"), props: { allowedAccountIds: '["999999999999"]' } };
      assert.match(
        place(node(QUEUE, "queue", { provider: other })),
        /nobody that can be told \(account 999999999999 is not in the inventory\)/,
      );
      assert.match(place(node("duotone:a:B", "b")), /nobody that can be told \(it has no AWS account\)/);
    });

    it("is told before their account exists", () => {
      const account = (email: unknown) =>
        node(ACCOUNT, "account", { props: { email, id: unknown }, provider: providerFor("management") });
      const queue = (of: Node) => {
        const provider = node(PROVIDER, "payments", {
          props: { allowedAccountIds: unknown },
          edges: { allowedAccountIds: [of] },
        });
        return place(
          node(QUEUE, "queue", {
            provider: { type: PROVIDER, name: "payments", urn: provider.urn, props: provider.props },
          }),
          [provider, of],
        );
      };
      assert.equal(queue(account("prod-payments@example.com")), "the vertical duotone/prod:payments");
      assert.match(queue(account("who@example.com")), /nobody that can be told/);
      assert.match(queue(account(unknown)), /nobody that can be told/);
    });

    it("is, of an account, the vertical that it is for", () => {
      const account = (props: Readonly<Record<string, unknown>>) =>
        node(ACCOUNT, "account", { props, provider: providerFor("management") });
      assert.equal(
        place(account({ email: "prod-payments@example.com" })),
        "the vertical duotone/prod:payments",
      );
      assert.equal(
        place(account({ email: "staging-accounts@example.com", id: unknown })),
        "the vertical duotone/staging:accounts",
      );
      assert.equal(
        place(account({ email: "who@example.com", id: ACCOUNTS.payments })),
        "the vertical duotone/prod:payments",
      );
      assert.match(
        place(account({ email: "who@example.com", id: unknown })),
        /belongs to no vertical of the inventory/,
      );
      assert.match(place(account({ id: "" })), /belongs to no vertical of the inventory/);
      assert.match(
        place(account({ email: unknown, id: "unheard-of" })),
        /belongs to no vertical of the inventory/,
      );
    });

    it("is, of a new account that the inventory has no id of, told by its address", () => {
      const inventory = {
        ...INVENTORY,
        verticals: INVENTORY.verticals.map(({ name, stack, classification, cidr, email }) => ({
          name,
          stack,
          classification,
          cidr,
          email,
        })),
        accounts: [{ email: "audit@example.com", role: "audit" as const }],
      };
      const account = (email: string) => node(ACCOUNT, "account", { props: { id: "777777777777", email } });
      for (const [email, wanted] of [
        ["prod-payments@example.com", "the vertical duotone/prod:payments"],
        ["audit@example.com", "the audit account"],
        ["who@example.com", "account 777777777777, which the inventory does not know"],
      ] as const) {
        const of = verticals([account(email)], { inventory });
        assert.equal(label(of, "arn:aws:sqs:eu-west-1:777777777777:work"), wanted);
      }
    });

    it("is, in an archive, also the vertical whose logs it keeps", () => {
      const kept = (parent: Node, provider: "audit" | "delivery" | "payments" = "audit") =>
        place(node(QUEUE, "queue", { provider: providerFor(provider), parent }), [parent]);
      assert.equal(
        kept(node(ARCHIVE, "accounts")),
        "the archive of duotone/prod:accounts in the audit account",
      );
      for (const role of ["management", "delivery", "audit"]) {
        assert.equal(kept(node(ARCHIVE, role)), `the archive of ${role} in the audit account`);
      }
      assert.equal(kept(node(ARCHIVE, "unheard-of")), "the audit account");
      assert.equal(kept(node("other:a:B", "accounts")), "the audit account");
      assert.equal(kept(node(ARCHIVE, "accounts"), "payments"), "the vertical duotone/prod:payments");
      const staging = {
        ...node(ARCHIVE, "accounts"),
        urn: `urn:pulumi:staging::duotone::${ARCHIVE}::accounts`,
      };
      assert.equal(kept(staging), "the archive of duotone/staging:accounts in the audit account");
      assert.equal(kept({ ...staging, urn: "no URN" }), "the audit account");
    });
  });
});
