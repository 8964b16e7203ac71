import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import type { Node } from "../../../policy/model/resource";
import { allowedAccountIds } from "../../../policy/model/accounts";
import { readText, UNKNOWN } from "../../../policy/model/value";
import { declaredNodes, declaredResources, type Mode, type Stack, STACKS } from "./declaredStack";
import { UNKNOWN_ON_THE_WIRE } from "./host";

/** The only node of a type and name. */
function only(nodes: readonly Node[], type: string, name: string): Node {
  const [found, ...others] = nodes.filter((node) => node.type === type && node.name === name);
  assert.ok(found !== undefined && others.length === 0, `${others.length} more of ${type} ${name}`);
  return found;
}

/** The end of each URN: own type and name. */
function places(urns: readonly string[] | undefined): readonly string[] | undefined {
  return urns?.map((urn) => (urn.split("$").pop() ?? "").split("::").slice(-2).join(" ")).sort();
}

/** Text of a property that is known. */
function textOf({ props }: Node, property: string): string {
  const reading = readText(props, property);
  assert.ok(reading.is === "known", property);
  return reading.text;
}

const VPC_CHILDREN = "awsx:ec2:Vpc$";
/** What only the engine adds: providers that no program names. */
const isOwn = ({ name, type }: Node) => !(type.startsWith("pulumi:providers:") && name.startsWith("default"));

