import assert from "node:assert/strict";

import fc from "fast-check";

import { readConfig } from "../../../config";
import { added, COMMIT, problemsOf, refuses, webService } from "../refusal";
import { committed, edited, type Edits } from "../stackFile";

/**
 * Edits that add a cluster to prod, with a commit for each of its services and for those that are added as well.
 *
 * They also bring all names into one domain: with a fourth cluster, marketing's two would not fit one certificate.
 */
function cluster(name: string, ...services: readonly string[]): Edits {
  const names = [...Object.keys(committed("prod")["duotone:services"] as object), ...services];
  return {
    [`duotone:clusters.${name}`]: { colour: false },
    [`duotone:releases.${name}`]: Object.fromEntries(names.map((service) => [service, COMMIT])),
    "duotone:services.blog.domain": undefined,
    "duotone:services.campaigns.domain": undefined,
    "duotone:services.campaigns.hostname": "campaigns",
  };
}

describe("nameProblems", () => {
  refuses(
    "refuses one public name for two services",
    { "duotone:services.profile.hostname": "pay" },
    "duotone:services.profile has the name pay.example.com, and so has checkout. " +
      "Allowed: each name once. Give one another hostname.",
  );
  refuses(
    "refuses two services at a domain itself",
    { "duotone:services.site.hostname": "" },
    "duotone:services.site has the name example.com, and so has core. " +
      "Allowed: each name once. Give one another hostname.",
  );
  refuses(
    "refuses a public name that a service has in a cluster",
    { "duotone:services.profile.hostname": "core", "duotone:services.profile.domain": "prod1.example.com" },
    "duotone:services.core has the name core.prod1.example.com, and so has profile. " +
      "Allowed: each name once. Give one another hostname.",
  );
  refuses("takes the same hostname in another domain", { "duotone:services.blog.hostname": "profile" });

  refuses(
    "refuses a name that is too long for a load balancer, cluster by cluster",
    added({ "campaigns-archive": webService("archive") }),
    "duotone:services.campaigns-archive makes the load balancer name qaprod1-campaigns-archive, with 25 characters. " +
      "Allowed: at most 24, since AWS takes 32 and the engine adds 8. Shorten the name of the service or of the cluster.",
  );
  it("refuses names of load balancers exactly where the engine's random end makes them too long", () => {
    const length = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(length, (letters) => {
        const name = "z".repeat(letters);
        const tooLong = ["prod1", "prod2", "qaprod1"].filter((one) => `${one}-${name}-1234567`.length > 32);
        assert.equal(problemsOf(added({ [name]: webService(name) })).length, tooLong.length);
      }),
      { numRuns: 40 },
    );
  });
  it("lets a worker have a longer name, since it has no load balancer", () => {
    const worker = { vertical: "accounts", kind: "worker", instanceType: "t4g.small", min: 1, max: 1 };
    assert.deepEqual(problemsOf(added({ ["z".repeat(40)]: worker })), []);
  });
  refuses(
    "refuses a cluster whose load balancers would have names that AWS keeps to itself",
    cluster("internal"),
    ...["blog", "campaigns", "checkout", "core", "invoices", "profile", "site"].map(
      (service) =>
        `duotone:services.${service} makes the load balancer name internal-${service}. ` +
        "Allowed: names that do not begin with internal-. Rename cluster internal: AWS keeps such names to itself.",
    ),
  );
  refuses(
    "refuses two copies with one name",
    { ...added({ "core-a": webService("a"), a: webService("b") }), ...cluster("prod1-core", "core-a", "a") },
    "duotone:services.a makes the name prod1-core-a in prod1-core, and so does core-a in prod1. " +
      "Allowed: <cluster>-<service> once. Rename one of them.",
  );

  const long = `${["a", "b", "c"].map((letter) => letter.repeat(63)).join(".")}.${"d".repeat(47)}.net`;
  refuses(
    "refuses names that are too long for DNS and for a certificate",
    { "duotone:services.profile.domain": long },
    ...[
      ["prod1", 257],
      ["prod2", 257],
      ["qaprod1", 259],
    ].map(
      ([name, length]) =>
        `duotone:services.profile makes the domain name profile.${name}.${long}, with ${length} characters. ` +
        "Allowed: at most 253. Take a shorter domain.",
    ),
    `duotone:verticals.accounts needs a certificate for *.prod1.${long}, with 251 characters. ` +
      "Allowed: at most 64. Take a shorter domain or cluster name.",
  );

  const ten = {
    ...added({ p2: webService("p2"), p3: webService("p3") }),
    "duotone:services.profile.domain": "example.org",
  };
  refuses("takes ten names for a vertical's certificate", ten);
  refuses(
    "refuses an eleventh",
    { ...ten, ...added({ p4: webService("p4") }) },
    "duotone:verticals.accounts needs a certificate with 11 names: *.prod1.example.com, *.prod1.example.org, " +
      "*.prod2.example.com, *.prod2.example.org, *.qaprod1.example.com, *.qaprod1.example.org, example.com, " +
      "p2.example.com, p3.example.com, p4.example.com, profile.example.org. Allowed: at most 10. " +
      "Move services to another vertical or into fewer domains.",
  );

  it("refuses more public names in a zone than one change batch can move", () => {
    const names = Array.from({ length: 501 }, (_, number) => `s${number}`);
    const values = edited(committed("staging"), {
      "duotone:services": Object.fromEntries(names.map((name) => [name, webService(name)])),
      "duotone:releases.staging": Object.fromEntries(names.map((name) => [name, COMMIT])),
    });
    const read = readConfig(values, "staging");
    assert.deepEqual(
      "problems" in read ? read.problems.filter((problem) => problem.includes("change batch")) : [],
      [
        "duotone:services has 501 public names in example.com. Allowed: at most 500 in a zone, what one change batch can " +
          "move. Put some into another zone with domain.",
      ],
    );
  });
});
