import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { tag02 } from "../../../../policy/rules/tags/tag02";
import { ACCOUNTS, checkAll, type Given, node, providerFor, unknown } from "../../support/world";

const VPC = "aws:ec2/vpc:Vpc";
const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";

describe("TAG-02: tags tell the truth", () => {
  const messages = (...nodes: readonly Node[]) => checkAll(tag02, nodes).map(({ message }) => message);
  const plain = (account: keyof typeof ACCOUNTS) => ({
    ...providerFor(account),
    props: { allowedAccountIds: JSON.stringify([ACCOUNTS[account]]) },
  });
  const tagged = (
    type: string,
    tags: unknown,
    account: keyof typeof ACCOUNTS = "marketing",
    given: Given = {},
  ) => node(type, "it", { ...given, props: { tags, ...given.props }, provider: plain(account) });

  describe("of the vertical", () => {
    it("has nothing against the account's", () => {
      assert.deepEqual(messages(tagged(VPC, { vertical: "marketing" })), []);
    });

    it("counts the provider's default", () => {
      assert.deepEqual(messages(node(VPC, "main", { provider: providerFor("payments") })), []);
    });

    for (const [title, tags] of Object.entries({
      "another one": { vertical: "payments" },
      "one in another case": { vertical: "Marketing" },
      "one in other letters": { vertical: "mаrketing" },
      none: {},
      "one that is no text": { vertical: true },
    })) {
      it(`refuses ${title}`, () => {
        const [message, ...others] = messages(tagged(VPC, tags));
        assert.match(message ?? "", /tags\.vertical is not the vertical of its account/);
        assert.deepEqual(others, []);
      });
    }

    it("refuses one that is not known", () => {
      assert.match(
        messages(tagged(VPC, { vertical: unknown })).join(),
        /Cannot prove: tags\.vertical is not known yet/,
      );
    });

    it("wants none in a shared account, and where there is no account", () => {
      for (const account of ["management", "delivery", "audit"] as const) {
        assert.deepEqual(messages(tagged(VPC, {}, account)), []);
      }
      assert.deepEqual(
        messages({ ...tagged(VPC, {}), provider: { ...plain("audit"), type: "pulumi:providers:awsx" } }),
        [],
      );
    });

    const stranger = { ...plain("marketing"), props: { allowedAccountIds: '["999999999999"]' } };

    it("refuses an account that nobody knows", () => {
      const [message, ...others] = messages({
        ...tagged(VPC, { vertical: "marketing" }),
        provider: stranger,
      });
      assert.match(
        message ?? "",
        /Cannot prove: tags\.vertical cannot be compared with its account: account/,
      );
      assert.deepEqual(others, []);
    });

    it("does not ask for the account in a stack without verticals", () => {
      for (const [stack, project, count] of [
        ["org", "duotone-foundation", 0],
        ["prod", "duotone", 1],
        ["prod", "duotone-foundation", 0],
        ["org", "duotone", 0],
      ] as const) {
        const urn = `urn:pulumi:${stack}::${project}::${VPC}::it`;
        assert.equal(messages({ ...tagged(VPC, {}), provider: stranger, urn }).length, count);
      }
    });

    const network = (account: keyof typeof ACCOUNTS) =>
      node(VPC, account, { props: { id: `vpc-${account}` }, provider: providerFor(account) });
    const group = (vertical: string, vpcId: unknown, from: readonly Node[], account = "audit" as const) =>
      tagged(SECURITY_GROUP, { vertical }, account, { props: { vpcId }, edges: { vpcId: from } });

    it("refuses another network's", () => {
      const payments = network("payments");
      const [message, ...others] = messages(payments, group("marketing", "vpc-payments", []));
      assert.match(message ?? "", /tags\.vertical is not the vertical of its network/);
      assert.deepEqual(others, []);
      assert.equal(messages(payments, group("marketing", unknown, [payments])).length, 1);
      assert.equal(
        messages(
          payments,
          tagged(SECURITY_GROUP, { vertical: "marketing" }, "marketing", {
            props: { vpcId: "vpc-payments" },
          }),
        ).length,
        1,
      );
    });

    it("has nothing against its network's, or one of those that it may be", () => {
      const [payments, marketing] = [network("payments"), network("marketing")];
      assert.deepEqual(messages(payments, group("payments", "vpc-payments", [])), []);
      assert.deepEqual(messages(payments, marketing, group("payments", unknown, [marketing, payments])), []);
      assert.deepEqual(messages(network("audit"), group("payments", "vpc-audit", [])), []);
    });

    it("has nothing against none, says nothing twice", () => {
      const payments = network("payments");
      assert.deepEqual(
        messages(payments, tagged(SECURITY_GROUP, {}, "audit", { props: { vpcId: "vpc-payments" } })),
        [],
      );
      assert.equal(
        messages(
          payments,
          tagged(SECURITY_GROUP, { vertical: "accounts" }, "marketing", { props: { vpcId: "vpc-payments" } }),
        ).length,
        1,
      );
    });
  });

  it("has nothing against what cannot have tags", () => {
    assert.deepEqual(messages(tagged("aws:iam/rolePolicy:RolePolicy", {})), []);
  });
});
