import assert from "node:assert/strict";

import { cmp09 } from "../../../../policy/rules/compute/cmp09";
import { checkAll, type Given, IMAGE, node, unknown } from "../../support/world";

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const INSTANCE = "aws:ec2/instance:Instance";
const SPOT = "aws:ec2/spotInstanceRequest:SpotInstanceRequest";
const GROUP = "aws:autoscaling/group:Group";
const SPOT_FLEET = "aws:ec2/spotFleetRequest:SpotFleetRequest";
const FLEET = "aws:ec2/fleet:Fleet";
const CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration";

const STAGING = { stackName: "duotone/staging" };
const bake = node("duotone:images:ImageBake", "core", {});
const baked = node("command:local:Command", "core", { parent: bake });
const command = node("command:local:Command", "elsewhere", {});
const permission = (imageId: unknown, from: readonly ReturnType<typeof node>[]) =>
  node("aws:ec2/amiLaunchPermission:AmiLaunchPermission", "core", {
    props: { imageId },
    edges: { imageId: from },
  });
const template = node(TEMPLATE, "template", { props: { imageId: IMAGE } });
const pinned = { id: "lt-1", version: "3" };

describe("CMP-09: images and versions by number", () => {
  const messages = (changed: object, ...nodes: ReturnType<typeof node>[]) =>
    checkAll(cmp09, [bake, baked, command, template, ...nodes], changed).map(({ message }) => message);

  const right: Record<string, [type: string, given: Given]> = {
    "a template's image": [TEMPLATE, { props: { imageId: IMAGE } }],
    "an image with a short id": [TEMPLATE, { props: { imageId: "ami-01234567" } }],
    "an instance's image": [INSTANCE, { props: { ami: IMAGE } }],
    "a spot instance's image": [SPOT, { props: { ami: IMAGE } }],
    "a launch configuration's image": [CONFIGURATION, { props: { imageId: IMAGE } }],
    "a fleet's images": [SPOT_FLEET, { props: { launchSpecifications: [{ ami: IMAGE }] } }],
    "an instance of a template": [INSTANCE, { props: { launchTemplate: pinned } }],
    "an instance of a template, whose image only the provider fills": [
      INSTANCE,
      { props: { launchTemplate: pinned, ami: unknown }, edges: { launchTemplate: [] } },
    ],
    "a group with a version by number": [GROUP, { props: { launchTemplate: pinned } }],
    "a group with a version that a template will have": [
      GROUP,
      { props: { launchTemplate: { id: unknown, version: unknown } }, edges: { launchTemplate: [template] } },
    ],
    "a mixed group with versions by number": [
      GROUP,
      {
        props: {
          mixedInstancesPolicy: {
            launchTemplate: {
              launchTemplateSpecification: pinned,
              overrides: [{ instanceType: "m7g.large" }, { launchTemplateSpecification: pinned }],
            },
          },
        },
      },
    ],
    "a fleet with versions by number": [
      FLEET,
      { props: { launchTemplateConfigs: [{ launchTemplateSpecification: pinned }] } },
    ],
  };
  for (const [title, [type, given]] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages({}, node(type, "core", given)), []);
    });
  }

  const wrong: Record<string, [type: string, given: Given, said: RegExp]> = {
    "a parameter in place of an image": [
      TEMPLATE,
      { props: { imageId: "resolve:ssm:/images/core" } },
      /imageId is not the id of an image/,
    ],
    "an id with more after it": [TEMPLATE, { props: { imageId: `${IMAGE} ` } }, /imageId is not the id/],
    "an image that is no text": [TEMPLATE, { props: { imageId: {} } }, /imageId is not the id/],
    "a template without an image": [TEMPLATE, {}, /imageId is missing/],
    "a template with an empty image": [TEMPLATE, { props: { imageId: "" } }, /imageId is missing/],
    "a template that names a template": [
      TEMPLATE,
      { props: { launchTemplate: pinned } },
      /imageId is missing/,
    ],
    "an instance without an image": [INSTANCE, {}, /ami is missing/],
    "an instance's parameter": [INSTANCE, { props: { ami: "resolve:ssm:x" } }, /ami is not the id/],
    "a spot instance's parameter": [SPOT, { props: { ami: "resolve:ssm:x" } }, /ami is not the id/],
    "a fleet's parameter": [
      SPOT_FLEET,
      { props: { launchSpecifications: [{ ami: IMAGE }, { ami: "resolve:ssm:x" }] } },
      /launchSpecifications\[1\]\.ami is not the id/,
    ],
    "an unknown image": [TEMPLATE, { props: { imageId: unknown } }, /Cannot prove: imageId is not known yet/],
    "an image from elsewhere": [
      TEMPLATE,
      { props: { imageId: unknown }, edges: { imageId: [] } },
      /Cannot prove: imageId is not known yet/,
    ],
    "an unknown fleet": [
      SPOT_FLEET,
      { props: { launchSpecifications: unknown } },
      /Cannot prove: launchSpecifications\.ami is not known yet/,
    ],
    "the latest version": [
      GROUP,
      { props: { launchTemplate: { id: "lt-1", version: "$Latest" } } },
      /launchTemplate\.version is not a number/,
    ],
    "the default version": [
      GROUP,
      { props: { launchTemplate: { id: "lt-1", version: "$Default" } } },
      /launchTemplate\.version is not a number/,
    ],
    "a version that begins with a number": [
      GROUP,
      { props: { launchTemplate: { id: "lt-1", version: "1x" } } },
      /launchTemplate\.version is not a number/,
    ],
    "version nought": [
      GROUP,
      { props: { launchTemplate: { id: "lt-1", version: 0 } } },
      /launchTemplate\.version is not a number/,
    ],
    "no version": [
      GROUP,
      { props: { launchTemplate: { id: "lt-1" } } },
      /launchTemplate\.version is missing/,
    ],
    "an unknown version from nowhere": [
      GROUP,
      { props: { launchTemplate: { id: "lt-1", version: unknown } }, edges: { launchTemplate: [command] } },
      /Cannot prove: launchTemplate\.version is not known yet/,
    ],
    "an instance's latest version": [
      INSTANCE,
      { props: { launchTemplate: { version: "$Latest" } } },
      /launchTemplate\.version is not a number/,
    ],
    "a spot instance's latest version": [
      SPOT,
      { props: { launchTemplate: { version: "$Latest" } } },
      /launchTemplate\.version is not a number/,
    ],
    "a mixed group's latest version": [
      GROUP,
      {
        props: {
          mixedInstancesPolicy: { launchTemplate: { launchTemplateSpecification: { version: "$Latest" } } },
        },
      },
      /mixedInstancesPolicy\.launchTemplate\.launchTemplateSpecification\.version is not a number/,
    ],
    "a mixed group's override": [
      GROUP,
      {
        props: {
          mixedInstancesPolicy: {
            launchTemplate: {
              launchTemplateSpecification: pinned,
              overrides: [{}, { launchTemplateSpecification: { version: "$Latest" } }],
            },
          },
        },
      },
      /mixedInstancesPolicy\.launchTemplate\.overrides\[1\]\.launchTemplateSpecification\.version is not a number/,
    ],
    "a spot fleet's latest version": [
      SPOT_FLEET,
      { props: { launchTemplateConfigs: [{ launchTemplateSpecification: { version: "$Latest" } }] } },
      /launchTemplateConfigs\[0\]\.launchTemplateSpecification\.version is not a number/,
    ],
    "a fleet's latest version": [
      FLEET,
      { props: { launchTemplateConfigs: [{ launchTemplateSpecification: { version: "$Latest" } }] } },
      /launchTemplateConfigs\[0\]\.launchTemplateSpecification\.version is not a number/,
    ],
  };
  for (const [title, [type, given, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages({}, node(type, "core", given));
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  describe("of an image that does not exist yet", () => {
    const from = (...sources: readonly ReturnType<typeof node>[]) =>
      node(TEMPLATE, "core", { props: { imageId: unknown }, edges: { imageId: sources } });
    const shared = permission(unknown, [baked]);

    it("has nothing against a bake of this stack, directly or by its permission", () => {
      assert.deepEqual(messages(STAGING, from(baked)), []);
      assert.deepEqual(messages(STAGING, shared, from(shared)), []);
    });

    it("has nothing against a permission that names an image", () => {
      const named = permission(IMAGE, []);
      assert.deepEqual(messages({}, named, from(named)), []);
    });

    it("refuses a bake in production, which bakes nothing", () => {
      for (const nodes of [[from(baked)], [shared, from(shared)]]) {
        assert.match(messages({}, ...nodes)[0] ?? "", /Cannot prove: imageId comes from a bake/);
      }
    });

    it("refuses any other command, and a bake beside something else", () => {
      const unshared = permission(unknown, [command]);
      for (const nodes of [
        [from(command)],
        [from(baked, template)],
        [from(baked, bake)],
        [unshared, from(unshared)],
      ]) {
        assert.match(messages(STAGING, ...nodes)[0] ?? "", /Cannot prove: imageId is not known yet/);
      }
    });

    it("does not follow permissions round and round", () => {
      const twice = node("aws:ec2/amiLaunchPermission:AmiLaunchPermission", "twice", {
        props: { imageId: unknown },
        edges: { imageId: [shared] },
      });
      assert.match(
        messages(STAGING, shared, twice, from(twice))[0] ?? "",
        /Cannot prove: imageId is not known/,
      );
    });
  });
});
