import assert from "node:assert/strict";

import { bg06 } from "../../../../policy/rules/colours/bg06";
import { type Changes, identity, part, twoColours } from "../../support/twoColours";
import { checkAll, node, unknown } from "../../support/world";

describe("BG-06: colours are secured alike", () => {
  const violations = (changes: Changes, mode: "preview" | "update" = "update") =>
    checkAll(bg06, twoColours(changes, mode));
  const messages = (changes: Changes) => violations(changes).map(({ message }) => message);

  for (const mode of ["preview", "update"] as const) {
    it(`has nothing against twins (${mode})`, () => {
      assert.deepEqual(violations({}, mode), []);
    });
  }

  it("is an advice", () => {
    assert.deepEqual(
      violations({ props: { "balancer prod2": { dropInvalidHeaderFields: false } } }).map(
        ({ level }) => level,
      ),
      ["advisory"],
    );
  });

  const different: Record<string, [changes: Changes, said: RegExp]> = {
    "another TLS policy": [
      { props: { "https prod2": { sslPolicy: "ELBSecurityPolicy-2016-08" } } },
      /sslPolicy of prod2-core-https and of prod1-core-https differ/,
    ],
    "a balancer inside": [
      { props: { "balancer prod2": { internal: true } } },
      /internal of prod2-core and of prod1-core differ/,
    ],
    "other metadata options": [
      { props: { "template prod2": { metadataOptions: { httpTokens: "optional" } } } },
      /metadataOptions of prod2-core/,
    ],
    "a group of the other colour": [
      {
        props: {
          "template prod2": { networkInterfaces: [{ securityGroups: [identity("balancerGroup", "prod2")] }] },
        },
      },
      /networkInterfaces of prod2-core/,
    ],
    "another trust": [
      { props: { "role prod2": { assumeRolePolicy: '{"a":1}' } } },
      /assumeRolePolicy of prod2-core/,
    ],
    "a part less": [{ without: ["https prod2"] }, /prod2 has no twin of prod1-core-https/],
    "a part more": [{ without: ["https prod1"] }, /prod1 has no twin of prod2-core-https/],
  };
  for (const [title, [changes, said]] of Object.entries(different)) {
    it(`tells of ${title}`, () => {
      const [message, ...others] = messages(changes);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("tells of a rule that only one colour has", () => {
    const rule = node("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "prod2-core-extra", {
      props: { tags: { cluster: "prod2" }, cidrIpv4: "0.0.0.0/0" },
      edges: { securityGroupId: [part("instanceGroup prod2")] },
    });
    assert.match(messages({ added: [rule] }).join(), /prod1 has no twin of prod2-core-extra/);
  });

  it("takes a cluster's own name in a policy for the cluster's", () => {
    const policy = (cluster: string, key: string) =>
      node("aws:iam/rolePolicy:RolePolicy", `${cluster}-core`, {
        props: {
          tags: { cluster },
          policy: JSON.stringify({ Resource: `arn:aws:ssm:::parameter/${cluster}/${key}` }),
        },
      });
    assert.deepEqual(messages({ added: [policy("prod1", "a"), policy("prod2", "a")] }), []);
    assert.match(
      messages({ added: [policy("prod1", "a"), policy("prod2", "b")] }).join(),
      /policy of prod2-core/,
    );
  });

  it("leaves out what is not known, what the provider fills in, and images", () => {
    assert.deepEqual(
      messages({
        props: {
          "https prod2": { sslPolicy: unknown, port: unknown },
          "template prod2": { imageId: "ami-0ffffffffffffffff" },
        },
      }),
      [],
    );
  });

  it("leaves out a property of which a part is not known", () => {
    assert.deepEqual(
      messages({
        props: {
          "template prod2": { networkInterfaces: [{ securityGroups: [unknown] }] },
          "role prod2": { assumeRolePolicy: `{"Principal":"${unknown}"}` },
        },
      }),
      [],
    );
  });
  it("leaves out what is not known of the other colour", () => {
    assert.deepEqual(messages({ props: { "https prod1": { sslPolicy: unknown } } }), []);
  });
  it("compares lists by their order", () => {
    const lists = (list: readonly string[]) => ({ "template prod2": { metadataOptions: list } });
    const first = { "template prod1": { metadataOptions: ["a", "b"] } };
    assert.deepEqual(messages({ props: { ...first, ...lists(["a", "b"]) } }), []);
    assert.equal(messages({ props: { ...first, ...lists(["b", "a"]) } }).length, 1);
    assert.equal(
      messages({ props: { ...first, "template prod2": { metadataOptions: { 0: "a", 1: "b" } } } }).length,
      1,
    );
  });

  it("takes properties in any order", () => {
    assert.deepEqual(
      messages({
        props: {
          "template prod1": { metadataOptions: { httpTokens: "required", httpEndpoint: "enabled" } },
          "template prod2": { metadataOptions: { httpEndpoint: "enabled", httpTokens: "required" } },
        },
      }),
      [],
    );
  });
});
