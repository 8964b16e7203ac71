import assert from "node:assert/strict";

import { bg03 } from "../../../../policy/rules/colours/bg03";
import type { InventoryStack } from "../../../../policy/settings/inventory";
import { balancerHost, type Changes, part, twoColours } from "../../support/twoColours";
import { checkAll, INVENTORY, node, providerFor, unknown } from "../../support/world";

const PROD = INVENTORY.stacks["duotone/prod"] as InventoryStack;

describe("BG-03: all public names are on the active colour", () => {
  const messages = (changes: Changes, mode: "preview" | "update" = "update", prod: InventoryStack = PROD) =>
    checkAll(bg03, twoColours(changes, mode), {
      inventory: { ...INVENTORY, stacks: { ...INVENTORY.stacks, "duotone/prod": prod } },
    }).map(({ message }) => message);

  for (const mode of ["preview", "update"] as const) {
    it(`has nothing against a switch on the active colour (${mode})`, () => {
      assert.deepEqual(messages({}, mode), []);
    });
  }

  const colour = { colour: true, internal: false };
  const counts: Record<string, [clusters: InventoryStack["clusters"], said: RegExp]> = {
    "three colours": [
      { prod1: colour, prod2: colour, prod3: colour },
      /duotone\/prod has 3 colours \(prod1, prod2, prod3\); names move between two/,
    ],
    "one colour": [{ prod1: colour }, /duotone\/prod has one colour \(prod1\)/],
    "no colour in production": [
      { qaprod1: { colour: false, internal: true } },
      /duotone\/prod has no colour/,
    ],
  };
  for (const [title, [clusters, said]] of Object.entries(counts)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages({}, "update", { ...PROD, clusters });
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("wants two colours in staging, too, where there are any", () => {
    const staging = { ...(INVENTORY.stacks["duotone/staging"] as InventoryStack), clusters: { one: colour } };
    const found = checkAll(bg03, [], {
      stackName: "duotone/staging",
      inventory: { ...INVENTORY, stacks: { "duotone/staging": staging } },
    });
    assert.match(found.map(({ message }) => message).join(), /duotone\/staging has one colour \(one\)/);
  });
  it("lets staging have no colour", () => {
    const staging = INVENTORY.stacks["duotone/staging"] as InventoryStack;
    const found = checkAll(bg03, [], {
      stackName: "duotone/staging",
      inventory: { ...INVENTORY, stacks: { "duotone/staging": staging } },
    });
    assert.deepEqual(found, []);
  });

  for (const active of [undefined, "qaprod1"]) {
    it(`refuses ${active ?? "nothing"} as the active colour`, () => {
      const without = Object.fromEntries(
        Object.entries(PROD).filter(([key]) => key !== "activeColor"),
      ) as typeof PROD;
      const [message, ...others] = messages(
        {},
        "update",
        active === undefined ? without : { ...without, activeColor: active },
      );
      assert.match(message ?? "", /activeColor of duotone\/prod is none of its colours, prod1 and prod2/);
      assert.deepEqual(others, []);
    });
  }

  const name = {
    service: "core",
    fqdn: "example.com",
    zoneId: "Z1",
    targets: {
      prod1: { dnsName: balancerHost("prod1"), zoneId: "ZLB" },
      prod2: { dnsName: balancerHost("prod2"), zoneId: "ZLB" },
    },
  };
  const switched: Record<string, [props: Readonly<Record<string, unknown>>, said: RegExp]> = {
    "on the idle colour": [{ activeColor: "prod2" }, /activeColor of public-names is not prod1/],
    "without a colour": [{ activeColor: undefined }, /activeColor of public-names is not prod1/],
    "on a colour that is not known": [
      { activeColor: unknown },
      /Cannot prove: activeColor of public-names is not known/,
    ],
    "with one colour": [{ colors: ["prod1"] }, /colors of public-names are not prod1 and prod2/],
    "with another colour": [{ colors: ["prod1", "prod2", "qaprod1"] }, /colors of public-names are not/],
    "with colours that are not known": [{ colors: unknown }, /colors of public-names are not/],
    "that holds a name twice": [
      { names: [name, { ...name, fqdn: "Example.com." }] },
      /names\[1\]\.fqdn of public-names is held twice/,
    ],
    "of an unknown name": [
      { names: [{ ...name, fqdn: unknown }] },
      /Cannot prove: names\[0\]\.fqdn of public-names is not known/,
    ],
    "that holds no name": [{ names: [] }, /no public name of duotone\/prod points at a colour/],
  };
  for (const [title, [props, said]] of Object.entries(switched)) {
    it(`refuses a switch ${title}`, () => {
      const [message, ...others] = messages({ props: { switch: props } });
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("takes the colours of a switch in any order", () => {
    assert.deepEqual(messages({ props: { switch: { colors: ["prod2", "prod1"] } } }), []);
  });

  it("leaves names that are not known to BG-02", () => {
    assert.deepEqual(messages({ props: { switch: { names: unknown } } }), []);
  });

  it("refuses a stack without a public name", () => {
    assert.match(
      messages({ without: ["switch"] }).join(),
      /no public name of duotone\/prod points at a colour/,
    );
    assert.match(
      checkAll(bg03, [])
        .map(({ message }) => message)
        .join(),
      /no public name of duotone\/prod points at a colour/,
    );
  });

  const record = (
    called: string,
    props: Readonly<Record<string, unknown>>,
    colourOf: "prod1" | "prod2" | "nothing" = "prod1",
  ) =>
    node("aws:route53/record:Record", called, {
      props: {
        zoneId: "Z1",
        name: "www.example.com",
        type: "A",
        ...(colourOf === "nothing"
          ? {}
          : { aliases: [{ name: balancerHost(colourOf), zoneId: "ZLB", evaluateTargetHealth: true }] }),
        ...props,
      },
      provider: providerFor("delivery"),
      edges: colourOf === "nothing" ? {} : { aliases: [part(`balancer ${colourOf}`)] },
    });
  const weighted = (called: string, weight: unknown, colourOf: "prod1" | "prod2") =>
    record(called, { setIdentifier: called, weightedRoutingPolicies: [{ weight }] }, colourOf);

  describe("where a switch holds a name", () => {
    for (const type of ["A", "AAAA", "CNAME", "cname", "HTTPS"]) {
      it(`refuses a record of type ${type} for it`, () => {
        const added = [record("taken", { name: "Example.COM.", type, records: ["192.0.2.1"] }, "nothing")];
        const [message, ...others] = messages({ added });
        assert.match(message ?? "", /taken takes a public name that the release switch holds/);
        assert.deepEqual(others, []);
      });
    }
    it("refuses one whose type is not known", () => {
      const added = [record("taken", { name: "example.com", type: unknown }, "nothing")];
      assert.match(messages({ added }).join(), /taken takes a public name/);
    });
    it("refuses one that is completed by its zone", () => {
      const zone = node("aws:route53/zone:Zone", "zone", { props: { id: "Z1", name: "example.com" } });
      const www = { ...name, fqdn: "www.example.com" };
      const found = messages({
        props: { switch: { names: [www] } },
        added: [zone, record("taken", { name: "www" })],
      });
      assert.match(found.join(), /taken takes a public name/);
    });
    it("refuses one that is completed by a zone of another stack", () => {
      const www = { ...name, fqdn: "www.example.com" };
      const found = messages({
        props: { switch: { names: [www] } },
        added: [record("taken", { name: "www" })],
      });
      assert.match(found.join(), /taken takes a public name/);
    });
    it("says it once of one that leads to the idle colour, too", () => {
      assert.equal(messages({ added: [record("taken", { name: "example.com" }, "prod2")] }).length, 1);
    });
    it("refuses a full name in a zone that is known", () => {
      const zone = node("aws:route53/zone:Zone", "zone", { props: { id: "Z1", name: "Example.com." } });
      const www = { ...name, fqdn: "www.example.com" };
      for (const held of [www, name]) {
        const taken = record("taken", { name: held.fqdn }, "nothing");
        assert.match(
          messages({ props: { switch: { names: [held] } }, added: [zone, taken] }).join(),
          /taken takes a public name/,
        );
      }
    });
    it("does not guess a zone whose name it does not know", () => {
      const zones = ["example.com", "example.org"].map((zone) =>
        node("aws:route53/zone:Zone", zone, { props: { name: zone } }),
      );
      const www = { ...name, fqdn: "www.example.com" };
      const lost = {
        ...record("lost", { name: "www", zoneId: unknown }, "nothing"),
        edges: { zoneId: zones.map(({ urn }) => urn) },
      };
      assert.deepEqual(messages({ props: { switch: { names: [www] } }, added: [...zones, lost] }), []);
    });
    for (const short of ["abc", "example"]) {
      it(`has nothing against ${short} in the same zone`, () => {
        assert.deepEqual(messages({ added: [record(short, { name: short }, "nothing")] }), []);
      });
    }
    it("has nothing against the same short name in another zone", () => {
      const www = { ...name, fqdn: "www.example.com" };
      const added = [record("other", { name: "www", zoneId: "Z2" })];
      assert.deepEqual(messages({ props: { switch: { names: [www] } }, added }), []);
    });
    it("has nothing against a text for it", () => {
      assert.deepEqual(
        messages({
          added: [record("text", { name: "example.com", type: "TXT", records: ["v=spf1"] }, "nothing")],
        }),
        [],
      );
    });
    it("cannot prove a record without a known name", () => {
      const added = [record("some", { name: unknown }, "nothing")];
      const [message, ...others] = messages({ added });
      assert.match(message ?? "", /Cannot prove: the name of some is not known, so it may be a public one/);
      assert.deepEqual(others, []);
    });
    it("knows the record that proves a certificate", () => {
      const certificate = node("aws:acm/certificate:Certificate", "certificate");
      const proof = node("aws:route53/record:Record", "proof", {
        props: { name: unknown, type: unknown, records: [unknown] },
        edges: { name: [certificate], records: [certificate] },
      });
      assert.deepEqual(messages({ added: [certificate, proof] }), []);
    });
    it("does not take a way to a balancer for such a proof", () => {
      const certificate = node("aws:acm/certificate:Certificate", "certificate");
      const proof = node("aws:route53/record:Record", "proof", {
        props: { name: unknown, type: "A", aliases: [{ name: unknown, evaluateTargetHealth: true }] },
        edges: { name: [certificate], aliases: [part("balancer prod1")] },
      });
      assert.match(messages({ added: [certificate, proof] }).join(), /the name of proof is not known/);
    });
  });

  const sets: Record<string, [added: readonly ReturnType<typeof record>[], said: RegExp | undefined]> = {
    "one record to the active colour": [[record("www", {})], undefined],
    "weights of 100 and 0": [[weighted("one", 100, "prod1"), weighted("two", 0, "prod2")], undefined],
    "weights as texts": [[weighted("one", "100", "prod1"), weighted("two", "0", "prod2")], undefined],
    "one record to the idle colour": [[record("www", {}, "prod2")], /www leads to prod2 instead of prod1/],
    "weights of 50 and 50": [
      [weighted("one", 50, "prod1"), weighted("two", 50, "prod2")],
      /one has a share of the requests, and so has another record/,
    ],
    "weights the wrong way round": [
      [weighted("one", 0, "prod1"), weighted("two", 100, "prod2")],
      /two leads to prod2 instead of prod1/,
    ],
    "no weight at all": [
      [weighted("one", 0, "prod1"), weighted("two", 0, "prod2")],
      /no record of the name of one has any weight/,
    ],
    "a weight that is not known": [
      [weighted("one", 100, "prod1"), weighted("two", unknown, "prod2")],
      /Cannot prove: the weight of two is not known yet/,
    ],
    "a twin without a weight": [
      [weighted("one", 100, "prod1"), record("two", {}, "prod1")],
      /two has no weight, and is not the only record of its name/,
    ],
    "health that is not evaluated": [
      [record("www", { aliases: [{ name: balancerHost("prod1"), zoneId: "ZLB" }] })],
      /aliases\[0\]\.evaluateTargetHealth of www is not true/,
    ],
    "health that is evaluated in words": [
      [record("www", { aliases: [{ name: balancerHost("prod1"), evaluateTargetHealth: "false" }] })],
      /evaluateTargetHealth of www is not true/,
    ],
    "health that may be evaluated": [
      [record("www", { aliases: [{ name: balancerHost("prod1"), evaluateTargetHealth: unknown }] })],
      /Cannot prove: aliases\[0\]\.evaluateTargetHealth of www is not known/,
    ],
  };
  for (const policy of [
    "failoverRoutingPolicies",
    "geolocationRoutingPolicies",
    "latencyRoutingPolicies",
    "cidrRoutingPolicy",
    "geoproximityRoutingPolicy",
    "multivalueAnswerRoutingPolicy",
  ]) {
    sets[`a colour behind ${policy}`] = [
      [
        record("www", {
          [policy]: policy.endsWith("Policies") ? [{ type: "PRIMARY" }] : policy.startsWith("m") ? true : {},
        }),
      ],
      /www chooses among colours by something other than weights/,
    ];
  }
  for (const [title, [added, said]] of Object.entries(sets)) {
    it(`${said === undefined ? "has nothing against" : "refuses"} ${title}`, () => {
      for (const changes of [{ added }, { added, without: ["switch" as const] }]) {
        const found = messages(changes);
        assert.equal(found.length === 0, said === undefined);
        assert.match(found.join("\n"), said ?? /^$/);
      }
    });
  }

  it("says once of a twin that it is one", () => {
    const found = messages({ added: [weighted("one", 100, "prod1"), record("two", {}, "prod1")] });
    assert.equal(found.length, 1);
  });
  it("does not say where a record leads whose weight is not known", () => {
    for (const weight of [0, 100]) {
      const found = messages({
        added: [weighted("one", weight, "prod1"), weighted("two", unknown, "prod2")],
      });
      assert.equal(found.length, 1);
      assert.match(found.join(), /Cannot prove: the weight of two/);
    }
  });
  it("knows that empty routing policies choose nothing", () => {
    const empty = {
      latencyRoutingPolicies: [],
      cidrRoutingPolicy: null,
      weightedRoutingPolicies: [],
      multivalueAnswerRoutingPolicy: false,
      geoproximityRoutingPolicy: unknown,
    };
    assert.deepEqual(messages({ added: [record("www", empty)] }), []);
  });

  it("tells sets by zone and type, too", () => {
    const added = [record("a", {}), record("aaaa", { type: "AAAA" }), record("inside", { zoneId: "Z2" })];
    assert.deepEqual(messages({ added }), []);
  });

  it("refuses a cluster's own name that is answered whatever is behind it, in staging, too", () => {
    const own = (evaluateTargetHealth: unknown) => ({
      props: {
        "record prod2": {
          aliases: [{ name: balancerHost("prod2"), zoneId: "ZLB", evaluateTargetHealth }],
        },
      },
    });
    const said = /aliases\[0\]\.evaluateTargetHealth of core\.prod2\.example\.com is not true/;
    for (const wrong of [false, "false", undefined]) {
      const [message, ...others] = messages(own(wrong));
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    }
    assert.deepEqual(messages(own("true")), []);
    assert.match(
      messages(own(unknown)).join(),
      /Cannot prove: aliases\[0\]\.evaluateTargetHealth of core\.prod2/,
    );
    const clusters = { prod1: { colour: false, internal: false }, prod2: { colour: false, internal: false } };
    const staging = messages(own(false), "update", { ...PROD, environment: "staging", clusters });
    assert.match(staging.join(), said);
  });

  it("leaves health alone where no balancer is behind a name", () => {
    const site = record("files", {
      aliases: [{ name: "files.s3-website-eu-west-1.amazonaws.com", evaluateTargetHealth: false }],
    });
    assert.deepEqual(messages({ added: [site] }), []);
  });

  it("cannot prove a record that could lead to either colour", () => {
    const either = {
      ...record("www", { aliases: [{ name: unknown, evaluateTargetHealth: true }] }),
      edges: { aliases: [part("balancer prod1").urn, part("balancer prod2").urn] },
    };
    assert.match(
      messages({ added: [either] }).join(),
      /Cannot prove: whether www leads to prod1 is not known/,
    );
  });

  it("leaves names of other things alone", () => {
    const bucket = node("aws:cloudfront/distribution:Distribution", "site", {
      props: { domainName: "d1.cloudfront.net" },
    });
    const other = node("aws:route53/record:Record", "static", {
      props: { name: "static.example.com", type: "A", aliases: [{ name: "d1.cloudfront.net" }] },
      edges: { aliases: [bucket] },
    });
    assert.deepEqual(messages({ added: [bucket, other] }), []);
  });
});
