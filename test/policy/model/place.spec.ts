import assert from "node:assert/strict";

import { isSamePlace, type Place, placeLabel, placeName } from "../../../policy/model/place";

describe("places", () => {
  const accounts: Place = { is: "vertical", name: "duotone/prod:accounts", restricted: true };
  const staging: Place = { is: "vertical", name: "duotone/staging:accounts", restricted: true };
  const audit: Place = { is: "shared", role: "audit", keptFor: undefined };
  const delivery: Place = { is: "shared", role: "delivery", keptFor: undefined };
  const archive: Place = { is: "shared", role: "audit", keptFor: "duotone/prod:accounts" };
  const foreign: Place = { is: "foreign", account: "999999999999" };
  const stranger: Place = { is: "foreign", account: "888888888888" };
  const unknown: Place = { is: "unknown", why: "nobody said" };
  const all = [accounts, staging, audit, delivery, archive, foreign, stranger, unknown];

  it("are the same as themselves only, and the unknown not even that", () => {
    for (const one of all) {
      for (const other of all) {
        assert.equal(isSamePlace(one, { ...other }), one === other && one !== unknown);
      }
    }
  });

  it("are not the same for having the same name", () => {
    assert.equal(isSamePlace({ is: "vertical", name: "audit", restricted: true }, audit), false);
  });

  it("have the names that crossings know them by", () => {
    assert.deepEqual(all.map(placeName), [
      "duotone/prod:accounts",
      "duotone/staging:accounts",
      "audit",
      "delivery",
      "audit",
      "999999999999",
      "888888888888",
      undefined,
    ]);
  });

  it("have labels for people", () => {
    assert.deepEqual(all.map(placeLabel), [
      "the vertical duotone/prod:accounts",
      "the vertical duotone/staging:accounts",
      "the audit account",
      "the delivery account",
      "the archive of duotone/prod:accounts in the audit account",
      "account 999999999999, which the inventory does not know",
      "account 888888888888, which the inventory does not know",
      "nobody that can be told (nobody said)",
    ]);
  });
});
