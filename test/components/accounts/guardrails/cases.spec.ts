import assert from "node:assert/strict";

import type { Guardrail } from "../../../../components/accounts/guardrails/guardrail";
import {
  type GuardrailPolicy,
  guardrailPolicies,
} from "../../../../components/accounts/guardrails/guardrailPolicies";
import { ACCOUNT_CASES } from "./cases/accounts";
import { ACCOUNT_ROLE, type Cases } from "./cases/case";
import { DATA_CASES } from "./cases/data";
import { EVIDENCE_CASES } from "./cases/evidence";
import { PERIMETER_CASES } from "./cases/perimeter";
import { RELEASE_CASES } from "./cases/release";
import { RESTRICTED_CASES } from "./cases/restricted";
import { SEPARATION_CASES } from "./cases/separation";
import { attached, isDenied, MANAGEMENT, ORGANIZATION, type Request } from "./evaluator";

const POLICIES = guardrailPolicies({
  organizationId: ORGANIZATION,
  regions: ["eu-west-1", "eu-central-1"],
  deployers: [`arn:aws:iam::${MANAGEMENT}:role/team/Deployer`],
  accountRoleName: ACCOUNT_ROLE,
});
const ATTACHED = attached(POLICIES);
const GUARDRAILS = POLICIES.flatMap(({ guardrails }) => guardrails);

const CASES: Cases = {
  ...ACCOUNT_CASES,
  ...EVIDENCE_CASES,
  ...RELEASE_CASES,
  ...SEPARATION_CASES,
  ...DATA_CASES,
  ...RESTRICTED_CASES,
  ...PERIMETER_CASES,
};

const inWords = ({ who, action, on, in: account, with: context }: Request) =>
  [who, action, on, account === undefined ? undefined : `in ${account}`, context && JSON.stringify(context)]
    .filter((part) => part !== undefined)
    .join(" ");

/** The policies with one guardrail changed, or left out. */
function changed(name: string, change: (guardrail: Guardrail) => Guardrail[]): GuardrailPolicy[] {
  return POLICIES.map((policy) => ({
    ...policy,
    guardrails: policy.guardrails.flatMap((guardrail) =>
      guardrail.name === name ? change(guardrail) : [guardrail],
    ),
  }));
}

/** Cases of any guardrail that come out differently with other policies. */
function noticing(policies: readonly GuardrailPolicy[]): string[] {
  const others = attached(policies);
  return Object.values(CASES).flatMap(({ denied, passes }) => [
    ...denied.filter((request) => !isDenied(others, request)).map(inWords),
    ...passes.filter((request) => isDenied(others, request)).map(inWords),
  ]);
}

describe("guardrails", () => {
  for (const [name, { denied, passes }] of Object.entries(CASES)) {
    describe(name, () => {
      for (const request of denied) {
        it(`denies ${inWords(request)}`, () => {
          assert.ok(isDenied(ATTACHED, request));
        });
      }
      for (const request of passes) {
        it(`leaves alone ${inWords(request)}`, () => {
          assert.ok(!isDenied(ATTACHED, request));
        });
      }
    });
  }

  it("have cases both ways and a reason, each under a name of its own", () => {
    assert.deepEqual(GUARDRAILS.map(({ name }) => name).sort(), Object.keys(CASES).sort());
    for (const [name, { denied, passes }] of Object.entries(CASES)) {
      assert.ok(denied.length > 0 && passes.length > 0, name);
    }
    for (const { name, reason, source } of GUARDRAILS) {
      assert.match(reason, /^[A-Z].{20,}\.$/s, name);
      assert.match(source ?? "https://docs.aws.amazon.com/", /^https:\/\/docs\.aws\.amazon\.com\//, name);
    }
  });
});

describe("the cases of the guardrails", () => {
  for (const { name } of GUARDRAILS) {
    it(`notice that ${name} is missing`, () => {
      assert.notDeepEqual(noticing(changed(name, () => [])), []);
    });
  }

  for (const { name, when, on, except } of GUARDRAILS) {
    for (const [operator, keys] of Object.entries(when ?? {})) {
      for (const key of Object.keys(keys)) {
        it(`notice that ${name} no longer looks at ${key}`, () => {
          const weaker = changed(name, (guardrail) => {
            const others = Object.entries(keys).filter(([other]) => other !== key);
            return [{ ...guardrail, when: { ...guardrail.when, [operator]: Object.fromEntries(others) } }];
          });
          assert.notDeepEqual(noticing(weaker), []);
        });
      }
    }
    for (const pattern of on ?? []) {
      it(`notice that ${name} is not about ${pattern} any more`, () => {
        const others = (on ?? []).filter((other) => other !== pattern);
        assert.notDeepEqual(noticing(changed(name, (guardrail) => [{ ...guardrail, on: others }])), []);
      });
    }
    for (const pattern of except ?? []) {
      it(`notice that ${name} binds ${pattern} too`, () => {
        const others = (except ?? []).filter((other) => other !== pattern);
        assert.notDeepEqual(noticing(changed(name, (guardrail) => [{ ...guardrail, except: others }])), []);
      });
    }
    if (on !== undefined) {
      it(`notice that ${name} is about everything`, () => {
        assert.notDeepEqual(noticing(changed(name, (guardrail) => [{ ...guardrail, on: ["*"] }])), []);
      });
    }
  }
});
