import { BANKING } from "../evaluator";
import { BANKER, BANKING_STACKS, type Cases, DEVELOPER, each } from "./case";

const GATEWAYS = [
  "ec2:CreateInternetGateway",
  "ec2:AttachInternetGateway",
  "ec2:CreateEgressOnlyInternetGateway",
  "ec2:CreateNatGateway",
];
const card = `arn:aws:ec2:eu-west-1:${BANKING}:network-interface/eni-1`;

export const RESTRICTED_CASES: Cases = {
  "no-internet-gateways": {
    denied: [...each(BANKER, GATEWAYS), { who: BANKER, action: "globalaccelerator:CreateAccelerator" }],
    // The public vertical's developers make their own; what they may not is in their own policies.
    passes: [
      ...each(BANKING_STACKS, GATEWAYS),
      ...each(DEVELOPER, GATEWAYS),
      ...each(BANKER, ["ec2:DeleteInternetGateway"]),
    ],
  },
  "network-by-stacks": {
    denied: each(BANKER, [
      "ec2:CreateRoute",
      "ec2:ReplaceRoute",
      "ec2:ReplaceRouteTableAssociation",
      "ec2:AssociateVpcCidrBlock",
      "ec2:AssociateAddress",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:CreateNetworkAclEntry",
      "ec2:DeleteNetworkAclEntry",
      "ec2:CreateVpc",
    ]),
    passes: [
      ...each(BANKING_STACKS, [
        "ec2:CreateRoute",
        "ec2:AuthorizeSecurityGroupIngress",
        "ec2:CreateNetworkAclEntry",
      ]),
      ...each(BANKER, ["ec2:DescribeRouteTables", "ec2:RevokeSecurityGroupIngress", "ec2:DeleteRoute"]),
      { who: DEVELOPER, action: "ec2:CreateRoute" },
    ],
  },
  "no-public-addresses": {
    denied: [
      ...each(BANKER, ["ec2:RunInstances"], { on: card, with: { "ec2:AssociatePublicIpAddress": "true" } }),
      ...each(BANKING_STACKS, ["ec2:RunInstances"], {
        on: card,
        with: { "ec2:AssociatePublicIpAddress": "true" },
      }),
    ],
    passes: each(BANKING_STACKS, ["ec2:RunInstances"], {
      on: card,
      with: { "ec2:AssociatePublicIpAddress": "false" },
    }),
  },
  "load-balancers-by-stacks": {
    denied: [
      ...each(BANKER, ["elasticloadbalancing:CreateLoadBalancer"], {
        with: { "elasticloadbalancing:Scheme": "internet-facing" },
      }),
      ...each(BANKER, ["elasticloadbalancing:CreateLoadBalancer"]),
    ],
    passes: [
      ...each(BANKER, ["elasticloadbalancing:CreateLoadBalancer"], {
        with: { "elasticloadbalancing:Scheme": "internal" },
      }),
      ...each(BANKING_STACKS, ["elasticloadbalancing:CreateLoadBalancer"], {
        with: { "elasticloadbalancing:Scheme": "internet-facing" },
      }),
    ],
  },
  "copies-by-stacks": {
    denied: each(BANKER, ["s3:PutReplicationConfiguration", "ec2:ExportImage", "rds:StartExportTask"], {
      on: "arn:aws:s3:::payments",
    }),
    passes: [
      ...each(BANKING_STACKS, ["s3:PutReplicationConfiguration"], { on: "arn:aws:s3:::payments" }),
      ...each(BANKER, ["rds:CreateDBSnapshot"]),
    ],
  },
};
