import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  PutScalingPolicyCommand,
} from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
  type RequestLaunchTemplateData,
} from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UploadServerCertificateCommand,
} from "@aws-sdk/client-iam";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

import { bootUserData } from "../../../../components/clusters/bootConfig";
import { INSTANCE_TRUST, SESSION_MANAGER_POLICY } from "../../../../components/clusters/instanceRole";
import type { TwinIdentity } from "../../../../providers/switch/twins/masks";
import type { Fleet } from "../../../../providers/switch/switchInputs";
import { clientConfig } from "../../../sandbox/cloud/emulator";
import { buildAlarm, buildBalancer, suffixOf } from "./builtBalancer";
import { defined } from "./defined";

/** The clients of one cloud. */
export function clientsOf(cloud: { readonly endpoint: string }) {
  const config = clientConfig(cloud);
  return {
    autoScaling: new AutoScalingClient(config),
    cloudWatch: new CloudWatchClient(config),
    ec2: new EC2Client(config),
    elb: new ElasticLoadBalancingV2Client(config),
    iam: new IAMClient(config),
    ssm: new SSMClient(config),
  };
}

export type TestClients = ReturnType<typeof clientsOf>;

/** What colours share. */
export interface SharedNetwork {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly imageIds: readonly [string, string];
  readonly certificateArn: string;
}

/** A web service in one colour, with the ids that AWS gave. */
export interface BuiltFleet {
  readonly fleet: Fleet;
  readonly identity: TwinIdentity;
  readonly instancesGroupId: string;
  readonly balancerGroupId: string;
  readonly launchTemplateId: string;

  /** What version 1 of it says. */
  readonly templateData: RequestLaunchTemplateData;
  readonly roleName: string;
  readonly rolePolicyName: string;
  readonly targetGroupArn: string;
  readonly balancerArn: string;
  readonly httpsListenerArn: string;
}

/** A secret that the service may read. */
export const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:duotone/core/database";

export const BOOT = { service: "core", region: "eu-west-1", port: 8080, secrets: { database: SECRET } };

export async function sharedNetwork({ ec2, iam, ssm }: TestClients): Promise<SharedNetwork> {
  const vpcId = defined((await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }))).Vpc?.VpcId);
  const subnetIds = await Promise.all(
    ["a", "b"].map(async (zone, index) => {
      const AvailabilityZone = `eu-west-1${zone}`;
      const command = new CreateSubnetCommand({
        VpcId: vpcId,
        CidrBlock: `10.0.${index}.0/24`,
        AvailabilityZone,
      });
      return defined((await ec2.send(command)).Subnet?.SubnetId);
    }),
  );
  const image = async (architecture: string) => {
    const Name = `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`;
    return defined((await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value);
  };
  const { ServerCertificateMetadata } = await iam.send(
    new UploadServerCertificateCommand({
      ServerCertificateName: "shared",
      CertificateBody: "-",
      PrivateKey: "-",
    }),
  );
  return {
    vpcId,
    subnetIds,
    imageIds: [await image("arm64"), await image("x86_64")],
    certificateArn: defined(ServerCertificateMetadata?.Arn),
  };
}

