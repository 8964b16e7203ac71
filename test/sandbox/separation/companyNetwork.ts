import type { DraftResource, StackState } from "./stackState";

/** One vertical of the company, in one stack. */
export interface VerticalPlan {
  readonly stack: string;
  readonly vertical: string;
  readonly classification: string;
  readonly accountId: string;

  /** Third and second to last part of nothing else's addresses: `10.<block>.0.0/16`. */
  readonly block: number;
}

/** Hands out ids as the cloud makes them. */
export class CloudIds {
  private last = 0;

  public next(prefix: string): string {
    this.last += 1;
    return `${prefix}-0${this.last.toString(16).padStart(16, "a")}`;
  }
}

/** A vertical's network: one zone with three tiers, of each kind of resource what the proof looks at. */
export function declareNetwork(
  state: StackState,
  { vertical, accountId, block }: VerticalPlan,
  provider: DraftResource,
  bucketArn: string,
  ids: CloudIds,
): void {
  const parent = state.component("duotone:network:VerticalNetwork", vertical, {});
  const place = { provider, parent };
  const cidrBlock = `10.${block}.0.0/16`;
  const add = (type: string, name: string, prefix: string, inputs: Record<string, unknown>) => {
    const id = ids.next(prefix);
    const arn = `arn:aws:ec2:eu-west-1:${accountId}:${type.slice("aws:ec2/".length, type.lastIndexOf(":"))}/${id}`;
    state.resource(type, name, id, inputs, place, { arn, ownerId: accountId, tagsAll: { vertical } });
    return id;
  };
  const vpcId = add("aws:ec2/vpc:Vpc", vertical, "vpc", { cidrBlock });
  const gatewayId = add("aws:ec2/internetGateway:InternetGateway", vertical, "igw", { vpcId });
  const tier = (name: string, place: number, type: string) => {
    const tags = { Name: `${vertical}-${name}-1`, SubnetType: type };
    const subnetId = add("aws:ec2/subnet:Subnet", tags.Name, "subnet", {
      vpcId,
      cidrBlock: `10.${block}.${16 * place}.0/20`,
      mapPublicIpOnLaunch: false,
      tags,
    });
    const routeTableId = add("aws:ec2/routeTable:RouteTable", tags.Name, "rtb", { vpcId, tags });
    const association = { subnetId, routeTableId };
    add("aws:ec2/routeTableAssociation:RouteTableAssociation", tags.Name, "rtbassoc", association);
    return association;
  };
  const [open, app, data] = [
    tier("public", 0, "Public"),
    tier("app", 1, "Private"),
    tier("data", 2, "Isolated"),
  ];
  const natGatewayId = add("aws:ec2/natGateway:NatGateway", `${vertical}-1`, "nat", {
    subnetId: open.subnetId,
  });
  const everywhere = { destinationCidrBlock: "0.0.0.0/0" };
  add("aws:ec2/route:Route", `${vertical}-public-1`, "r", {
    ...everywhere,
    gatewayId,
    routeTableId: open.routeTableId,
  });
  add("aws:ec2/route:Route", `${vertical}-app-1`, "r", {
    ...everywhere,
    natGatewayId,
    routeTableId: app.routeTableId,
  });
  add("aws:ec2/defaultRouteTable:DefaultRouteTable", vertical, "rtb", { vpcId, routes: [] });
  const inside = [
    { action: "allow", cidrBlock: `10.${block}.16.0/20`, fromPort: 5432, toPort: 5432, ruleNo: 100 },
  ];
  const subnetIds = [data.subnetId];
  add("aws:ec2/networkAcl:NetworkAcl", `${vertical}-data`, "acl", {
    vpcId,
    subnetIds,
    ingress: inside,
    egress: inside,
  });
  add("aws:ec2/flowLog:FlowLog", vertical, "fl", { vpcId, trafficType: "ALL", logDestination: bucketArn });
  const securityGroupId = add("aws:ec2/securityGroup:SecurityGroup", `${vertical}-endpoints`, "sg", {
    vpcId,
  });
  add("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", `${vertical}-endpoints-https`, "sgr", {
    securityGroupId,
    cidrIpv4: cidrBlock,
  });
  add("aws:ec2/vpcEndpoint:VpcEndpoint", `${vertical}-s3`, "vpce", {
    vpcId,
    serviceName: "com.amazonaws.eu-west-1.s3",
    vpcEndpointType: "Gateway",
    routeTableIds: [app.routeTableId],
    policy: allow("*", { "aws:PrincipalAccount": accountId }),
  });
  add("aws:route53/zone:Zone", vertical, "Z", { name: `${vertical}.internal`, vpcs: [{ vpcId }] });
  parent.outputs.dataSubnetIds = [data.subnetId];
}

/** A policy that lets in whom it is given, under conditions of the operator StringEquals. */
export function allow(principal: unknown, conditions?: Record<string, string>): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: principal,
        Action: "*",
        Resource: "*",
        ...(conditions === undefined ? {} : { Condition: { StringEquals: conditions } }),
      },
    ],
  });
}
