import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/**
 * AWS services that instances call through interface endpoints, with what they may ask there.
 *
 * `ssm` and `ssmmessages` carry Session Manager; `ec2messages` is left out, because agents since 3.3.40.0 (2024) take
 * `ssmmessages` for everything. Through the endpoints of keys and secrets nobody administers them: that is done from
 * outside the network.
 */
const INTERFACE_SERVICES: Readonly<Record<string, readonly string[]>> = {
  ssm: ["ssm:*"],
  ssmmessages: ["ssmmessages:*"],
  logs: ["logs:*"],
  monitoring: ["cloudwatch:*"],
  kms: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
  secretsmanager: [
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetRandomPassword",
    "secretsmanager:GetSecretValue",
    "secretsmanager:ListSecrets",
    "secretsmanager:ListSecretVersionIds",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
  ],
  sts: ["sts:AssumeRole", "sts:GetCallerIdentity", "sts:TagSession"],
};

/** The same through gateway endpoints, which cost nothing: files, and the table in which instances agree on their jobs. */
const GATEWAY_SERVICES: Readonly<Record<string, readonly string[]>> = {
  s3: ["s3:*"],
  dynamodb: ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
};

export interface EndpointsArgs {
  readonly vpcId: pulumi.Input<string>;

  /** The network's block: everything in it may ask the endpoints. */
  readonly cidr: string;
  readonly region: string;

  /** The account whose principals, and only whose, pass the endpoints. */
  readonly accountId: pulumi.Input<string>;

  /** The organization whose resources, and only whose, are reached through them. */
  readonly organizationId: pulumi.Input<string>;

  /** Subnets that hold the endpoints' interfaces, one for each zone that is to have one. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;

  /** Route tables through which S3 and DynamoDB are reached without NAT. */
  readonly routeTableIds: readonly pulumi.Input<string>[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Private ways from the app tier to AWS: endpoints for S3 and DynamoDB in its route tables, interface endpoints for what
 * instances call all the time.
 *
 * Each has a policy, so that stolen data cannot leave through it with an intruder's own credentials, nor to an
 * account outside the organization. AWS's own buckets (package repositories, Systems Manager's patches and agents)
 * are outside too: instances install nothing, they run what their image holds.
 */
export class Endpoints extends pulumi.ComponentResource {
  public constructor(name: string, args: EndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:network:Endpoints", name, undefined, opts);

    const securityGroup = this.createSecurityGroup(`${name}-endpoints`, args);
    for (const [service, actions] of Object.entries(INTERFACE_SERVICES)) {
      const endpointName = `${name}-${service}`;
      new aws.ec2.VpcEndpoint(
        endpointName,
        {
          vpcId: args.vpcId,
          vpcEndpointType: "Interface",
          serviceName: serviceName(args.region, service),
          ipAddressType: "ipv4",
          privateDnsEnabled: true,
          subnetIds: args.subnetIds,
          securityGroupIds: [securityGroup.id],
          policy: endpointPolicy(args, actions, service === "ssm" ? [awsOwnedDocuments(args)] : []),
          tags: { Name: endpointName, ...args.tags },
        },
        { parent: this },
      );
    }
    for (const [service, actions] of Object.entries(GATEWAY_SERVICES)) {
      const endpointName = `${name}-${service}`;
      new aws.ec2.VpcEndpoint(
        endpointName,
        {
          vpcId: args.vpcId,
          vpcEndpointType: "Gateway",
          serviceName: serviceName(args.region, service),
          routeTableIds: [...args.routeTableIds],
          policy: endpointPolicy(args, actions),
          tags: { Name: endpointName, ...args.tags },
        },
        { parent: this },
      );
    }
    this.registerOutputs();
  }

  private createSecurityGroup(name: string, args: EndpointsArgs): aws.ec2.SecurityGroup {
    const securityGroup = new aws.ec2.SecurityGroup(
      name,
      {
        description: "Interface endpoints",
        vpcId: args.vpcId,
        tags: { Name: name, ...args.tags },
      },
      { parent: this },
    );
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-https`,
      {
        securityGroupId: securityGroup.id,
        description: "HTTPS from the network itself",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: args.cidr,
      },
      { parent: this },
    );
    return securityGroup;
  }
}

function serviceName(region: string, service: string): string {
  return `com.amazonaws.${region}.${service}`;
}

type Owners = Pick<EndpointsArgs, "accountId" | "organizationId" | "region">;

/** Principals of one account, resources of the organization: an endpoint policy grants nothing, it only limits. */
function endpointPolicy(
  { accountId, organizationId }: Owners,
  actions: readonly string[],
  more: readonly aws.iam.PolicyStatement[] = [],
): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "OwnPrincipalsOwnOrganization",
        Effect: "Allow",
        Principal: "*",
        Action: actions,
        Resource: "*",
        Condition: {
          StringEquals: { "aws:PrincipalAccount": accountId, "aws:ResourceOrgID": organizationId },
        },
      },
      ...more,
    ],
  });
}

/** The agent reads documents that AWS publishes, and services read AWS's public parameters; nobody owns them but AWS. */
function awsOwnedDocuments({ accountId, region }: Owners): aws.iam.PolicyStatement {
  return {
    Sid: "ReadWhatAwsPublishes",
    Effect: "Allow",
    Principal: "*",
    Action: [
      "ssm:DescribeDocument",
      "ssm:GetDocument",
      "ssm:GetParameter",
      "ssm:GetParameters",
      "ssm:GetParametersByPath",
    ],
    Resource: [`arn:aws:ssm:${region}::document/*`, `arn:aws:ssm:${region}::parameter/aws/*`],
    Condition: { StringEquals: { "aws:PrincipalAccount": accountId } },
  };
}
