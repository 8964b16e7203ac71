import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { seg02 } from "../../../../policy/rules/segmentation/seg02";
import { crossing, describeTie, said, thingOf } from "../../support/ties";
import { ACCOUNTS, node, providerFor, unknown } from "../../support/world";

const family = (name: string) =>
  `aws:ec2transitgateway/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;

const ASSOCIATION = family("routeTableAssociation");
const ATTACHMENT = family("vpcAttachment");
const CONNECT = family("connect");
const GATEWAY = family("transitGateway");
const PEERING = family("peeringAttachment");
const PROPAGATION = family("routeTablePropagation");
const ROUTE = family("route");
const TABLE = family("routeTable");
const VPC = "aws:ec2/vpc:Vpc";
const VPN = "aws:ec2/vpnConnection:VpnConnection";

const OWN = ACCOUNTS.marketing;
const required = true;
type VerticalName = "accounts" | "payments" | "marketing";

describe("SEG-02: nothing in the middle leads to another vertical", () => {
  describe("transit gateways", () => {
    const gateway = node(GATEWAY, "hub", {
      props: {
        id: "tgw-1",
        defaultRouteTableAssociation: "disable",
        defaultRouteTablePropagation: "disable",
      },
      provider: providerFor("delivery"),
    });
    const open = node(GATEWAY, "open", { props: { id: "tgw-2" }, provider: providerFor("delivery") });
    const table = (name: string) =>
      node(TABLE, name, {
        props: { id: `rtb-${name}`, transitGatewayId: "tgw-1" },
        provider: providerFor("delivery"),
      });
    const attached = (vertical: VerticalName, to: Node = gateway, props = {}) =>
      node(ATTACHMENT, `${vertical}-attachment`, {
        props: {
          id: `att-${vertical}`,
          vpcId: thingOf(vertical, VPC).props.id,
          transitGatewayId: to.props.id,
          ...props,
        },
        provider: providerFor(vertical),
      });
    const link = (type: string, to: Node, on: Node, props = {}) =>
      node(type, `${on.name}-${to.name}-${type.length}`, {
        props: { transitGatewayAttachmentId: to.props.id, transitGatewayRouteTableId: on.props.id, ...props },
        provider: providerFor("delivery"),
      });
    const vpcs = (["accounts", "payments", "marketing"] as const).map((vertical) => thingOf(vertical, VPC));
    const [one, two] = [attached("marketing"), attached("payments")];
    const [red, blue] = [table("red"), table("blue")];
    const base = [...vpcs, gateway, one, two, red, blue];
    const reaches =
      /the network of payments-attachment, which it reaches, is of the vertical duotone\/prod:payments, and marketing-attachment of the vertical duotone\/prod:marketing/;

    it("may hold two verticals that no table joins", () => {
      assert.deepEqual(
        said(seg02, [
          ...base,
          link(ASSOCIATION, one, red),
          link(PROPAGATION, one, red),
          link(ASSOCIATION, two, blue),
          link(PROPAGATION, two, blue),
        ]),
        [],
      );
    });

    for (const [title, way] of Object.entries({
      "a propagation": link(PROPAGATION, two, red),
      "a static route": link(ROUTE, two, red, { destinationCidrBlock: "10.21.0.0/16" }),
      "a prefix list": link(family("prefixListReference"), two, red, { prefixListId: "pl-1" }),
      "a route whose blackhole is text": link(ROUTE, two, red, { blackhole: "false" }),
    })) {
      it(`may not lead on by ${title}`, () => {
        const nodes = [...base, link(ASSOCIATION, one, red), way];
        const [message, ...others] = said(seg02, nodes);
        assert.match(message ?? "", reaches);
        assert.deepEqual(others, []);
        assert.deepEqual(said(seg02, nodes, crossing("SEG-02", "marketing", "payments")), []);
      });
    }

    it("may drop what is for another vertical", () => {
      assert.deepEqual(
        said(seg02, [...base, link(ASSOCIATION, one, red), link(ROUTE, two, red, { blackhole: true })]),
        [],
      );
    });

    it("lead nowhere by a table that nothing is associated with", () => {
      assert.deepEqual(said(seg02, [...base, link(PROPAGATION, two, red)]), []);
    });

    it("lead on before anything exists, as where values come from says", () => {
      const unmade = (type: string, name: string, edges: Readonly<Record<string, readonly Node[]>>) =>
        node(type, name, {
          props: Object.fromEntries(Object.keys(edges).map((property) => [property, unknown])),
          edges,
          provider: providerFor("delivery"),
        });
      const nodes = [
        ...base,
        unmade(ASSOCIATION, "a", { transitGatewayAttachmentId: [one], transitGatewayRouteTableId: [red] }),
        unmade(PROPAGATION, "p", { transitGatewayAttachmentId: [two], transitGatewayRouteTableId: [red] }),
      ];
      assert.match(said(seg02, nodes).join(), reaches);
    });

    it("may not lead on over a third attachment", () => {
      for (const [type, props] of [
        [PEERING, {}],
        [CONNECT, {}],
        [VPN, { transitGatewayAttachmentId: "att-middle" }],
      ] as const) {
        const middle = node(type, "middle", {
          props: { id: type === VPN ? "vpn-1" : "att-middle", transitGatewayId: "tgw-1", ...props },
          provider: providerFor("delivery"),
        });
        const named = { ...middle, props: { ...middle.props, id: "att-middle" } };
        assert.match(
          said(seg02, [
            ...base,
            middle,
            link(ASSOCIATION, one, red),
            link(PROPAGATION, named, red),
            link(ASSOCIATION, named, blue),
            link(PROPAGATION, two, blue),
          ]).join("\n"),
          reaches,
          type,
        );
      }
    });

    describe("with tables that AWS makes", () => {
      it("join everything that is attached", () => {
        assert.match(
          said(seg02, [...vpcs, open, attached("marketing", open), attached("payments", open)]).join(),
          reaches,
        );
      });

      const no = { transitGatewayDefaultRouteTableAssociation: false };
      const none = { transitGatewayDefaultRouteTablePropagation: "false" };
      it("join nothing that is not associated, or not propagated", () => {
        assert.deepEqual(
          said(seg02, [
            ...vpcs,
            open,
            attached("marketing", open, { ...no, ...none }),
            attached("payments", open),
          ]),
          [],
        );
        assert.deepEqual(
          said(seg02, [...vpcs, open, attached("marketing", open, no), attached("payments", open, no)]),
          [],
        );
        assert.deepEqual(
          said(seg02, [...vpcs, open, attached("marketing", open, none), attached("payments", open, none)]),
          [],
        );
      });

      for (const property of ["defaultRouteTableAssociation", "defaultRouteTablePropagation"]) {
        it(`join nothing where the gateway's ${property} is disabled`, () => {
          const half = { ...open, props: { ...open.props, [property]: "disable" } };
          assert.deepEqual(
            said(seg02, [...vpcs, half, attached("marketing", half), attached("payments", half)]),
            [],
          );
        });
      }

      for (const [what, other] of [
        ["Association", PROPAGATION],
        ["Propagation", ASSOCIATION],
      ] as const) {
        it(`may be another one by DefaultRouteTable${what}`, () => {
          const chosen = node(family(`defaultRouteTable${what}`), "chosen", {
            props: { transitGatewayId: "tgw-2", transitGatewayRouteTableId: red.props.id },
          });
          const way = link(other, what === "Association" ? two : one, red);
          const off = what === "Association" ? none : no;
          const nodes = [
            ...vpcs,
            open,
            red,
            attached("marketing", open, off),
            attached("payments", open, off),
            way,
          ];
          assert.deepEqual(
            said(seg02, nodes).filter((text) => reaches.test(text)),
            [],
          );
          assert.match(said(seg02, [...nodes, chosen]).join("\n"), reaches);
        });
      }
    });

    it("that are not in this stack prove nothing", () => {
      for (const transitGatewayId of ["tgw-unheard-of", unknown]) {
        assert.match(
          said(seg02, [...vpcs, attached("marketing", gateway, { transitGatewayId })]).join(),
          /Cannot prove: transitGatewayId names a gateway that this stack does not manage/,
        );
      }
    });

    it("whose links name nothing of this stack prove nothing", () => {
      for (const property of ["transitGatewayAttachmentId", "transitGatewayRouteTableId"]) {
        for (const type of [ASSOCIATION, PROPAGATION, ROUTE]) {
          assert.match(
            said(seg02, [...base, link(type, one, red, { [property]: "unheard-of" })]).join(),
            new RegExp(`Cannot prove: ${property} names nothing that this stack manages`),
          );
        }
      }
    });

    it("take attachments in the account of their network", () => {
      const wrong = { ...one, provider: providerFor("payments") };
      const [message, ...others] = said(seg02, [
        ...vpcs,
        open,
        { ...wrong, props: { ...wrong.props, transitGatewayId: "tgw-2" } },
      ]);
      assert.match(
        message ?? "",
        /vpcId is of the vertical duotone\/prod:marketing, and marketing-attachment of the vertical duotone\/prod:payments/,
      );
      assert.deepEqual(others, []);
    });

    it("know an attachment by the one who accepts it", () => {
      const accepter = node(family("vpcAttachmentAccepter"), "accepter", {
        props: { id: two.props.id, transitGatewayAttachmentId: two.props.id, transitGatewayId: unknown },
        edges: { transitGatewayAttachmentId: [two] },
        provider: providerFor("delivery"),
      });
      const propagation = node(PROPAGATION, "p", {
        props: { transitGatewayAttachmentId: unknown, transitGatewayRouteTableId: red.props.id },
        edges: { transitGatewayAttachmentId: [accepter] },
      });
      assert.match(
        said(seg02, [...base, accepter, link(ASSOCIATION, one, red), propagation]).join("\n"),
        reaches,
      );
    });

    it("do not take another VPN for one", () => {
      const vpn = (name: string, attachment: unknown) =>
        node(VPN, name, {
          props: { id: name, transitGatewayId: "tgw-1", transitGatewayAttachmentId: attachment },
          provider: providerFor("delivery"),
        });
      const named = (id: string) => ({ ...one, props: { ...one.props, id }, name: id });
      const nodes = [
        ...base,
        vpn("vpn-1", "att-vpn-1"),
        vpn("vpn-2", "att-vpn-2"),
        vpn("vpn-3", ""),
        link(ASSOCIATION, one, red),
        link(PROPAGATION, named("att-vpn-1"), red),
        link(ASSOCIATION, named("att-vpn-2"), blue),
        link(PROPAGATION, two, blue),
      ];
      assert.deepEqual(said(seg02, nodes), []);
      assert.match(said(seg02, [...nodes, link(ASSOCIATION, named("att-vpn-1"), blue)]).join(), reaches);
    });

    it("join by default what is accepted so, whatever the other side says", () => {
      const off = {
        transitGatewayDefaultRouteTableAssociation: false,
        transitGatewayDefaultRouteTablePropagation: false,
      };
      const members = [attached("marketing", open, off), attached("payments", open, off)];
      const accepters = members.map((member) =>
        node(family("vpcAttachmentAccepter"), `accepter-${member.name}`, {
          props: { transitGatewayAttachmentId: member.props.id, transitGatewayId: "tgw-2" },
          edges: { transitGatewayAttachmentId: [member] },
          provider: providerFor("delivery"),
        }),
      );
      assert.deepEqual(said(seg02, [...vpcs, open, ...members]), []);
      assert.match(said(seg02, [...vpcs, open, ...members, ...accepters]).join("\n"), reaches);
    });

    it("join by default where the gateway says so", () => {
      const enabled = {
        ...open,
        props: {
          ...open.props,
          defaultRouteTableAssociation: "enable",
          defaultRouteTablePropagation: "enable",
        },
      };
      assert.match(
        said(seg02, [...vpcs, enabled, attached("marketing", enabled), attached("payments", enabled)]).join(),
        reaches,
      );
    });

    it("are not joined by the default table of another", () => {
      const chosen = node(family("defaultRouteTableAssociation"), "chosen", {
        props: { transitGatewayId: "tgw-1", transitGatewayRouteTableId: red.props.id },
      });
      const none = { transitGatewayDefaultRouteTablePropagation: false };
      const nodes = [
        ...vpcs,
        gateway,
        open,
        red,
        attached("marketing", open, none),
        two,
        link(PROPAGATION, two, red),
      ];
      assert.deepEqual(said(seg02, [...nodes, chosen]), []);
    });

    it("must be named by what can only be on one", () => {
      for (const type of [ATTACHMENT, PEERING, CONNECT]) {
        const lost = node(type, "lost", { props: { vpcId: vpcs[2]?.props.id } });
        assert.match(said(seg02, [...vpcs, lost]).join(), /Cannot prove: transitGatewayId names a gateway/);
      }
    });

    it("are yet unknown to an accepter that is to ask AWS", () => {
      const accepter = node(family("peeringAttachmentAccepter"), "accepter", {
        props: { transitGatewayAttachmentId: one.props.id, transitGatewayId: unknown },
        edges: { transitGatewayAttachmentId: [one] },
      });
      assert.deepEqual(said(seg02, [...base, accepter]), []);
    });

    it("join the members of a multicast domain", () => {
      const domain = node(family("multicastDomain"), "domain", { props: { id: "mcast-1" } });
      const member = (to: Node) =>
        node(family("multicastDomainAssociation"), `member-${to.name}`, {
          props: { transitGatewayAttachmentId: to.props.id, transitGatewayMulticastDomainId: "mcast-1" },
        });
      assert.match(said(seg02, [...base, domain, member(one), member(two)]).join("\n"), reaches);
    });

    it("are no business of a VPN that is on none", () => {
      const gatewayOf = thingOf("marketing", "aws:ec2/vpnGateway:VpnGateway");
      const lost = node(VPN, "vpn", {
        props: { transitGatewayId: unknown },
        edges: { transitGatewayId: [] },
      });
      assert.match(said(seg02, [lost]).join(), /Cannot prove: transitGatewayId names a gateway/);
      for (const transitGatewayId of [undefined, ""]) {
        const vpn = node(VPN, "vpn", { props: { transitGatewayId, vpnGatewayId: gatewayOf.props.id } });
        assert.deepEqual(said(seg02, [gatewayOf, vpn]), []);
      }
    });
  });

  describe("VPC Lattice", () => {
    const network = "aws:vpclattice/serviceNetwork:ServiceNetwork";
    for (const [kind, path, to] of [
      ["Vpc", "vpcIdentifier", VPC],
      ["Service", "serviceIdentifier", "aws:vpclattice/service:Service"],
      [
        "Resource",
        "resourceConfigurationIdentifier",
        "aws:vpclattice/resourceConfiguration:ResourceConfiguration",
      ],
    ] as const) {
      const type = `aws:vpclattice/serviceNetwork${kind}Association:ServiceNetwork${kind}Association`;
      describeTie(seg02, { type, path, to, required, beside: { serviceNetworkIdentifier: OWN } });
      describeTie(seg02, {
        type,
        path: "serviceNetworkIdentifier",
        to: network,
        required,
        beside: { [path]: OWN },
      });
    }
  });

  describe("gateways to outside", () => {
    const gateway = "aws:ec2/vpnGateway:VpnGateway";
    const customer = "aws:ec2/customerGateway:CustomerGateway";
    const attachment = "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment";
    describeTie(seg02, { type: gateway, path: "vpcId", to: VPC });
    describeTie(seg02, { type: attachment, path: "vpcId", to: VPC, beside: { vpnGatewayId: OWN } });
    describeTie(seg02, { type: attachment, path: "vpnGatewayId", to: gateway, beside: { vpcId: OWN } });
    describeTie(seg02, { type: VPN, path: "vpnGatewayId", to: gateway });
    describeTie(seg02, { type: VPN, path: "customerGatewayId", to: customer });
    for (const type of [
      "aws:directconnect/gatewayAssociation:GatewayAssociation",
      "aws:directconnect/gatewayAssociationProposal:GatewayAssociationProposal",
    ]) {
      describeTie(seg02, { type, path: "associatedGatewayId", to: gateway });
      describeTie(seg02, { type, path: "associatedGatewayId", to: GATEWAY });
      describeTie(seg02, { type, path: "dxGatewayId", to: "aws:directconnect/gateway:Gateway" });
    }

    const device = (vertical: VerticalName, ipAddress: unknown, name = `${vertical}-device`) =>
      node(customer, name, { props: { ipAddress }, provider: providerFor(vertical) });

    it("may not be one device for two verticals", () => {
      const messages = said(seg02, [device("marketing", "192.0.2.1"), device("payments", "192.0.2.1")]);
      assert.equal(messages.length, 2);
      assert.match(
        messages[0] ?? "",
        /the device of payments-device, which has the same ipAddress, is of the vertical duotone\/prod:payments/,
      );
    });

    it("may be two devices, or one of one vertical", () => {
      assert.deepEqual(said(seg02, [device("marketing", "192.0.2.1"), device("payments", "192.0.2.2")]), []);
      assert.deepEqual(
        said(seg02, [device("marketing", "192.0.2.1"), device("marketing", "192.0.2.1", "again")]),
        [],
      );
      assert.deepEqual(said(seg02, [device("marketing", ""), device("payments", "")]), []);
      assert.deepEqual(said(seg02, [device("marketing", unknown), device("payments", unknown)]), []);
    });

    it("is told once of each vertical", () => {
      const devices = [
        device("marketing", "192.0.2.1"),
        device("payments", "192.0.2.1"),
        device("payments", "192.0.2.1", "second"),
      ];
      assert.equal(said(seg02, devices).filter((text) => text.includes("and marketing-device")).length, 1);
    });
  });

  describe("core networks", () => {
    const CORE = "aws:networkmanager/coreNetwork:CoreNetwork";
    const core = node(CORE, "core", { props: { id: "core-1" }, provider: providerFor("delivery") });
    const vpcs = (["payments", "marketing"] as const).map((vertical) => thingOf(vertical, VPC));
    const member = (
      vertical: VerticalName,
      props: Readonly<Record<string, unknown>>,
      provider = providerFor(vertical),
    ) =>
      node("aws:networkmanager/vpcAttachment:VpcAttachment", `${vertical}-member`, {
        props: { vpcArn: thingOf(vertical, VPC).props.arn, coreNetworkId: "core-1", ...props },
        provider,
      });
    const policy = (document: unknown, name = "policy") =>
      node("aws:networkmanager/coreNetworkPolicyAttachment:CoreNetworkPolicyAttachment", name, {
        props: { coreNetworkId: "core-1", policyDocument: document },
        provider: providerFor("delivery"),
      });
    const tagged = (segment: unknown) => ({ tags: { segment } });
    const apart = [core, ...vpcs, member("marketing", tagged("one")), member("payments", tagged("two"))];
    const actions = (...list: readonly object[]) => JSON.stringify({ "segment-actions": list });
    const joined =
      /the segment two of payments-member, which it reaches, is of the vertical duotone\/prod:payments/;

    it("keep verticals apart in segments that share nothing", () => {
      assert.deepEqual(said(seg02, [...apart, policy("{}")]), []);
      assert.deepEqual(
        said(seg02, [
          ...apart,
          policy(actions({ action: "share", segment: "one", "share-with": ["three"] })),
        ]),
        [],
      );
    });

    for (const [title, action] of Object.entries({
      "with each other": { action: "share", segment: "one", "share-with": ["two"] },
      "the other way round": { action: "share", segment: "two", "share-with": ["one"] },
      "with everybody": { action: "share", segment: "three", "share-with": "*" },
      "with everybody but some": { action: "share", segment: "one", "share-with": { except: ["three"] } },
    })) {
      it(`join segments that share ${title}`, () => {
        const nodes = [...apart, policy(actions(action))];
        assert.match(said(seg02, nodes).join("\n"), joined);
        assert.equal(said(seg02, nodes).length, 2);
        assert.equal(said(seg02, nodes, crossing("SEG-02", "marketing", "payments")).length, 1);
      });
    }

    it("join two verticals in one segment, by its tag or by what AWS says", () => {
      const same = [
        core,
        ...vpcs,
        member("marketing", { segmentName: "two", ...tagged("one") }),
        member("payments", tagged("two")),
      ];
      assert.match(said(seg02, [...same, policy("{}")]).join("\n"), joined);
    });

    it("prove nothing without a policy that can be read", () => {
      const elsewhere = node(
        "aws:networkmanager/coreNetworkPolicyAttachment:CoreNetworkPolicyAttachment",
        "elsewhere",
        { props: { coreNetworkId: "core-2", policyDocument: "{}" } },
      );
      for (const policies of [
        [],
        [elsewhere],
        [policy("null")],
        [policy("7")],
        [policy(unknown)],
        [policy("no JSON")],
        [policy('{"segment-actions":7}')],
        [policy("{}"), policy("{}", "second")],
      ]) {
        assert.match(
          said(seg02, [...apart, ...policies]).join(),
          /Cannot prove: no policy that can be read keeps segment one apart from two/,
        );
      }
    });

    it("prove nothing of an attachment without a segment, a network of this stack, or a core network of it", () => {
      const policies = policy("{}");
      for (const props of [{}, tagged(unknown), tagged(""), { segmentName: "" }]) {
        assert.match(
          said(seg02, [core, ...vpcs, policies, member("marketing", props)]).join(),
          /Cannot prove: neither segmentName nor tags\.segment/,
        );
      }
      for (const vpcArn of [undefined, unknown, "unheard-of"]) {
        assert.match(
          said(seg02, [core, ...vpcs, policies, member("marketing", { ...tagged("one"), vpcArn })]).join(),
          /Cannot prove: vpcArn does not say/,
        );
      }
      for (const coreNetworkId of [undefined, unknown, "core-2"]) {
        assert.match(
          said(seg02, [
            core,
            ...vpcs,
            policies,
            member("marketing", { ...tagged("one"), coreNetworkId }),
          ]).join(),
          /Cannot prove: coreNetworkId names a core network/,
        );
      }
    });

    it("prove nothing of an attachment that may be of two networks, or to two", () => {
      const second = { ...core, urn: `${core.urn}-2`, props: { id: "core-2" } };
      const either = (edges: Readonly<Record<string, readonly Node[]>>) =>
        said(seg02, [
          core,
          second,
          ...vpcs,
          node("aws:networkmanager/vpcAttachment:VpcAttachment", "either", {
            props: { vpcArn: unknown, coreNetworkId: unknown, ...tagged("one") },
            edges: { vpcArn: vpcs.slice(1), coreNetworkId: [core], ...edges },
          }),
        ]);
      assert.deepEqual(either({}), []);
      assert.match(either({ vpcArn: vpcs }).join(), /Cannot prove: vpcArn does not say/);
      assert.match(either({ coreNetworkId: [core, second] }).join(), /Cannot prove: coreNetworkId names/);
    });

    it("may lead to two segments of one vertical", () => {
      const again = {
        ...member("marketing", tagged("two")),
        name: "again",
        urn: "urn:pulumi:prod::duotone::a::again",
      };
      assert.deepEqual(said(seg02, [core, ...vpcs, member("marketing", tagged("one")), again]), []);
    });

    it("are no business of each other", () => {
      const second = { ...core, urn: `${core.urn}-2`, props: { id: "core-2" } };
      const members = [
        member("marketing", tagged("one")),
        member("payments", { ...tagged("one"), coreNetworkId: "core-2" }),
      ];
      assert.deepEqual(said(seg02, [core, second, ...vpcs, ...members]), []);
    });

    it("take attachments in the account of their network", () => {
      const wrong = member("marketing", tagged("one"), providerFor("payments"));
      assert.match(
        said(seg02, [core, ...vpcs, wrong]).join(),
        /vpcArn is of the vertical duotone\/prod:marketing/,
      );
    });

    for (const kind of [
      "ConnectAttachment",
      "DxGatewayAttachment",
      "SiteToSiteVpnAttachment",
      "TransitGatewayPeering",
      "TransitGatewayRouteTableAttachment",
    ]) {
      it(`prove nothing of a ${kind}`, () => {
        const type = `aws:networkmanager/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`;
        assert.match(
          said(seg02, [node(type, "opaque")]).join(),
          /Cannot prove: no resource tells what is behind/,
        );
      });
    }
  });
});
