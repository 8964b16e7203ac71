import assert from "node:assert/strict";

import { providerTextsOf } from "../../bench/providerTexts";

const resource = (type: string, name: string, inputs: Record<string, unknown>) => ({
  urn: `urn:pulumi:s::p::${type}::${name}`,
  type,
  custom: true,
  inputs,
});

const exported = (...resources: unknown[]) => ({ deployment: { resources } });

describe("providerTextsOf", () => {
  const networks = "pulumi-nodejs:dynamic/accounts:DefaultNetworks";
  const access = "pulumi-nodejs:dynamic/accounts:AccountAccess";

  it("counts classes and different texts, and measures the largest in bytes", () => {
    const state = exported(
      resource(access, "a", { __provider: "one" }),
      resource(access, "b", { __provider: "one" }),
      resource(networks, "c", { __provider: "größe" }),
      resource("aws:ec2/vpc:Vpc", "d", { __provider: "no dynamic provider's, and longer than all" }),
    );
    assert.deepEqual(providerTextsOf(state), { classes: 2, texts: 2, largest: 7 });
  });

  it("shows instances that carry texts of their own", () => {
    const state = exported(
      resource(access, "a", { __provider: "captured a" }),
      resource(access, "b", { __provider: "captured b" }),
    );
    assert.deepEqual(providerTextsOf(state), { classes: 1, texts: 2, largest: 10 });
  });

  it("refuses a state that it can say nothing of", () => {
    assert.throws(() => providerTextsOf(exported()), /no dynamic resource/);
    assert.throws(() => providerTextsOf(exported(resource(access, "a", {}))), /::a has no provider's text/);
  });
});
