import assert from "node:assert/strict";

import { withoutPublicAddresses } from "../../../components/network/tiers";

const transform = (type: string, props: Record<string, unknown>) =>
  withoutPublicAddresses({ custom: true, type, name: "payments-public-1", props, opts: {} });

describe("withoutPublicAddresses", () => {
  it("keeps a subnet from giving public addresses, and the rest of it as it is", () => {
    assert.deepEqual(
      transform("aws:ec2/subnet:Subnet", { cidrBlock: "10.20.0.0/20", mapPublicIpOnLaunch: true }),
      { props: { cidrBlock: "10.20.0.0/20", mapPublicIpOnLaunch: false }, opts: {} },
    );
  });

  it("leaves everything else alone", () => {
    assert.equal(transform("aws:ec2/vpc:Vpc", { cidrBlock: "10.20.0.0/16" }), undefined);
  });
});
