import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { dns01 } from "../../../../policy/rules/balancing/dns01";
import { checkAll, INVENTORY, node, unknown } from "../../support/world";

const HOST = "core-1.eu-west-1.elb.amazonaws.com";

describe("DNS-01: names point at something that is there", () => {
  const balancer = node("aws:lb/loadBalancer:LoadBalancer", "core", { props: { dnsName: HOST } });
  const record = (
    props: Readonly<Record<string, unknown>>,
    from: Readonly<Record<string, readonly Node[]>> = {},
  ) =>
    node("aws:route53/record:Record", "www", {
      props: { name: "www.example.com", type: "A", ...props },
      edges: from,
    });
  const alias = (name: unknown, ...from: readonly Node[]) =>
    record({ aliases: [{ name }] }, { aliases: from });
  const messages = (nodes: readonly Node[], aliasTargets?: string[]) =>
    checkAll(dns01, [balancer, ...nodes], {
      inventory: { ...INVENTORY, ...(aliasTargets === undefined ? {} : { aliasTargets }) },
    }).map(({ message }) => message);

  const right: Record<string, readonly Node[]> = {
    "an alias to a balancer": [alias(HOST, balancer)],
    "the same in the console's way": [alias(`dualstack.${HOST.toUpperCase()}.`, balancer)],
    "an alias to a balancer that does not exist yet": [alias(unknown, balancer)],
    "a record that proves a certificate": [record({ type: "CNAME", records: ["_1.acm-validations.aws."] })],
    "a record of an address": [record({ records: ["192.0.2.1"] })],
    "a value that is not known, of no balancer": [record({ records: [unknown] })],
    "a canonical name that is a balancer's": [
      record({ type: "CNAME", records: [HOST] }, { records: [balancer] }),
    ],
  };
  for (const [title, nodes] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(nodes), []);
    });
  }

  const targets: Record<string, [type: string, key: string]> = {
    "a classic load balancer": ["aws:elb/loadBalancer:LoadBalancer", "dnsName"],
    "an application load balancer": ["aws:alb/loadBalancer:LoadBalancer", "dnsName"],
    "a distribution": ["aws:cloudfront/distribution:Distribution", "domainName"],
    "a regional API": ["aws:apigateway/domainName:DomainName", "regionalDomainName"],
    "an edge API": ["aws:apigateway/domainName:DomainName", "cloudfrontDomainName"],
    "an accelerator": ["aws:globalaccelerator/accelerator:Accelerator", "dnsName"],
    "a website": ["aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration", "websiteDomain"],
    "another record": ["aws:route53/record:Record", "fqdn"],
  };
  for (const [title, [type, key]] of Object.entries(targets)) {
    it(`has nothing against an alias to ${title}`, () => {
      const target = node(type, "target", { props: { [key]: "target.example.org" } });
      assert.deepEqual(messages([target, alias("target.example.org", target)]), []);
      assert.equal(messages([target, alias("target.example.org")]).length, 1);
    });
  }

  const foreign = /\. www: aliases\[0\]\.name names nothing of this stack/;
  const wrong: Record<string, [nodes: readonly Node[], said: RegExp]> = {
    "an alias to nothing here": [[alias("other.eu-west-1.elb.amazonaws.com")], foreign],
    "an alias to nothing here, made of a balancer": [
      [alias("other.eu-west-1.elb.amazonaws.com", balancer)],
      foreign,
    ],
    "an alias to itself": [[record({ aliases: [{ name: "www.example.com" }] })], foreign],
    "the second of two": [
      [record({ aliases: [{ name: HOST }, { name: "x" }] }, { aliases: [balancer] })],
      /\. www: aliases\[1\]\.name names nothing/,
    ],
    "a balancer's name that is written down": [[alias(HOST)], /\. www: aliases\[0\]\.name is written down/],
    "an alias without a name": [[alias(undefined)], /Cannot prove: www: aliases\[0\]\.name is not known/],
    "an alias that comes from nowhere": [
      [alias(unknown)],
      /Cannot prove: www: aliases\[0\]\.name is not known/,
    ],
    "an alias that comes from something else": [
      [alias(unknown, node("aws:ec2/vpc:Vpc", "vpc"))],
      /Cannot prove: www: aliases\[0\]\.name is not known/,
    ],
    "aliases that come from nowhere": [
      [record({ aliases: unknown })],
      /Cannot prove: www: aliases is not known/,
    ],
    "a canonical name of a balancer that is not here": [
      [record({ type: "CNAME", records: ["192.0.2.1", "x.elb.eu-west-1.amazonaws.com"] })],
      /\. www: records\[1\] names nothing of this stack/,
    ],
    "a canonical name of a balancer that is written down": [
      [record({ type: "CNAME", records: [HOST] })],
      /\. www: records\[0\] is written down/,
    ],
  };
  for (const [title, [nodes, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(nodes);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("lets an alias point at what the inventory lists", () => {
    assert.deepEqual(messages([alias("shop.example.org")], ["Shop.example.org."]), []);
    assert.equal(messages([alias("shop.example.org")], ["example.org"]).length, 1);
  });
});
