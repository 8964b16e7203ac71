import assert from "node:assert/strict";

import { cmp06 } from "../../../../policy/rules/compute/cmp06";
import { checkOne, node, unknown } from "../../support/world";

const GROUP = "aws:autoscaling/group:Group";

describe("CMP-06: launch templates", () => {
  const messages = (props: Record<string, unknown>, type = GROUP) =>
    checkOne(cmp06, node(type, "core", { props })).map(({ message }) => message);

  const right: Record<string, Record<string, unknown>> = {
    "a launch template": { launchTemplate: { id: "lt-1", version: "1" }, launchConfiguration: "" },
    "a launch template that does not exist yet": { launchTemplate: { id: unknown } },
    "an unknown block": { launchTemplate: unknown },
    "several kinds of instance": {
      mixedInstancesPolicy: { launchTemplate: { launchTemplateSpecification: { launchTemplateId: "lt-1" } } },
    },
    "an unknown policy": { mixedInstancesPolicy: unknown },
  };
  for (const [title, props] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(props), []);
    });
  }

  const template = { launchTemplate: { id: "lt-1" } };
  const wrong: Record<string, [props: Record<string, unknown>, said: RegExp]> = {
    "a launch configuration": [
      { ...template, launchConfiguration: "old" },
      /launchConfiguration names a launch configuration/,
    ],
    "an unknown launch configuration": [
      { ...template, launchConfiguration: unknown },
      /Cannot prove: launchConfiguration is not known/,
    ],
    neither: [{}, /Neither launchTemplate nor/],
    "an empty list": [{ launchTemplate: [] }, /Neither launchTemplate nor/],
    "a policy without a template": [{ mixedInstancesPolicy: {} }, /Neither launchTemplate nor/],
  };
  for (const [title, [props, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(props);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("refuses a launch configuration itself", () => {
    const [message, ...others] = messages({}, "aws:ec2/launchConfiguration:LaunchConfiguration");
    assert.match(message ?? "", /Launch configurations have no versions/);
    assert.deepEqual(others, []);
  });
});
