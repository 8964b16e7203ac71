import assert from "node:assert/strict";

import { DeleteLoadBalancerCommand } from "@aws-sdk/client-elastic-load-balancing-v2";

import { SESSION_MANAGER_POLICY } from "../../../../components/clusters/instanceRole";
import { awsCloud } from "../../../../providers/switch/awsCloud";
import { compareTwins } from "../../../../providers/switch/twins/compare";
import { twinFacts, type TwinFacts } from "../../../../providers/switch/twins/facts";
import { readTwins, twinsOf } from "../../../../providers/switch/twins/readTwins";
import type { SwitchCloud } from "../../../../providers/switch/switchCloud";
import { managementAccess } from "../../../../sandbox/story/cloudAccess";
import { makeWorld } from "../../../../sandbox/twoColours/world";
import { startTestCloud, stopTestCloud, type TestCloud } from "../../../sandbox/cloud/emulator";
import {
  buildFleet,
  clientsOf,
  sharedNetwork,
  type BuiltFleet,
  type TestClients,
} from "../support/builtFleet";
import { defined } from "../support/defined";
import { DRIFTS, Hands } from "../support/drifts";
import { switchInputs } from "../support/fixture";
import { VirtualClock } from "../support/virtualClock";

const ENVIRONMENT = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };

