import assert from "node:assert/strict";

import { NO_DATA } from "../../../components/clusters/serviceData";
import { WebService, type WebServiceArgs } from "../../../components/clusters/webService";
import type { NetworkReference } from "../../../components/network/verticalNetwork";
import { logGroupNames } from "../../../components/observability/serviceLogs";
import { type CloudMade, type Registered, registeredBy } from "../../mocks";

const NETWORK: NetworkReference = {
  cidr: "10.21.0.0/16",
  vpcId: "vpc-1",
  publicSubnetIds: ["subnet-public"],
  appSubnetIds: ["subnet-app"],
};
const WEB_ACL = "arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/payments/1";
const POLICY = "aws:autoscaling/policy:Policy";

const CLOUD_MADE: CloudMade = {
  "aws:lb/loadBalancer:LoadBalancer": (name) => ({ arn: `arn:${name}`, arnSuffix: `app/${name}/1` }),
  "aws:lb/targetGroup:TargetGroup": (name) => ({ arnSuffix: `targetgroup/${name}/1` }),
  "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 3 }),
  "aws:autoscaling/group:Group": (name) => ({ name }),
};

/** What one web service registers. */
const declared = (
  changes: Partial<WebServiceArgs> = {},
  cloudMade: CloudMade = CLOUD_MADE,
): Promise<Registered[]> =>
  registeredBy(
    () =>
      new WebService("prod1-checkout", {
        port: 8443,
        healthPath: "/health",
        internal: false,
        certificateArn: "arn:aws:acm:eu-west-1:111111111111:certificate/1",
        accessLogs: { bucket: "logs", prefix: "prod1/checkout" },
        webAclArn: WEB_ACL,
        requestsPerTarget: undefined,
        latencySeconds: 2,
        deletionProtection: true,
        protect: true,
        replaceable: false,
        boot: {
          service: "checkout",
          cluster: "prod1",
          commit: "a".repeat(40),
          region: "eu-west-1",
          port: 8443,
          tls: true,
          logGroups: logGroupNames("prod", "prod1", "checkout"),
        },
        logs: { logsKeyArn: "arn:aws:kms:eu-west-1:111111111111:key/logs", logRetentionDays: 400 },
        imageId: "ami-1",
        instanceType: "t4g.small",
        min: 1,
        max: 4,
        purchase: "on-demand",
        cpuPercent: 60,
        hasJobs: false,
        capacityTimeout: "0",
        network: NETWORK,
        instancePolicy: "{}",
        noticesTopicArn: "arn:aws:sns:eu-west-1:222222222222:notices",
        secretArns: {},
        data: NO_DATA,
        drain: { stack: "prod", roleArn: "arn:aws:iam::111111111111:role/vertical", overrides: [] },
        tags: {},
        ...changes,
      }),
    "update",
    cloudMade,
  );

const inputsOf = (registered: readonly Registered[], type: string) =>
  registered.filter((one) => one.type === type).map(({ inputs }) => inputs);

/** What may call the balancer: by the rule's name, from where and on which port. */
async function callersOf(
  internal: boolean,
  remoteCidrs?: readonly string[],
): Promise<readonly (readonly [string, unknown, unknown])[]> {
  const registered = await declared({
    internal,
    network: remoteCidrs === undefined ? NETWORK : { ...NETWORK, remoteCidrs },
  });
  return registered
    .filter(({ type, name }) => type.endsWith(":SecurityGroupIngressRule") && name.includes("-balancer-"))
    .map(({ name, inputs }) => [name, inputs["cidrIpv4"], inputs["toPort"]]);
}

