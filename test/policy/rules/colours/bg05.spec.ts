import assert from "node:assert/strict";

import { bg05 } from "../../../../policy/rules/colours/bg05";
import { balancerHost, type Changes, identity, part, twoColours } from "../../support/twoColours";
import { checkAll, node, unknown } from "../../support/world";

describe("BG-05: the idle colour has its own names and no public one", () => {
  const messages = (changes: Changes, mode: "preview" | "update" = "update") =>
    checkAll(bg05, twoColours(changes, mode)).map(({ message }) => message);

  for (const mode of ["preview", "update"] as const) {
    it(`has nothing against two colours with names of their own (${mode})`, () => {
      assert.deepEqual(messages({}, mode), []);
    });
  }

  it("refuses targets that are swapped", () => {
    const found = messages({
      props: {
        switch: {
          names: [
            {
              service: "core",
              fqdn: "example.com",
              targets: {
                prod1: { dnsName: balancerHost("prod2") },
                prod2: { dnsName: balancerHost("prod1") },
              },
            },
          ],
        },
      },
    });
    assert.equal(found.length, 2);
    assert.match(
      found.join("\n"),
      /names\[0\]\.targets\.prod1\.dnsName of public-names leads to prod2-core, which is not of prod1/,
    );
  });

  const record = (name: string, cluster: "prod1" | "prod2", props: Readonly<Record<string, unknown>> = {}) =>
    node("aws:route53/record:Record", name, {
      props: { name, type: "A", aliases: [{ name: balancerHost(cluster) }], ...props },
      edges: { aliases: [part(`balancer ${cluster}`)] },
    });

  it("refuses a public name that leads to the idle colour", () => {
    assert.match(
      messages({ added: [record("www.example.com", "prod2")] }).join(),
      /aliases\[0\]\.name of www\.example\.com leads to prod2-core, which is not of prod1/,
    );
  });
  it("lets a public name lead to the active one, and to the idle one with a weight of 0", () => {
    const weight = (value: number) => ({
      name: "www.example.com",
      weightedRoutingPolicies: [{ weight: value }],
    });
    assert.deepEqual(
      messages({ added: [record("a", "prod1", weight(100)), record("b", "prod2", weight(0))] }),
      [],
    );
  });

  it("refuses a name of one cluster that leads to another", () => {
    const found = messages({ added: [record("other.PROD2.example.com", "prod1")] });
    assert.match(
      found.join(),
      /other\.PROD2\.example\.com leads to another cluster than its name says, prod2/,
    );
  });

  for (const mode of ["preview", "update"] as const) {
    it(`refuses an idle balancer without a name of its own (${mode})`, () => {
      const [message, ...others] = messages({ without: ["record prod2"] }, mode);
      assert.match(message ?? "", /prod2-core of prod2 has no name of its own to be tested by/);
      assert.deepEqual(others, []);
    });
  }
  it("refuses an idle balancer beside one with a name", () => {
    const second = node("aws:alb/loadBalancer:LoadBalancer", "prod2-blog", {
      props: { tags: { cluster: "prod2" } },
    });
    assert.match(messages({ added: [second] }).join(), /prod2-blog of prod2 has no name of its own/);
  });
  it("has nothing to say of a name that could lead to either", () => {
    const either = (name: string) =>
      node("aws:route53/record:Record", name, {
        props: { name, type: "A", aliases: [{ name: unknown }] },
        edges: { aliases: [part("balancer prod1"), part("balancer prod2")] },
      });
    assert.deepEqual(messages({ added: [either("www.example.com"), either("www.prod1.example.com")] }), []);
  });
  it("does not take a public name for one of its own", () => {
    const found = messages({ without: ["record prod2"], added: [record("www.example.com", "prod2")] });
    assert.match(found.join("\n"), /has no name of its own/);
  });
  it("lets the active colour, and what is no colour, be without", () => {
    const inside = node("aws:lb/loadBalancer:LoadBalancer", "qaprod1-core", {
      props: { tags: { cluster: "qaprod1" } },
    });
    assert.deepEqual(messages({ without: ["record prod1"], added: [inside] }), []);
  });

  it("refuses a listener that forwards to the other colour", () => {
    const found = messages({
      props: {
        "https prod1": {
          defaultActions: [{ type: "forward", targetGroupArn: identity("targetGroup", "prod2") }],
        },
      },
    });
    assert.match(
      found.join(),
      /targetGroupArn of prod1-core-https forwards requests of prod1 to prod2-core of prod2/,
    );
  });
  it("refuses a rule that forwards a host to the other colour, before anything exists", () => {
    const rule = node("aws:alb/listenerRule:ListenerRule", "prod1-rule", {
      props: {
        listenerArn: unknown,
        conditions: [{ hostHeader: { values: ["beta.example.com"] } }],
        actions: [{ type: "forward", targetGroupArn: unknown }],
      },
      edges: { listenerArn: [part("https prod1")], actions: [part("targetGroup prod2")] },
    });
    assert.match(
      messages({ added: [rule] }, "preview").join(),
      /prod1-rule forwards requests of prod1 to prod2-core/,
    );
  });
  it("has nothing to say where either group may be meant", () => {
    assert.deepEqual(
      messages(
        { edges: { "https prod1": { defaultActions: ["targetGroup prod1", "targetGroup prod2"] } } },
        "preview",
      ),
      [],
    );
  });
});
