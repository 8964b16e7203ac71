import assert from "node:assert/strict";

import {
  deployerProblems,
  guardrailProblems,
} from "../../../../components/accounts/guardrails/prerequisites";

const KNOWN = {
  organizationId: "o-exampleorg",
  rootId: "r-abcd",
  regions: ["eu-west-1"],
  deployers: ["arn:aws:iam::111111111111:role/Deployer"],
  accountRoleName: "OrganizationAccountAccessRole",
  policyTypes: ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY", "TAG_POLICY"],
};

describe("guardrailProblems", () => {
  it("finds none where the organization takes both types", () => {
    assert.deepEqual(guardrailProblems(KNOWN), []);
  });

  it("says of each type that is not enabled how to enable it", () => {
    assert.deepEqual(guardrailProblems({ ...KNOWN, policyTypes: ["SERVICE_CONTROL_POLICY"] }), [
      "The organization does not take policies of type RESOURCE_CONTROL_POLICY. Enable them once, in the management " +
        "account: aws organizations enable-policy-type --root-id r-abcd --policy-type RESOURCE_CONTROL_POLICY",
    ]);
    assert.equal(guardrailProblems({ ...KNOWN, policyTypes: [] }).length, 2);
  });

  it("lists what is too long as well", () => {
    const deployers = Array.from(
      { length: 200 },
      (_, index) => `arn:aws:iam::111111111111:role/D${String(index)}`,
    );
    const problems = guardrailProblems({ ...KNOWN, deployers, policyTypes: [] });
    assert.equal(problems.length, 4);
    assert.match(problems[2] ?? "", /^The policy perimeter has \d+ characters/);
  });
});

describe("deployerProblems", () => {
  const PASSES: readonly (readonly [string, string])[] = [
    ["arn:aws:sts::111111111111:assumed-role/Deployer/me", "arn:aws:iam::111111111111:role/team/Deployer"],
    ["arn:aws:iam::111111111111:user/ops/ann", "arn:aws:iam::111111111111:user/ops/*n"],
  ];
  for (const [caller, deployer] of PASSES) {
    it(`lets ${caller} pass as ${deployer}`, () => {
      assert.deepEqual(deployerProblems(caller, ["arn:aws:iam::222222222222:role/Other", deployer]), []);
    });
  }

  it("stops whoever would lock itself out, and says what to do", () => {
    assert.deepEqual(deployerProblems("arn:aws:sts::111111111111:assumed-role/Ops/me", KNOWN.deployers), [
      "The caller arn:aws:sts::111111111111:assumed-role/Ops/me matches none of the deployers " +
        "(arn:aws:iam::111111111111:role/Deployer), so the guardrails would lock it out of every account. Add the ARN of " +
        "its role or user to duotone-foundation:deployers, or use other credentials.",
    ]);
  });

  it("stops a root user, which AWS lets assume no role", () => {
    const problems = deployerProblems("arn:aws:iam::111111111111:root", ["arn:aws:iam::111111111111:root"]);
    assert.match(problems[0] ?? "", /is a root user/);
  });
});
