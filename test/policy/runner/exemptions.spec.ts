import assert from "node:assert/strict";

import { exemptionOf } from "../../../policy/runner/exemptions";
import type { Exemption } from "../../../policy/settings/settings";
import { settings } from "../support/world";

const BALANCER = { type: "aws:lb/loadBalancer:LoadBalancer", name: "core" };
const EXEMPTION: Exemption = {
  rule: "LB-04",
  stack: "duotone/prod",
  ...BALANCER,
  owner: "ann@example.com",
  reason: "The bucket for them is on its way.",
  expires: "2026-11-22T00:00:00Z",
};

describe("an exemption", () => {
  const isExempt = (
    changed: Partial<Exemption>,
    resource: Parameters<typeof exemptionOf>[2] = BALANCER,
    finding = "accessLogs of core are not on.",
  ) =>
    exemptionOf(settings({ exemptions: [{ ...EXEMPTION, ...changed }] }), "LB-04", resource, finding) !==
    undefined;

  it("is for one rule, one stack and one resource by its name, or all of a type", () => {
    assert.equal(isExempt({}), true);
    assert.equal(isExempt({ name: "*" }), true);
  });

  const others: Record<string, Partial<Exemption>> = {
    "another rule": { rule: "LB-05" },
    "another stack": { stack: "duotone/staging" },
    "another type": { type: "aws:alb/loadBalancer:LoadBalancer" },
    "a name that begins so": { name: "cor" },
    "a name in other letters": { name: "Core" },
    "a pattern": { name: "c*" },
    "a day that is over": { expires: "2026-11-21T11:59:59Z" },
    "this very moment": { expires: "2026-11-21T12:00:00Z" },
  };
  for (const [title, changed] of Object.entries(others)) {
    it(`is void for ${title}`, () => {
      assert.equal(isExempt(changed), false);
    });
  }

  it("is for all that the rule finds there, or for findings with the words that it names", () => {
    assert.equal(isExempt({ finding: "accessLogs of core" }), true);
    assert.equal(isExempt({ finding: "accessLogs of core" }, BALANCER, "another finding."), false);
    assert.equal(isExempt({}, BALANCER, "another finding."), true);
  });

  it("is of the stack where the rule misses something", () => {
    const stack = { type: "pulumi:pulumi:Stack", name: "*" };
    const find = (changed: Partial<Exemption>) =>
      exemptionOf(settings({ exemptions: [{ ...EXEMPTION, ...changed }] }), "LB-04", undefined, "x");
    assert.notEqual(find(stack), undefined);
    assert.equal(find({ ...stack, name: "core" }), undefined);
    assert.equal(find({}), undefined);
  });
});
