import type { Register } from "./entry";

/** Networks. */
export const network: Register = {
  "NET-01": {
    title: "Nobody logs in from the internet",
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Remove the rule: Session Manager needs none. Where somebody must come in, name their blocks, not the internet.",
    references: {
      cis5: ["5.3", "5.4"],
      cis7: ["6.3", "6.4"],
      fsbp: ["EC2.13", "EC2.14", "EC2.19"],
      pci: ["1.3.1"],
    },
  },
  "NET-02": {
    title: "The internet comes in to public balancers only, on ports 443 and 80",
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Let the internet in to port 443 (and 80 for the redirect) of a public balancer's own security group, and to " +
      "everything else by referencedSecurityGroupId or by the network's own block.",
    references: {
      cis5: ["5.1.2"],
      cis7: ["6.1.2"],
      fsbp: ["EC2.18", "EC2.19"],
      pci: ["1.3.1", "1.4.2"],
    },
  },
  "NET-03": {
    title: "What goes out to the internet goes to named ports",
    severity: "medium",
    level: "sensitive",
    undetermined: "violation",
    remediation:
      "Give an egress rule for each port that is needed, for example tcp 443, or name the other side by " +
      "referencedSecurityGroupId.",
    references: { pci: ["1.3.2"] },
  },
  "NET-04": {
    title: "Every VPC's default security group is managed and empty",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Declare new aws.ec2.DefaultSecurityGroup(name, { vpcId, ingress: [], egress: [] }), and give rules to a security " +
      "group of your own.",
    references: { cis5: ["5.5"], cis7: ["6.5"], fsbp: ["EC2.2"] },
  },
  "NET-05": {
    title: "AWS's default networks are not used",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation: "Remove it, and take a subnet of the vertical's own network.",
    references: {},
  },
  "NET-06": {
    title: "Subnets give no public addresses",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Set mapPublicIpOnLaunch and assignIpv6AddressOnCreation to false: balancers and NAT gateways have public addresses " +
      "all the same.",
    references: { fsbp: ["EC2.15"], pci: ["1.3.1", "1.4.2"] },
  },
  "NET-07": {
    title: "Network ACLs keep remote login out and open no port that is not needed",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Name the ports that are needed. Answers come back to Linux on tcp 32768-60999, and to balancers and NAT gateways on " +
      "tcp 1024-65535, where an entry with a lower number has to deny 3389 of 0.0.0.0/0 and ::/0.",
    references: {
      cis5: ["5.2"],
      cis7: ["6.2"],
      fsbp: ["EC2.21"],
      pci: ["1.2.8", "1.3.1"],
    },
  },
  "NET-08": {
    title: "All traffic of every VPC is recorded in the audit account",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      'Declare an aws.ec2.FlowLog with vpcId, trafficType "ALL" and a logDestination that is a bucket of the audit account.',
    references: { cis5: ["3.7"], cis7: ["4.7"], fsbp: ["EC2.6"], pci: ["10.2.1"] },
  },
  "NET-09": {
    title: "Routes over peering lead to single subnets",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation: "Route to the blocks of the subnets that are needed, each by a route of its own.",
    references: { cis5: ["5.6"], cis7: ["6.6"] },
  },
  "NET-10": {
    title: "Transit gateways connect nothing by themselves",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      'Set autoAcceptSharedAttachments, defaultRouteTableAssociation and defaultRouteTablePropagation to "disable", and ' +
      "declare each association and propagation.",
    references: { fsbp: ["EC2.23"], pci: ["1.2.8"] },
  },
  "NET-11": {
    title: "Only subnets of the public tier have a route to an internet gateway",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Route the subnet's own table through a NAT gateway or nowhere. Only subnets with the tag SubnetType: Public are of " +
      "the public tier.",
    references: { pci: ["1.3.1", "1.4.2"] },
  },
  "NET-12": {
    title: "Networks of verticals reach AWS through endpoints",
    severity: "medium",
    level: "sensitive",
    undetermined: "ignored",
    remediation:
      "Declare an aws.ec2.VpcEndpoint with the VPC's id for each of them, as components/network/endpoints.ts does.",
    references: { cis7: ["6.8"], fsbp: ["EC2.10", "EC2.55", "EC2.56", "EC2.57"] },
  },
  "NET-13": {
    title: "Endpoints and endpoint services are for those who are meant",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Give the endpoint a policy whose statements have a condition on aws:PrincipalAccount, aws:PrincipalOrgID or " +
      "aws:ResourceOrgID; set acceptanceRequired: true on an endpoint service and name its principals.",
    references: { pci: ["1.3.1", "7.3.1"] },
  },
  "NET-14": {
    title: "Accounts with personal or banking data block public access to their VPCs",
    severity: "high",
    level: "sensitive",
    undetermined: "violation",
    remediation:
      'Declare aws.ec2.VpcBlockPublicAccessOptions with internetGatewayBlockMode "block-bidirectional" or "block-ingress" ' +
      "in the account and region, and no exclusion from it.",
    references: { fsbp: ["EC2.172"], gdpr: ["25", "32"] },
  },
};
