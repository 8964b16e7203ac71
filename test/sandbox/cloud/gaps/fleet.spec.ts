import assert from "node:assert/strict";
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  DescribePoliciesCommand,
  DescribeScalingActivitiesCommand,
  PutScalingPolicyCommand,
  SetDesiredCapacityCommand,
  SetInstanceHealthCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  CreateLaunchTemplateCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeImagesCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { setZoneCapacity } from "../../../../sandbox/cloud/zoneCapacity";
import { type TestCloud, clientConfig, startTestCloud, stopTestCloud } from "../emulator";

describe("the emulated fleet", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let ec2: EC2Client;
  let autoscaling: AutoScalingClient;
  let elb: ElasticLoadBalancingV2Client;
  let imageId: string;
  let vpcId: string;
  let subnets: string[];
  let templates = 0;

  before(async () => {
    cloud = await startTestCloud();
    const config = clientConfig(cloud);
    ec2 = new EC2Client(config);
    autoscaling = new AutoScalingClient(config);
    elb = new ElasticLoadBalancingV2Client(config);
    imageId = await publicImage("arm64");
    vpcId = defined((await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }))).Vpc?.VpcId);
    subnets = await Promise.all(
      ["a", "b", "c"].map(async (zone, index) => {
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
  });

  after(() => stopTestCloud(cloud));

  async function publicImage(architecture: string): Promise<string> {
    const name = `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`;
    const { Parameter } = await new SSMClient(clientConfig(cloud)).send(
      new GetParameterCommand({ Name: name }),
    );
    return defined(Parameter?.Value);
  }

  async function createTemplate(): Promise<string> {
    const { LaunchTemplate } = await ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: `template-${templates++}`,
        LaunchTemplateData: { ImageId: imageId, InstanceType: "t4g.micro" },
      }),
    );
    return defined(LaunchTemplate?.LaunchTemplateId);
  }

  async function createTargetGroup(name: string): Promise<string> {
    const created = await elb.send(
      new CreateTargetGroupCommand({ Name: name, Protocol: "HTTP", Port: 8080, VpcId: vpcId }),
    );
    return defined(created.TargetGroups?.[0]?.TargetGroupArn);
  }

  async function listenOn(targetGroupArn: string, name: string): Promise<string> {
    const { LoadBalancers } = await elb.send(new CreateLoadBalancerCommand({ Name: name, Subnets: subnets }));
    const { Listeners } = await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: defined(LoadBalancers?.[0]?.LoadBalancerArn),
        Protocol: "HTTP",
        Port: 80,
        DefaultActions: [{ Type: "forward", TargetGroupArn: targetGroupArn }],
      }),
    );
    return defined(Listeners?.[0]?.ListenerArn);
  }

  async function createGroup(name: string, size: number, targetGroupArns: string[] = []): Promise<void> {
    await autoscaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        MinSize: 0,
        MaxSize: 9,
        DesiredCapacity: size,
        VPCZoneIdentifier: subnets.join(","),
        LaunchTemplate: { LaunchTemplateId: await createTemplate(), Version: "1" },
        TargetGroupARNs: targetGroupArns,
      }),
    );
  }

  async function instancesOf(name: string) {
    const { AutoScalingGroups } = await autoscaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
    );
    return AutoScalingGroups?.[0]?.Instances ?? [];
  }

  async function idsOf(name: string): Promise<string[]> {
    return (await instancesOf(name)).map(({ InstanceId }) => defined(InstanceId)).sort();
  }

  async function health(targetGroupArn: string): Promise<Record<string, string>> {
    const { TargetHealthDescriptions } = await elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }),
    );
    return Object.fromEntries(
      (TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => [
        defined(Target?.Id),
        [TargetHealth?.State, TargetHealth?.Reason].filter(Boolean).join(" "),
      ]),
    );
  }

  const allHealthy = (ids: string[]) => Object.fromEntries(ids.map((id) => [id, "healthy"]));

  it("keeps how a group's instances are bought where an update says nothing of it", async () => {
    const AutoScalingGroupName = "spot";
    const LaunchTemplateSpecification = { LaunchTemplateId: await createTemplate(), Version: "1" };
    await autoscaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName,
        MinSize: 0,
        MaxSize: 1,
        VPCZoneIdentifier: subnets.join(","),
        MixedInstancesPolicy: {
          LaunchTemplate: { LaunchTemplateSpecification },
          InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 0 },
        },
      }),
    );
    await autoscaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, MinSize: 1 }));
    const { AutoScalingGroups } = await autoscaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [AutoScalingGroupName] }),
    );
    const [group] = AutoScalingGroups ?? [];
    assert.equal(group?.MinSize, 1);
    assert.equal(group.MixedInstancesPolicy?.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity, 0);
  });

  it("names images by public parameters that exist in the right architecture", async () => {
    for (const [architecture, name] of [
      ["x86_64", /^al2023-ami-.*-x86_64$/],
      ["arm64", /^al2023-ami-.*-arm64$/],
    ] as const) {
      const { Images } = await ec2.send(
        new DescribeImagesCommand({ ImageIds: [await publicImage(architecture)] }),
      );
      assert.equal(Images?.[0]?.Architecture, architecture);
      assert.match(Images[0].Name ?? "", name);
    }
  });

  it("starts no instance from an image that does not exist", async () => {
    const run = new RunInstancesCommand({ ImageId: "ami-0123456789abcdef0", MinCount: 1, MaxCount: 1 });
    await assert.rejects(ec2.send(run), { name: "InvalidAMIID.NotFound" });
  });

  it("spreads a group over its subnets, keeps the balance when it grows, and counts its instances as in service", async () => {
    await createGroup("spread", 3);
    const zones = async () =>
      (await instancesOf("spread")).map(({ AvailabilityZone }) => AvailabilityZone ?? "").sort();
    assert.deepEqual(await zones(), ["eu-west-1a", "eu-west-1b", "eu-west-1c"]);
    await autoscaling.send(
      new SetDesiredCapacityCommand({ AutoScalingGroupName: "spread", DesiredCapacity: 6 }),
    );
    assert.deepEqual(
      await zones(),
      ["a", "a", "b", "b", "c", "c"].map((zone) => `eu-west-1${zone}`),
    );
    for (const instance of await instancesOf("spread")) {
      assert.equal(instance.LifecycleState, "InService");
      assert.equal(instance.HealthStatus, "Healthy");
    }
  });

  it("tells what a group started, and why it could not start others", async () => {
    const activities = async (name: string) => {
      const { Activities = [] } = await autoscaling.send(
        new DescribeScalingActivitiesCommand({ AutoScalingGroupName: name }),
      );
      return Activities.map(({ StatusCode, StatusMessage }) => [StatusCode, StatusMessage]);
    };
    const [first = "", ...others] = subnets;
    const access = clientConfig(cloud);
    const full = (zone: string) => [
      "Failed",
      `We currently do not have sufficient t4g.micro capacity in the Availability Zone you requested (eu-west-1${zone}). ` +
        "Our system will be working on provisioning additional capacity. Launching EC2 instance failed.",
    ];
    await createGroup("activities", 1);
    assert.deepEqual(await activities("activities"), [["Successful", undefined]]);

    await setZoneCapacity(access, [first], "none");
    await createGroup("elsewhere", 2);
    assert.deepEqual(
      (await instancesOf("elsewhere")).map(({ AvailabilityZone }) => AvailabilityZone).sort(),
      ["eu-west-1b", "eu-west-1c"],
    );
    assert.deepEqual(
      (await activities("elsewhere")).filter(([status]) => status === "Failed"),
      [full("a")],
    );

    await setZoneCapacity(access, others, "none");
    await createGroup("nowhere", 2);
    assert.deepEqual(await instancesOf("nowhere"), []);
    assert.deepEqual((await activities("nowhere")).sort(), ["a", "b", "c"].map(full).sort());

    await setZoneCapacity(access, subnets, "machines");
    await createGroup("again", 1);
    assert.equal((await instancesOf("again")).length, 1);
    // It goes on trying, as groups of AWS do.
    assert.equal((await instancesOf("nowhere")).length, 2);
    assert.equal((await instancesOf("nowhere")).length, 2);
  });

  it("calls targets healthy only while a listener sends them requests", async () => {
    const targetGroup = await createTargetGroup("listened");
    await createGroup("listened", 2, [targetGroup]);
    const ids = await idsOf("listened");
    const unused = Object.fromEntries(ids.map((id) => [id, "unused Target.NotInUse"]));
    assert.deepEqual(await health(targetGroup), unused);
    const listener = await listenOn(targetGroup, "listened");
    assert.deepEqual(await health(targetGroup), allHealthy(ids));
    await elb.send(new DeleteListenerCommand({ ListenerArn: listener }));
    assert.deepEqual(await health(targetGroup), unused);
  });

  it("names only balancers that exist as those of a target group", async () => {
    const targetGroup = await createTargetGroup("rebalanced");
    const balancers = async () => {
      const { TargetGroups } = await elb.send(
        new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroup] }),
      );
      return TargetGroups?.[0]?.LoadBalancerArns;
    };
    await listenOn(targetGroup, "rebalanced");
    const [first] = (await balancers()) ?? [];
    await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: defined(first) }));
    assert.deepEqual(await balancers(), []);
    await listenOn(targetGroup, "rebalanced");
    assert.equal((await balancers())?.length, 1);
  });

  it("replaces a terminated instance and registers the new one, also beside a stopped one", async () => {
    const targetGroup = await createTargetGroup("healed");
    await listenOn(targetGroup, "healed");
    await createGroup("healed", 3, [targetGroup]);
    const [gone = "", stopped = "", kept = ""] = await idsOf("healed");
    await ec2.send(new StopInstancesCommand({ InstanceIds: [stopped] }));
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [gone] }));
    const after = await idsOf("healed");
    assert.equal(after.length, 3);
    assert.ok(!after.includes(gone));
    const replacement = defined(after.find((id) => id !== stopped && id !== kept));
    assert.deepEqual(await health(targetGroup), {
      [stopped]: "unused Target.InvalidState",
      [kept]: "healthy",
      [replacement]: "healthy",
    });
  });

  it("replaces an instance that is set unhealthy", async () => {
    const targetGroup = await createTargetGroup("sick");
    await listenOn(targetGroup, "sick");
    await createGroup("sick", 2, [targetGroup]);
    const [sick = ""] = await idsOf("sick");
    await autoscaling.send(new SetInstanceHealthCommand({ InstanceId: sick, HealthStatus: "Unhealthy" }));
    const after = await idsOf("sick");
    assert.equal(after.length, 2);
    assert.ok(!after.includes(sick));
    assert.deepEqual(await health(targetGroup), allHealthy(after));
  });

  it("takes instances that a smaller group has let go, and all of a deleted one, out of its targets", async () => {
    const targetGroup = await createTargetGroup("shrunk");
    await listenOn(targetGroup, "shrunk");
    await createGroup("shrunk", 3, [targetGroup]);
    await autoscaling.send(
      new SetDesiredCapacityCommand({ AutoScalingGroupName: "shrunk", DesiredCapacity: 1 }),
    );
    const left = await idsOf("shrunk");
    assert.equal(left.length, 1);
    assert.deepEqual(await health(targetGroup), allHealthy(left));
    await autoscaling.send(
      new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: "shrunk", ForceDelete: true }),
    );
    assert.deepEqual(await health(targetGroup), {});
  });

  it("fails its health checks when the gateway is told so, in this target group only", async () => {
    const [sick, well] = [await createTargetGroup("told-sick"), await createTargetGroup("told-well")];
    await listenOn(sick, "told-sick");
    await listenOn(well, "told-well");
    await createGroup("told", 3, [sick, well]);
    const ids = await idsOf("told");
    await cloud.gateway.setFaults([
      { id: "sick", effect: { kind: "unhealthyTargets", targetGroup: "targetgroup/told-sick/", count: 2 } },
    ]);
    assert.deepEqual(Object.values(await health(sick)).sort(), [
      "healthy",
      "unhealthy Target.FailedHealthChecks",
      "unhealthy Target.FailedHealthChecks",
    ]);
    assert.deepEqual(await health(well), allHealthy(ids));
    await cloud.gateway.clearFaults();
    assert.deepEqual(await health(sick), allHealthy(ids));
  });

  it("refuses a group with a target group that does not exist, and leaves no group behind", async () => {
    const missing = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/none/0123456789abcdef";
    await assert.rejects(createGroup("orphan", 1, [missing]), {
      name: "ValidationError",
      message: /Provided Target Groups may not be valid/,
    });
    assert.deepEqual(await instancesOf("orphan"), []);
  });

  it("shows a scaling policy as switched on", async () => {
    await createGroup("tracked", 1);
    await autoscaling.send(
      new PutScalingPolicyCommand({
        AutoScalingGroupName: "tracked",
        PolicyName: "cpu",
        PolicyType: "TargetTrackingScaling",
        TargetTrackingConfiguration: {
          TargetValue: 60,
          PredefinedMetricSpecification: { PredefinedMetricType: "ASGAverageCPUUtilization" },
        },
      }),
    );
    const { ScalingPolicies } = await autoscaling.send(
      new DescribePoliciesCommand({ AutoScalingGroupName: "tracked" }),
    );
    assert.equal(ScalingPolicies?.[0]?.Enabled, true);
    assert.equal(ScalingPolicies[0].PredictiveScalingConfiguration, undefined);
  });
});

function defined<Value>(value: Value | undefined): Value {
  assert.ok(value !== undefined);
  return value;
}
