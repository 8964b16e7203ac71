import assert from "node:assert/strict";

import { cmp01 } from "../../../../policy/rules/compute/cmp01";
import { checkOne, node, unknown } from "../../support/world";

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

describe("CMP-01: IMDSv2 only", () => {
  const messages = (metadataOptions: unknown) =>
    checkOne(cmp01, node(TEMPLATE, "core", { props: { metadataOptions } })).map(({ message }) => message);

  const good = { httpTokens: "required", httpPutResponseHopLimit: 1 };
  const right: Record<string, unknown> = {
    "tokens required, one hop": good,
    "the number as text": { ...good, httpPutResponseHopLimit: "1" },
    "the block in a list of one": [good],
  };
  for (const [title, options] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(options), []);
    });
  }

  const wrong: Record<string, [options: unknown, said: RegExp]> = {
    "optional tokens": [{ ...good, httpTokens: "optional" }, /httpTokens is not `required`/],
    "absent tokens": [{ httpPutResponseHopLimit: 1 }, /httpTokens is not `required`/],
    "two hops": [{ ...good, httpPutResponseHopLimit: 2 }, /HopLimit is not 1/],
    "absent hops": [{ httpTokens: "required" }, /HopLimit is not 1/],
    "hops that are no number": [{ ...good, httpPutResponseHopLimit: "one" }, /HopLimit is not 1/],
    "unknown tokens": [{ ...good, httpTokens: unknown }, /Cannot prove: .*httpTokens is not known/],
    "unknown hops": [{ ...good, httpPutResponseHopLimit: unknown }, /Cannot prove: .*HopLimit is not known/],
  };
  for (const [title, [options, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(options);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  for (const [title, options] of Object.entries({
    "an absent block": undefined,
    "an unknown block": unknown,
  })) {
    it(`refuses ${title} twice: for the tokens and for the hops`, () => {
      assert.equal(messages(options).length, 2);
    });
  }

  const FLEET = "aws:ec2/spotFleetRequest:SpotFleetRequest";

  it("has nothing against a fleet of launch templates", () => {
    assert.deepEqual(checkOne(cmp01, node(FLEET, "core", { props: { launchTemplateConfigs: [{}] } })), []);
  });

  for (const [title, launchSpecifications] of Object.entries({
    "specifications of its own": [{ ami: "ami-0123456789abcdef0" }],
    "unknown specifications": unknown,
  })) {
    it(`refuses a fleet with ${title}`, () => {
      const [violation, ...others] = checkOne(
        cmp01,
        node(FLEET, "core", { props: { launchSpecifications } }),
      );
      assert.match(violation?.message ?? "", /launchSpecifications cannot ask for IMDSv2/);
      assert.deepEqual(others, []);
    });
  }

  for (const type of [
    "aws:ec2/instance:Instance",
    "aws:ec2/launchConfiguration:LaunchConfiguration",
    TEMPLATE,
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
  ]) {
    it(`looks at ${type}`, () => {
      assert.equal(checkOne(cmp01, node(type, "core")).length, 2);
    });
  }
});
