import type { Resource } from "../../model/resource";
import { readFlag } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

const DEFAULT_SUBNET = "aws:ec2/defaultSubnet:DefaultSubnet";

/** Nothing is on the internet because of the subnet that it was started in. */
export const net06: ResourceRule = {
  id: "NET-06",
  scope: "resource",
  types: [DEFAULT_SUBNET, "aws:ec2/subnet:Subnet"],
  evaluate: (resource: Resource): readonly Finding[] =>
    ["assignIpv6AddressOnCreation", "mapPublicIpOnLaunch"].flatMap((property) => given(resource, property)),
};

function given({ type, props }: Resource, property: string): readonly Finding[] {
  const flag = readFlag(props, property);
  switch (flag) {
    case "no":
      return [];
    case "absent":
      // AWS's default subnets give public IPv4 addresses unless they are told not to.
      return type === DEFAULT_SUBNET && property === "mapPublicIpOnLaunch"
        ? [bad(`${property} is not false, as it has to be in a default subnet.`)]
        : [];
    case "unknown":
      return [undetermined(`${property} is not known yet.`)];
    case "yes":
      return [bad(`${property} is true.`)];
    case "invalid":
      return [bad(`${property} is neither true nor false.`)];
  }
}
