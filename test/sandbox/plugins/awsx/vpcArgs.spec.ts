import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { readVpcArgs } from "../../../../sandbox/plugins/awsx/vpcArgs";

const GOOD = {
  availabilityZoneNames: ["eu-west-1a"],
  subnetStrategy: "Auto",
  subnetSpecs: [{ type: "Public", name: "public", cidrBlocks: ["10.0.0.0/24"], tags: { Tier: "public" } }],
};

function problems(changes: Record<string, unknown>): string[] {
  const read = readVpcArgs({ ...GOOD, ...changes });
  return "problems" in read
    ? read.problems.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`)
    : [];
}

describe("arguments of awsx:ec2:Vpc", () => {
  it("fills in the vendor's defaults", () => {
    assert.deepEqual(readVpcArgs({ ...GOOD, tags: undefined }), {
      args: {
        ...GOOD,
        cidrBlock: "10.0.0.0/16",
        natGateways: { strategy: "OnePerAz" },
        vpcEndpointStrategy: "Legacy",
        vpcEndpointSpecs: [],
      },
    });
  });

  it("lets outputs fill fields", () => {
    const late = pulumi.output("late");
    const read = readVpcArgs({
      ...GOOD,
      enableDnsSupport: pulumi.output(true),
      tags: { Owner: late },
      vpcEndpointSpecs: [
        { serviceName: "s3", policy: late, routeTableIds: [late], subnetIds: pulumi.output(["a"]) },
      ],
    });
    assert.ok("args" in read);
    assert.equal(read.args.tags?.["Owner"], late);
    assert.equal(read.args.vpcEndpointSpecs[0]?.policy, late);
  });

  it("refuses outputs where structure depends on the value", () => {
    const late = (value: unknown) => pulumi.output(value);
    const found = problems({
      cidrBlock: late("10.0.0.0/16"),
      availabilityZoneNames: late(["a"]),
      natGateways: { strategy: late("None") },
      subnetSpecs: [{ type: "Public", cidrBlocks: late(["10.0.0.0/24"]) }],
      tags: late({}),
    });
    assert.deepEqual(found.sort(), [
      "availabilityZoneNames: must be a plain value, not an Output",
      "cidrBlock: must be a plain value, not an Output",
      "natGateways.strategy: must be a plain value, not an Output",
      "subnetSpecs[0].cidrBlocks: must be a plain value, not an Output",
      "tags: must be a plain value, not an Output",
    ]);
  });

  it("says what is required here, and why", () => {
    const found = problems({
      availabilityZoneNames: undefined,
      subnetStrategy: undefined,
      subnetSpecs: undefined,
    });
    assert.equal(found.length, 3);
    assert.match(
      found[0] ?? "",
      /^availabilityZoneNames: .* required by the sandbox's stand-in for awsx: the vendor's default asks AWS/,
    );
    assert.match(found[1] ?? "", /^subnetStrategy: .*Give "Auto" or "Exact"/);
    assert.match(found[2] ?? "", /^subnetSpecs: .*List the subnets/);
  });

  const refused: [Record<string, unknown>, RegExp][] = [
    [{ numberOfAvailabilityZones: 3 }, /^numberOfAvailabilityZones: .* is not served .* Name the zones/],
    [{ assignGeneratedIpv6CidrBlock: true }, /^assignGeneratedIpv6CidrBlock: .* IPv6 is not served/],
    [{ ipv4IpamPoolId: "pool" }, /^ipv4IpamPoolId: .* Give the block in cidrBlock/],
    [{ instanceTenancy: "dedicated" }, /^instanceTenancy: .* is not served/],
    [{ region: "eu-west-1" }, /^region: .* Give the region to the provider/],
    [{ subnetNameTagStrategy: "AvailabilityZone" }, /^subnetNameTagStrategy: .* is not served/],
    [
      { natGateways: { strategy: "Single", elasticIpAllocationIds: ["a"] } },
      /^natGateways\.elasticIpAllocationIds: .* Let the component/,
    ],
    [
      { subnetSpecs: [{ type: "Public", assignIpv6AddressOnCreation: true }] },
      /^subnetSpecs\[0\]\.assignIpv6AddressOnCreation: .* IPv6/,
    ],
    [
      { vpcEndpointSpecs: [{ serviceName: "s3", serviceRegion: "x" }] },
      /^vpcEndpointSpecs\[0\]\.serviceRegion: .* is not served/,
    ],
    [{ cidrBlok: "10.0.0.0/16" }, /^cidrBlok: awsx 3\.9\.0 knows no cidrBlok: correct its name/],
    [{ subnetStrategy: "Legacy" }, /^subnetStrategy: .*"Auto"\|"Exact"/],
    [{ natGateways: { strategy: "Many" } }, /^natGateways\.strategy: .*"None"\|"Single"\|"OnePerAz"/],
    [{ subnetSpecs: [{ type: "public" }] }, /^subnetSpecs\[0\]\.type: .*"Public"\|"Private"/],
    [
      { vpcEndpointSpecs: [{ serviceName: "s3", vpcEndpointType: "GatewayLoadBalancer" }] },
      /^vpcEndpointSpecs\[0\]\.vpcEndpointType/,
    ],
    [{ enableDnsSupport: "yes" }, /^enableDnsSupport: must be true or false/],
    [{ availabilityZoneNames: [] }, /^availabilityZoneNames: /],
  ];
  for (const [changes, expected] of refused) {
    it(`refuses ${JSON.stringify(changes)}`, () => {
      const [first, ...others] = problems(changes);
      assert.match(first ?? "", expected);
      assert.deepEqual(others, []);
    });
  }

  it("lists everything at once", () => {
    assert.equal(
      problems({ region: "x", instanceTenancy: "y", subnetStrategy: undefined, tags: { a: 1 } }).length,
      4,
    );
  });
});
