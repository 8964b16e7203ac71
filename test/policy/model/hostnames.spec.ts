import assert from "node:assert/strict";

import { aliasHostname, hasLabel, hostname, isBalancerHost } from "../../../policy/model/hostnames";

describe("DNS names", () => {
  it("are compared without case and without the dot at the end", () => {
    assert.equal(hostname("WWW.Example.com."), "www.example.com");
    assert.equal(hostname("\\052.example.com"), "*.example.com");
  });
  it("of aliases are without the console's prefix", () => {
    assert.equal(
      aliasHostname("Dualstack.core-1.eu-west-1.elb.amazonaws.com."),
      "core-1.eu-west-1.elb.amazonaws.com",
    );
  });
  for (const host of [
    "core-1.eu-west-1.elb.amazonaws.com",
    "core-1.elb.eu-west-1.amazonaws.com",
    "core-1.cn-north-1.elb.amazonaws.com.cn",
    "dualstack.core-1.eu-west-1.ELB.amazonaws.com.",
  ]) {
    it(`${host} is a balancer's`, () => {
      assert.ok(isBalancerHost(host));
    });
  }
  for (const host of [
    "elb.example.com",
    "core.amazonaws.com",
    "x.elb.amazonaws.com.example.org",
    "d1.cloudfront.net",
  ]) {
    it(`${host} is none`, () => {
      assert.ok(!isBalancerHost(host));
    });
  }
  it("have labels, whole ones", () => {
    assert.ok(hasLabel("core.Prod2.example.com", "prod2"));
    assert.ok(!hasLabel("core.qaprod2.example.com", "prod2"));
    assert.ok(!hasLabel("prod2-core.example.com", "prod2"));
  });
});
