import { CreateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { CreateLaunchTemplateCommand } from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";

import type { AliasTarget } from "../../providers/switch/switchInputs";
import { given, type WorldClients } from "./clients";
import type { Ground } from "./ground";

/** The policy that the project's own balancers have. */
export const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

const PORT = 8080;

export interface FleetArgs {
  readonly stack: string;
  readonly service: string;
  readonly kind: "web" | "worker";
  readonly color: string;

  /** Instances that run. */
  readonly instances: number;
}

/** One service in one colour, as it runs. */
export interface MadeFleet {
  readonly service: string;
  readonly kind: "web" | "worker";
  readonly color: string;
  readonly autoScalingGroupName: string;
  readonly launchTemplateId: string;
  readonly alarmNames: readonly string[];

  /** Of a web service. */
  readonly web?: {
    readonly target: AliasTarget;
    readonly targetGroupArn: string;
    readonly balancerArn: string;
    readonly httpsListenerArn: string;
  };
}

/** Makes what serves: for a web service with its balancer, and its instances registered and healthy. */
export async function makeFleet(clients: WorldClients, ground: Ground, args: FleetArgs): Promise<MadeFleet> {
  const { service, kind, color, stack } = args;
  const name = `${stack}-${service}-${color}`;
  const [web, launchTemplateId] = await Promise.all([
    kind === "web" ? makeWeb(clients, ground, name) : undefined,
    makeTemplate(clients, ground, name, given(ground.imageIds[color], `an image of ${color}`)),
  ]);
  await clients.fleets.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: name,
      MinSize: args.instances,
      MaxSize: args.instances + 2,
      DesiredCapacity: args.instances,
      VPCZoneIdentifier: ground.subnetIds.join(","),
      LaunchTemplate: { LaunchTemplateId: launchTemplateId, Version: "1" },
      HealthCheckType: web === undefined ? "EC2" : "ELB",
      HealthCheckGracePeriod: 120,
      TargetGroupARNs: web === undefined ? [] : [web.targetGroupArn],
    }),
  );
  const alarmName = await makeAlarm(clients, name, web === undefined);
  return {
    service,
    kind,
    color,
    autoScalingGroupName: name,
    launchTemplateId,
    alarmNames: [alarmName],
    ...(web === undefined ? {} : { web }),
  };
}

async function makeWeb(
  clients: WorldClients,
  ground: Ground,
  name: string,
): Promise<NonNullable<MadeFleet["web"]>> {
  const { TargetGroups } = await clients.elb.send(
    new CreateTargetGroupCommand({
      Name: name,
      Protocol: "HTTP",
      Port: PORT,
      VpcId: ground.vpcId,
      TargetType: "instance",
      HealthCheckPath: "/health",
      HealthCheckIntervalSeconds: 10,
    }),
  );
  const targetGroupArn = given(TargetGroups?.[0]?.TargetGroupArn, "a target group");
  return { targetGroupArn, ...(await makeBalancer(clients, ground, name, targetGroupArn)) };
}

/** A balancer in front of a target group. One that is made again under its name has its old DNS name in the emulator. */
export async function makeBalancer(
  { elb }: WorldClients,
  ground: Ground,
  name: string,
  targetGroupArn: string,
): Promise<Omit<NonNullable<MadeFleet["web"]>, "targetGroupArn">> {
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({
      Name: name,
      Subnets: [...ground.subnetIds],
      SecurityGroups: [ground.securityGroupId],
    }),
  );
  const balancer = given(LoadBalancers?.[0], "a balancer");
  const balancerArn = given(balancer.LoadBalancerArn, "a balancer's ARN");
  const [, { Listeners }] = await Promise.all([
    elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: balancerArn,
        Protocol: "HTTP",
        Port: 80,
        DefaultActions: [
          { Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } },
        ],
      }),
    ),
    elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: balancerArn,
        Protocol: "HTTPS",
        Port: 443,
        SslPolicy: TLS_POLICY,
        Certificates: [{ CertificateArn: ground.certificateArn }],
        DefaultActions: [{ Type: "forward", TargetGroupArn: targetGroupArn }],
      }),
    ),
  ]);
  return {
    target: {
      dnsName: given(balancer.DNSName, "a balancer's name"),
      zoneId: given(balancer.CanonicalHostedZoneId, "the zone of a balancer's name"),
    },
    balancerArn,
    httpsListenerArn: given(Listeners?.[0]?.ListenerArn, "a listener"),
  };
}

async function makeTemplate(
  { ec2 }: WorldClients,
  ground: Ground,
  name: string,
  imageId: string,
): Promise<string> {
  const { LaunchTemplate } = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: name,
      LaunchTemplateData: {
        ImageId: imageId,
        InstanceType: "t4g.small",
        IamInstanceProfile: { Arn: ground.profileArn },
        MetadataOptions: { HttpEndpoint: "enabled", HttpTokens: "required", HttpPutResponseHopLimit: 1 },
        SecurityGroupIds: [ground.securityGroupId],
      },
    }),
  );
  return given(LaunchTemplate?.LaunchTemplateId, "a launch template");
}

/** An alarm that has data and is quiet. Nothing sends figures here, so its state is set as if they had come. */
async function makeAlarm({ alarms }: WorldClients, name: string, isWorker: boolean): Promise<string> {
  await alarms.send(
    new PutMetricAlarmCommand({
      AlarmName: name,
      Namespace: isWorker ? "AWS/AutoScaling" : "AWS/ApplicationELB",
      MetricName: isWorker ? "GroupInServiceInstances" : "HTTPCode_Target_5XX_Count",
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: isWorker ? "LessThanThreshold" : "GreaterThanThreshold",
    }),
  );
  await alarms.send(
    new SetAlarmStateCommand({ AlarmName: name, StateValue: "OK", StateReason: "Within the threshold" }),
  );
  return name;
}
