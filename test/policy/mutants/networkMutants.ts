import type { Mutant } from "./mutant";

const TIERS = { file: "components/network/tiers.ts", stack: "staging" } as const;
const RULES = { file: "components/network/networkRules.ts", stack: "staging" } as const;
const ENDPOINTS = { file: "components/network/endpoints.ts", stack: "staging" } as const;
const NETWORK = { file: "components/network/verticalNetwork.ts", stack: "staging" } as const;

/** Faults in networks and names. */
export const networkMutants: readonly Mutant[] = [
  {
    ...TIERS,
    title: "subnets give everything a public address",
    text: "mapPublicIpOnLaunch: false",
    replacement: "mapPublicIpOnLaunch: true",
    refusedBy: ["NET-06", "CMP-02"],
  },
  {
    ...TIERS,
    title: "awsx's public subnets stay as awsx makes them",
    text: "transforms: [withoutPublicAddresses]",
    replacement: "transforms: []",
    refusedBy: ["NET-06", "CMP-02"],
  },
  {
    ...TIERS,
    title: "the default security group lets its members talk",
    text: "ingress: [], egress: [], tags }, { parent }",
    replacement:
      'ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }], egress: [], tags }, { parent }',
    refusedBy: ["NET-04"],
  },
  {
    ...TIERS,
    title: "the default security group is left as AWS makes it",
    text: "new aws.ec2.DefaultSecurityGroup(",
    replacement: 'if (name === "") new aws.ec2.DefaultSecurityGroup(',
    refusedBy: ["NET-04"],
  },
  {
    ...TIERS,
    title: "a network is peered with one that nobody knows",
    text: "new aws.ec2.DefaultSecurityGroup(",
    replacement:
      "new aws.ec2.VpcPeeringConnection(name, " +
      '{ vpcId: vpc.vpcId, peerVpcId: "vpc-0a1b2c3d4e5f67890", peerOwnerId: "999999999999" }, { parent });\n' +
      "  new aws.ec2.DefaultSecurityGroup(",
    refusedBy: ["SEG-01"],
  },
  {
    ...TIERS,
    title: "a route leads to all private networks",
    text: "new aws.ec2.DefaultSecurityGroup(",
    replacement:
      "new aws.ec2.Route(name, { routeTableId: vpc.vpc.apply((made) => made.defaultRouteTableId), " +
      'destinationCidrBlock: "10.0.0.0/8", transitGatewayId: "tgw-0a1b2c3d4e5f67890" }, { parent });\n' +
      "  new aws.ec2.DefaultSecurityGroup(",
    refusedBy: ["SEG-02", "SEG-03"],
  },
  {
    ...RULES,
    title: "network ACLs let SSH in from anywhere",
    text: "deny(100, ANYWHERE, only(SSH)),",
    replacement: "allow(100, ANYWHERE, only(SSH)),",
    refusedBy: ["NET-07"],
  },
  {
    ...RULES,
    title: "network ACLs let remote desktops in from anywhere",
    text: "deny(110, ANYWHERE, only(RDP)),\n      allow(200, ANYWHERE, only(HTTP)),",
    replacement: "allow(110, ANYWHERE, only(RDP)),\n      allow(200, ANYWHERE, only(HTTP)),",
    refusedBy: ["NET-07"],
  },
  {
    ...RULES,
    title: "network ACLs let everything in",
    text: "allow(200, ANYWHERE, only(HTTP)),",
    replacement: "allow(200, ANYWHERE, ALL_PORTS),",
    refusedBy: ["NET-07"],
  },
  {
    ...ENDPOINTS,
    title: "an endpoint has AWS's own policy",
    text: "policy: endpointPolicy(args, actions),",
    replacement: "",
    refusedBy: ["NET-13"],
  },
  {
    ...ENDPOINTS,
    mode: "update",
    title: "endpoints serve anybody's principals",
    text: 'StringEquals: { "aws:PrincipalAccount": accountId, "aws:ResourceOrgID": organizationId },',
    replacement: "",
    refusedBy: ["NET-13", "IAM-06"],
  },
  {
    ...ENDPOINTS,
    title: "endpoints are called from anywhere",
    text: "cidrIpv4: args.cidr,",
    replacement: 'cidrIpv4: "0.0.0.0/0",',
    refusedBy: ["NET-02"],
  },
  {
    ...ENDPOINTS,
    title: "a restricted network has no endpoint of KMS",
    text: '  kms: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],\n',
    replacement: "",
    refusedBy: ["NET-12"],
  },
  {
    ...ENDPOINTS,
    title: "an endpoint leads to somebody else's service",
    text: "serviceName: serviceName(args.region, service),\n          routeTableIds",
    replacement:
      'serviceName: "com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b2c3d4e5f67890",\n          routeTableIds',
    refusedBy: ["SEG-04"],
  },
  {
    ...NETWORK,
    title: "a network has no flow log",
    text: "declareFlowLog(name, { vpcId, bucketArn: args.flowLogs.bucketArn, tags }, this);",
    replacement: "",
    refusedBy: ["NET-08", "AUD-03"],
  },
  {
    file: "components/network/flowLog.ts",
    stack: "staging",
    title: "flow logs record refused traffic only",
    text: 'trafficType: "ALL"',
    replacement: 'trafficType: "REJECT"',
    refusedBy: ["NET-08"],
  },
  {
    file: "components/network/privateZone.ts",
    stack: "staging",
    title: "a private zone is resolved by a network that nobody knows",
    text: "vpcs: [{ vpcId }]",
    replacement: 'vpcs: [{ vpcId }, { vpcId: "vpc-0a1b2c3d4e5f67890" }]',
    refusedBy: ["SEG-07"],
  },
  {
    file: "components/dns/clusterNames.ts",
    stack: "staging",
    title: "names are answered although nothing behind them is healthy",
    text: "evaluateTargetHealth: true",
    replacement: "evaluateTargetHealth: false",
    refusedBy: ["BG-03"],
  },
  {
    file: "components/dns/clusterNames.ts",
    stack: "prod",
    title: "names point at a balancer that no stack has",
    text: "name: balancer.dnsName,",
    replacement: 'name: "gone-1234567890.eu-west-1.elb.amazonaws.com",',
    refusedBy: ["DNS-01"],
  },
  {
    file: "components/dns/publicNames.ts",
    stack: "prod",
    title: "public names point at the idle colour",
    text: "activeColor: args.activeColor,",
    replacement: "activeColor: args.colours[1]!.config.name,",
    refusedBy: ["BG-02", "BG-03"],
  },
  {
    file: "components/dns/publicNames.ts",
    stack: "prod",
    title: "public names point at a balancer that no stack has",
    text: "return { dnsName: balancer.dnsName, zoneId: balancer.zoneId };",
    replacement:
      'return { dnsName: "gone-1234567890.eu-west-1.elb.amazonaws.com", zoneId: balancer.zoneId };',
    refusedBy: ["BG-02", "DNS-01"],
  },
];
