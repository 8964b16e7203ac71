import assert from "node:assert/strict";

import { cmp02 } from "../../../../policy/rules/compute/cmp02";
import { checkAll, type Given, node, unknown } from "../../support/world";

const INSTANCE = "aws:ec2/instance:Instance";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const GROUP = "aws:autoscaling/group:Group";
const FLEET = "aws:ec2/spotFleetRequest:SpotFleetRequest";
const ADDRESS = "aws:ec2/eip:Eip";
const ASSOCIATION = "aws:ec2/eipAssociation:EipAssociation";

const open = node("aws:ec2/subnet:Subnet", "public", {
  props: { id: "subnet-1", mapPublicIpOnLaunch: "true" },
});
const closed = node("aws:ec2/subnet:Subnet", "app", {
  props: { id: "subnet-2", mapPublicIpOnLaunch: false },
});
const plain = node("aws:ec2/subnet:Subnet", "data", { props: { id: "subnet-3" } });
const template = node(TEMPLATE, "other", {
  props: { networkInterfaces: [{ associatePublicIpAddress: "false" }] },
});

describe("CMP-02: no public addresses", () => {
  const messages = (type: string, given: Given) =>
    checkAll(cmp02, [open, closed, plain, node(type, "core", given)]).map(({ message }) => message);
  const no = { associatePublicIpAddress: false };

  const right: Record<string, [type: string, given: Given]> = {
    "an instance that says no": [INSTANCE, { props: no }],
    "a template that says no in text": [
      TEMPLATE,
      { props: { networkInterfaces: [{ associatePublicIpAddress: "false" }, no] } },
    ],
    "a launch configuration that says no": ["aws:ec2/launchConfiguration:LaunchConfiguration", { props: no }],
    "a spot instance that says no": ["aws:ec2/spotInstanceRequest:SpotInstanceRequest", { props: no }],
    "a fleet that says no": [FLEET, { props: { launchSpecifications: [no] } }],
    "a fleet of launch templates": [FLEET, { props: { launchTemplateConfigs: [{}] } }],
    "an instance in a private subnet": [INSTANCE, { props: { ...no, subnetId: "subnet-2" } }],
    "an instance in a subnet that says nothing": [INSTANCE, { props: { ...no, subnetId: "subnet-3" } }],
    "a group in private subnets": [GROUP, { props: { vpcZoneIdentifiers: ["subnet-2", "subnet-3"] } }],
    "a group whose unknown subnets come from a network": [
      GROUP,
      { props: { vpcZoneIdentifiers: unknown }, edges: { vpcZoneIdentifiers: [open, closed] } },
    ],
    "an address of a gateway": [ADDRESS, { props: { instance: "", domain: "vpc" } }],
    "an address whose instance only the provider fills": [
      ADDRESS,
      { props: { domain: "vpc", instance: unknown }, edges: { domain: [] } },
    ],
    "an association whose instance only the provider fills": [
      ASSOCIATION,
      { props: { instanceId: unknown, networkInterfaceId: unknown }, edges: { allocationId: [] } },
    ],
  };
  for (const [title, [type, given]] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(type, given), []);
    });
  }

  const wrong: Record<string, [type: string, given: Given, said: RegExp]> = {
    "an instance that says yes": [
      INSTANCE,
      { props: { associatePublicIpAddress: true } },
      /associatePublicIpAddress is true/,
    ],
    "an instance that says yes in text": [
      INSTANCE,
      { props: { associatePublicIpAddress: "true" } },
      /associatePublicIpAddress is true/,
    ],
    "an instance that says nothing": [INSTANCE, {}, /associatePublicIpAddress is missing/],
    "an instance whose answer only the provider fills": [
      INSTANCE,
      { props: { associatePublicIpAddress: unknown }, edges: { ami: [] } },
      /associatePublicIpAddress is missing/,
    ],
    "an instance that says something else": [
      INSTANCE,
      { props: { associatePublicIpAddress: "perhaps" } },
      /neither true nor false/,
    ],
    "an instance that is not known yet": [
      INSTANCE,
      { props: { associatePublicIpAddress: unknown } },
      /Cannot prove: associatePublicIpAddress is not known/,
    ],
    "a launch configuration that says yes": [
      "aws:ec2/launchConfiguration:LaunchConfiguration",
      { props: { associatePublicIpAddress: true } },
      /associatePublicIpAddress is true/,
    ],
    "a spot instance that says yes": [
      "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
      { props: { associatePublicIpAddress: true } },
      /associatePublicIpAddress is true/,
    ],
    "a template's second interface": [
      TEMPLATE,
      { props: { networkInterfaces: [no, { associatePublicIpAddress: "true" }] } },
      /networkInterfaces\[1\]\.associatePublicIpAddress is true/,
    ],
    "a template's interface that says nothing": [
      TEMPLATE,
      { props: { networkInterfaces: [{ deviceIndex: 0 }] } },
      /networkInterfaces\[0\]\.associatePublicIpAddress is missing/,
    ],
    "a template without interfaces": [TEMPLATE, {}, /networkInterfaces is missing/],
    "a template with no interface in the list": [
      TEMPLATE,
      { props: { networkInterfaces: [] } },
      /networkInterfaces is missing/,
    ],
    "a template with unknown interfaces": [
      TEMPLATE,
      { props: { networkInterfaces: unknown } },
      /Cannot prove: networkInterfaces is not known/,
    ],
    "a fleet's second specification": [
      FLEET,
      { props: { launchSpecifications: [no, { associatePublicIpAddress: true }] } },
      /launchSpecifications\[1\]\.associatePublicIpAddress is true/,
    ],
    "a fleet with unknown specifications": [
      FLEET,
      { props: { launchSpecifications: unknown } },
      /Cannot prove: launchSpecifications\.associatePublicIpAddress is not known/,
    ],
    "an instance in a public subnet": [
      INSTANCE,
      { props: { ...no, subnetId: "subnet-1" } },
      /subnetId names public, which gives instances/,
    ],
    "an instance in a public subnet that does not exist yet": [
      INSTANCE,
      { props: { ...no, subnetId: unknown }, edges: { subnetId: [open] } },
      /subnetId names public/,
    ],
    "a group with one public subnet": [
      GROUP,
      { props: { vpcZoneIdentifiers: ["subnet-2", "subnet-1"] } },
      /vpcZoneIdentifiers names public/,
    ],
    "an address on an instance": [ADDRESS, { props: { instance: "i-1" } }, /instance puts a public address/],
    "an address on an instance that does not exist yet": [
      ADDRESS,
      { props: { instance: unknown }, edges: { instance: [template] } },
      /instance puts a public address/,
    ],
    "an association with an instance": [ASSOCIATION, { props: { instanceId: "i-1" } }, /instanceId puts/],
    "an association with an interface": [
      ASSOCIATION,
      { props: { networkInterfaceId: "eni-1" } },
      /networkInterfaceId puts/,
    ],
  };
  for (const [title, [type, given, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(type, given);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }
});
