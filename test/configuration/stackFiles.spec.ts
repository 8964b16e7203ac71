import assert from "node:assert/strict";

import { parse } from "yaml";
import { z } from "zod";

import { type DuotoneConfig, readConfig } from "../../config";
import { configOf, problemsOf } from "./refusal";
import { committed, stackText } from "./stackFile";

describe("the committed stack files", () => {
  for (const stack of ["prod", "staging"]) {
    it(`are valid: ${stack}`, () => {
      assert.deepEqual(problemsOf({}, stack), []);
    });

    it(`are laid out as the engine writes them, so that a change is one line: ${stack}`, () => {
      const lines = stackText(stack).trimEnd().split("\n");
      assert.deepEqual(
        lines.filter((line) => line.trim() === "" || /^ {2}duotone:\w+: (true|false|\d+)$/.test(line)),
        [],
      );
    });

    it(`have nine services, two of them workers, with names in two zones: ${stack}`, () => {
      const { services } = configOf(stack);
      assert.equal(services.length, 9);
      assert.equal(services.filter(({ kind }) => kind === "worker").length, 2);
      assert.deepEqual([...new Set(services.flatMap(({ web }) => web?.domain ?? []))].sort(), [
        "example.com",
        "example.net",
      ]);
      assert.deepEqual([...new Set(services.map(({ architecture }) => architecture))].sort(), [
        "arm64",
        "x86_64",
      ]);
    });
  }

  it("have two colours in prod, and none in staging", () => {
    const { activeColor, colors } = configOf("prod");
    assert.deepEqual({ activeColor, colors }, { activeColor: "prod1", colors: ["prod1", "prod2"] });
    const staging = configOf("staging");
    assert.deepEqual([staging.activeColor, staging.colors], [undefined, []]);
  });

  it("let staging bake every image that prod runs, for the same architecture", () => {
    const [prod, staging] = [configOf("prod"), configOf("staging")];
    const [baking] = staging.clusters;
    assert.deepEqual([prod.images.bake, staging.images.bake], [false, true]);
    assert.equal(prod.images.baseVersion, staging.images.baseVersion);
    for (const { release } of prod.clusters) {
      assert.deepEqual(release, baking?.release);
    }
    const architectures = ({ services }: DuotoneConfig) =>
      services.map(({ name, architecture }) => [name, architecture]);
    assert.deepEqual(architectures(prod), architectures(staging));
  });

  it("have no site VPN, and an example of one that is right but for its address", () => {
    for (const stack of ["prod", "staging"]) {
      assert.ok(configOf(stack).verticals.every(({ siteVpn }) => siteVpn === undefined));
      const example = stackText(stack).replace(/^( *)# (siteVpn:| {2}\w+:.*| {4}- .*)$/gm, "$1$2");
      const { config } = z.object({ config: z.record(z.string(), z.unknown()) }).parse(parse(example));
      const read = readConfig(
        { ...committed(stack), "duotone:verticals": config["duotone:verticals"] },
        stack,
      );
      assert.deepEqual("problems" in read ? read.problems : [], [
        'duotone:verticals.payments.siteVpn.customerGatewayAddress is "203.0.113.10". Allowed: the public IPv4 address ' +
          "of the gateway on the other side. Addresses of 203.0.113.0/24 are for documentation: ask whoever runs the " +
          "other side for the one on the internet.",
      ]);
    }
  });

  it("give the same services secrets in both", () => {
    const secretsOf = (stack: string) =>
      configOf(stack).services.flatMap(({ name, secrets }) => secrets.map((secret) => `${name} ${secret}`));
    assert.deepEqual(secretsOf("prod"), ["checkout session-signing", "core session-signing"]);
    assert.deepEqual(secretsOf("staging"), secretsOf("prod"));
  });

  it("share no account address and no network block", () => {
    const verticals = [...configOf("prod").verticals, ...configOf("staging").verticals];
    assert.equal(new Set(verticals.map(({ email }) => email)).size, verticals.length);
    assert.equal(new Set(verticals.map(({ cidr }) => cidr)).size, verticals.length);
  });
});
