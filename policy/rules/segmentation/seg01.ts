import type { StackFinding, StackRule } from "../rule";
import { judgedTies, type Tie } from "./ties";

const ACCOUNT = "aws:organizations/account:Account";
const ACCEPTER = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter";
const CONNECTION = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection";
const OPTIONS = "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions";
const VPC = "aws:ec2/vpc:Vpc";

const TIES: readonly Tie[] = [
  { types: [CONNECTION], path: ["vpcId"], to: [VPC], required: true },
  { types: [CONNECTION], path: ["peerVpcId"], to: [VPC], required: true },
  { types: [CONNECTION], path: ["peerOwnerId"], to: [ACCOUNT] },
  { types: [ACCEPTER, OPTIONS], path: ["vpcPeeringConnectionId"], to: [CONNECTION], required: true },
];

/** No VPC peering between verticals. */
export const seg01: StackRule = {
  id: "SEG-01",
  scope: "stack",
  evaluate: (context): readonly StackFinding[] => judgedTies("SEG-01", context, TIES),
};
