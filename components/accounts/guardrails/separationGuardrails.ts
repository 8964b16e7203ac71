import type { Guardrail, GuardrailFacts } from "./guardrail";
import { deployingRole } from "./principals";

/**
 * No way from one account's network or data to another's, and none in that is not logged: for every account.
 *
 * Services of other verticals are reached by their public HTTPS names, so nobody needs these, the stacks included. What
 * the stacks do need (a site-to-site VPN, key pairs of image builds, sharing images) is exempt for them alone.
 */
export function separationGuardrails({ accountRoleName }: GuardrailFacts): Guardrail[] {
  const stacks = [deployingRole(accountRoleName)];
  return [
    {
      name: "no-peering",
      reason: "A peering connection makes one network of two verticals.",
      deny: ["ec2:AcceptVpcPeeringConnection", "ec2:CreateVpcPeeringConnection"],
    },
    {
      name: "no-transit",
      reason:
        "Transit gateways, Cloud WAN, VPC Lattice and Direct Connect join networks behind the accounts' backs.",
      deny: [
        "directconnect:*",
        "ec2:AcceptTransitGateway*",
        "ec2:CreateTransitGateway*",
        "networkmanager:*",
        "vpc-lattice:*",
      ],
    },
    {
      name: "no-resource-shares",
      reason: "A share lends subnets, resolver rules, certificates' authorities and more to other accounts.",
      source:
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_ram.html",
      deny: [
        "ram:AcceptResourceShareInvitation",
        "ram:AssociateResourceShare*",
        "ram:CreateResourceShare",
        "ram:Promote*",
        "ram:UpdateResourceShare",
      ],
    },
    {
      name: "no-endpoint-services",
      reason: "An endpoint service opens a private way into the network for other accounts.",
      deny: [
        "ec2:AcceptVpcEndpointConnections",
        "ec2:CreateVpcEndpointServiceConfiguration",
        "ec2:ModifyVpcEndpointServiceConfiguration",
        "ec2:ModifyVpcEndpointServicePermissions",
      ],
    },
    {
      name: "endpoints-of-aws-only",
      reason: "An endpoint of anybody's service but AWS's own leads out of the network past its gateways.",
      source: "https://docs.aws.amazon.com/vpc/latest/privatelink/security_iam_service-with-iam.html",
      deny: ["ec2:CreateVpcEndpoint"],
      // The call names network, subnets and groups too, which have no owner of a service and would all be denied.
      on: ["arn:aws:ec2:*:*:vpc-endpoint/*"],
      when: { StringNotEquals: { "ec2:VpceServiceOwner": "amazon" } },
    },
    {
      name: "no-shared-names",
      reason:
        "Private names are a map of a vertical; another account that resolves them can also answer for them.",
      deny: [
        "route53:CreateVPCAssociationAuthorization",
        "route53profiles:*",
        "route53resolver:AssociateResolverRule",
        "route53resolver:CreateResolverEndpoint",
      ],
    },
    {
      name: "no-remote-access",
      reason:
        "People reach instances through Session Manager, which logs: no client VPN, no SSH tunnel, no serial console.",
      deny: [
        "ec2-instance-connect:*",
        "ec2:CreateClientVpn*",
        "ec2:CreateInstanceConnectEndpoint",
        "ec2:CreateVerifiedAccess*",
        "ec2:EnableSerialConsoleAccess",
      ],
    },
    {
      name: "no-default-networks",
      reason: "A default network has an internet gateway and public subnets that no stack knows of.",
      deny: ["ec2:CreateDefaultSubnet", "ec2:CreateDefaultVpc"],
    },
    {
      name: "vpn-by-stacks",
      reason: "A VPN leads into a foreign network. The stacks declare one, with a written reason and alarms.",
      deny: [
        "ec2:AttachVpnGateway",
        "ec2:CreateCustomerGateway",
        "ec2:CreateVpn*",
        "ec2:ModifyVpnConnection*",
        "ec2:ModifyVpnTunnel*",
      ],
      except: stacks,
    },
    {
      name: "no-key-pairs",
      reason:
        "Nobody logs in with SSH. Packer makes a key pair for the minutes of an image build, run by the stacks.",
      deny: ["ec2:CreateKeyPair", "ec2:ImportKeyPair"],
      except: stacks,
    },
    {
      name: "images-by-stacks",
      reason:
        "A shared image or snapshot is a copy of a disk in other hands. The stacks share images, which hold no data.",
      deny: [
        "ec2:ModifyImageAttribute",
        "ec2:ModifySnapshotAttribute",
        "rds:ModifyDBClusterSnapshotAttribute",
        "rds:ModifyDBSnapshotAttribute",
        "ssm:ModifyDocumentPermission",
      ],
      except: stacks,
    },
    {
      name: "no-public-snapshots",
      reason: "A public snapshot is published data, whoever does it.",
      source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html",
      deny: ["ec2:ModifySnapshotAttribute"],
      when: { StringEquals: { "ec2:Add/group": "all" } },
    },
  ];
}
