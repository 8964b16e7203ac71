import assert from "node:assert/strict";

import { pointersOf } from "../../../policy/model/pointers";
import { stackModel } from "../../../policy/model/stackModel";
import { BALANCERS, CLASSIC_BALANCER } from "../../../policy/model/balancers";
import { node, unknown } from "../support/world";

describe("what a record points at", () => {
  const host = "core-1.eu-west-1.elb.amazonaws.com";
  const pointers = (
    props: Readonly<Record<string, unknown>>,
    from: Readonly<Record<string, readonly ReturnType<typeof node>[]>> = {},
  ) => {
    const record = node("aws:route53/record:Record", "www", { props, edges: from });
    return pointersOf(stackModel([record, ...Object.values(from).flat()]), record);
  };

  for (const type of [...BALANCERS, CLASSIC_BALANCER]) {
    it(`can be a value that is not known, of ${type}`, () => {
      const balancer = node(type, "core");
      assert.deepEqual(pointers({ records: [unknown] }, { records: [balancer] }), [
        { at: "records[0]", nodes: [balancer], exact: true, is: "managed", host: undefined },
      ]);
    });
    it(`is exact where it is known, of ${type}`, () => {
      const [core, other] = [node(type, "core", { props: { dnsName: host } }), node(type, "other")];
      assert.deepEqual(pointers({ aliases: [{ name: host }] }, { aliases: [core, other] }), [
        { at: "aliases[0].name", nodes: [core], exact: true, is: "managed", host },
      ]);
    });
  }
  it("can be any of those that it may come from", () => {
    const two = [node(CLASSIC_BALANCER, "a"), node(CLASSIC_BALANCER, "b")];
    assert.deepEqual(pointers({ aliases: [{ name: unknown }] }, { aliases: two }), [
      { at: "aliases[0].name", nodes: two, exact: false, is: "managed", host: undefined },
    ]);
  });
  it("is no plain value that has nothing to do with a balancer", () => {
    const zone = node("aws:cloudfront/distribution:Distribution", "site", {
      props: { domainName: "d1.example.org" },
    });
    assert.deepEqual(pointers({ records: ["d1.example.org"] }, { records: [zone] }), []);
    assert.deepEqual(pointers({ records: unknown }, { records: [zone] }), []);
    assert.deepEqual(pointers({}), []);
  });
});
