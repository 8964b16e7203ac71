import assert from "node:assert/strict";

import { key05 } from "../../../../policy/rules/keys/key05";
import { checkOne, node, unknown } from "../../support/world";

describe("KEY-05: credentials of providers", () => {
  const TYPES = ["pulumi:providers:aws", "pulumi:providers:aws-native"];
  const messages = (type: string, props: Record<string, unknown>) =>
    checkOne(key05, node(type, "marketing", { props })).map(({ message }) => message);

  it("looks at the providers of AWS", () => {
    assert.deepEqual(key05.types, TYPES);
  });

  for (const type of TYPES) {
    it(`has nothing against ${type} that takes a role`, () => {
      assert.deepEqual(
        messages(type, { assumeRoles: '[{"roleArn":"a"}]', profile: "work", token: null }),
        [],
      );
    });

    for (const property of ["accessKey", "secretKey", "token"]) {
      it(`refuses ${property} of ${type}, known or not, and does not say it`, () => {
        for (const value of ["not a real credential", unknown, ""]) {
          const [message, ...others] = messages(type, { [property]: value });
          assert.match(message ?? "", new RegExp(`own\\. ${property} is set\\.`));
          assert.doesNotMatch(message ?? "", /not a real/);
          assert.deepEqual(others, []);
        }
      });
    }
  }
});
