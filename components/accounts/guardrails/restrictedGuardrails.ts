import type { Guardrail, GuardrailFacts } from "./guardrail";
import { deployingRole } from "./principals";

/**
 * Nothing but the stacks gives a network its shape or a way to the internet: for accounts with personal and banking data.
 */
export function restrictedGuardrails({ accountRoleName }: GuardrailFacts): Guardrail[] {
  const stacks = [deployingRole(accountRoleName)];
  return [
    {
      name: "no-internet-gateways",
      reason:
        "Every way to the internet, IPv6's included, is one that the stacks declared and the reviewers saw.",
      source:
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_vpc.html",
      deny: [
        "ec2:AttachInternetGateway",
        "ec2:CreateCarrierGateway",
        "ec2:CreateEgressOnlyInternetGateway",
        "ec2:CreateInternetGateway",
        "ec2:CreateNatGateway",
        "globalaccelerator:Create*",
      ],
      except: stacks,
    },
    {
      name: "network-by-stacks",
      reason: "A route, an address range or a rule more is how a data tier that has no way out gets one.",
      deny: [
        "ec2:AssociateAddress",
        "ec2:AssociateRouteTable",
        "ec2:AssociateSubnetCidrBlock",
        "ec2:AssociateVpcCidrBlock",
        "ec2:AuthorizeSecurityGroup*",
        "ec2:CreateNetworkAcl*",
        "ec2:CreateRoute*",
        "ec2:CreateSubnet",
        "ec2:CreateVpc",
        "ec2:DeleteNetworkAcl*",
        "ec2:ModifySecurityGroupRules",
        "ec2:ModifySubnetAttribute",
        "ec2:ModifyVpcEndpoint",
        "ec2:ReplaceNetworkAcl*",
        "ec2:ReplaceRoute*",
      ],
      except: stacks,
    },
    {
      name: "no-public-addresses",
      reason: "Instances are reached through a load balancer, and go out through the network's own gateway.",
      source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html",
      deny: ["ec2:RunInstances"],
      when: { Bool: { "ec2:AssociatePublicIpAddress": "true" } },
    },
    {
      name: "load-balancers-by-stacks",
      reason: "A load balancer that does not say internal is on the internet.",
      source:
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html",
      deny: ["elasticloadbalancing:CreateLoadBalancer"],
      when: { StringNotEquals: { "elasticloadbalancing:Scheme": "internal" } },
      except: stacks,
    },
    {
      name: "copies-by-stacks",
      reason: "Replication and exports carry data out of the vertical's account, keys and logs.",
      deny: [
        "ec2:CreateInstanceExportTask",
        "ec2:CreateStoreImageTask",
        "ec2:ExportImage",
        "rds:StartExportTask",
        "s3:PutReplicationConfiguration",
      ],
      except: stacks,
    },
  ];
}
