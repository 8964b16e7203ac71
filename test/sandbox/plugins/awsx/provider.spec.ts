import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { AwsxProvider } from "../../../../sandbox/plugins/awsx/provider";
import { settled, startMocks, valueOf } from "./declared";

const INPUTS = {
  availabilityZoneNames: ["a"],
  subnetStrategy: "Auto",
  subnetSpecs: [{ type: "Public" }, { type: "Private" }],
};

describe("the awsx provider", function () {
  // Generous, because a busy machine starts processes and loads the AWS SDK slowly.
  this.timeout(20_000);
  it("constructs awsx:ec2:Vpc", async () => {
    const registered = await startMocks("update");
    const { urn, state } = await new AwsxProvider().construct("net", "awsx:ec2:Vpc", INPUTS, {});
    await settled(registered);
    assert.equal(await valueOf(pulumi.output(urn)), "urn:pulumi:staging::duotone::awsx:ec2:Vpc::net");
    assert.equal(await valueOf(pulumi.output(state["vpcId"])), "net-id");
  });

  it("refuses other components and functions by name", async () => {
    const provider = new AwsxProvider();
    await assert.rejects(
      provider.construct("lb", "awsx:lb:ApplicationLoadBalancer", {}, {}),
      /^Error: awsx:lb:ApplicationLoadBalancer is not served .* Declare the resources of @pulumi\/aws/,
    );
    await assert.rejects(provider.invoke("awsx:ec2:getDefaultVpc"), /awsx:ec2:getDefaultVpc is not served/);
    await assert.rejects(provider.call("awsx:ec2:getDefaultVpc"), /awsx:ec2:getDefaultVpc is not served/);
  });

  it("refuses bad arguments, all at once, before it declares anything", async () => {
    const registered = await startMocks("update");
    const construct = new AwsxProvider().construct(
      "net",
      "awsx:ec2:Vpc",
      { ...INPUTS, region: "x", tags: 1 },
      {},
    );
    await assert.rejects(construct, (error: Error) => {
      assert.ok(pulumi.InputPropertiesError.isInstance(error));
      assert.deepEqual(error.errors.map(({ propertyPath }) => propertyPath).sort(), ["region", "tags"]);
      return true;
    });
    await settled(registered);
    assert.deepEqual(registered, []);
  });

  it("refuses a layout that cannot be, before it declares anything", async () => {
    const registered = await startMocks("update");
    const inputs = { ...INPUTS, subnetStrategy: "Exact", subnetSpecs: [{ type: "Public", cidrMask: 28 }] };
    await assert.rejects(
      new AwsxProvider().construct("net", "awsx:ec2:Vpc", inputs, {}),
      /^Error: awsx:ec2:Vpc "net" cannot be laid out:\n - Exact leaves no gaps.*\n - natGateways/,
    );
    await settled(registered);
    assert.deepEqual(registered, []);
  });
});
