import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { loadConfig, readConfig } from "../config";
import { configOf, problemsOf } from "./configuration/refusal";
import { committed, edited, type Raw } from "./configuration/stackFile";

describe("readConfig", () => {
  it("reads everything into one typed value", () => {
    const { services, verticals, clusters, ...rest } = configOf("prod");
    assert.deepEqual(rest, {
      stack: "prod",
      aws: { region: "eu-west-1" },
      foundation: "organization/duotone-foundation/org",
      owner: "platform@example.com",
      domain: "example.com",
      availabilityZones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
      natGateways: "one-per-zone",
      protect: true,
      images: { bake: false, baseVersion: "2026-11-01", copyRegions: [] },
      capacityTimeout: "10m",
      logRetentionDays: 400,
      activeColor: "prod1",
      colors: ["prod1", "prod2"],
      freezeWindows: [],
      overrides: [],
      noticesWebhook: undefined,
      dataStores: { multiZone: true, backupDays: 35, recoveryRegion: "eu-central-1" },
    });
    assert.deepEqual(verticals[0], {
      name: "accounts",
      classification: "pii",
      cidr: "10.20.0.0/16",
      email: "aws+prod-accounts@example.com",
      owner: "platform@example.com",
      monthlyBudget: 600,
      siteVpn: undefined,
      restricted: true,
    });
    assert.deepEqual(
      verticals.map(({ name, restricted }) => [name, restricted]),
      [
        ["accounts", true],
        ["marketing", false],
        ["payments", true],
      ],
    );
    assert.deepEqual(
      clusters.map(({ release, ...cluster }) => ({ ...cluster, core: release["core"] })),
      [
        ["prod1", true, false, 1] as const,
        ["prod2", true, false, 1] as const,
        ["qaprod1", false, true, 0.25] as const,
      ].map(([name, colour, internal, scale]) => ({
        name,
        colour,
        internal,
        scale,
        core: "dcb98e40175c8039285dac29c882310d8543377d",
      })),
    );
    assert.deepEqual(
      services.find(({ name }) => name === "checkout"),
      {
        name: "checkout",
        vertical: "payments",
        kind: "web",
        instanceType: "m7i.large",
        architecture: "x86_64",
        min: 2,
        max: 6,
        purchase: "on-demand",
        cpuPercent: 60,
        secrets: ["session-signing"],
        settings: {},
        database: { instanceClass: "db.m7g.large", storageGiB: 100 },
        cache: undefined,
        archive: false,
        files: false,
        jobs: [],
        web: {
          hostname: "pay",
          domain: "example.com",
          fqdn: "pay.example.com",
          port: 8443,
          healthPath: "/internal/health",
          requestsPerTarget: undefined,
          latencySeconds: 2,
        },
      },
    );
    assert.deepEqual(
      services.find(({ name }) => name === "mailer"),
      {
        name: "mailer",
        vertical: "accounts",
        kind: "worker",
        instanceType: "t4g.small",
        architecture: "arm64",
        min: 1,
        max: 2,
        purchase: "on-demand",
        cpuPercent: 60,
        secrets: [],
        settings: {},
        database: undefined,
        cache: undefined,
        archive: false,
        files: false,
        jobs: [{ name: "digest", schedule: "*-*-* 06:00:00", timeoutMinutes: 30 }],
      },
    );
  });

  it("reads a site VPN, which only the vertical that asks for it has", () => {
    const siteVpn = {
      reason: "Settlement files are exchanged with the clearing house.",
      customerGatewayAddress: "52.19.8.4",
      remoteCidrs: ["192.168.40.0/24", "172.16.0.0/16"],
    };
    const { verticals } = configOf("prod", { "duotone:verticals.payments.siteVpn": siteVpn });
    assert.deepEqual(
      verticals.map(({ name, siteVpn: read }) => [name, read]),
      [
        ["accounts", undefined],
        ["marketing", undefined],
        ["payments", { ...siteVpn, asn: 65000 }],
      ],
    );
  });

  it("takes a stack without services: accounts and networks first", () => {
    const { services, clusters, colors } = configOf("prod", {
      "duotone:services": {},
      "duotone:releases": { prod1: {}, prod2: {}, qaprod1: {} },
    });
    assert.deepEqual(services, []);
    assert.deepEqual(
      clusters.map(({ name, release }) => [name, release]),
      [
        ["prod1", {}],
        ["prod2", {}],
        ["qaprod1", {}],
      ],
    );
    assert.deepEqual(colors, ["prod1", "prod2"]);
  });

  it("gives a service without a hostname the domain itself, of the zone that it names", () => {
    const fqdns = configOf("prod").services.map(({ name, web }) => [name, web?.fqdn]);
    assert.deepEqual(Object.fromEntries(fqdns), {
      core: "example.com",
      profile: "profile.example.com",
      checkout: "pay.example.com",
      invoices: "invoices.example.com",
      site: "www.example.com",
      blog: "blog.example.net",
      campaigns: "example.net",
      mailer: undefined,
      settlement: undefined,
    });
  });

  it("fills in what is not given", () => {
    const { clusters, services, ...filled } = configOf("prod", {
      "aws:region": "us-east-1",
      "duotone:foundation": undefined,
      "duotone:availabilityZones": undefined,
      "duotone:capacityTimeout": undefined,
      "duotone:logRetentionDays": undefined,
      "duotone:services.core.secrets": undefined,
      "duotone:clusters.qaprod1": { colour: false },
    });
    const { foundation, availabilityZones, capacityTimeout, logRetentionDays } = filled;
    assert.deepEqual(
      { foundation, availabilityZones, capacityTimeout, logRetentionDays },
      {
        foundation: "organization/duotone-foundation/org",
        availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
        capacityTimeout: "10m",
        logRetentionDays: 400,
      },
    );
    assert.deepEqual([clusters[2]?.internal, clusters[2]?.scale], [false, 1]);
    const core = services.find(({ name }) => name === "core");
    assert.deepEqual([core?.web?.healthPath, core?.secrets], ["/health", []]);
  });

  it("lets a vertical have an owner of its own", () => {
    const { verticals } = configOf("prod", { "duotone:verticals.payments.owner": "payments@example.com" });
    assert.deepEqual(
      verticals.map(({ owner }) => owner),
      ["platform@example.com", "platform@example.com", "payments@example.com"],
    );
  });

  it("takes what `pulumi config set` writes: booleans and numbers as text", () => {
    const { protect, images, clusters, logRetentionDays, verticals } = configOf("prod", {
      "duotone:protect": "false",
      "duotone:logRetentionDays": "731",
      "duotone:verticals.accounts.monthlyBudget": "50",
      "duotone:images.bake": "true",
      "duotone:clusters.qaprod1.scale": "0.5",
    });
    assert.deepEqual([protect, images.bake, clusters[2]?.scale], [false, true, 0.5]);
    assert.deepEqual([logRetentionDays, verticals[0]?.monthlyBudget], [731, 50]);
  });

  it("does not depend on the order in the file", () => {
    const values = committed("prod");
    const reversed = (value: unknown): unknown =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, inner]) => [key, reversed(inner)]),
          )
        : value;
    assert.deepEqual(readConfig(reversed(values) as Raw, "prod"), { config: configOf("prod") });
  });

  it("reports every problem at once, single values and rules alike", () => {
    const problems = problemsOf({
      "duotone:natGateways": "",
      "duotone:images.baseVersion": "2026-11-01 00:00:00 +0000 UTC",
      "duotone:services.checkout.prot": 8443,
      "duotone:services.core.vertical": "acounts",
      "duotone:verticals.payments.cidr": "10.20.128.0/17",
      "duotone:releases.prod2.core": "main",
      "duotone:activeColor": "prod3",
      "aws:region": "eu-wset-1",
    });
    assert.deepEqual(
      problems.map((problem) => problem.split(" ", 1)[0]),
      [
        "aws:region",
        "duotone:natGateways",
        "duotone:images.baseVersion",
        "duotone:services.checkout.prot",
        "duotone:releases.prod2.core",
        "duotone:verticals.payments.cidr",
        "duotone:services.core.vertical",
        "duotone:activeColor",
      ],
    );
  });

  it("reports only what is missing of an empty stack", () => {
    const read = readConfig({}, "new");
    assert.deepEqual("problems" in read ? read.problems.map((problem) => problem.split(". ", 1)[0]) : [], [
      "aws:region is missing",
      "pulumi:disable-default-providers is missing",
      "duotone:domain is missing",
      "duotone:natGateways is missing",
      "duotone:protect is missing",
      "duotone:images is missing",
      "duotone:owner is missing",
      "duotone:clusters is missing",
      "duotone:verticals is missing",
      "duotone:services is missing",
      "duotone:releases is missing",
    ]);
  });
});

