import assert from "node:assert/strict";

import { clustersOf } from "../../../policy/model/clusters";
import { recordLeads, recordName, routingOf, SWITCH, switchNames } from "../../../policy/model/publicNames";
import { stackModel } from "../../../policy/model/stackModel";
import { balancerHost, part, twoColours } from "../support/twoColours";
import { node, unknown } from "../support/world";

const COLOURS = ["prod1", "prod2"];

describe("the names of a switch", () => {
  const leads = (props: Readonly<Record<string, unknown>> = {}, mode: "preview" | "update" = "update") => {
    const model = stackModel(twoColours({ props: { switch: props } }, mode));
    const [holder] = model.ofType(SWITCH);
    const names = switchNames(model, holder ?? node(SWITCH, "none"), clustersOf(model, COLOURS), COLOURS);
    return names === "unknown"
      ? names
      : names.map(({ fqdn, leads: ways }) => [
          fqdn,
          ...ways.map(({ cluster, live, is, nodes }) => [
            cluster,
            live,
            is,
            ...nodes.map(({ name }) => name),
          ]),
        ]);
  };

  for (const mode of ["preview", "update"] as const) {
    it(`lead to every colour, and live to the active one (${mode})`, () => {
      assert.deepEqual(leads({}, mode), [
        ["example.com", ["prod1", "yes", "managed", "prod1-core"], ["prod2", "no", "managed", "prod2-core"]],
      ]);
      assert.deepEqual(leads({ activeColor: "prod2" }, mode), [
        ["example.com", ["prod1", "no", "managed", "prod1-core"], ["prod2", "yes", "managed", "prod2-core"]],
      ]);
    });
  }
  it("may be live where the active colour is not known", () => {
    assert.deepEqual(leads({ activeColor: unknown }), [
      [
        "example.com",
        ["prod1", "unknown", "managed", "prod1-core"],
        ["prod2", "unknown", "managed", "prod2-core"],
      ],
    ]);
  });
  it("need not be known", () => {
    assert.equal(leads({ names: unknown }), "unknown");
    assert.deepEqual(leads({ names: undefined }), []);
    assert.deepEqual(
      leads({ names: [{ fqdn: unknown, targets: { prod1: { dnsName: balancerHost("prod1") } } }] }),
      [[undefined, ["prod1", "yes", "managed", "prod1-core"], ["prod2", "no", "missing"]]],
    );
  });
});

describe("the ways of a record", () => {
  const record = (props: Readonly<Record<string, unknown>>) =>
    node("aws:route53/record:Record", "record", { props, edges: { aliases: [part("balancer prod1")] } });
  const model = stackModel(twoColours());
  const leads = (props: Readonly<Record<string, unknown>>) =>
    recordLeads(
      model,
      record({ aliases: [{ name: balancerHost("prod1") }], ...props }),
      clustersOf(model, COLOURS),
    ).map(({ fqdn, cluster, live }) => [fqdn, cluster, live]);

  it("are a cluster's own where the name says so", () => {
    assert.deepEqual(leads({ name: "Core.prod2.example.com." }), [
      ["core.prod2.example.com", "prod2", "yes"],
    ]);
    assert.deepEqual(leads({ name: "www.example.com" }), [["www.example.com", undefined, "yes"]]);
    assert.deepEqual(leads({ name: unknown }), [[undefined, undefined, "yes"]]);
  });
  it("are live by weight", () => {
    for (const [weight, live] of [
      [0, "no"],
      ["0", "no"],
      [1, "yes"],
      [unknown, "unknown"],
      ["much", "unknown"],
    ] as const) {
      assert.deepEqual(leads({ weightedRoutingPolicies: [{ weight }] }), [[undefined, undefined, live]]);
    }
  });

  const zone = (name: unknown) => node("aws:route53/zone:Zone", "zone", { props: { id: "Z1", name } });
  const names: Record<
    string,
    [props: Readonly<Record<string, unknown>>, zone: unknown, name: string | undefined]
  > = {
    "a full name": [{ name: "www.example.com" }, "example.com", "www.example.com"],
    "the zone's own": [{ name: "Example.com" }, "example.com.", "example.com"],
    "a short name": [{ name: "www" }, "example.com", "www.example.com"],
    "a name that ends as the zone does": [
      { name: "myexample.com" },
      "example.com",
      "myexample.com.example.com",
    ],
    "a short name in a zone that is not known": [{ name: "www" }, unknown, "www"],
    "what AWS made of it": [{ name: "www", fqdn: "www.example.com" }, unknown, "www.example.com"],
    "nothing known": [{ name: unknown }, "example.com", undefined],
  };
  for (const [title, [props, called, name]] of Object.entries(names)) {
    it(`are of ${name ?? "no name"} by ${title}`, () => {
      const one = record({ zoneId: "Z1", ...props });
      assert.equal(recordName(stackModel([zone(called), one]), one), name);
    });
  }

  it("are chosen among by weight, by something else, or not at all", () => {
    assert.equal(routingOf(record({})), "simple");
    assert.equal(routingOf(record({ weightedRoutingPolicies: [{ weight: 1 }] })), "weighted");
    assert.equal(routingOf(record({ weightedRoutingPolicies: [], latencyRoutingPolicies: [] })), "simple");
    assert.equal(routingOf(record({ latencyRoutingPolicies: [{ region: "eu-west-1" }] })), "other");
    assert.equal(
      routingOf(record({ cidrRoutingPolicy: unknown, multivalueAnswerRoutingPolicy: false })),
      "simple",
    );
  });
});
