import assert from "node:assert/strict";

import { releaseSwitchOf, zonesOf } from "../../../sandbox/story/publicNames";
import { onDefaultProvider, resourcesOf } from "../../../sandbox/story/stackExport";

const SWITCH = {
  urn: "urn:pulumi:prod::duotone::pulumi-nodejs:dynamic/duotone:ReleaseSwitch::names",
  type: "pulumi-nodejs:dynamic/duotone:ReleaseSwitch",
  custom: true,
  inputs: {
    activeColor: "prod1",
    names: ["a.example.com", "b.example.com", "example.net"].map((fqdn, index) => ({
      service: fqdn,
      fqdn,
      zoneId: index < 2 ? "/hostedzone/Z1" : "Z2",
      targets: { prod1: { dnsName: "one", zoneId: "ZELB" } },
    })),
    fleets: { prod1: [{ service: "core", kind: "worker", targetGroupArn: "" }] },
  },
};

const exported = (...resources: readonly object[]) => ({ version: 3, deployment: { resources } });

describe("releaseSwitchOf", () => {
  it("finds the one switch among a stack's resources", () => {
    const state = releaseSwitchOf(exported({ urn: "x", type: "aws:s3/bucket:Bucket" }, SWITCH));
    assert.equal(state.urn, SWITCH.urn);
    assert.equal(state.names.length, 3);
    assert.deepEqual(zonesOf(state), ["Z1", "Z2"]);
  });

  it("refuses a stack without a switch, and one with two", () => {
    assert.throws(() => releaseSwitchOf(exported()), /has 0 release switches/);
    assert.throws(() => releaseSwitchOf(exported(SWITCH, SWITCH)), /has 2 release switches/);
  });
});

describe("onDefaultProvider", () => {
  const bucket = (urn: string, provider?: string) => ({
    urn,
    type: "aws:s3/bucket:Bucket",
    custom: true,
    provider,
  });

  it("lists AWS resources whose provider the engine made, or that name none", () => {
    const explicit = "urn:pulumi:prod::duotone::pulumi:providers:aws::delivery::1f0c";
    const resources = resourcesOf(
      exported(
        bucket("good", explicit),
        bucket("default", "urn:pulumi:prod::duotone::pulumi:providers:aws::default_7_48_0::1f0c"),
        bucket("plain default", "urn:pulumi:prod::duotone::pulumi:providers:aws::default::1f0c"),
        bucket("none"),
        { urn: "component", type: "aws:some:Component", custom: false },
        { urn: "other", type: "command:local:Command", custom: true },
      ),
    );
    assert.deepEqual(onDefaultProvider(resources), ["default", "plain default", "none"]);
  });
});
