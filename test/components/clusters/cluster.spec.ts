import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";

import type { BootConfig } from "../../../components/clusters/bootConfig";
import { scaled } from "../../../components/clusters/cluster";
import { CLOUD_MADE, committedConfig, declaredBy, declareStack } from "../../program/declared";
import { type Registered, registeredBy } from "../../mocks";

describe("scaled", () => {
  it("rounds up to whole instances, and never to none", () => {
    assert.equal(scaled(6, 0.25), 2);
    assert.equal(scaled(1, 0.25), 1);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        (count, scale) => {
          const instances = scaled(count, scale);
          assert.ok(Number.isInteger(instances) && instances >= 1 && instances >= count * scale - 1e-9);
        },
      ),
    );
  });
});

describe("the services of prod", function () {
  this.timeout(240_000);
  let resources: readonly Registered[];
  before(async () => {
    resources = await declaredBy("prod", "update");
  });

  const inputs = (type: string, name: string) => {
    const found = resources.find((resource) => resource.type === type && resource.name === name);
    assert.ok(found, `${type} ${name} is not declared`);
    return found.inputs;
  };

  it("start instances that cannot be logged in to, without public address, from an encrypted root", () => {
    const template = inputs("aws:ec2/launchTemplate:LaunchTemplate", "prod1-core");
    assert.equal(template.instanceType, "m7g.large");
    assert.equal(template.keyName, undefined);
    assert.deepEqual(template.metadataOptions, {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: "enabled",
    });
    const [networkInterface] = template.networkInterfaces as Record<string, unknown>[];
    assert.equal(networkInterface?.associatePublicIpAddress, "false");
    const [root] = template.blockDeviceMappings as { ebs: Record<string, unknown> }[];
    assert.equal(root?.ebs.encrypted, "true");
  });

  it("pin the launch template's version by number, and wait for healthy capacity", () => {
    const group = inputs("aws:autoscaling/group:Group", "prod1-core");
    assert.deepEqual(group.launchTemplate, { id: "prod1-core-id", version: "1" });
    assert.equal(group.healthCheckType, "ELB");
    assert.equal(group.minElbCapacity, 2);
    assert.equal(group.waitForCapacityTimeout, "10m");
  });

  it("keep an instance that is to go until it is drained, and are drained before they are deleted", () => {
    const { initialLifecycleHooks } = inputs("aws:autoscaling/group:Group", "prod1-core");
    assert.deepEqual(initialLifecycleHooks, [
      {
        name: "duotone-drain",
        lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
        heartbeatTimeout: 600,
        defaultResult: "CONTINUE",
      },
    ]);
    const drain = inputs("pulumi-nodejs:dynamic/clusters:InstanceDrain", "prod1-core");
    assert.deepEqual(
      [drain.stack, drain.cluster, drain.service, drain.region, drain.waitForInstances],
      ["prod", "prod1", "core", "eu-west-1", true],
    );
    const { policy } = inputs("aws:iam/rolePolicy:RolePolicy", "prod1-core-rights");
    const { Statement } = JSON.parse(String(policy)) as { Statement: { Action: unknown }[] };
    assert.deepEqual(
      Statement.find(({ Action }) => JSON.stringify(Action).includes("CompleteLifecycleAction")),
      {
        Effect: "Allow",
        Action: ["autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"],
        Resource:
          "arn:aws:autoscaling:eu-west-1:*:autoScalingGroup:*:autoScalingGroupName/prod1-core-???????",
        Condition: { StringEquals: { "aws:ResourceTag/Name": "prod1-core" } },
      },
    );
  });

  it("redirect HTTP to HTTPS, and speak TLS 1.2 or newer", () => {
    const [action] = inputs("aws:lb/listener:Listener", "prod1-core-http").defaultActions as Record<
      string,
      unknown
    >[];
    assert.deepEqual(action, {
      type: "redirect",
      redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" },
    });
    assert.equal(
      inputs("aws:lb/listener:Listener", "prod1-core-https").sslPolicy,
      "ELBSecurityPolicy-TLS13-1-2-2021-06",
    );
  });

  it("are reachable from everywhere in a colour, and from inside only in qaprod1", () => {
    const balancer = (name: string) => inputs("aws:lb/loadBalancer:LoadBalancer", name).internal;
    assert.equal(balancer("prod1-core"), false);
    assert.equal(balancer("qaprod1-core"), true);
    const source = (name: string) =>
      inputs("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", name).cidrIpv4;
    assert.equal(source("prod1-core-balancer-https"), "0.0.0.0/0");
    assert.equal(source("qaprod1-core-balancer-https"), "10.20.0.0/16");
  });

  const alarmsOf = (service: string) =>
    resources
      .filter(({ type, name }) => type.endsWith(":MetricAlarm") && name.startsWith(`${service}-`))
      .map((alarm) => alarm.inputs);

  it("have five alarms each behind a balancer, which tell the notices topic", () => {
    const alarms = alarmsOf("prod1-core");
    const named = (what: string) => alarms.find(({ name }) => name === `duotone-prod1-core-${what}`);
    const [hosts, failing] = [named("healthy-hosts"), named("failing-answers")];
    assert.equal(alarms.length, 5);
    for (const alarm of alarms) {
      assert.deepEqual(alarm.alarmActions, ["arn:aws:sns:eu-west-1:100000000002:duotone-notices"]);
      assert.deepEqual(alarm.okActions, alarm.alarmActions);
    }
    assert.deepEqual([hosts?.evaluationPeriods, hosts?.datapointsToAlarm], [3, 3]);
    assert.deepEqual(
      [hosts?.metricName, hosts?.comparisonOperator, hosts?.threshold, hosts?.treatMissingData],
      ["HealthyHostCount", "LessThanThreshold", 2, "breaching"],
    );
    const dimensions = { LoadBalancer: "app/prod1-core/1", TargetGroup: "targetgroup/prod1-core/1" };
    assert.deepEqual(hosts?.dimensions, dimensions);
    assert.deepEqual(
      [failing?.comparisonOperator, failing?.threshold, failing?.treatMissingData],
      ["GreaterThanThreshold", 5, "notBreaching"],
    );
    const queries = failing?.metricQueries as {
      id: string;
      expression?: string;
      returnData: boolean;
      metric?: { metricName: string; dimensions: unknown };
    }[];
    assert.deepEqual(
      queries.filter(({ returnData }) => returnData).map(({ expression }) => expression),
      ["IF(requests >= 20, 100 * (FILL(service, 0) + FILL(balancer, 0)) / requests, 0)"],
    );
    assert.deepEqual(
      queries.flatMap(({ id, metric }) =>
        metric === undefined ? [] : [[id, metric.metricName, metric.dimensions]],
      ),
      [
        ["requests", "RequestCount", dimensions],
        ["service", "HTTPCode_Target_5XX_Count", dimensions],
        ["balancer", "HTTPCode_ELB_5XX_Count", { LoadBalancer: "app/prod1-core/1" }],
      ],
    );
  });

  it("have one alarm each as workers with jobs, on a metric that their group writes", () => {
    const [alarm, ...others] = alarmsOf("prod1-mailer");
    assert.deepEqual(others, []);
    assert.equal(alarm?.name, "duotone-prod1-mailer-instances");
    assert.equal(alarm.treatMissingData, "breaching");
    const { enabledMetrics, metricsGranularity, minSize, name } = inputs(
      "aws:autoscaling/group:Group",
      "prod1-mailer",
    );
    assert.deepEqual(enabledMetrics, [alarm.metricName]);
    assert.equal(metricsGranularity, "1Minute");
    assert.equal(alarm.threshold, minSize);
    assert.deepEqual(alarm.dimensions, { AutoScalingGroupName: name ?? "prod1-mailer" });
  });

  it("scale down where the cluster does", () => {
    const { minSize, maxSize } = inputs("aws:autoscaling/group:Group", "qaprod1-core");
    assert.deepEqual([minSize, maxSize], [1, 2]);
  });

  it("tell their instances that the balancer speaks TLS, and workers nothing of the kind", () => {
    const booted = (name: string) => {
      const { userData } = inputs("aws:ec2/launchTemplate:LaunchTemplate", name);
      const script = Buffer.from(String(userData), "base64").toString();
      return JSON.parse(script.split("\n").find((line) => line.startsWith("{")) ?? "") as { tls?: boolean };
    };
    assert.equal(booted("prod1-core").tls, true);
    assert.equal(booted("prod1-mailer").tls, undefined);
  });

  it("stand behind one firewall of their vertical where the internet reaches them", () => {
    const associated = resources
      .filter(({ type }) => type.endsWith(":WebAclAssociation"))
      .map(({ name }) => name);
    const webs = ["blog", "campaigns", "checkout", "core", "invoices", "profile", "site"];
    assert.deepEqual(
      associated,
      ["prod1", "prod2"].flatMap((colour) => webs.map((web) => `${colour}-${web}`)),
    );
    assert.deepEqual(
      resources.filter(({ type }) => type.endsWith(":WebAcl")).map(({ name }) => name),
      ["accounts", "marketing", "payments"],
    );
  });

  it("may do to their own group, logs and leases what they must, and workers read which colour is active", () => {
    const { policy } = inputs("aws:iam/rolePolicy:RolePolicy", "prod1-mailer-rights");
    const { Statement } = JSON.parse(String(policy)) as {
      Statement: { Action: unknown; Resource: unknown }[];
    };
    assert.deepEqual(
      Statement.map(({ Action }) => Action),
      [
        ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        "autoscaling:SetInstanceHealth",
        ["autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"],
        "logs:GetLogEvents",
        ["dynamodb:GetItem", "dynamodb:UpdateItem"],
        "ssm:GetParameter",
      ],
    );
    assert.equal(
      Statement.at(-1)?.Resource,
      "arn:aws:ssm:eu-west-1:accounts-id:parameter/duotone/prod/active-color",
    );
  });

  it("tell colours of jobs, in the same words, and no other cluster", () => {
    const bootOf = (name: string) => {
      const { userData } = inputs("aws:ec2/launchTemplate:LaunchTemplate", name);
      const script = Buffer.from(String(userData), "base64").toString();
      return JSON.parse(script.split("\n").find((line) => line.startsWith("{")) ?? "") as BootConfig;
    };
    const digest = { schedule: "*-*-* 06:00:00", timeoutMinutes: 30 };
    assert.deepEqual(bootOf("prod1-mailer").jobs, { digest });
    assert.deepEqual(bootOf("prod2-mailer").jobs, { digest });
    assert.equal(bootOf("prod1-mailer").activeColorParameter, "/duotone/prod/active-color");
    assert.equal(bootOf("qaprod1-mailer").jobs, undefined);
    assert.equal(bootOf("prod1-core").jobs, undefined);
  });

  it("hand the switch the tables that say where schemas stand, of the services with a database alone", () => {
    const [given] = resources.filter(({ type }) => type.endsWith(":ReleaseSwitch"));
    const schemas = given?.inputs.schemas as Record<string, { tableName: string; roleArn: string }>;
    assert.deepEqual(
      Object.entries(schemas).map(([service, { tableName }]) => [service, tableName]),
      [
        ["checkout", "duotone-prod-payments"],
        ["core", "duotone-prod-accounts"],
      ],
    );
  });

  it("hand the switch both colours of every name, and the fleets that it must judge", () => {
    const switches = resources.filter(({ type }) => type.endsWith(":ReleaseSwitch"));
    assert.equal(switches.length, 1);
    const given = switches[0]?.inputs as {
      names: { fqdn: string; targets: Record<string, unknown> }[];
      fleets: Record<string, { service: string; kind: string; alarmNames: string[] }[]>;
      jobs: { vertical: string; parameterName: string }[];
    };
    assert.deepEqual(given.names.map(({ fqdn }) => fqdn).sort(), [
      "blog.example.net",
      "example.com",
      "example.net",
      "invoices.example.com",
      "pay.example.com",
      "profile.example.com",
      "www.example.com",
    ]);
    for (const { targets } of given.names) {
      assert.deepEqual(Object.keys(targets).sort(), ["prod1", "prod2"]);
    }
    for (const colour of ["prod1", "prod2"]) {
      const fleets = given.fleets[colour] ?? [];
      assert.equal(fleets.length, 9);
      for (const { service, kind, alarmNames } of fleets) {
        const kinds =
          kind === "web"
            ? ["healthy-hosts", "unhealthy-hosts", "failing-answers", "slow-answers", "busy-processors"]
            : ["instances"];
        assert.deepEqual(
          alarmNames,
          kinds.map((what) => `duotone-${colour}-${service}-${what}`),
        );
      }
    }
    assert.deepEqual(
      given.jobs.map(({ vertical, parameterName }) => [vertical, parameterName]),
      [
        ["accounts", "/duotone/prod/active-color"],
        ["payments", "/duotone/prod/active-color"],
      ],
    );
  });
});

