import { type Estate, type EstateResource, place } from "../estate";

/** Ways from one network or account to another, by what their types begin with, and what each would do. */
const CONNECTIONS: Readonly<Record<string, string>> = {
  "aws:directconnect/": "joins networks by Direct Connect",
  "aws:ec2/carrierGateway:": "is a way out that no route table shows",
  "aws:ec2/egressOnlyInternetGateway:": "lets IPv6 out",
  "aws:ec2/localGateway": "joins a network with an outpost's",
  "aws:ec2/peeringConnectionOptions:": "belongs to a peering connection",
  "aws:ec2/vpcEndpointConnection": "accepts another network's endpoint",
  "aws:ec2/vpcEndpointService": "offers a private way into the network",
  "aws:ec2/vpcPeeringConnection": "joins two networks",
  "aws:ec2clientvpn/": "lets people in past the log of sessions",
  "aws:ec2transitgateway/": "joins networks",
  "aws:networkmanager/": "joins networks",
  "aws:ram/": "lends resources to other accounts",
  "aws:route53/profiles": "shares names with other networks",
  "aws:route53/resolver": "resolves names for other networks",
  "aws:route53/vpcAssociationAuthorization:": "lets another account's network resolve a private zone",
  "aws:route53/zoneAssociation:": "lets a further network resolve a private zone",
  "aws:verifiedaccess/": "lets people in past the log of sessions",
  "aws:vpc/routeServer": "takes routes from somebody else",
  "aws:vpc/securityGroupVpcAssociation:": "shares a security group with another network",
  "aws:vpclattice/": "joins services across networks",
};

/** There is nothing, in any account, that joins networks or lends what is in one account to another. */
export function connections(estate: Estate): string[] {
  return estate.resources.flatMap(problemsOf);
}

function problemsOf(resource: EstateResource): string[] {
  return Object.entries(CONNECTIONS)
    .filter(([prefix]) => resource.type.startsWith(prefix))
    .map(([, effect]) => `${place(resource)} ${effect}.`);
}
