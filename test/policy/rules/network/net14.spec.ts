import assert from "node:assert/strict";

import type { Node, ProviderOf } from "../../../../policy/model/resource";
import { net14 } from "../../../../policy/rules/network/net14";
import { checkAll, node, providerFor, unknown } from "../../support/world";

const VPC = "aws:ec2/vpc:Vpc";
const OPTIONS = "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions";
const EXCLUSION = "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion";

describe("NET-14: public access to restricted accounts", () => {
  const messages = (...nodes: readonly Node[]) => checkAll(net14, nodes).map(({ message }) => message);
  const restricted = providerFor("accounts");
  const nobody: ProviderOf = { ...restricted, props: {} };
  const inRegion = (region: string): ProviderOf => ({
    ...restricted,
    props: { ...restricted.props, region },
  });
  const vpc = (props: object = {}, provider = restricted) =>
    node(VPC, "core", { props: { ...props }, provider });
  const options = (internetGatewayBlockMode: unknown, props: object = {}, provider = restricted) =>
    node(OPTIONS, "options", { props: { internetGatewayBlockMode, ...props }, provider });
  const exclusion = (provider = restricted) =>
    node(EXCLUSION, "public", { props: { internetGatewayExclusionMode: "allow-egress" }, provider });

  const right: Record<string, readonly Node[]> = {
    "no VPC": [],
    "everything blocked": [vpc(), options("block-bidirectional")],
    "what comes in blocked": [vpc(), options("block-ingress")],
    "a network of public data": [vpc({}, providerFor("marketing"))],
    "an exclusion of public data": [exclusion(providerFor("marketing"))],
    "an open mode of public data": [options("off", {}, providerFor("marketing"))],
    "a network of a shared account": [vpc({}, providerFor("delivery"))],
    "a network of banking data, blocked": [
      vpc({}, providerFor("payments")),
      options("block-ingress", {}, providerFor("payments")),
    ],
    "the region of another provider, blocked there": [
      vpc({ region: "eu-central-1" }),
      options("block-ingress", {}, inRegion("eu-central-1")),
    ],
    "another region, blocked there": [
      vpc({ region: "eu-central-1" }),
      options("block-ingress", { region: "eu-central-1" }),
    ],
  };
  for (const [title, nodes] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(...nodes), []);
    });
  }

  const missing = /\. Its account has no VpcBlockPublicAccessOptions in the region\./;
  const wrong: Record<string, [nodes: readonly Node[], said: RegExp]> = {
    "a network of personal data that is not blocked": [[vpc()], missing],
    "a network of banking data that is not blocked": [[vpc({}, providerFor("payments"))], missing],
    "a block in another account": [[vpc(), options("block-ingress", {}, providerFor("payments"))], missing],
    "a block in another region": [[vpc({ region: "eu-central-1" }), options("block-ingress")], missing],
    "a block in the region of another provider": [
      [vpc(), options("block-ingress", {}, inRegion("eu-central-1"))],
      missing,
    ],
    "a block in the account of the same name in another stack": [
      [
        vpc(),
        options(
          "block-ingress",
          {},
          {
            ...restricted,
            props: { ...restricted.props, allowedAccountIds: JSON.stringify(["300000000001"]) },
          },
        ),
      ],
      missing,
    ],
    "a block that is off": [[vpc(), options("off")], /\. internetGatewayBlockMode blocks nothing\./],
    "a block without a mode": [[vpc(), options(undefined)], /\. internetGatewayBlockMode blocks nothing\./],
    "a block of an unknown mode": [
      [vpc(), options(unknown)],
      /Cannot prove: internetGatewayBlockMode is not known yet\./,
    ],
    "an exclusion": [
      [vpc(), options("block-ingress"), exclusion()],
      /\. It takes a network out of the block\./,
    ],
    "a network of who knows whom": [
      [vpc({}, nobody)],
      /Cannot prove: Its account has no VpcBlockPublicAccessOptions in the region\./,
    ],
    "an exclusion of who knows whom": [[exclusion(nobody)], /\. It takes a network out of the block\./],
  };
  for (const [title, [nodes, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(...nodes);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("does not take one unknown account for another", () => {
    const other = { ...nobody, urn: `${nobody.urn}-other` };
    const found = messages(vpc({}, nobody), options("block-ingress", {}, other));
    assert.equal(found.length, 1);
  });

  it("knows accounts that have no ids yet by their verticals", () => {
    const account = (name: string) =>
      node("aws:organizations/account:Account", name, { props: { email: `prod-${name}@example.com` } });
    const provider = (name: string, of: Node) =>
      node("pulumi:providers:aws", name, {
        props: { allowedAccountIds: unknown, region: "eu-west-1" },
        edges: { allowedAccountIds: [of] },
      });
    const fresh = ["accounts", "payments"].map((name) => {
      const made = account(name);
      return { made, by: provider(name, made) };
    });
    const [pii, banking] = fresh;
    assert.ok(pii !== undefined && banking !== undefined);
    const nodes = [...fresh.flatMap(({ made, by }) => [made, by]), vpc({}, pii.by)];
    assert.deepEqual(messages(...nodes, options("block-ingress", {}, pii.by)), []);
    assert.equal(messages(...nodes, options("block-ingress", {}, banking.by)).length, 1);
  });
});
