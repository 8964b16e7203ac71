import assert from "node:assert/strict";

import { bg01 } from "../../../../policy/rules/colours/bg01";
import { checkAll, node, unknown } from "../../support/world";
import { type Changes, identity, part, twoColours } from "../../support/twoColours";

describe("BG-01: clusters are apart", () => {
  const messages = (changes: Changes, mode: "preview" | "update" = "update") =>
    checkAll(bg01, twoColours(changes, mode)).map(({ message }) => message);

  for (const mode of ["preview", "update"] as const) {
    it(`has nothing against two sound colours (${mode})`, () => {
      assert.deepEqual(messages({}, mode), []);
    });
  }

  const tied: Record<string, [changes: Changes, shared: string]> = {
    "a security group": [
      { edges: { "balancer prod2": { securityGroups: ["balancerGroup prod1"] } } },
      "prod1-core-balancer",
    ],
    "an instance profile": [
      { edges: { "template prod2": { iamInstanceProfile: ["profile prod1"] } } },
      "prod1-core",
    ],
    "a role": [{ edges: { "profile prod2": { role: ["role prod1"] } } }, "prod1-core"],
    "a launch template": [{ edges: { "group prod2": { launchTemplate: ["template prod1"] } } }, "prod1-core"],
    "a target group": [
      { edges: { "group prod2": { targetGroupArns: ["targetGroup prod1"] } } },
      "prod1-core",
    ],
    "a balancer": [{ edges: { "https prod2": { loadBalancerArn: ["balancer prod1"] } } }, "prod1-core"],
    "an alarm for both": [
      { edges: { "alarm prod2": { dimensions: ["balancer prod1", "balancer prod2"] } } },
      "prod1-core",
    ],
  };
  for (const [title, [changes, shared]] of Object.entries(tied)) {
    it(`refuses ${title} before anything exists`, () => {
      const found = messages(changes, "preview");
      assert.ok(found.length > 0);
      assert.doesNotMatch(found.join(), /part of no cluster/);
      assert.match(
        found.join("\n"),
        new RegExp(`\\. ${shared} is part of prod1.* and of prod2 \\(by prod2-core`),
      );
    });
  }

  it("refuses what one cluster names of another by its id", () => {
    const found = messages({
      props: { "balancer prod2": { securityGroups: [identity("balancerGroup", "prod1")] } },
      edges: { "balancer prod2": { securityGroups: [] } },
    });
    assert.match(
      found.join(),
      /prod1-core-balancer is part of prod1 \(by prod1-core\) and of prod2 \(by prod2-core\)/,
    );
  });

  it("says once what one cluster names of another", () => {
    const found = messages({
      props: { "balancer prod2": { securityGroups: [identity("balancerGroup", "prod1")] } },
      edges: { "balancer prod2": { securityGroups: [] } },
    });
    assert.equal(found.length, 1);
  });

  it("refuses what two clusters use and no cluster has", () => {
    const shared = node("aws:ec2/securityGroup:SecurityGroup", "everyone");
    const using = (name: "prod1" | "prod2") => ({
      ...part(`template ${name}`),
      edges: { vpcSecurityGroupIds: [shared.urn] },
      urn: `urn:pulumi:prod::duotone::aws:ec2/launchTemplate:LaunchTemplate::${name}-other`,
      name: `${name}-other`,
      parent: part(`template ${name}`).parent,
      props: { tags: { cluster: name } },
    });
    const found = messages({ added: [shared, using("prod1"), using("prod2")] });
    assert.equal(found.length, 1);
    assert.match(
      found.join(),
      /everyone is part of prod1 \(by prod1-other\) and of prod2 \(by prod2-other\)/,
    );
  });

  it("refuses what is outside and joins two clusters", () => {
    const rule = node("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "across", {
      edges: {
        securityGroupId: [part("instanceGroup prod1")],
        referencedSecurityGroupId: [part("instanceGroup prod2")],
      },
    });
    assert.match(
      messages({ added: [rule] }).join(),
      /across is part of no cluster and joins prod1 and prod2/,
    );
  });

  it("does not take what components are given for what clusters use", () => {
    const role = node("aws:iam/role:Role", "of the network");
    const components = (["prod1", "prod2"] as const).map((cluster) =>
      node("duotone:clusters:ServiceFleet", `${cluster}-core`, {
        props: { tags: { cluster } },
        edges: { network: [role] },
      }),
    );
    assert.deepEqual(messages({ added: [role, ...components] }), []);
  });

  it("lets a dashboard show both", () => {
    const dashboard = node("aws:cloudwatch/dashboard:Dashboard", "all", {
      edges: { dashboardBody: [part("balancer prod1"), part("balancer prod2")] },
    });
    assert.deepEqual(messages({ added: [dashboard] }), []);
  });

  it("refuses one id of something that no stack has in two clusters", () => {
    const found = messages({
      props: {
        "template prod1": { vpcSecurityGroupIds: ["sg-0123456789abcdef0"] },
        "template prod2": { vpcSecurityGroupIds: ["sg-0123456789abcdef0"] },
      },
    });
    assert.equal(found.length, 1);
    assert.match(found.join(), /prod1-core and prod2-core use one thing by its id/);
  });

  it("lets one cluster use something that no stack has", () => {
    assert.deepEqual(
      messages({
        props: { "template prod1": { vpcSecurityGroupIds: ["sg-0123456789abcdef0"] } },
        edges: { "template prod1": { vpcSecurityGroupIds: [] } },
      }),
      [],
    );
  });

  it("refuses a part of one cluster that only the other one uses", () => {
    const group = node("aws:ec2/securityGroup:SecurityGroup", "alone", {
      props: { tags: { cluster: "prod1" } },
    });
    const user = node("aws:alb/loadBalancer:LoadBalancer", "user", {
      props: { tags: { cluster: "prod2" } },
      edges: { securityGroups: [group] },
    });
    assert.match(
      messages({ added: [group, user] }).join(),
      /alone is part of prod1 and of prod2 \(by user\)/,
    );
  });

  it("lets two clusters use the role that AWS itself made", () => {
    const serviceLinkedRoleArn =
      "arn:aws:iam::200000000001:role/aws-service-role/autoscaling.amazonaws.com/A";
    assert.deepEqual(
      messages({
        props: { "group prod1": { serviceLinkedRoleArn }, "group prod2": { serviceLinkedRoleArn } },
      }),
      [],
    );
  });

  const sharedTypes = [
    "aws:ec2/subnet:Subnet",
    "aws:kms/key:Key",
    "aws:acm/certificate:Certificate",
    "aws:rds/instance:Instance",
    "aws:s3/bucket:Bucket",
    "aws:ec2/amiLaunchPermission:AmiLaunchPermission",
    "aws:iam/serviceLinkedRole:ServiceLinkedRole",
  ];
  for (const type of sharedTypes) {
    it(`lets two clusters share ${type}, and what that is made of`, () => {
      const role = node("aws:iam/role:Role", "behind");
      const shared = node(type, "shared", { edges: { policy: [role] } });
      const nodes = twoColours({ added: [role, shared] }).map((each) =>
        each.type === "aws:ec2/launchTemplate:LaunchTemplate"
          ? { ...each, edges: { ...each.edges, userData: [shared.urn] } }
          : each,
      );
      assert.deepEqual(checkAll(bg01, nodes), []);
    });
  }

  const store = (wearer: string) => {
    const group = node("aws:ec2/securityGroup:SecurityGroup", "store");
    const worn = node(wearer, "wearer", { edges: { vpcSecurityGroupIds: [group] } });
    const rules = (["prod1", "prod2"] as const).map((cluster) =>
      node("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", `${cluster}-to-store`, {
        props: { tags: { cluster } },
        edges: { securityGroupId: [group], referencedSecurityGroupId: [part(`instanceGroup ${cluster}`)] },
      }),
    );
    return [group, worn, ...rules];
  };
  it("lets two clusters in at a data store's security group", () => {
    assert.deepEqual(messages({ added: store("aws:rds/instance:Instance") }), []);
  });
  it("lets two clusters in at an endpoint's security group", () => {
    assert.deepEqual(messages({ added: store("aws:ec2/vpcEndpoint:VpcEndpoint") }), []);
  });
  it("refuses the same with a group that nothing wears", () => {
    const nodes = store("aws:rds/instance:Instance").filter(({ name }) => name !== "wearer");
    assert.match(messages({ added: nodes }).join(), /store is part of prod1/);
  });
  it("refuses the same with a group that an instance wears, too", () => {
    assert.match(messages({ added: store("aws:ec2/instance:Instance") }).join(), /store is part of prod1/);
  });

  it("cannot prove a security group that is not known and comes from nowhere", () => {
    const found = messages({
      props: { "balancer prod2": { securityGroups: [unknown] } },
      edges: { "balancer prod2": { securityGroups: [] } },
    });
    assert.equal(found.length, 1);
    assert.match(found.join(), /Cannot prove: securityGroups of prod2-core is not known/);
  });

  it("has nothing to say of an unknown value that names no part of a cluster", () => {
    assert.deepEqual(
      messages({
        props: { "balancer prod2": { idleTimeout: unknown } },
        edges: { "balancer prod2": { idleTimeout: [] } },
      }),
      [],
    );
  });

  it("tells clusters by their tag where there are no components", () => {
    const group = node("aws:ec2/securityGroup:SecurityGroup", "one");
    const balancers = ["prod1", "prod2"].map((cluster) =>
      node("aws:alb/loadBalancer:LoadBalancer", cluster, {
        props: { tags: { cluster } },
        edges: { securityGroups: [group] },
      }),
    );
    assert.match(
      checkAll(bg01, [group, ...balancers])
        .map(({ message }) => message)
        .join(),
      /one is part of prod1/,
    );
  });

  it("lets two clusters tell one topic, whose policy has the topic's own ARN for its id", () => {
    const arn = "arn:aws:sns:eu-west-1:100000000002:notices";
    const props = { id: arn, arn };
    const alarms = (["prod1", "prod2"] as const).map((cluster) =>
      node("aws:cloudwatch/metricAlarm:MetricAlarm", `${cluster}-core-more`, {
        props: { alarmActions: [arn] },
        parent: node("duotone:clusters:Cluster", cluster),
      }),
    );
    const added = [
      node("aws:sns/topic:Topic", "notices", { props }),
      node("aws:sns/topicPolicy:TopicPolicy", "notices", { props }),
      ...alarms,
    ];
    assert.deepEqual(messages({ added }), []);
  });

  it("keeps clusters of different stacks apart from each other", () => {
    const staging = node("aws:ec2/securityGroup:SecurityGroup", "staging-core", {
      props: { tags: { cluster: "staging" } },
    });
    const moved = { ...staging, urn: staging.urn.replace("urn:pulumi:prod", "urn:pulumi:staging") };
    assert.deepEqual(checkAll(bg01, [...twoColours(), moved]), []);
  });

  it("has nothing against a stack without resources", () => {
    assert.deepEqual(checkAll(bg01, []), []);
  });
});