describe("loadConfig", () => {
  before(() => pulumi.runtime.setMocks(noResources, "duotone", "prod", true));
  after(() => {
    pulumi.runtime.setAllConfig({});
  });

  const noResources: pulumi.runtime.Mocks = {
    newResource: ({ type }) => {
      throw new Error(`${type} was registered.`);
    },
    call: ({ token }) => {
      throw new Error(`${token} was called.`);
    },
  };

  /** Hands values over as the engine does: text, structured values as JSON. */
  const give = (values: Raw, secretKeys: string[] = []) => {
    const texts = Object.entries(values).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    pulumi.runtime.setAllConfig(Object.fromEntries(texts) as Record<string, string>, secretKeys);
  };

  it("reads every value of the running stack", () => {
    give(committed("prod"));
    assert.deepEqual(loadConfig(), configOf("prod"));
  });

  it("takes secret values like any other", () => {
    give(committed("prod"), ["duotone:domain", "duotone:verticals"]);
    assert.deepEqual(loadConfig(), configOf("prod"));
  });

  it("throws one error that hides its stack trace, with every problem on a line", () => {
    const values = {
      "duotone:activeColor": "prod3",
      "duotone:natGateways": "two",
      "duotone:clusters": "[prod1",
    };
    give(edited(committed("prod"), values));
    assert.throws(loadConfig, (error) => {
      assert.ok(pulumi.RunError.isInstance(error));
      assert.equal(
        error.message,
        [
          "Pulumi.prod.yaml has 2 mistakes:",
          ' - duotone:natGateways is "two". Allowed: one-per-zone, single, none. Choose one; each gateway costs by the hour.',
          ' - duotone:clusters is "[prod1". Allowed: one entry per cluster, by its name. See the example in the stack files of this repository.',
        ].join("\n"),
      );
      return true;
    });
  });
});
