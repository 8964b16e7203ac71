import assert from "node:assert/strict";

import { stackModel } from "../../../../policy/model/stackModel";
import { cmp08 } from "../../../../policy/rules/compute/cmp08";
import { checkAll, type Given, node, settings, unknown } from "../../support/world";

const GROUP = "aws:autoscaling/group:Group";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const subnet = (name: string, props: Record<string, unknown>) =>
  node("aws:ec2/subnet:Subnet", name, { props });
const a1 = subnet("a1", { id: "subnet-a1", availabilityZone: "eu-west-1a" });
const a2 = subnet("a2", { id: "subnet-a2", availabilityZone: "eu-west-1a", availabilityZoneId: "euw1-az2" });
const b1 = subnet("b1", { id: "subnet-b1", availabilityZone: "", availabilityZoneId: "euw1-az1" });
const b2 = subnet("b2", { id: "subnet-b2", availabilityZone: "", availabilityZoneId: "euw1-az1" });
const dark = subnet("dark", { id: "subnet-dark", availabilityZone: unknown });
const SUBNETS = [a1, a2, b1, b2, dark];
const network = node("awsx:ec2:Vpc", "network", {});

describe("CMP-08: two zones", () => {
  const messages = (type: string, given: Given) =>
    checkAll(cmp08, [...SUBNETS, network, node(type, "core", given)]).map(({ message }) => message);
  const inSubnets = (...ids: readonly unknown[]) => ({ props: { vpcZoneIdentifiers: ids } });

  const right: Record<string, [type: string, given: Given]> = {
    "a group in two zones": [GROUP, inSubnets("subnet-a1", "subnet-b1")],
    "a group with named zones": [GROUP, { props: { availabilityZones: ["eu-west-1a", "eu-west-1b"] } }],
    "a group whose unknown subnets are in two zones": [
      GROUP,
      { props: { vpcZoneIdentifiers: unknown }, edges: { vpcZoneIdentifiers: [network, a1, b1] } },
    ],
    "a group with two unknown subnets of two zones": [
      GROUP,
      { ...inSubnets(unknown, unknown), edges: { vpcZoneIdentifiers: [a1, b1] } },
    ],
    "a group with a subnet from elsewhere, which may be in another zone": [
      GROUP,
      inSubnets("subnet-a1", "subnet-x"),
    ],
    "a group with a subnet whose zone is not known": [GROUP, inSubnets("subnet-a1", "subnet-dark")],
    "a group whose subnets come from elsewhere": [GROUP, { props: { vpcZoneIdentifiers: unknown } }],
    "a balancer in two zones": [BALANCER, { props: { subnets: ["subnet-a1", "subnet-b1"] } }],
    "a balancer with mapped subnets": [
      BALANCER,
      {
        props: { subnets: unknown, subnetMappings: [{ subnetId: "subnet-a1" }, { subnetId: "subnet-b1" }] },
        edges: { subnetMappings: [] },
      },
    ],
    "a balancer whose mapped subnets do not exist yet": [
      BALANCER,
      {
        props: { subnetMappings: [{ subnetId: unknown }, { subnetId: unknown }] },
        edges: { subnetMappings: [a1, b1] },
      },
    ],
    "a classic balancer with named zones": [
      "aws:elb/loadBalancer:LoadBalancer",
      { props: { availabilityZones: ["eu-west-1a", "eu-west-1b"] } },
    ],
  };
  for (const [title, [type, given]] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(type, given), []);
    });
  }

  it("does not call certain what it cannot know", () => {
    const group = node(GROUP, "core", inSubnets("subnet-a1", "subnet-dark"));
    const found = cmp08.evaluate({
      model: stackModel([...SUBNETS, group]),
      settings: settings(),
      account: () => ({ is: "none" }),
    });
    assert.deepEqual(found, [
      { answer: "undetermined", urn: group.urn, message: "the zones of vpcZoneIdentifiers are not known." },
    ]);
  });

  const wrong: Record<string, [type: string, given: Given, said: RegExp]> = {
    "no subnets": [GROUP, {}, /vpcZoneIdentifiers names fewer than two/],
    "subnets that only the provider fills": [
      GROUP,
      { props: { vpcZoneIdentifiers: unknown, availabilityZones: unknown }, edges: { minSize: [] } },
      /vpcZoneIdentifiers names fewer than two/,
    ],
    "one subnet": [GROUP, inSubnets("subnet-a1"), /vpcZoneIdentifiers names fewer than two/],
    "one subnet that does not exist yet": [
      GROUP,
      { ...inSubnets(unknown), edges: { vpcZoneIdentifiers: [a1, b1] } },
      /vpcZoneIdentifiers names fewer than two/,
    ],
    "the same subnet twice": [GROUP, inSubnets("subnet-a1", "subnet-a1"), /names fewer than two/],
    "two subnets of one zone": [
      GROUP,
      inSubnets("subnet-a1", "subnet-a2"),
      /vpcZoneIdentifiers is in one zone only, eu-west-1a/,
    ],
    "unknown subnets of one zone": [
      GROUP,
      { props: { vpcZoneIdentifiers: unknown }, edges: { vpcZoneIdentifiers: [a1, a2] } },
      /is in one zone only, eu-west-1a/,
    ],
    "one named zone": [
      GROUP,
      { props: { availabilityZones: ["eu-west-1a", "eu-west-1a"] } },
      /names fewer than two/,
    ],
    "one named zone and an unknown one": [
      GROUP,
      { props: { availabilityZones: ["eu-west-1a", unknown] } },
      /names fewer than two/,
    ],
    "one mapped subnet": [
      BALANCER,
      { props: { subnets: [], subnetMappings: [{ subnetId: "subnet-a1" }] } },
      /subnetMappings names fewer than two/,
    ],
    "two subnets of one zone by its id": [
      GROUP,
      inSubnets("subnet-b1", "subnet-b2"),
      /vpcZoneIdentifiers is in one zone only, euw1-az1/,
    ],
    "mapped subnets of one zone": [
      BALANCER,
      { props: { subnetMappings: [{ subnetId: "subnet-a1" }, { subnetId: "subnet-a2" }] } },
      /subnetMappings is in one zone only, eu-west-1a/,
    ],
    "an empty list of mapped subnets": [
      BALANCER,
      { props: { subnets: ["subnet-a1", "subnet-a2"], subnetMappings: [] } },
      /subnets is in one zone only/,
    ],
    "a balancer of the older name": ["aws:alb/loadBalancer:LoadBalancer", {}, /subnets names fewer than two/],
    "a classic balancer": ["aws:elb/loadBalancer:LoadBalancer", {}, /subnets names fewer than two/],
  };
  for (const [title, [type, given, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(type, given);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }
});
