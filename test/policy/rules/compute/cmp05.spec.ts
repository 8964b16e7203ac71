import assert from "node:assert/strict";

import { cmp05 } from "../../../../policy/rules/compute/cmp05";
import { checkOne, node, unknown } from "../../support/world";

const INSTANCE = "aws:ec2/instance:Instance";
const SPOT = "aws:ec2/spotInstanceRequest:SpotInstanceRequest";
const CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const FLEET = "aws:ec2/spotFleetRequest:SpotFleetRequest";

describe("CMP-05: a role and no key pair", () => {
  const messages = (type: string, props: Record<string, unknown>) =>
    checkOne(cmp05, node(type, "core", { props })).map(({ message }) => message);

  const right: Record<string, [type: string, props: Record<string, unknown>]> = {
    "an instance with a profile": [INSTANCE, { iamInstanceProfile: "core", keyName: "" }],
    "an instance with an unknown profile": [INSTANCE, { iamInstanceProfile: unknown }],
    "an instance of a template": [INSTANCE, { launchTemplate: { id: "lt-1" } }],
    "a spot instance of a template": [SPOT, { launchTemplate: unknown }],
    "a launch configuration with a profile": [CONFIGURATION, { iamInstanceProfile: "core" }],
    "a template with the ARN of a profile": [TEMPLATE, { iamInstanceProfile: { arn: "arn" } }],
    "a template with an unknown ARN": [TEMPLATE, { iamInstanceProfile: { arn: unknown } }],
    "a template with the name of a profile": [TEMPLATE, { iamInstanceProfile: [{ name: "core" }] }],
    "a template with an unknown block": [TEMPLATE, { iamInstanceProfile: unknown }],
    "a fleet with profiles": [
      FLEET,
      { launchSpecifications: [{ iamInstanceProfile: "core" }, { iamInstanceProfileArn: "arn" }] },
    ],
    "a fleet of launch templates": [FLEET, {}],
  };
  for (const [title, [type, props]] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(type, props), []);
    });
  }

  const profile = { iamInstanceProfile: "core" };
  const wrong: Record<string, [type: string, props: Record<string, unknown>, said: RegExp]> = {
    "an instance without a profile": [INSTANCE, {}, /iamInstanceProfile is missing/],
    "an empty profile": [INSTANCE, { iamInstanceProfile: "" }, /iamInstanceProfile is missing/],
    "a spot instance without a profile": [SPOT, {}, /iamInstanceProfile is missing/],
    "a launch configuration without a profile": [CONFIGURATION, {}, /iamInstanceProfile is missing/],
    "a template without a profile": [TEMPLATE, {}, /iamInstanceProfile is missing/],
    "a template with an empty block": [
      TEMPLATE,
      { iamInstanceProfile: { arn: "", name: "" } },
      /iamInstanceProfile is missing/,
    ],
    "a template that starts from another": [
      TEMPLATE,
      { launchTemplate: { id: "lt-1" } },
      /iamInstanceProfile is missing/,
    ],
    "a fleet's second specification": [
      FLEET,
      { launchSpecifications: [profile, {}] },
      /launchSpecifications\[1\]\.iamInstanceProfile is missing/,
    ],
    "a key pair's name": [INSTANCE, { ...profile, keyName: "ops" }, /keyName names a key pair/],
    "a key pair's name on an instance of a template": [
      INSTANCE,
      { launchTemplate: { id: "lt-1" }, keyName: "ops" },
      /keyName names a key pair/,
    ],
    "an unknown key pair": [INSTANCE, { ...profile, keyName: unknown }, /Cannot prove: keyName is not known/],
    "a key pair's name that is no text": [INSTANCE, { ...profile, keyName: {} }, /keyName names a key pair/],
    "a key pair": ["aws:ec2/keyPair:KeyPair", { publicKey: "ssh-ed25519 AAAA" }, /A key pair lets whoever/],
    "a key pair of Lightsail": ["aws:lightsail/keyPair:KeyPair", {}, /A key pair lets whoever/],
  };
  for (const [title, [type, props, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(type, props);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("refuses what it cannot see of a fleet", () => {
    assert.match(
      messages(FLEET, { launchSpecifications: unknown })[0] ?? "",
      /Cannot prove: .*keyName is not known/,
    );
  });
});