/** Builds a web service the way that the program declares it, with names that end in something random. */
export async function buildFleet(
  clients: TestClients,
  network: SharedNetwork,
  identity: TwinIdentity,
  random: string,
): Promise<BuiltFleet> {
  const name = `${identity.color}-core`;
  const automatic = `${name}-${random}`;
  const tags = { Name: name, cluster: identity.color, service: "core" };
  const groups = await buildSecurityGroups(clients, network, name, random);
  const role = await buildRole(clients, name, random);
  const web = await buildBalancer(clients, network, automatic, groups.balancerGroupId);
  const templateData: RequestLaunchTemplateData = {
    ImageId: identity.imageId,
    InstanceType: "t4g.small",
    UserData: bootUserData({ ...BOOT, cluster: identity.color, commit: identity.commit }),
    IamInstanceProfile: { Arn: role.profileArn },
    MetadataOptions: { HttpEndpoint: "enabled", HttpTokens: "required", HttpPutResponseHopLimit: 1 },
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        AssociatePublicIpAddress: false,
        DeleteOnTermination: true,
        Groups: [groups.instancesGroupId],
      },
    ],
    BlockDeviceMappings: [
      { DeviceName: "/dev/xvda", Ebs: { Encrypted: true, VolumeType: "gp3", DeleteOnTermination: true } },
    ],
    TagSpecifications: [
      { ResourceType: "instance", Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
    ],
  };
  const { LaunchTemplate } = await clients.ec2.send(
    new CreateLaunchTemplateCommand({ LaunchTemplateName: automatic, LaunchTemplateData: templateData }),
  );
  const launchTemplateId = defined(LaunchTemplate?.LaunchTemplateId);
  await clients.autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: automatic,
      MinSize: 1,
      MaxSize: 3,
      DesiredCapacity: 1,
      VPCZoneIdentifier: network.subnetIds.join(","),
      LaunchTemplate: { LaunchTemplateId: launchTemplateId, Version: "1" },
      TargetGroupARNs: [web.targetGroupArn],
      HealthCheckType: "ELB",
      HealthCheckGracePeriod: 120,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value, PropagateAtLaunch: true })),
    }),
  );
  await clients.autoScaling.send(
    new PutScalingPolicyCommand({
      AutoScalingGroupName: automatic,
      PolicyName: `${name}-requests-${random}`,
      PolicyType: "TargetTrackingScaling",
      TargetTrackingConfiguration: {
        PredefinedMetricSpecification: {
          PredefinedMetricType: "ALBRequestCountPerTarget",
          ResourceLabel: `${suffixOf(web.balancerArn, "loadbalancer/")}/${suffixOf(web.targetGroupArn, ":")}`,
        },
        TargetValue: 1000,
      },
    }),
  );
  const alarmName = await buildAlarm(clients, name, web);
  return {
    identity,
    launchTemplateId,
    templateData,
    ...groups,
    ...role,
    ...web,
    fleet: {
      service: "core",
      kind: "web",
      autoScalingGroupName: automatic,
      targetGroupArn: web.targetGroupArn,
      alarmNames: [alarmName],
    },
  };
}

async function buildSecurityGroups(
  { ec2 }: TestClients,
  { vpcId }: SharedNetwork,
  name: string,
  random: string,
) {
  const build = async (GroupName: string, Description: string) =>
    defined(
      (await ec2.send(new CreateSecurityGroupCommand({ GroupName, Description, VpcId: vpcId }))).GroupId,
    );
  const instancesGroupId = await build(`${name}-${random}`, `Instances of ${name}`);
  const balancerGroupId = await build(`${name}-balancer-${random}`, `Balancer of ${name}`);
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: balancerGroupId,
      IpPermissions: [
        {
          IpProtocol: "tcp",
          FromPort: 443,
          ToPort: 443,
          IpRanges: [{ CidrIp: "0.0.0.0/0", Description: "HTTPS" }],
        },
      ],
    }),
  );
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: instancesGroupId,
      IpPermissions: [
        {
          IpProtocol: "tcp",
          FromPort: 8080,
          ToPort: 8080,
          UserIdGroupPairs: [{ GroupId: balancerGroupId, Description: "From the balancer" }],
        },
      ],
    }),
  );
  return { instancesGroupId, balancerGroupId };
}

async function buildRole({ iam }: TestClients, name: string, random: string) {
  const roleName = `${name}-${random}`;
  const rolePolicyName = `${name}-secrets-${random}`;
  await iam.send(new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument: INSTANCE_TRUST }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: roleName, PolicyArn: SESSION_MANAGER_POLICY }));
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: roleName,
      PolicyName: rolePolicyName,
      PolicyDocument: rolePolicy(SECRET),
    }),
  );
  const profile = { InstanceProfileName: `${name}-${random}` };
  const { InstanceProfile } = await iam.send(new CreateInstanceProfileCommand(profile));
  await iam.send(new AddRoleToInstanceProfileCommand({ ...profile, RoleName: roleName }));
  return { roleName, rolePolicyName, profileArn: defined(InstanceProfile?.Arn) };
}

/** What the role may read. */
export function rolePolicy(resource: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: [resource] }],
  });
}
