import { bootUserData } from "../../../../components/clusters/bootConfig";
import type { FleetDescription } from "../../../../providers/switch/twins/description";
import type { TwinIdentity } from "../../../../providers/switch/twins/masks";
import { ACCOUNT, describedSecurityGroups, describedWeb, REGION } from "./describedWeb";

/** What AWS made up for one colour of a service, and what the colour is. */
export interface Made extends TwinIdentity {
  readonly service: string;
  readonly kind: "web" | "worker";

  /** Seven hexadecimal digits, which AWS's and Pulumi's ids and names end in. */
  readonly id: string;

  /** When it was made. */
  readonly at: Date;
  readonly desired: number;
  readonly autoScalingGroupName?: string;
  readonly targetGroupArn?: string;
}

const NOTICES = `arn:aws:sns:${REGION}:222222222222:duotone-notices`;

/** A service as AWS tells it when Pulumi made it: names with random ends, ids, times, and the colour all over. */
export function describedFleet(made: Made): FleetDescription {
  const { color, service, kind, id, at } = made;
  const name = `${color}-${service}`;
  const automatic = `${name}-${id}`;
  const tags = { Name: name, cluster: color, service, "managed-by": "duotone" };
  const web = kind === "web" ? describedWeb(made, name) : undefined;
  return {
    group: {
      AutoScalingGroupName: made.autoScalingGroupName ?? automatic,
      AutoScalingGroupARN: `arn:aws:autoscaling:${REGION}:${ACCOUNT}:autoScalingGroup:${id}:autoScalingGroupName/${automatic}`,
      LaunchTemplate: {
        LaunchTemplateId: `lt-${id}`,
        LaunchTemplateName: automatic,
        Version: String(made.desired),
      },
      MinSize: 2,
      MaxSize: 6,
      DesiredCapacity: made.desired,
      DefaultCooldown: 300,
      AvailabilityZones: ["eu-west-1a", "eu-west-1b"],
      TargetGroupARNs: web === undefined ? [] : [web.targetGroup.TargetGroupArn ?? ""],
      HealthCheckType: kind === "web" ? "ELB" : "EC2",
      HealthCheckGracePeriod: 120,
      Instances: [],
      CreatedTime: at,
      SuspendedProcesses: [],
      VPCZoneIdentifier: "subnet-a,subnet-b",
      EnabledMetrics: kind === "web" ? [] : [{ Metric: "GroupInServiceInstances", Granularity: "1Minute" }],
      Tags: Object.entries(tags).map(([Key, Value]) => ({
        Key,
        Value,
        PropagateAtLaunch: true,
        ResourceId: automatic,
        ResourceType: "auto-scaling-group",
      })),
      TerminationPolicies: ["OldestInstance", "Default"],
      NewInstancesProtectedFromScaleIn: false,
    },
    scalingPolicies: [
      {
        AutoScalingGroupName: automatic,
        PolicyName: `${name}-cpu-${id}`,
        PolicyARN: `arn:aws:autoscaling:${REGION}:${ACCOUNT}:scalingPolicy:${id}:policyName/${name}-cpu`,
        PolicyType: "TargetTrackingScaling",
        TargetTrackingConfiguration: {
          PredefinedMetricSpecification: { PredefinedMetricType: "ASGAverageCPUUtilization" },
          TargetValue: 60,
        },
        Alarms: [{ AlarmName: `TargetTracking-${automatic}-AlarmHigh-${id}` }],
        Enabled: true,
      },
    ],
    launchTemplate: {
      LaunchTemplateId: `lt-${id}`,
      LaunchTemplateName: automatic,
      VersionNumber: made.desired,
      CreateTime: at,
      LaunchTemplateData: {
        ImageId: made.imageId,
        InstanceType: "m7g.large",
        IamInstanceProfile: { Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/${automatic}` },
        MetadataOptions: { HttpTokens: "required", HttpEndpoint: "enabled", HttpPutResponseHopLimit: 1 },
        NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: false, Groups: [`sg-${id}1`] }],
        BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { Encrypted: true, VolumeType: "gp3" } }],
        UserData: bootUserData({
          service,
          cluster: color,
          commit: made.commit,
          region: REGION,
          port: 8080,
          secrets: { database: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${service}-database` },
        }),
        TagSpecifications: [
          { ResourceType: "instance", Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
        ],
      },
    },
    role: roleOf(made, name, automatic),
    ...(web === undefined ? {} : { web }),
    securityGroups: describedSecurityGroups(made, name),
    alarms: [
      {
        AlarmName: `duotone-${name}-healthy-hosts`,
        AlarmArn: `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:duotone-${name}-healthy-hosts`,
        AlarmDescription: `${name}: fewer than 2 targets are healthy.`,
        AlarmConfigurationUpdatedTimestamp: at,
        StateValue: "OK",
        StateReason: `since ${at.toISOString()}`,
        StateUpdatedTimestamp: at,
        AlarmActions: [NOTICES],
        Namespace: web === undefined ? "AWS/AutoScaling" : "AWS/ApplicationELB",
        MetricName: web === undefined ? "GroupInServiceInstances" : "HealthyHostCount",
        Dimensions:
          web === undefined
            ? [{ Name: "AutoScalingGroupName", Value: made.autoScalingGroupName ?? automatic }]
            : [
                { Name: "LoadBalancer", Value: `app/${automatic}/${id}b` },
                { Name: "TargetGroup", Value: web.targetGroup.TargetGroupArn?.split(":").at(-1) },
              ],
        Threshold: 2,
        EvaluationPeriods: 3,
      },
    ],
  };
}

function roleOf({ id, at, service }: Made, name: string, automatic: string): FleetDescription["role"] {
  const document = (statement: object) =>
    encodeURIComponent(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
  return {
    detail: {
      Path: "/",
      RoleName: automatic,
      RoleId: `AROA${id}`,
      Arn: `arn:aws:iam::${ACCOUNT}:role/${automatic}`,
      CreateDate: at,
      AssumeRolePolicyDocument: document({
        Effect: "Allow",
        Principal: { Service: "ec2.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
      InstanceProfileList: [
        {
          Path: "/",
          InstanceProfileName: automatic,
          InstanceProfileId: `AIPA${id}`,
          Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/${automatic}`,
          CreateDate: at,
          Roles: [],
        },
      ],
      RolePolicyList: [
        {
          PolicyName: `${name}-secrets-${id}`,
          PolicyDocument: document({
            Effect: "Allow",
            Action: "secretsmanager:GetSecretValue",
            Resource: [`arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${service}-database`],
          }),
        },
      ],
      AttachedManagedPolicies: [
        {
          PolicyName: "AmazonSSMManagedInstanceCore",
          PolicyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
        },
        { PolicyName: `${name}-own-${id}`, PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/${name}-own-${id}` },
      ],
      PermissionsBoundary: {
        PermissionsBoundaryType: "PermissionsBoundaryPolicy",
        PermissionsBoundaryArn: `arn:aws:iam::${ACCOUNT}:policy/instances`,
      },
    },
    policies: [
      {
        Arn: `arn:aws:iam::${ACCOUNT}:policy/${name}-own-${id}`,
        DefaultVersionId: "v1",
        PolicyVersionList: [
          {
            VersionId: "v1",
            Document: document({
              Effect: "Allow",
              Action: "s3:GetObject",
              Resource: "arn:aws:s3:::shared/*",
            }),
          },
        ],
      },
    ],
  };
}
