import assert from "node:assert/strict";

import { isDenial, verdictOn } from "../../../providers/accountAccess/verdict";

function failure(name: string, message = "", code?: string): Error {
  return Object.assign(new Error(message), { name }, code === undefined ? {} : { code });
}

const ON_ROLE =
  "User: arn:aws:sts::1:assumed-role/ci/x is not authorized to perform: sts:AssumeRole on resource: r";

describe("verdictOn a refusal", () => {
  const WAITS: readonly (readonly [string, Error])[] = [
    ["a role that STS does not know", failure("AccessDenied", ON_ROLE)],
    [
      "an account that EC2 has not opened",
      failure("OptInRequired", "You are not subscribed to this service"),
    ],
    ["an account that is being looked at", failure("PendingVerification", "is currently being verified")],
    [
      "keys that EC2 does not know",
      failure("AuthFailure", "could not validate the provided access credentials"),
    ],
    ["a policy that EC2 does not know", failure("UnauthorizedOperation", "You are not authorized")],
    ["throttling", failure("Throttling", "Rate exceeded")],
    ["a server that does not answer", failure("TimeoutError", "socket hang up")],
    ["a connection that breaks", failure("Error", "read ECONNRESET", "ECONNRESET")],
  ];
  for (const [what, error] of WAITS) {
    it(`waits for ${what}`, () => {
      assert.deepEqual(verdictOn(error), { wait: true });
    });
  }

  const LASTS: readonly (readonly [string, unknown, RegExp])[] = [
    [
      "a policy that forbids it",
      failure("AccessDenied", `${ON_ROLE} with an explicit deny in a resource control policy`),
      /duotone-foundation:deployers/,
    ],
    [
      "a region that the guardrails forbid",
      failure("UnauthorizedOperation", "not authorized, with an explicit deny in a service control policy"),
      /duotone-foundation:regions/,
    ],
    [
      "a caller that may assume no role",
      failure("AccessDenied", `${ON_ROLE} because no identity-based policy allows the sts:AssumeRole action`),
      /Allow sts:AssumeRole/,
    ],
    ["no credentials", failure("CredentialsProviderError", "Could not load credentials"), /run again/],
    ["expired credentials", failure("ExpiredToken", "The security token is expired"), /run again/],
    ["a bad region", failure("Error", "getaddrinfo ENOTFOUND", "ENOTFOUND"), /run again/],
    ["what is no error at all", "odd", /run again/],
  ];
  for (const [what, error, advice] of LASTS) {
    it(`does not wait for ${what}`, () => {
      const verdict = verdictOn(error);
      assert.ok(!verdict.wait);
      assert.match(verdict.advice, advice);
    });
  }

  it("tells a denial from a question that could not be asked", () => {
    assert.ok(isDenial(failure("AccessDenied", ON_ROLE)));
    assert.ok(!isDenial(failure("TimeoutError")));
    assert.ok(!isDenial("AccessDenied"));
  });
});
