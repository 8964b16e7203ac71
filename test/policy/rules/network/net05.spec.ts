import assert from "node:assert/strict";

import { net05 } from "../../../../policy/rules/network/net05";
import { checkOne, node } from "../../support/world";

describe("NET-05: default networks are not used", () => {
  assert.ok(net05.types !== "every");
  for (const type of net05.types) {
    it(`refuses ${type}`, () => {
      const [violation, ...others] = checkOne(net05, node(type, "default"));
      assert.match(violation?.message ?? "", /It takes AWS's default network into use\./);
      assert.equal(violation?.level, "mandatory");
      assert.deepEqual(others, []);
    });
  }

  it("looks at default networks and default subnets", () => {
    assert.deepEqual(net05.types, ["aws:ec2/defaultSubnet:DefaultSubnet", "aws:ec2/defaultVpc:DefaultVpc"]);
  });

  for (const type of [
    "aws:ec2/vpc:Vpc",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/defaultRouteTable:DefaultRouteTable",
  ]) {
    it(`has nothing against ${type}`, () => {
      assert.deepEqual(checkOne(net05, node(type, "core")), []);
    });
  }
});