describe("WebService", function () {
  // Each declares one or two services, and a busy machine takes a second for each.
  this.timeout(20_000);

  let made: readonly Registered[];
  before(async () => {
    made = await declared();
  });

  const remoteCidrs = ["192.168.40.0/24", "172.20.0.0/16"];

  it("takes calls from inside its network only where it is internal", async () => {
    assert.deepEqual(await callersOf(true), [
      ["prod1-checkout-balancer-http", "10.21.0.0/16", 80],
      ["prod1-checkout-balancer-https", "10.21.0.0/16", 443],
    ]);
  });

  it("takes HTTPS from behind the site VPN too, where there is one", async () => {
    assert.deepEqual(await callersOf(true, remoteCidrs), [
      ["prod1-checkout-balancer-http", "10.21.0.0/16", 80],
      ["prod1-checkout-balancer-https", "10.21.0.0/16", 443],
      ["prod1-checkout-balancer-https-from-172.20.0.0-16", "172.20.0.0/16", 443],
      ["prod1-checkout-balancer-https-from-192.168.40.0-24", "192.168.40.0/24", 443],
    ]);
  });

  it("has no rule of its own for the site VPN where it is open to everybody", async () => {
    assert.deepEqual(await callersOf(false, remoteCidrs), [
      ["prod1-checkout-balancer-http", "0.0.0.0/0", 80],
      ["prod1-checkout-balancer-https", "0.0.0.0/0", 443],
    ]);
  });

  it("has its balancer begun before the database of its service is there, which takes longer", async () => {
    let databaseIsThere: (host: string) => void = () => undefined;
    const host = new Promise<string>((resolve) => {
      databaseIsThere = resolve;
    });
    const registered = await declared(
      {
        data: {
          rights: [],
          database: { host, port: 5432, securityGroupId: "sg-1", name: "service", secretArn: "arn:secret" },
        },
      },
      {
        ...CLOUD_MADE,
        "aws:lb/loadBalancer:LoadBalancer": (name) => {
          databaseIsThere("core.example.com");
          return { arn: `arn:${name}`, arnSuffix: `app/${name}/1` };
        },
      },
    );
    const [template] = inputsOf(registered, "aws:ec2/launchTemplate:LaunchTemplate");
    assert.match(Buffer.from(String(template?.["userData"]), "base64").toString(), /core\.example\.com/);
  });

  it("speaks TLS with its instances, and asks for their health by TLS", () => {
    const [group] = inputsOf(made, "aws:lb/targetGroup:TargetGroup");
    assert.equal(group?.protocol, "HTTPS");
    assert.deepEqual(group.healthCheck, {
      path: "/health",
      protocol: "HTTPS",
      interval: 10,
      timeout: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 3,
      matcher: "200",
    });
  });

  it("writes down who came", () => {
    const [balancer] = inputsOf(made, "aws:lb/loadBalancer:LoadBalancer");
    assert.deepEqual(balancer?.accessLogs, { enabled: true, bucket: "logs", prefix: "prod1/checkout" });
  });

  it("stands behind the firewall that it is given, and behind none otherwise", async () => {
    const association = "aws:wafv2/webAclAssociation:WebAclAssociation";
    assert.deepEqual(inputsOf(made, association), [
      { resourceArn: "arn:prod1-checkout", webAclArn: WEB_ACL },
    ]);
    assert.deepEqual(inputsOf(await declared({ webAclArn: undefined }), association), []);
  });

  it("grows and shrinks with the use of its processors, and with its requests where they are counted", async () => {
    const cpu = {
      autoscalingGroupName: "prod1-checkout",
      policyType: "TargetTrackingScaling",
      estimatedInstanceWarmup: 120,
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
        targetValue: 60,
      },
    };
    assert.deepEqual(inputsOf(made, POLICY), [cpu]);
    assert.deepEqual(inputsOf(await declared({ requestsPerTarget: 900 }), POLICY), [
      cpu,
      {
        ...cpu,
        targetTrackingConfiguration: {
          predefinedMetricSpecification: {
            predefinedMetricType: "ALBRequestCountPerTarget",
            resourceLabel: "app/prod1-checkout/1/targetgroup/prod1-checkout/1",
          },
          targetValue: 900,
        },
      },
    ]);
  });

  it("has nothing that decides on its size where it has only one, and never says how many there are now", async () => {
    const registered = await declared({ min: 2, max: 2, requestsPerTarget: 900 });
    assert.deepEqual(inputsOf(registered, POLICY), []);
    const [group] = inputsOf(registered, "aws:autoscaling/group:Group");
    assert.deepEqual([group?.minSize, group?.maxSize, group?.desiredCapacity], [2, 2, undefined]);
  });

  it("buys what is left over where it is on spot, from the same template by number", async () => {
    const bought = async (purchase: "on-demand" | "spot") => {
      const [group] = inputsOf(await declared({ purchase }), "aws:autoscaling/group:Group");
      const { launchTemplate, mixedInstancesPolicy, capacityRebalance } = group ?? {};
      return { launchTemplate, mixedInstancesPolicy, capacityRebalance };
    };
    assert.deepEqual(await bought("on-demand"), {
      launchTemplate: { id: "prod1-checkout-id", version: "3" },
      mixedInstancesPolicy: undefined,
      capacityRebalance: undefined,
    });
    assert.deepEqual(await bought("spot"), {
      launchTemplate: undefined,
      mixedInstancesPolicy: {
        launchTemplate: {
          launchTemplateSpecification: { launchTemplateId: "prod1-checkout-id", version: "3" },
        },
        instancesDistribution: {
          onDemandBaseCapacity: 0,
          onDemandPercentageAboveBaseCapacity: 0,
          spotAllocationStrategy: "price-capacity-optimized",
        },
      },
      capacityRebalance: true,
    });
  });
});
