import assert from "node:assert/strict";

import { readVpcArgs, type VpcArgs } from "../../../../sandbox/plugins/awsx/vpcArgs";
import { planVpc, type VpcPlan } from "../../../../sandbox/plugins/awsx/vpcPlan";

function argsOf(changes: Record<string, unknown>): VpcArgs {
  const read = readVpcArgs({
    cidrBlock: "10.20.0.0/16",
    availabilityZoneNames: ["a", "b"],
    subnetStrategy: "Auto",
    subnetSpecs: [
      { type: "Isolated", name: "data" },
      { type: "Private", name: "app" },
      { type: "Unused", name: "spare" },
      { type: "Public", name: "public" },
    ],
    ...changes,
  });
  assert.ok("args" in read, JSON.stringify(read));
  return read.args;
}

function planOf(changes: Record<string, unknown>): VpcPlan {
  const planned = planVpc("net", argsOf(changes));
  assert.ok("plan" in planned, JSON.stringify(planned));
  return planned.plan;
}

function routesOf(strategy: string): [string, string | undefined, string][] {
  return planOf({ natGateways: { strategy } }).subnets.map(({ resourceName, natGateway, defaultRoute }) => [
    resourceName,
    natGateway,
    defaultRoute?.via === "natGateway"
      ? `nat of zone ${defaultRoute.zoneIndex}`
      : (defaultRoute?.via ?? "none"),
  ]);
}

describe("the plan of awsx:ec2:Vpc", () => {
  it("OnePerAz: a gateway in each zone's public subnet, each zone's private subnet through its own", () => {
    assert.deepEqual(routesOf("OnePerAz"), [
      ["net-public-1", "net-1", "internetGateway"],
      ["net-app-1", undefined, "nat of zone 0"],
      ["net-data-1", undefined, "none"],
      ["net-public-2", "net-2", "internetGateway"],
      ["net-app-2", undefined, "nat of zone 1"],
      ["net-data-2", undefined, "none"],
    ]);
  });

  it("Single: one gateway in the first zone, every private subnet through it", () => {
    assert.deepEqual(routesOf("Single"), [
      ["net-public-1", "net-1", "internetGateway"],
      ["net-app-1", undefined, "nat of zone 0"],
      ["net-data-1", undefined, "none"],
      ["net-public-2", undefined, "internetGateway"],
      ["net-app-2", undefined, "nat of zone 0"],
      ["net-data-2", undefined, "none"],
    ]);
  });

  it("None: no gateway, and private subnets without a way out", () => {
    assert.deepEqual(
      routesOf("None").filter(([, gateway, route]) => gateway !== undefined || route !== "none"),
      [
        ["net-public-1", undefined, "internetGateway"],
        ["net-public-2", undefined, "internetGateway"],
      ],
    );
  });

  it("puts one gateway into a zone with two public subnets: into the first", () => {
    const { subnets } = planOf({
      subnetSpecs: [{ type: "Private" }, { type: "Public", name: "edge" }, { type: "Public" }],
    });
    assert.deepEqual(
      subnets
        .filter(({ natGateway }) => natGateway !== undefined)
        .map(({ resourceName, natGateway }) => [resourceName, natGateway]),
      [
        ["net-edge-1", "net-1"],
        ["net-edge-2", "net-2"],
      ],
    );
  });

  it("makes no subnet of what is set aside, and shows it in the layout", () => {
    const { subnets, layout } = planOf({});
    assert.ok(subnets.every(({ spec }) => spec.type !== "Unused"));
    assert.deepEqual(
      layout.map(({ name }) => name),
      ["data", "app", "spare", "public"],
    );
  });

  const refused: [string, Record<string, unknown>, RegExp][] = [
    [
      "a NAT gateway without a public subnet",
      { subnetSpecs: [{ type: "Private" }] },
      /"OnePerAz" needs a public subnet/,
    ],
    [
      "a NAT gateway without anything to serve",
      { natGateways: { strategy: "Single" }, subnetSpecs: [{ type: "Public" }] },
      /"Single" needs a public subnet/,
    ],
    [
      "private names without DNS",
      {
        enableDnsSupport: false,
        vpcEndpointStrategy: "Auto",
        vpcEndpointSpecs: [{ serviceName: "ssm", vpcEndpointType: "Interface" }],
      },
      /need enableDnsHostnames and enableDnsSupport/,
    ],
  ];
  for (const [what, changes, expected] of refused) {
    it(`refuses ${what}`, () => {
      const planned = planVpc("net", argsOf(changes));
      assert.ok("problems" in planned);
      assert.equal(planned.problems.length, 1);
      assert.match(planned.problems[0] ?? "", expected);
    });
  }

  it("refuses with the layout's problems and its own together", () => {
    const planned = planVpc("net", argsOf({ subnetSpecs: [{ type: "Private", cidrMask: 16 }] }));
    assert.ok("problems" in planned);
    assert.equal(planned.problems.length, 2);
  });
});