describe("the graph of our own program", function () {
  this.timeout(240_000);

  const graphs: Record<string, readonly Node[]> = {};
  const graph = (stack: Stack, mode: Mode): readonly Node[] => graphs[`${stack} ${mode}`] ?? [];

  before(async () => {
    for (const stack of STACKS) {
      for (const mode of ["preview", "update"] as const) {
        graphs[`${stack} ${mode}`] = await declaredNodes(stack, mode);
      }
    }
  });

  for (const stack of ["staging", "prod"] as const) {
    it(`has what the program of ${stack} declares, and below awsx's VPCs what they are made of`, async () => {
      const file = path.join(__dirname, `../../program/expected-${stack}.txt`);
      const expected = (await readFile(file, "utf8"))
        .trimEnd()
        .split("\n")
        .filter((line) => !line.startsWith("pulumi:pulumi:Stack "))
        .sort();
      const line = ({ type, name, provider }: Node) =>
        [
          type,
          name,
          ...(provider === undefined || provider.name.startsWith("default") ? [] : [`in ${provider.name}`]),
        ].join("  ");
      const own = graph(stack, "preview").filter(
        (node) => isOwn(node) && !node.urn.includes(VPC_CHILDREN) && !node.type.startsWith("pulumi:pulumi:"),
      );
      assert.deepEqual(own.map(line).sort(), expected);

      const children = graph(stack, "preview").filter(({ urn }) => urn.includes(VPC_CHILDREN));
      const counts: Record<string, number> = {};
      for (const { type } of children) {
        counts[type] = (counts[type] ?? 0) + 1;
      }
      // Three networks of three tiers over three zones; NAT gateways one each in staging, one per zone in prod.
      const gateways = stack === "prod" ? 9 : 3;
      assert.deepEqual(counts, {
        "aws:ec2/eip:Eip": gateways,
        "aws:ec2/internetGateway:InternetGateway": 3,
        "aws:ec2/natGateway:NatGateway": gateways,
        "aws:ec2/route:Route": 18,
        "aws:ec2/routeTable:RouteTable": 27,
        "aws:ec2/routeTableAssociation:RouteTableAssociation": 27,
        "aws:ec2/subnet:Subnet": 27,
        "aws:ec2/vpc:Vpc": 3,
      });
      assert.deepEqual([...new Set(children.map(({ provider }) => provider?.name))].sort(), [
        "accounts",
        "marketing",
        "payments",
      ]);
    });
  }

  for (const stack of STACKS) {
    it(`is the same in preview and update of ${stack}, apart from values`, () => {
      const shape = (nodes: readonly Node[]) =>
        nodes.map(({ urn, parent, dependencies, options }) => ({ urn, parent, dependencies, options }));
      assert.deepEqual(shape(graph(stack, "preview")), shape(graph(stack, "update")));
    });

    it(`names no resource of ${stack} twice, and none that is not there`, () => {
      for (const mode of ["preview", "update"] as const) {
        const urns = new Set(graph(stack, mode).map(({ urn }) => urn));
        assert.equal(urns.size, graph(stack, mode).length);
        for (const { urn, parent, dependencies, edges, provider } of graph(stack, mode)) {
          const named = [parent, provider?.urn, ...dependencies, ...Object.values(edges).flat()];
          for (const other of named.filter((one) => one !== undefined)) {
            assert.ok(urns.has(other), `${urn} names ${other}`);
          }
        }
      }
    });
  }

  it("knows types of parents, as the engine writes them", () => {
    const { urn } = only(graph("prod", "preview"), "aws:ec2/launchTemplate:LaunchTemplate", "prod1-core");
    assert.equal(
      urn,
      "urn:pulumi:prod::duotone::duotone:clusters:Cluster$duotone:clusters:WebService$" +
        "duotone:clusters:ServiceFleet$aws:ec2/launchTemplate:LaunchTemplate::prod1-core",
    );
  });

  it("has edges to all that a remote component's outputs come from, and no others", () => {
    const acl = only(graph("staging", "preview"), "aws:ec2/networkAcl:NetworkAcl", "accounts-app");
    const subnets = ["public", "app", "data"].flatMap((tier) =>
      [1, 2, 3].map((zone) => `aws:ec2/subnet:Subnet accounts-${tier}-${zone}`),
    );
    const expected = [...subnets, "aws:ec2/vpc:Vpc accounts", "awsx:ec2:Vpc accounts"].sort();
    assert.deepEqual(places(acl.edges.vpcId), expected);
    assert.deepEqual(places(acl.edges.subnetIds), expected);
    assert.equal(acl.edges.ingress, undefined);
  });

  it("has the edges of a route to its table and its gateway", () => {
    const { edges } = only(graph("staging", "preview"), "aws:ec2/route:Route", "accounts-app-2");
    assert.deepEqual(places(edges.routeTableId), ["aws:ec2/routeTable:RouteTable accounts-app-2"]);
    assert.deepEqual(places(edges.natGatewayId), ["aws:ec2/natGateway:NatGateway accounts-1"]);
    assert.equal(edges.destinationCidrBlock, undefined);
  });

  it("applies the program's own transforms to what a remote component makes", () => {
    const subnets = graph("prod", "update").filter(({ type }) => type === "aws:ec2/subnet:Subnet");
    assert.equal(subnets.length, 27);
    assert.deepEqual([...new Set(subnets.map(({ props }) => props.mapPublicIpOnLaunch))], [false]);
  });

  it("knows the account of each provider after an update, and only where it comes from before", () => {
    for (const name of ["accounts", "payments", "marketing"]) {
      const before = only(graph("prod", "preview"), "pulumi:providers:aws", name);
      assert.equal(allowedAccountIds(before.props).is, "unknown");
      assert.deepEqual(places(before.edges.allowedAccountIds), [`aws:organizations/account:Account ${name}`]);
      const after = only(graph("prod", "update"), "pulumi:providers:aws", name);
      const account = only(graph("prod", "update"), "aws:organizations/account:Account", name);
      assert.deepEqual(allowedAccountIds(after.props), { is: "known", ids: [account.props.id] });
    }
  });

  it("has unknown what the cloud makes, and known what the provider makes before", () => {
    const bucket = only(
      graph("prod", "preview"),
      "aws:s3/bucket:Bucket",
      "duotone-restricted-archive-prod-accounts",
    );
    assert.equal(bucket.props.id, UNKNOWN);
    assert.equal(bucket.props.arn, UNKNOWN);
    assert.match(textOf(bucket, "bucket"), /^duotone-restricted-archive-prod-accounts-[0-9a-f]{7}$/);
    assert.equal((bucket.props.tagsAll as Record<string, unknown>).stack, "prod");
  });

  it("has no outputs in an account that does not exist yet, and inputs as the program gave them", async () => {
    const resources = await declaredResources("prod", "preview");
    const named = (wanted: string, type: string) =>
      resources.find((resource) => resource.name === wanted && resource.type === type);
    const subnet = named("payments-data-1", "aws:ec2/subnet:Subnet");
    assert.deepEqual(subnet?.props, {});
    assert.equal(subnet.inputs?.mapPublicIpOnLaunch, false);
    assert.equal(subnet.inputs.vpcId, UNKNOWN_ON_THE_WIRE);
    assert.equal(subnet.inputs.tagsAll, undefined);
    const group = named("prod1-core", "aws:lb/targetGroup:TargetGroup");
    assert.deepEqual(group?.props, {});
    assert.equal(group.inputs?.name, undefined);
  });

  it("gives ids like AWS's, the same to everyone who names a resource", () => {
    const nodes = graph("prod", "update");
    const association = only(nodes, "aws:ec2/routeTableAssociation:RouteTableAssociation", "payments-data-1");
    const subnet = only(nodes, "aws:ec2/subnet:Subnet", "payments-data-1");
    assert.match(textOf(subnet, "id"), /^subnet-[0-9a-f]{17}$/);
    assert.equal(association.props.subnetId, subnet.props.id);
  });

  it("tells what is protected", () => {
    const account = only(graph("prod", "preview"), "aws:organizations/account:Account", "accounts");
    assert.equal(account.options.protect, true);
    assert.ok(account.options.ignoreChanges.includes("roleName"));
  });
});
