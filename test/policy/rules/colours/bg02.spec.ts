import assert from "node:assert/strict";

import { bg02 } from "../../../../policy/rules/colours/bg02";
import { balancerHost, type Changes, identity, part, twoColours } from "../../support/twoColours";
import { checkAll, IMAGE, INVENTORY, node, providerFor, unknown } from "../../support/world";

const OTHER_COMMIT = "9ab0d12a5b7d2c4e6f8091a2b3c4d5e6f7081920";

describe("BG-02: public names lead to known images", () => {
  const messages = (changes: Changes, mode: "preview" | "update" = "update") =>
    checkAll(bg02, twoColours(changes, mode)).map(({ message }) => message);

  for (const mode of ["preview", "update"] as const) {
    it(`has nothing against whole chains (${mode})`, () => {
      assert.deepEqual(messages({}, mode), []);
    });
  }

  const names = (targets: Readonly<Record<string, unknown>>) => ({
    switch: { names: [{ service: "core", fqdn: "example.com", zoneId: "Z1", targets }] },
  });
  const target = (dnsName: unknown) => ({ dnsName, zoneId: "ZLB" });
  const good = { prod1: target(balancerHost("prod1")), prod2: target(balancerHost("prod2")) };
  const group = (launchTemplate: unknown) => ({ props: { "group prod1": { launchTemplate } } });
  const forward = (defaultActions: unknown, mode = {}) => ({
    props: { "https prod1": { defaultActions } },
    ...mode,
  });
  const template = identity("template", "prod1");

  const broken: Record<string, [changes: Changes, said: RegExp]> = {
    "a balancer that no stack has": [
      { props: names({ ...good, prod1: target("other.eu-west-1.elb.amazonaws.com") }) },
      /names\[0\]\.targets\.prod1\.dnsName of public-names names no load balancer of this stack/,
    ],
    "a balancer's name that is written down": [
      { edges: { switch: { names: ["balancer prod2"] } } },
      /names\[0\]\.targets\.prod1\.dnsName of public-names is written down/,
    ],
    "a colour without a target": [
      { props: names({ prod1: good.prod1 }) },
      /names\[0\]\.targets\.prod2\.dnsName of public-names is missing/,
    ],
    "a target that comes from nowhere": [
      { props: names({ ...good, prod2: target(unknown) }), edges: { switch: { names: ["balancer prod1"] } } },
      /Cannot prove: names\[0\]\.targets\.prod2\.dnsName of public-names is not known, and no load balancer/,
    ],
    "names that are not known": [
      { props: { switch: { names: unknown } } },
      /Cannot prove: names of public-names are not known/,
    ],
    "a balancer without a listener that forwards": [
      { without: ["https prod2"] },
      /no listener of prod2-core forwards anything/,
    ],
    "a listener that forwards to a foreign group": [
      forward([{ type: "forward", targetGroupArn: "arn:aws:elasticloadbalancing:x:1:targetgroup/x/1" }]),
      /\. defaultActions\[0\]\.targetGroupArn of prod1-core-https leads to no target group/,
    ],
    "one foreign group among several": [
      forward([
        {
          type: "forward",
          forward: { targetGroups: [{ arn: identity("targetGroup", "prod1") }, { arn: "arn:aws:other" }] },
        },
      ]),
      /forward\.targetGroups\[1\]\.arn of prod1-core-https leads to no target group/,
    ],
    "groups that are not known": [
      forward([{ type: "forward", forward: { targetGroups: unknown } }], {
        edges: { "https prod1": { defaultActions: [] } },
      }),
      /Cannot prove: defaultActions\[0\]\.forward\.targetGroups of prod1-core-https leads to no target group/,
    ],
    "actions that are not known": [
      forward(unknown, { edges: { "https prod1": { defaultActions: [] } } }),
      /Cannot prove: defaultActions of prod1-core-https leads to no target group/,
    ],
    "a forward without a group": [
      forward([{ type: "forward" }]),
      /\. defaultActions\[0\] of prod1-core-https leads to no target group/,
    ],
    "a target group without an auto scaling group": [
      {
        props: { "group prod1": { targetGroupArns: [] } },
        edges: { "group prod1": { targetGroupArns: [] } },
      },
      /no auto scaling group is behind the target group prod1-core/,
    ],
    "a group without a launch template": [group(undefined), /prod1-core starts from no launch template/],
    "a template that no stack has": [
      group({ id: "lt-0ffffffffffffffff", version: "3" }),
      /\. launchTemplate of prod1-core is no launch template of this stack/,
    ],
    "a template by a name that no stack has": [
      group({ name: "other", version: "3" }),
      /\. launchTemplate of prod1-core is no launch template of this stack/,
    ],
    "a template that is not known": [
      { ...group({ id: unknown, version: "3" }), edges: { "group prod1": { launchTemplate: [] } } },
      /Cannot prove: launchTemplate of prod1-core is no launch template/,
    ],
    "the version $Latest": [
      group({ id: template, version: "$Latest" }),
      /launchTemplate\.version of prod1-core is no number/,
    ],
    "the version $Default": [
      group({ id: template, version: "$Default" }),
      /version of prod1-core is no number/,
    ],
    "no version": [group({ id: template }), /version of prod1-core is no number/],
    "a version of nothing": [
      { ...group({ id: template, version: unknown }), edges: { "group prod1": { launchTemplate: [] } } },
      /Cannot prove: launchTemplate\.version of prod1-core is not known/,
    ],
    "an older version": [
      group({ id: template, version: 2 }),
      /Cannot prove: launchTemplate\.version of prod1-core is not the version/,
    ],
    "an override by $Latest": [
      {
        props: {
          "group prod1": {
            mixedInstancesPolicy: {
              launchTemplate: {
                launchTemplateSpecification: { launchTemplateId: template, version: "3" },
                overrides: [
                  { instanceType: "m7g.large" },
                  { launchTemplateSpecification: { launchTemplateId: template, version: "$Latest" } },
                ],
              },
            },
          },
        },
      },
      /overrides\[1\]\.launchTemplateSpecification\.version of prod1-core is no number/,
    ],
    "a mixed policy by $Default": [
      {
        props: {
          "group prod1": {
            mixedInstancesPolicy: {
              launchTemplate: {
                launchTemplateSpecification: { launchTemplateId: template, version: "$Default" },
              },
            },
          },
        },
      },
      /mixedInstancesPolicy\.launchTemplate\.launchTemplateSpecification\.version of prod1-core is no number/,
    ],
    "overrides that are not known": [
      {
        props: { "group prod1": { mixedInstancesPolicy: { launchTemplate: { overrides: unknown } } } },
        edges: { "group prod1": { mixedInstancesPolicy: [] } },
      },
      /Cannot prove: mixedInstancesPolicy\.launchTemplate\.overrides of prod1-core is no launch template/,
    ],
    "a template of no cluster": [
      {
        ...group({ id: "lt-0aaaaaaaaaaaaaaaa", version: "1" }),
        added: [
          node("aws:ec2/launchTemplate:LaunchTemplate", "stray", {
            props: { id: "lt-0aaaaaaaaaaaaaaaa", imageId: IMAGE, latestVersion: 1 },
          }),
        ],
      },
      /stray is part of no cluster/,
    ],
    "an image by a parameter": [
      { props: { "template prod1": { imageId: "resolve:ssm:/image" } } },
      /imageId of prod1-core is not the id of an image/,
    ],
    "no image": [
      { props: { "template prod1": { imageId: undefined } } },
      /imageId of prod1-core is not the id/,
    ],
    "an image that is not known": [
      { props: { "template prod1": { imageId: unknown } } },
      /Cannot prove: imageId of prod1-core is not known yet/,
    ],
    "an image that nobody knows": [
      { props: { "template prod1": { imageId: "ami-0ffffffffffffffff" } } },
      /imageId of prod1-core is not in the inventory's images/,
    ],
    "another commit in the tag": [
      {
        props: {
          "template prod1": {
            tagSpecifications: [
              { resourceType: "instance", tags: { cluster: "prod1", commit: OTHER_COMMIT } },
            ],
          },
        },
      },
      /imageId of prod1-core has another commit than the tag `commit` says/,
    ],
    "a broken chain of the idle colour": [
      { props: { "template prod2": { imageId: unknown } } },
      /Cannot prove: imageId of prod2-core is not known yet/,
    ],
  };
  for (const [title, [changes, said]] of Object.entries(broken)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(changes);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  const whole: Record<string, Changes> = {
    "a template by its name": {
      props: {
        "group prod1": { launchTemplate: { name: "named", version: "3" } },
        "template prod1": { name: "named" },
      },
    },
    "a template by its name among others": {
      props: {
        "group prod1": {
          launchTemplate: undefined,
          mixedInstancesPolicy: {
            launchTemplate: { launchTemplateSpecification: { launchTemplateName: "named", version: "3" } },
          },
        },
        "template prod1": { name: "named" },
      },
      added: [node("aws:ec2/launchTemplate:LaunchTemplate", "stray", { props: { name: "stray" } })],
    },
    "a template that is not tagged with a commit": {
      props: {
        "template prod1": { tagSpecifications: [{ resourceType: "instance", tags: { cluster: "prod1" } }] },
      },
    },
    "a template of a cluster that says no service": {
      props: { "group prod1": { launchTemplate: { id: "lt-0aaaaaaaaaaaaaaaa", version: "1" } } },
      added: [
        node("aws:ec2/launchTemplate:LaunchTemplate", "plain", {
          props: { id: "lt-0aaaaaaaaaaaaaaaa", imageId: IMAGE, latestVersion: 1, tags: { cluster: "prod1" } },
        }),
      ],
    },
    "a template by its id, whatever its name": {
      props: { "group prod1": { launchTemplate: { id: template, name: "other", version: "3" } } },
    },
    "a template of which only the origin is known": { props: { "group prod1": { launchTemplate: unknown } } },
    "empty values beside full ones": {
      props: {
        "group prod1": {
          launchTemplate: { id: template, name: "", version: "3" },
          mixedInstancesPolicy: { launchTemplate: { launchTemplateSpecification: "" } },
        },
        "https prod1": {
          defaultActions: [
            {
              type: "forward",
              targetGroupArn: "",
              forward: { targetGroups: [{ arn: identity("targetGroup", "prod1") }] },
            },
          ],
        },
      },
    },
    "traffic sources of which only the origin is known": {
      props: { "group prod1": { targetGroupArns: [], trafficSources: unknown } },
      edges: { "group prod1": { targetGroupArns: [], trafficSources: ["targetGroup prod1"] } },
    },
    "what is attached to another target group": {
      added: [
        node("aws:autoscaling/group:Group", "stray"),
        node("aws:autoscaling/attachment:Attachment", "attached", {
          props: { autoscalingGroupName: unknown, lbTargetGroupArn: "arn:aws:other" },
          edges: { autoscalingGroupName: [node("aws:autoscaling/group:Group", "stray")] },
        }),
      ],
    },
    "a rule of another balancer": {
      added: [
        node("aws:lb/listenerRule:ListenerRule", "stray", {
          props: {
            listenerArn: "arn:aws:other",
            actions: [{ type: "forward", targetGroupArn: "arn:aws:other" }],
          },
        }),
      ],
    },
    "a name of something else that no stack has": {
      added: [
        node("aws:route53/record:Record", "static", {
          props: { name: "static.example.com", type: "A", aliases: [{ name: "d1.cloudfront.net" }] },
        }),
      ],
    },
    "the older properties of a traffic source": {
      props: {
        "group prod1": {
          targetGroupArns: [],
          trafficSources: [{ identifier: identity("targetGroup", "prod1"), type: "elbv2" }],
        },
      },
      edges: { "group prod1": { targetGroupArns: [], trafficSources: ["targetGroup prod1"] } },
    },
    "several target groups of one listener": forward([
      { type: "authenticate-oidc" },
      { type: "forward", forward: { targetGroups: [{ arn: identity("targetGroup", "prod1"), weight: 1 }] } },
    ]),
    "a group that is attached": {
      props: { "group prod1": { targetGroupArns: [] } },
      edges: { "group prod1": { targetGroupArns: [] } },
      added: [
        node("aws:autoscaling/attachment:Attachment", "attached", {
          props: { autoscalingGroupName: unknown, lbTargetGroupArn: unknown },
          edges: {
            autoscalingGroupName: [part("group prod1")],
            lbTargetGroupArn: [part("targetGroup prod1")],
          },
        }),
      ],
    },
    "a group whose traffic source is attached": {
      props: { "group prod1": { targetGroupArns: [] } },
      edges: { "group prod1": { targetGroupArns: [] } },
      added: [
        node("aws:autoscaling/trafficSourceAttachment:TrafficSourceAttachment", "attached", {
          props: {
            autoscalingGroupName: unknown,
            trafficSource: { identifier: identity("targetGroup", "prod1"), type: "elbv2" },
          },
          edges: { autoscalingGroupName: [part("group prod1")], trafficSource: [part("targetGroup prod1")] },
        }),
      ],
    },
    "a rule that forwards in the listener's stead": {
      props: {
        "https prod1": { defaultActions: [{ type: "fixed-response" }] },
      },
      edges: { "https prod1": { defaultActions: [] } },
      added: [
        node("aws:lb/listenerRule:ListenerRule", "prod1-rule", {
          props: {
            listenerArn: identity("https", "prod1"),
            actions: [{ type: "forward", targetGroupArn: identity("targetGroup", "prod1") }],
          },
        }),
      ],
    },
  };
  for (const [title, changes] of Object.entries(whole)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(changes), []);
    });
  }

  it("knows the balancer of a service among those of its colour, before anything exists", () => {
    const blogs = (["prod1", "prod2"] as const).map((cluster) =>
      node("aws:lb/loadBalancer:LoadBalancer", `${cluster}-blog`, {
        props: { tags: { cluster, service: "blog" } },
      }),
    );
    const ledFrom = (from: readonly string[]) =>
      twoColours({ added: blogs }, "preview").map((each) =>
        each.name === "public-names" ? { ...each, edges: { ...each.edges, names: from } } : each,
      );
    const urns = blogs.map(({ urn }) => urn);
    const [one, two] = [part("balancer prod1").urn, part("balancer prod2").urn];
    assert.deepEqual(checkAll(bg02, ledFrom([one, two, ...urns])), []);
    assert.match(
      checkAll(bg02, ledFrom([one, ...urns]))
        .map(({ message }) => message)
        .join(),
      /no listener of prod2-blog forwards/,
    );
  });

  it("refuses an image of another service, and another commit than the release's", () => {
    const image = { ...INVENTORY.images[0], service: "blog" } as (typeof INVENTORY.images)[number];
    const found = checkAll(bg02, twoColours(), { inventory: { ...INVENTORY, images: [image] } });
    assert.deepEqual(
      found
        .filter(({ urn }) => urn?.endsWith("prod1-core") === true)
        .map(({ message }) => message.split(". ")[1]),
      [
        "imageId of prod1-core has another commit than the release of prod1 says for blog",
        "imageId of prod1-core is an image of blog",
      ],
    );
  });

  it("refuses everything where no image is known", () => {
    const found = checkAll(bg02, twoColours(), { inventory: { ...INVENTORY, images: [] } });
    assert.equal(found.length, 2);
  });

  describe("of a plain record", () => {
    const record = (props: Readonly<Record<string, unknown>>, from: "balancer prod1" | undefined) =>
      node("aws:route53/record:Record", "www", {
        props: { zoneId: "Z1", name: "www.example.com", type: "A", ...props },
        provider: providerFor("delivery"),
        edges: { aliases: from === undefined ? [] : [part(from)] },
      });
    const alias = (name: unknown) => ({ aliases: [{ name, zoneId: "ZLB", evaluateTargetHealth: true }] });

    it("follows an alias", () => {
      const added = [record(alias(balancerHost("prod1")), "balancer prod1")];
      assert.deepEqual(messages({ without: ["switch"], added }), []);
      const found = messages({
        without: ["switch"],
        added,
        props: { "template prod1": { imageId: "ami-0ffffffffffffffff" } },
      });
      assert.match(found.join(), /imageId of prod1-core is not in the inventory's images/);
    });

    const wrong: Record<string, [record: ReturnType<typeof record>, said: RegExp]> = {
      "to a balancer of no stack": [
        record(alias("x.eu-west-1.elb.amazonaws.com"), undefined),
        /aliases\[0\]\.name of www names no load balancer/,
      ],
      "by a name that is written down": [
        record(alias(`dualstack.${balancerHost("prod1")}`), undefined),
        /aliases\[0\]\.name of www is written down/,
      ],
      "to nobody knows where": [
        record(alias(unknown), undefined),
        /Cannot prove: aliases\[0\]\.name of www is not known/,
      ],
    };
    for (const [title, [added, said]] of Object.entries(wrong)) {
      it(`refuses an alias ${title}`, () => {
        assert.match(messages({ added: [added] }).join(), said);
      });
    }

    it("refuses one that could be of either colour", () => {
      const added = [
        {
          ...record(alias(unknown), undefined),
          edges: { aliases: [part("balancer prod1").urn, part("balancer prod2").urn] },
        },
      ];
      assert.match(messages({ added }).join(), /Cannot prove: .* could be any of 2 balancers/);
    });
  });

  it("leaves stacks without colours alone", () => {
    const found = checkAll(bg02, twoColours({ props: { "template prod1": { imageId: IMAGE } } }), {
      stackName: "duotone/staging",
      inventory: {
        ...INVENTORY,
        images: [],
        stacks: {
          "duotone/staging": INVENTORY.stacks["duotone/staging"] as (typeof INVENTORY.stacks)[string],
        },
      },
    });
    assert.deepEqual(found, []);
  });
});
