import assert from "node:assert/strict";
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  EnableMetricsCollectionCommand,
  SetDesiredCapacityCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  CreateLaunchTemplateCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { type TestCloud, clientConfig, startTestCloud, stopTestCloud } from "../emulator";

describe("the emulated alarms", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let cloudWatch: CloudWatchClient;
  let autoscaling: AutoScalingClient;
  let dimensions: { LoadBalancer: string; TargetGroup: string };

  before(async () => {
    cloud = await startTestCloud();
    const config = clientConfig(cloud);
    cloudWatch = new CloudWatchClient(config);
    autoscaling = new AutoScalingClient(config);
    const { vpcId, subnetIds } = await network();
    const elb = new ElasticLoadBalancingV2Client(config);
    const { TargetGroups } = await elb.send(
      new CreateTargetGroupCommand({ Name: "web", Protocol: "HTTP", Port: 8080, VpcId: vpcId }),
    );
    const { LoadBalancers } = await elb.send(
      new CreateLoadBalancerCommand({ Name: "web", Subnets: subnetIds }),
    );
    const targetGroupArn = defined(TargetGroups?.[0]?.TargetGroupArn);
    const balancerArn = defined(LoadBalancers?.[0]?.LoadBalancerArn);
    await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: balancerArn,
        Protocol: "HTTP",
        Port: 80,
        DefaultActions: [{ Type: "forward", TargetGroupArn: targetGroupArn }],
      }),
    );
    dimensions = {
      LoadBalancer: balancerArn.split(":loadbalancer/")[1] ?? "",
      TargetGroup: targetGroupArn.split(":").at(-1) ?? "",
    };
    await createGroup("web", subnetIds, [targetGroupArn]);
    await createGroup("worker", subnetIds, []);
  });

  after(() => stopTestCloud(cloud));

  async function network(): Promise<{ vpcId: string; subnetIds: string[] }> {
    const ec2 = new EC2Client(clientConfig(cloud));
    const vpcId = defined((await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }))).Vpc?.VpcId);
    const subnetIds = await Promise.all(
      ["a", "b"].map(async (zone, index) => {
        const { Subnet } = await ec2.send(
          new CreateSubnetCommand({
            VpcId: vpcId,
            CidrBlock: `10.0.${index}.0/24`,
            AvailabilityZone: `eu-west-1${zone}`,
          }),
        );
        return defined(Subnet?.SubnetId);
      }),
    );
    const image = await new SSMClient(clientConfig(cloud)).send(
      new GetParameterCommand({
        Name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
      }),
    );
    await ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: "template",
        LaunchTemplateData: { ImageId: defined(image.Parameter?.Value), InstanceType: "t4g.micro" },
      }),
    );
    return { vpcId, subnetIds };
  }

  async function createGroup(name: string, subnetIds: string[], targetGroupArns: string[]): Promise<void> {
    await autoscaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        MinSize: 0,
        MaxSize: 3,
        DesiredCapacity: 2,
        VPCZoneIdentifier: subnetIds.join(","),
        LaunchTemplate: { LaunchTemplateName: "template", Version: "1" },
        TargetGroupARNs: targetGroupArns,
      }),
    );
  }

  const listed = (record: Readonly<Record<string, string>>) =>
    Object.entries(record).map(([Name, Value]) => ({ Name, Value }));

  async function put(name: string, settings: Partial<PutMetricAlarmInput>): Promise<void> {
    await cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: name,
        EvaluationPeriods: 3,
        ComparisonOperator: "LessThanThreshold",
        Threshold: 2,
        ...settings,
      }),
    );
  }

  const hosts = (settings: Partial<PutMetricAlarmInput> = {}) =>
    put("hosts", {
      Namespace: "AWS/ApplicationELB",
      MetricName: "HealthyHostCount",
      Dimensions: listed(dimensions),
      Statistic: "Minimum",
      Period: 60,
      TreatMissingData: "breaching",
      ...settings,
    });

  async function stateOf(name: string): Promise<string> {
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
    const [alarm] = MetricAlarms ?? [];
    return `${alarm?.StateValue}: ${alarm?.StateReason}`;
  }

  const scale = (name: string, size: number) =>
    autoscaling.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: name, DesiredCapacity: size }));

  it("count the healthy targets behind a balancer", async () => {
    await hosts();
    assert.match(
      await stateOf("hosts"),
      /^OK: Threshold Crossed: 1 datapoint \[2\.0\] was not LessThanThreshold/,
    );
    await scale("web", 1);
    assert.match(
      await stateOf("hosts"),
      /^ALARM: Threshold Crossed: 1 datapoint \[1\.0\] was LessThanThreshold/,
    );
    await scale("web", 2);
    assert.match(await stateOf("hosts"), /^OK/);
  });

  it("count the unhealthy ones, of which the emulator has none by itself", async () => {
    await put("unhealthy", {
      Namespace: "AWS/ApplicationELB",
      MetricName: "UnHealthyHostCount",
      Dimensions: listed(dimensions),
      Statistic: "Maximum",
      Period: 60,
      ComparisonOperator: "GreaterThanThreshold",
      Threshold: 0,
      TreatMissingData: "notBreaching",
    });
    assert.match(
      await stateOf("unhealthy"),
      /^OK: Threshold Crossed: 1 datapoint \[0\.0\] was not GreaterThan/,
    );
  });

  it("see nothing where nothing is registered, or of what does not exist", async () => {
    await scale("web", 0);
    assert.match(await stateOf("hosts"), /^ALARM: .*no datapoints.*treated as \[Breaching\]/);
    await scale("web", 2);
    await hosts({ Dimensions: listed({ ...dimensions, LoadBalancer: "app/none/1" }) });
    assert.match(await stateOf("hosts"), /^ALARM: .*no datapoints/);
    await hosts({ Dimensions: listed({ TargetGroup: dimensions.TargetGroup }), TreatMissingData: "missing" });
    assert.match(await stateOf("hosts"), /^INSUFFICIENT_DATA: Insufficient Data/);
  });

  it("count a worker's instances once its group writes their number", async () => {
    await put("instances", {
      Namespace: "AWS/AutoScaling",
      MetricName: "GroupInServiceInstances",
      Dimensions: listed({ AutoScalingGroupName: "worker" }),
      Statistic: "Minimum",
      Period: 60,
      TreatMissingData: "breaching",
    });
    assert.match(await stateOf("instances"), /^ALARM: .*no datapoints/);
    await autoscaling.send(
      new EnableMetricsCollectionCommand({
        AutoScalingGroupName: "worker",
        Metrics: ["GroupInServiceInstances"],
        Granularity: "1Minute",
      }),
    );
    assert.match(await stateOf("instances"), /^OK/);
    await scale("worker", 1);
    assert.match(await stateOf("instances"), /^ALARM/);
  });

  it("are OK without requests where a share of them is watched", async () => {
    const stat = {
      Metric: { Namespace: "AWS/ApplicationELB", MetricName: "RequestCount" },
      Period: 60,
      Stat: "Sum",
    };
    await put("answers", {
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: "notBreaching",
      Metrics: [
        { Id: "share", Expression: "100 * requests", ReturnData: true },
        { Id: "requests", MetricStat: stat, ReturnData: false },
      ],
    });
    assert.match(await stateOf("answers"), /^OK: .*treated as \[NonBreaching\]/);
  });

  it("keep a state that was set, and the one that they have when they are changed", async () => {
    await hosts();
    await cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: "hosts", StateValue: "ALARM", StateReason: "by hand" }),
    );
    assert.equal(await stateOf("hosts"), "ALARM: by hand");
    assert.equal(await stateOf("hosts"), "ALARM: by hand");
    await hosts({ TreatMissingData: "ignore", Dimensions: listed({ ...dimensions, TargetGroup: "none" }) });
    assert.equal(await stateOf("hosts"), "ALARM: by hand");
    await hosts();
    assert.match(await stateOf("hosts"), /^OK/);
  });
});

function defined<T>(value: T | undefined): T {
  assert.ok(value !== undefined);
  return value;
}
