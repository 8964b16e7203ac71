import assert from "node:assert/strict";

import { added, problemsOf, refuses } from "../refusal";

const worker = (more: Readonly<Record<string, unknown>>) => ({
  vertical: "payments",
  kind: "worker",
  instanceType: "m7i.large",
  min: 1,
  max: 1,
  ...more,
});
const database = { instanceClass: "db.m7g.large" };
const cache = { nodeType: "cache.m7g.large" };

describe("data stores", () => {
  refuses(
    "are copied to another region than their own",
    { "duotone:dataStores.recoveryRegion": "eu-west-1" },
    'duotone:dataStores.recoveryRegion is "eu-west-1". Allowed: another region than eu-west-1, the one of aws:region. Name ' +
      "one that is not lost with the first, or remove it: backups are then in the stack's region alone.",
  );
  refuses(
    "are called like their service, as far as AWS takes the name, all at once",
    added({
      "a--b": worker({ database }),
      default: worker({ cache }),
      [`c${"x".repeat(40)}`]: worker({ cache }),
    }),
    'duotone:services.a--b names a database "a--b". Allowed: no two hyphens in a row, which AWS takes for no store. Rename ' +
      "the service.",
    `duotone:services.c${"x".repeat(40)} names a cache with 41 characters. Allowed: at most 40 for a service with a cache. ` +
      "Shorten the service's name.",
    'duotone:services.default names the cache\'s user "default". Allowed: any other name, since every cache has this user. ' +
      "Rename the service.",
  );

  it("may be of services whose names are too long for stores, which have none", () => {
    assert.deepEqual(problemsOf(added({ [`c${"x".repeat(40)}`]: worker({}) })), []);
  });

  it("are backed up in vaults that are called like their vertical", () => {
    const vertical = "v".repeat(34);
    const edits = {
      [`duotone:verticals.${vertical}`]: {
        classification: "internal",
        cidr: "10.29.0.0/16",
        email: "aws+prod-v@example.com",
        monthlyBudget: 100,
      },
    };
    const service = worker({ vertical, jobs: { tidy: { schedule: "daily" } } });
    assert.deepEqual(problemsOf({ ...edits, ...added({ tidier: worker({ vertical }) }) }), []);
    assert.deepEqual(problemsOf({ ...edits, ...added({ tidier: service }) }), [
      `duotone:verticals.${vertical} names a vault for backups with 34 characters. Allowed: at most 33 for a vertical whose ` +
        "data is backed up. Shorten the vertical's name.",
    ]);
  });
});
