import assert from "node:assert/strict";

import { seg01 } from "../../../../policy/rules/segmentation/seg01";
import { crossing, describeTie, said, thingOf } from "../../support/ties";
import { ACCOUNTS, INVENTORY, node, providerFor, unknown } from "../../support/world";

const ACCEPTER = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter";
const ACCOUNT = "aws:organizations/account:Account";
const CONNECTION = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection";
const OPTIONS = "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions";
const VPC = "aws:ec2/vpc:Vpc";

describe("SEG-01: no VPC peering between verticals", () => {
  const mine = thingOf("marketing", VPC);
  const peering = (props: Readonly<Record<string, unknown>>) =>
    node(CONNECTION, "user", { props: { vpcId: mine.props.id, peerVpcId: mine.props.id, ...props } });

  describeTie(seg01, { type: ACCEPTER, path: "vpcPeeringConnectionId", to: CONNECTION, required: true });
  describeTie(seg01, { type: OPTIONS, path: "vpcPeeringConnectionId", to: CONNECTION, required: true });

  it("has nothing against two networks of one vertical", () => {
    assert.deepEqual(said(seg01, [mine, peering({})]), []);
    assert.deepEqual(said(seg01, [mine, peering({ peerOwnerId: ACCOUNTS.marketing })]), []);
  });

  for (const property of ["vpcId", "peerVpcId"]) {
    describe(property, () => {
      const other = thingOf("payments", VPC);

      it("may not be of another vertical", () => {
        const [message, ...others] = said(seg01, [mine, other, peering({ [property]: other.props.id })]);
        assert.match(message ?? "", new RegExp(`${property} is of the vertical duotone/prod:payments`));
        assert.deepEqual(others, []);
      });

      it("may not be left out, unknown, or of no network that anybody knows", () => {
        for (const value of [undefined, unknown, "vpc-0aaaaaaaaaaaaaaaa", 123]) {
          assert.equal(said(seg01, [mine, peering({ [property]: value })]).length, 1, String(value));
        }
      });

      it("may be of the vertical in another stack that the inventory has it in, and of no other", () => {
        const inventory = {
          ...INVENTORY,
          verticals: INVENTORY.verticals.map((vertical) =>
            vertical.stack === "duotone/prod" ? { ...vertical, vpcIds: [`vpc-${vertical.name}`] } : vertical,
          ),
        };
        assert.deepEqual(said(seg01, [mine, peering({ [property]: "vpc-marketing" })], { inventory }), []);
        assert.match(
          said(seg01, [mine, peering({ [property]: "vpc-accounts" })], { inventory }).join(),
          /of the vertical duotone\/prod:accounts/,
        );
      });
    });
  }

  it("refuses an owner of another vertical, and of nobody", () => {
    assert.match(
      said(seg01, [mine, peering({ peerOwnerId: ACCOUNTS.payments })]).join(),
      /peerOwnerId is of the vertical duotone\/prod:payments/,
    );
    assert.match(
      said(seg01, [mine, peering({ peerOwnerId: "999999999999" })]).join(),
      /peerOwnerId is of account 999999999999, which the inventory does not know/,
    );
    assert.match(said(seg01, [mine, peering({ peerOwnerId: 999999999999 })]).join(), /account 999999999999/);
    assert.match(said(seg01, [mine, peering({ peerOwnerId: 1234567890 })]).join(), /Cannot prove: /);
  });

  it("takes a vertical of the same name in another stack for another vertical", () => {
    const accounts = thingOf("accounts", VPC);
    const connection = node(CONNECTION, "user", {
      props: { vpcId: accounts.props.id, peerVpcId: accounts.props.id, peerOwnerId: "300000000001" },
      provider: providerFor("accounts"),
    });
    assert.match(
      said(seg01, [accounts, connection]).join(),
      /of the vertical duotone\/staging:accounts, and user of the vertical duotone\/prod:accounts/,
    );
  });

  it("does not ask who owns the other network before AWS has said it", () => {
    const edges = { vpcId: [mine], peerVpcId: [mine] };
    const props = { vpcId: unknown, peerVpcId: unknown, peerOwnerId: unknown };
    assert.deepEqual(said(seg01, [mine, node(CONNECTION, "user", { props, edges })]), []);
  });

  it("knows a network by the account that is yet to be made", () => {
    const account = thingOf("payments", ACCOUNT);
    const edges = { vpcId: [mine], peerVpcId: [mine], peerOwnerId: [account] };
    const props = { vpcId: unknown, peerVpcId: unknown, peerOwnerId: unknown };
    assert.match(
      said(seg01, [mine, account, node(CONNECTION, "user", { props, edges })]).join(),
      /peerOwnerId is of the vertical duotone\/prod:payments/,
    );
  });

  it("does not peer a vertical with a shared account either", () => {
    assert.match(
      said(seg01, [mine, peering({ peerOwnerId: ACCOUNTS.delivery })]).join(),
      /peerOwnerId is of the delivery account/,
    );
  });

  it("cannot tell where the provider cannot be told", () => {
    const provider = { ...providerFor("marketing"), props: {} };
    const connection = node(CONNECTION, "user", {
      props: { vpcId: mine.props.id, peerVpcId: mine.props.id },
      provider,
    });
    assert.match(said(seg01, [mine, connection]).join(), /Cannot prove: it cannot be told whose user is/);
  });

  describe("a crossing", () => {
    const nodes = [mine, peering({ peerOwnerId: ACCOUNTS.payments })];

    it("lets it pass until it ends", () => {
      assert.deepEqual(said(seg01, nodes, crossing("SEG-01", "marketing", "payments")), []);
      assert.equal(
        said(seg01, nodes, crossing("SEG-01", "marketing", "payments", "2026-11-21T12:00:00Z")).length,
        1,
      );
    });

    for (const [title, changed] of Object.entries({
      "of another rule": crossing("SEG-02", "marketing", "payments"),
      "from elsewhere": crossing("SEG-01", "accounts", "payments"),
      "to elsewhere": crossing("SEG-01", "marketing", "accounts"),
      "the other way round": crossing("SEG-01", "payments", "marketing"),
    })) {
      it(`${title} lets nothing pass`, () => {
        assert.equal(said(seg01, nodes, changed).length, 1);
      });
    }

    it("may be to an account that is nobody's", () => {
      const foreign = [mine, peering({ peerOwnerId: "999999999999" })];
      assert.deepEqual(said(seg01, foreign, crossing("SEG-01", "marketing", "999999999999")), []);
    });
  });
});