describe("what prod protects of its clusters", function () {
  this.timeout(240_000);
  const OF_CLUSTERS = [
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:autoscaling/group:Group",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "pulumi-nodejs:dynamic/clusters:InstanceDrain",
  ];
  const protectedNow = new Set<string>();

  before(async () => {
    const config = await committedConfig("prod");
    const override = {
      gate: "protect",
      service: "core",
      reason: "LOG_LEVEL becomes debug",
      by: "ada",
      until: new Date(Date.now() + 3_600_000).toISOString(),
    } as const;
    await registeredBy(
      () => {
        pulumi.runtime.registerStackTransformation(({ type, name, opts }) => {
          if (OF_CLUSTERS.includes(type) && opts.protect === true) {
            protectedNow.add(`${type.slice(type.lastIndexOf(":") + 1)} ${name}`);
          }
          return undefined;
        });
        return declareStack({ ...config, overrides: [override] });
      },
      "update",
      CLOUD_MADE,
    );
  });
  const ofService = (service: string) =>
    [...protectedNow].filter((named) => named.endsWith(`-${service}`)).sort();

  it("is the active colour alone", () => {
    assert.deepEqual(ofService("blog"), [
      "Group prod1-blog",
      "InstanceDrain prod1-blog",
      "LaunchTemplate prod1-blog",
      "LoadBalancer prod1-blog",
    ]);
  });

  it("is the balancer and not the instances where an override of gate protect names the service", () => {
    assert.deepEqual(ofService("core"), ["LoadBalancer prod1-core"]);
  });
});