describe("twins in the emulated AWS", function () {
  this.timeout(60_000);

  let emulator: TestCloud;
  let clients: TestClients;
  let cloud: SwitchCloud;
  let prod1: BuiltFleet;
  let prod2: BuiltFleet;
  let hands: Hands;
  let environmentBefore: Readonly<Record<string, string | undefined>>;

  before(async () => {
    emulator = await startTestCloud();
    const environment = { ...ENVIRONMENT, AWS_ENDPOINT_URL: emulator.endpoint };
    environmentBefore = Object.fromEntries(Object.keys(environment).map((key) => [key, process.env[key]]));
    Object.assign(process.env, environment);
    clients = clientsOf(emulator);
    // Neither queue nor ledger is asked for anything here.
    const inputs = switchInputs();
    cloud = awsCloud({ ...inputs, dnsRoleArn: undefined }, new VirtualClock());
    const network = await sharedNetwork(clients);
    const [left, right] = network.imageIds;
    const identity = (color: string, imageId: string, digit: string) => ({
      color,
      imageId,
      commit: digit.repeat(40),
    });
    prod1 = await buildFleet(clients, network, identity("prod1", left, "1"), "0a1b2c3");
    prod2 = await buildFleet(clients, network, identity("prod2", right, "2"), "fedcba9");
    hands = new Hands(clients, prod2);
  });

  after(async () => {
    cloud.close();
    await stopTestCloud(emulator);
    for (const [key, value] of Object.entries(environmentBefore)) {
      if (value === undefined) {
        Reflect.deleteProperty(process.env, key);
      } else {
        process.env[key] = value;
      }
    }
  });

  async function facts(): Promise<readonly [TwinFacts, TwinFacts]> {
    const built = [prod1, prod2];
    const described = await cloud.describeFleets(
      undefined,
      built.map(({ fleet }) => fleet),
      AbortSignal.timeout(30_000),
    );
    const [left, right] = built.map(({ identity }, index) => {
      const description = defined(described[index]);
      assert.ok(!("unreadable" in description), JSON.stringify(description));
      return twinFacts(description, identity);
    });
    return [defined(left), defined(right)];
  }

  async function differences(): Promise<
    readonly (readonly [string, string | undefined, string | undefined])[]
  > {
    return compareTwins(...(await facts())).map(({ path, left, right }) => [path, left, right]);
  }

  it("are equal when they are built alike, and take few calls to compare", async () => {
    await emulator.gateway.resetCalls();
    const [left, right] = await facts();
    assert.deepEqual(compareTwins(left, right), []);
    for (const own of ["0a1b2c3", "prod1", prod1.identity.commit, prod1.identity.imageId]) {
      assert.ok(!JSON.stringify(left).includes(own), own);
    }
    const calls = await emulator.gateway.calls();
    assert.deepEqual(Object.fromEntries(calls.map(({ action, count }) => [action, count])), {
      // For all fleets of an account:
      DescribeAutoScalingGroups: 1,
      DescribePolicies: 1,
      GetAccountAuthorizationDetails: 1,
      DescribeTargetGroups: 1,
      DescribeLoadBalancers: 1,
      DescribeSecurityGroups: 1,
      DescribeAlarms: 1,
      // For each of two fleets:
      DescribeLaunchTemplateVersions: 2,
      DescribeTargetGroupAttributes: 2,
      DescribeLoadBalancerAttributes: 2,
      DescribeListeners: 2,
      DescribeListenerCertificates: 2,
      DescribeRules: 4,
    });
  });

  it("say of each facet what AWS says", async () => {
    const [left] = await facts();
    const expected = Object.entries({
      "auto scaling group MaxSize": "3",
      "auto scaling group HealthCheckType": "ELB",
      "auto scaling group TargetGroupARNs": "<its target group>",
      "auto scaling group Tags cluster Value": "<colour>",
      "launch template ImageId": "<image>",
      "launch template InstanceType": "t4g.small",
      "launch template NetworkInterfaces 0 Groups": "<its instances' security group>",
      "launch template IamInstanceProfile Arn": "<its instance profile>",
      "launch template BlockDeviceMappings /dev/xvda Ebs VolumeType": "gp3",
      "launch template TagSpecifications instance Tags Name": "<colour>-core",
      "user data line 5 commit": "<commit>",
      "user data line 5 cluster": "<colour>",
      "instances' security group in tcp 8080 from <its balancer's security group>": "From the balancer",
      "instances' security group out everything to 0.0.0.0/0": "allowed",
      "balancer's security group in tcp 443 from 0.0.0.0/0": "HTTPS",
      "role policy <colour>-core-secrets Statement 1 Action": "secretsmanager:GetSecretValue",
      [`attached policy ${SESSION_MANAGER_POLICY}`]: "AWS's own",
      "role trust policy Statement 1 Principal Service": "ec2.amazonaws.com",
      "scaling policy <colour>-core-requests TargetTrackingConfiguration PredefinedMetricSpecification ResourceLabel":
        "<its balancer>/<its target group>",
      "target group HealthCheckPath": "/health",
      "target group attributes deregistration_delay.timeout_seconds": "30",
      "balancer Scheme": "internet-facing",
      "balancer SecurityGroups": "<its balancer's security group>",
      "listener HTTP:80 DefaultActions 1 RedirectConfig Protocol": "HTTPS",
      "listener HTTPS:443 SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
      "listener HTTPS:443 DefaultActions 1 TargetGroupArn": "<its target group>",
      "listener HTTPS:443 rule 10 Actions 1 Type": "fixed-response",
      "alarm duotone-<colour>-core-healthy-hosts Dimensions TargetGroup": "<its target group>",
      "alarm duotone-<colour>-core-healthy-hosts Threshold": "1",
    });
    assert.deepEqual(
      expected.map(([path]) => [path, left[path]]),
      expected,
    );
  });

  for (const { title, make, undo, found } of DRIFTS) {
    it(`are told apart by ${title}`, async () => {
      try {
        await make(hands);
        assert.deepEqual(await differences(), found);
      } finally {
        await undo(hands);
      }
      assert.deepEqual(await differences(), []);
    });
  }

  it("may share security groups and roles, have names without a random end, and be workers", async () => {
    const world = await makeWorld(managementAccess(emulator.endpoint, "eu-west-1"), { names: 2 });
    const state = undefined;
    const promotion = { to: "prod2", from: ["prod1"] };
    const inputs = { ...world.args, version: 1 };
    const twins = twinsOf({ inputs, state }, promotion);
    assert.deepEqual(
      twins.map(({ fleet, identity }) => `${fleet.service} ${identity.color}`),
      ["core prod2", "web prod2", "batch prod2", "core prod1", "web prod1", "batch prod1"],
    );
    const read = await readTwins(cloud, twins, AbortSignal.timeout(30_000));
    world.close();
    const factsOf = (service: string, color: string) => {
      const reading = read.find((one) => one.service === service && one.color === color);
      assert.ok(reading !== undefined && "facts" in reading, JSON.stringify(reading));
      return reading.facts;
    };
    for (const service of ["core", "web", "batch"]) {
      assert.ok(Object.keys(factsOf(service, "prod1")).length > 20);
      assert.deepEqual(compareTwins(factsOf(service, "prod1"), factsOf(service, "prod2")), []);
    }
    assert.notDeepEqual(compareTwins(factsOf("core", "prod1"), factsOf("batch", "prod1")), []);
  });

  it("do not differ by how many instances there are at the moment", async () => {
    await hands.ofGroup({ DesiredCapacity: 2 });
    assert.deepEqual(await differences(), []);
  });

  it("cannot be compared where a group, a target group or a balancer is gone, and the others can", async () => {
    const gone = { ...prod1.fleet, autoScalingGroupName: "gone" };
    const targetGroupArn = `${defined(prod1.fleet.targetGroupArn)}0`;
    const unlisted = { ...prod1.fleet, targetGroupArn };
    await clients.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: prod2.balancerArn }));
    const described = await cloud.describeFleets(
      undefined,
      [gone, unlisted, prod2.fleet, prod1.fleet],
      AbortSignal.timeout(30_000),
    );
    assert.deepEqual(described.slice(0, 3), [
      { unreadable: "There is no auto scaling group gone." },
      { unreadable: `There is no target group ${targetGroupArn}.` },
      { unreadable: `No load balancer sends requests to target group ${prod2.fleet.targetGroupArn}.` },
    ]);
    assert.ok(described[3] !== undefined && !("unreadable" in described[3]));
  });
});
