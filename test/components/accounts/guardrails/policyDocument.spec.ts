import assert from "node:assert/strict";

import type { Guardrail } from "../../../../components/accounts/guardrails/guardrail";
import { guardrailPolicies } from "../../../../components/accounts/guardrails/guardrailPolicies";
import { policyDocument, statementsOf } from "../../../../components/accounts/guardrails/policyDocument";
import { limitProblems, MOST_CHARACTERS } from "../../../../components/accounts/guardrails/policyLimits";

const REASON = "Because.";
const guardrail = (name: string, deny: string[], other: Partial<Guardrail> = {}): Guardrail => ({
  name,
  reason: REASON,
  deny,
  ...other,
});
const FACTS = {
  organizationId: "o-exampleorg",
  regions: ["eu-west-1"],
  deployers: ["arn:aws:iam::111111111111:role/Deployer"],
  accountRoleName: "OrganizationAccountAccessRole",
};

describe("policyDocument", () => {
  it("holds nothing but what AWS needs", () => {
    const when = { Bool: { "ec2:Encrypted": ["false"] } };
    assert.equal(
      policyDocument("SERVICE_CONTROL_POLICY", [
        guardrail("a", ["s3:Get*"], { source: "https://x", on: ["arn:*"], when }),
      ]),
      '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:Get*","Resource":"arn:*",' +
        '"Condition":{"Bool":{"ec2:Encrypted":"false"}}}]}',
    );
  });

  it("is for every principal where it protects resources", () => {
    assert.deepEqual(statementsOf("RESOURCE_CONTROL_POLICY", [guardrail("a", ["s3:*"])]), [
      { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" },
    ]);
  });

  it("joins guardrails of one scope, each action once, and no others", () => {
    const except = ["arn:aws:iam::*:role/A"];
    const statements = statementsOf("SERVICE_CONTROL_POLICY", [
      guardrail("a", ["s3:A", "s3:B"]),
      guardrail("b", ["s3:C"], { except }),
      guardrail("c", ["s3:B", "s3:D"]),
      guardrail("d", ["s3:E"], { except: [...except] }),
      guardrail("e", ["s3:F"], { on: ["arn:x"] }),
    ]);
    assert.deepEqual(statements, [
      { Effect: "Deny", Action: ["s3:A", "s3:B", "s3:D"], Resource: "*" },
      {
        Effect: "Deny",
        Action: ["s3:C", "s3:E"],
        Resource: "*",
        Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/A" } },
      },
      { Effect: "Deny", Action: "s3:F", Resource: "arn:x" },
    ]);
  });

  it("keeps lists of exceptions apart", () => {
    const but = (name: string): Guardrail => ({ name, reason: REASON, denyAllBut: [`${name}:*`] });
    assert.deepEqual(
      statementsOf("SERVICE_CONTROL_POLICY", [but("iam"), but("sts")]).map(({ NotAction }) => NotAction),
      ["iam:*", "sts:*"],
    );
  });

  it("joins a principal that is exempt with the other conditions", () => {
    const [statement] = statementsOf("SERVICE_CONTROL_POLICY", [
      guardrail("a", ["s3:A"], { except: ["arn:x"], when: { Bool: { "s3:x": "true" } } }),
    ]);
    assert.deepEqual(statement?.Condition, {
      ArnNotLike: { "aws:PrincipalArn": "arn:x" },
      Bool: { "s3:x": "true" },
    });
  });
});

describe("limitProblems", () => {
  it("finds none with the regions and deployers of a large company", () => {
    const regions = Array.from({ length: 34 }, (_, index) => `eu-southwest-${String(index)}`);
    const deployers = Array.from(
      { length: 10 },
      (_, index) =>
        `arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Some_${String(index)}_*`,
    );
    assert.deepEqual(limitProblems(guardrailPolicies({ ...FACTS, regions, deployers })), []);
  });

  it("leaves room at the root for policies of the company's own, even where AWS takes five", () => {
    const atRoot = guardrailPolicies(FACTS).filter(
      ({ target, type }) => target === "root" && type === "SERVICE_CONTROL_POLICY",
    );
    assert.equal(atRoot.length, 3);
  });

  it("names every policy that is too long, by one character", () => {
    const policies = guardrailPolicies(FACTS).map((policy) => {
      const { length } = policyDocument(policy.type, policy.guardrails);
      const empty = policyDocument(policy.type, [
        ...policy.guardrails,
        guardrail("x", ["s3:"], { on: ["x"] }),
      ]).length;
      assert.ok(empty > length);
      const filler = (extra: number) =>
        guardrail("x", [`s3:${"x".repeat(MOST_CHARACTERS - empty + extra)}`], { on: ["x"] });
      return {
        full: { ...policy, guardrails: [...policy.guardrails, filler(0)] },
        over: { ...policy, guardrails: [...policy.guardrails, filler(1)] },
      };
    });
    assert.deepEqual(limitProblems(policies.map(({ full }) => full)), []);
    const problems = limitProblems(policies.map(({ over }) => over));
    assert.equal(problems.length, policies.length);
    assert.match(
      problems[0] ?? "",
      /^The policy accounts has 5121 characters, and AWS takes 5120: name fewer/,
    );
  });

  it("names a target that gets too many", () => {
    const [first] = guardrailPolicies(FACTS);
    assert.ok(first !== undefined);
    assert.deepEqual(limitProblems(Array.from({ length: 4 }, () => first)), []);
    assert.deepEqual(limitProblems(Array.from({ length: 5 }, () => first)), [
      "The target root gets 6 policies of type SERVICE_CONTROL_POLICY, AWS's own included, and AWS takes 5: join policies.",
    ]);
  });
});
