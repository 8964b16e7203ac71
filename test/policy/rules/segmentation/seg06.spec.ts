import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { seg06 } from "../../../../policy/rules/segmentation/seg06";
import { crossing, said, thingOf } from "../../support/ties";
import { ACCOUNTS, node, providerFor, unknown } from "../../support/world";

/** By property, the nodes that its value comes from. */
type Edges = Readonly<Record<string, readonly Node[]>>;

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";
const payments = /of the vertical duotone\/prod:payments/;

describe("SEG-06: no security group names another vertical", () => {
  const mine = thingOf("marketing", GROUP);
  const other = thingOf("payments", GROUP);
  const port = { fromPort: 443, toPort: 443 };

  /** Every shape of a rule, by what it names: a list of blocks, a prefix list, a group. */
  type Named = { readonly block?: unknown; readonly list?: unknown; readonly group?: unknown };
  type Shape = (named: Named, edges?: Edges) => Node;
  const shapes = Object.fromEntries<Shape>([
    ...(["ingress", "egress"] as const).flatMap((direction) =>
      [GROUP, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"].map((type): [string, Shape] => [
        `${direction} in ${type}`,
        ({ block, list, group }: Named, edges: Edges = {}) =>
          node(type, "rule", {
            props: {
              [direction]: [
                {
                  ...port,
                  protocol: "tcp",
                  ...(block === undefined ? {} : { cidrBlocks: [block] }),
                  ...(list === undefined ? {} : { prefixListIds: [list] }),
                  ...(group === undefined ? {} : { securityGroups: [group] }),
                },
              ],
            },
            edges: { [direction]: Object.values(edges).flat() },
          }),
      ]),
    ),
    ...(["ingress", "egress"] as const).map((type): [string, Shape] => [
      `SecurityGroupRule of ${type}`,
      ({ block, list, group }: Named, edges: Edges = {}) =>
        node("aws:ec2/securityGroupRule:SecurityGroupRule", "rule", {
          props: {
            ...port,
            type,
            protocol: "tcp",
            securityGroupId: mine.props.id,
            ...(block === undefined ? {} : { cidrBlocks: [block] }),
            ...(list === undefined ? {} : { prefixListIds: [list] }),
            ...(group === undefined ? {} : { sourceSecurityGroupId: group }),
          },
          edges: {
            type: [],
            securityGroupId: [mine],
            cidrBlocks: [],
            prefixListIds: [],
            sourceSecurityGroupId: edges.group ?? [],
          },
        }),
    ]),
    ...["Ingress", "Egress"].map((kind): [string, Shape] => [
      `SecurityGroup${kind}Rule`,
      ({ block, list, group }: Named, edges: Edges = {}) =>
        node(`aws:vpc/securityGroup${kind}Rule:SecurityGroup${kind}Rule`, "rule", {
          props: {
            ...port,
            ipProtocol: "tcp",
            securityGroupId: mine.props.id,
            cidrIpv4: block,
            prefixListId: list,
            referencedSecurityGroupId: group,
          },
          edges: {
            securityGroupId: [mine],
            cidrIpv4: [],
            prefixListId: [],
            referencedSecurityGroupId: edges.group ?? [],
          },
        }),
    ]),
  ]);

  for (const [title, rule] of Object.entries(shapes)) {
    describe(title, () => {
      const judged = (named: Named, edges?: Edges) => said(seg06, [mine, other, rule(named, edges)]);

      it("may name groups and blocks of its own, and the internet", () => {
        assert.deepEqual(judged({ group: mine.props.id }), []);
        assert.deepEqual(judged({ group: unknown }, { group: [mine] }), []);
        for (const block of ["10.22.0.0/16", "192.168.40.0/24", "0.0.0.0/0"]) {
          assert.deepEqual(judged({ block }), [], block);
        }
      });

      it("may not name a group of another vertical", () => {
        for (const messages of [
          judged({ group: other.props.id }),
          judged({ group: unknown }, { group: [other] }),
          judged({ group: `${ACCOUNTS.payments}/sg-0123` }),
        ]) {
          assert.equal(messages.length, 1);
          assert.match(messages.join(), payments);
        }
      });

      it("may not name a group that nobody knows", () => {
        assert.match(judged({ group: "sg-unheard-of" }).join(), /Cannot prove: /);
        assert.match(judged({ group: "abc/sg-unheard-of" }).join(), /Cannot prove: /);
        assert.match(judged({ group: unknown }).join(), /Cannot prove: /);
        assert.match(judged({ group: "999999999999/sg-1" }).join(), /of account 999999999999/);
      });

      it("may not name addresses of another vertical, nor more than them", () => {
        for (const block of ["10.21.0.0/16", "10.21.3.4/32", "10.0.0.0/8", "0.0.0.0/1"]) {
          assert.match(judged({ block }).join(), payments, block);
        }
      });

      it("may not name what cannot be told", () => {
        assert.match(judged({ block: unknown }).join(), /Cannot prove: /);
        assert.match(judged({ block: "somewhere" }).join(), /Cannot prove: /);
        assert.match(judged({ list: "pl-unheard-of" }).join(), /Cannot prove: /);
      });

      it("may not name a prefix list with addresses of another vertical", () => {
        const list = node(PREFIX_LIST, "list", {
          props: { id: "pl-1", entries: [{ cidr: "10.21.0.0/24" }] },
        });
        assert.match(said(seg06, [mine, list, rule({ list: "pl-1" })]).join(), payments);
      });
    });
  }

  const ingress = (group: unknown, provider = providerFor("marketing"), from?: readonly Node[]) =>
    node("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "rule", {
      props: { ...port, ipProtocol: "tcp", securityGroupId: group, cidrIpv4: "10.22.0.0/16" },
      provider,
      ...(from === undefined ? {} : { edges: { securityGroupId: from } }),
    });

  it("refuses a rule in another account than its group's", () => {
    assert.match(
      said(seg06, [mine, other, ingress(other.props.id)]).join(),
      /the security group that the rule is of is of the vertical duotone\/prod:payments/,
    );
  });

  it("cannot tell whose a rule is whose provider cannot be told", () => {
    const messages = said(seg06, [mine, { ...ingress(mine.props.id), provider: undefined }]);
    assert.equal(messages.length, 1);
    assert.match(messages.join(), /Cannot prove: it cannot be told whose rule is/);
  });

  it("tells where in a group a rule is", () => {
    const group = shapes[`ingress in ${GROUP}`]?.({ group: other.props.id }) ?? mine;
    assert.match(
      said(seg06, [mine, other, group]).join(),
      /the security group that the rule of ingress\[0\] names is/,
    );
    const rule = shapes.SecurityGroupIngressRule?.({ group: other.props.id }) ?? mine;
    assert.match(said(seg06, [mine, other, rule]).join(), /the security group that the rule names is/);
  });

  it("lets pass what somebody answers for", () => {
    const nodes = [mine, other, shapes.SecurityGroupIngressRule?.({ group: other.props.id }) ?? mine];
    assert.deepEqual(said(seg06, nodes, crossing("SEG-06", "marketing", "payments")), []);
    const addressed = [mine, other, shapes.SecurityGroupIngressRule?.({ block: "10.21.0.0/16" }) ?? mine];
    assert.deepEqual(said(seg06, addressed, crossing("SEG-06", "marketing", "payments")), []);
  });

  it("has nothing against a group without rules", () => {
    assert.deepEqual(said(seg06, [mine]), []);
  });
});
