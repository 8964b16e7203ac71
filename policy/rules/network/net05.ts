import { bad, type ResourceRule } from "../rule";

/** The network that AWS makes in every account and region is public; what runs gets a network of its own. */
export const net05: ResourceRule = {
  id: "NET-05",
  scope: "resource",
  types: ["aws:ec2/defaultSubnet:DefaultSubnet", "aws:ec2/defaultVpc:DefaultVpc"],
  evaluate: () => [bad("It takes AWS's default network into use.")],
};
