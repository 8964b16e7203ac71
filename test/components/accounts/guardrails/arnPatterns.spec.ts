import assert from "node:assert/strict";

import fc from "fast-check";

import { arnLike, mayMatchRoleOf } from "../../../../components/accounts/guardrails/arnPatterns";

const SSO = "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Admin_????????????????";
const session = (name: string, account = "111111111111") =>
  `arn:aws:sts::${account}:assumed-role/${name}/someone@example.com`;

describe("arnLike", () => {
  const CASES: readonly (readonly [string, string, boolean])[] = [
    ["arn:aws:iam::111111111111:user/ann", "arn:aws:iam::111111111111:user/ann", true],
    ["arn:aws:iam::*:user/ann", "arn:aws:iam::111111111111:user/ann", true],
    ["arn:aws:iam::*:user/a?n", "arn:aws:iam::111111111111:user/ann", true],
    ["arn:aws:iam::*:role/*/Deployer", "arn:aws:iam::111111111111:role/a/b/Deployer", true],
    ["arn:aws:iam::*:role/*/Deployer", "arn:aws:iam::111111111111:role/Deployer", false],
    ["arn:aws:iam::222222222222:user/ann", "arn:aws:iam::111111111111:user/ann", false],
    ["arn:aws:iam::111111111111:user/an", "arn:aws:iam::111111111111:user/ann", false],
    ["arn:aws:iam::111111111111:user/a.n", "arn:aws:iam::111111111111:user/ann", false],
    // A star stays in its part.
    ["arn:*:user/ann", "arn:aws:iam::111111111111:user/ann", false],
    ["arn:aws:iam::*:user/ann", "user/ann", false],
  ];
  for (const [pattern, arn, expected] of CASES) {
    it(`${expected ? "takes" : "refuses"} ${arn} for ${pattern}`, () => {
      assert.equal(arnLike(pattern, arn), expected);
    });
  }
});

describe("mayMatchRoleOf", () => {
  const CASES: readonly (readonly [string, string, boolean])[] = [
    ["arn:aws:iam::111111111111:role/Deployer", session("Deployer"), true],
    ["arn:aws:iam::111111111111:role/team/Deployer", session("Deployer"), true],
    [SSO, session("AWSReservedSSO_Admin_0123456789abcdef"), true],
    [SSO, session("AWSReservedSSO_Admin_Everything_0123456789abcdef"), false],
    ["arn:aws:iam::*:role/ops*", session("Deployer"), true],
    ["arn:aws:iam::*:role/*loyer", session("Deployer"), true],
    ["arn:aws:iam::*:role/team/Dep*", session("Deployer"), true],
    ["arn:aws:iam::*:role/team/Deployer", session("Deploy"), false],
    ["arn:aws:iam::*:role/team/Deployer", session("NotDeployer"), false],
    ["arn:aws:iam::222222222222:role/Deployer", session("Deployer"), false],
    ["arn:aws:iam::111111111111:user/Deployer", session("Deployer"), false],
    ["arn:aws:iam::111111111111:role/Deployer", "arn:aws:iam::111111111111:role/Deployer", false],
    ["arn:aws:iam::111111111111:role/Deployer", "arn:aws:sts::111111111111:federated-user/Deployer", false],
  ];
  for (const [pattern, arn, expected] of CASES) {
    it(`${expected ? "takes" : "refuses"} ${arn} for ${pattern}`, () => {
      assert.equal(mayMatchRoleOf(pattern, arn), expected);
    });
  }

  it("misses no role that its pattern matches, under any path", () => {
    const letters = fc.stringMatching(/^[abc]{1,3}$/);
    const pattern = fc.stringMatching(/^[abc/*?]{0,6}$/);
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 2 }), letters, pattern, (path, name, glob) => {
        const whole = `arn:aws:iam::*:role/${glob}`;
        fc.pre(arnLike(whole, `arn:aws:iam::111111111111:role/${[...path, name].join("/")}`));
        assert.ok(mayMatchRoleOf(whole, session(name)));
      }),
    );
  });
});
