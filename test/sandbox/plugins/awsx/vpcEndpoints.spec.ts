import assert from "node:assert/strict";

import { incompleteEndpoint } from "../../../../sandbox/plugins/awsx/vpcEndpoints";
import { declareVpc, settled, startMocks } from "./declared";

const INPUTS = {
  cidrBlock: "10.20.0.0/16",
  availabilityZoneNames: ["a", "b"],
  subnetStrategy: "Auto",
  subnetSpecs: [{ type: "Public" }, { type: "Private" }, { type: "Isolated" }],
  natGateways: { strategy: "None" },
  tags: { Vertical: "accounts" },
};

const S3 = { serviceName: "com.amazonaws.eu-west-1.s3" };
const SSM = { serviceName: "com.amazonaws.eu-west-1.ssm", vpcEndpointType: "Interface" };

async function registeredWith(changes: object) {
  const registered = await startMocks("update");
  declareVpc("net", { ...INPUTS, ...changes });
  await settled(registered);
  return (type: string, name: string) =>
    registered.find((one) => one.type === type && one.name === name)?.inputs;
}

describe("endpoints of awsx:ec2:Vpc", function () {
  // Generous, because a busy machine starts processes and loads the AWS SDK slowly.
  this.timeout(20_000);
  it("Legacy: takes specs as they are", async () => {
    const inputs = await registeredWith({
      vpcEndpointSpecs: [{ ...S3, routeTableIds: ["rtb-1"], policy: "{}", tags: { A: "b" } }, SSM],
    });
    assert.deepEqual(inputs("aws:ec2/vpcEndpoint:VpcEndpoint", S3.serviceName), {
      ...S3,
      vpcId: "net-id",
      routeTableIds: ["rtb-1"],
      policy: "{}",
      tags: { Name: "net", Vertical: "accounts", A: "b" },
    });
    assert.deepEqual(inputs("aws:ec2/vpcEndpoint:VpcEndpoint", SSM.serviceName), {
      ...SSM,
      vpcId: "net-id",
      tags: { Name: "net", Vertical: "accounts" },
    });
    assert.deepEqual(inputs("aws:ec2/vpc:Vpc", "net"), {
      cidrBlock: "10.20.0.0/16",
      tags: { Name: "net", Vertical: "accounts" },
    });
  });

  it("Auto: gives a gateway endpoint every route table", async () => {
    const inputs = await registeredWith({ vpcEndpointStrategy: "Auto", vpcEndpointSpecs: [S3] });
    assert.deepEqual(inputs("aws:ec2/vpcEndpoint:VpcEndpoint", S3.serviceName)?.["routeTableIds"], [
      "net-public-1-id",
      "net-private-1-id",
      "net-isolated-1-id",
      "net-public-2-id",
      "net-private-2-id",
      "net-isolated-2-id",
    ]);
  });

  it("Auto: gives an interface endpoint a private subnet per zone, a security group for HTTPS, and names", async () => {
    const inputs = await registeredWith({ vpcEndpointStrategy: "Auto", vpcEndpointSpecs: [SSM] });
    const endpoint = inputs("aws:ec2/vpcEndpoint:VpcEndpoint", SSM.serviceName);
    assert.deepEqual(endpoint?.["subnetIds"], ["net-private-1-id", "net-private-2-id"]);
    assert.deepEqual(endpoint["securityGroupIds"], [`${SSM.serviceName}-sg-id`]);
    assert.equal(endpoint["privateDnsEnabled"], true);
    assert.deepEqual(inputs("aws:ec2/securityGroupRule:SecurityGroupRule", `${SSM.serviceName}-ingress`), {
      type: "ingress",
      securityGroupId: `${SSM.serviceName}-sg-id`,
      protocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrBlocks: ["10.20.0.0/16"],
    });
    const vpc = inputs("aws:ec2/vpc:Vpc", "net");
    assert.deepEqual([vpc?.["enableDnsHostnames"], vpc?.["enableDnsSupport"]], [true, true]);
  });

  it("Auto: leaves alone what the spec says", async () => {
    const own = { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"], privateDnsEnabled: false };
    const inputs = await registeredWith({
      vpcEndpointStrategy: "Auto",
      vpcEndpointSpecs: [{ ...SSM, ...own }],
    });
    const endpoint = inputs("aws:ec2/vpcEndpoint:VpcEndpoint", SSM.serviceName);
    assert.deepEqual(
      [endpoint?.["subnetIds"], endpoint?.["securityGroupIds"], endpoint?.["privateDnsEnabled"]],
      [["subnet-1"], ["sg-1"], false],
    );
    assert.equal(inputs("aws:ec2/securityGroup:SecurityGroup", `${SSM.serviceName}-sg`), undefined);
    assert.equal(inputs("aws:ec2/vpc:Vpc", "net")?.["enableDnsSupport"], undefined);
  });

  it("warns of an endpoint that nothing can reach", () => {
    assert.match(
      incompleteEndpoint(S3) ?? "",
      /s3 has no routeTableIds: give them, or use vpcEndpointStrategy "Auto"/,
    );
    assert.match(
      incompleteEndpoint({ serviceName: "ssm", vpcEndpointType: "Interface" }) ?? "",
      /ssm has no subnetIds/,
    );
    assert.equal(incompleteEndpoint({ ...S3, routeTableIds: [] }), undefined);
  });
});
