import assert from "node:assert/strict";

import { net06 } from "../../../../policy/rules/network/net06";
import { checkOne, node, unknown } from "../../support/world";

const SUBNET = "aws:ec2/subnet:Subnet";
const DEFAULT_SUBNET = "aws:ec2/defaultSubnet:DefaultSubnet";

describe("NET-06: subnets give no public addresses", () => {
  const messages = (type: string, props: object) =>
    checkOne(net06, node(type, "app", { props: { ...props } })).map(({ message }) => message);

  const right: Record<string, [type: string, props: object]> = {
    "a subnet that gives none": [SUBNET, { mapPublicIpOnLaunch: false, assignIpv6AddressOnCreation: false }],
    "a subnet that says so in text": [SUBNET, { mapPublicIpOnLaunch: "false" }],
    "a subnet that says nothing": [SUBNET, {}],
    "a default subnet that gives none": [DEFAULT_SUBNET, { mapPublicIpOnLaunch: false }],
  };
  for (const [title, [type, props]] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(type, props), []);
    });
  }

  const wrong: Record<string, [type: string, props: object, said: RegExp]> = {
    "a subnet that gives them": [SUBNET, { mapPublicIpOnLaunch: true }, /mapPublicIpOnLaunch is true\./],
    "a subnet that gives them in text": [
      SUBNET,
      { mapPublicIpOnLaunch: "true" },
      /mapPublicIpOnLaunch is true\./,
    ],
    "a subnet that gives them of IPv6": [
      SUBNET,
      { assignIpv6AddressOnCreation: true },
      /assignIpv6AddressOnCreation is true\./,
    ],
    "an unknown answer": [
      SUBNET,
      { mapPublicIpOnLaunch: unknown },
      /Cannot prove: mapPublicIpOnLaunch is not known yet\./,
    ],
    "an answer that is none": [
      SUBNET,
      { mapPublicIpOnLaunch: "off" },
      /mapPublicIpOnLaunch is neither true nor false\./,
    ],
    "a default subnet that says nothing": [
      DEFAULT_SUBNET,
      {},
      /mapPublicIpOnLaunch is not false, as it has to be in a default subnet\./,
    ],
  };
  for (const [title, [type, props, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(type, props);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }
});
