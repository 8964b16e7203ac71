import assert from "node:assert/strict";

import { openIntent, releaseAt } from "../../../providers/ledger/history";
import type { Intent, Outcome } from "../../../providers/ledger/record";
import { chainOf } from "./support/chain";
import { commitOf, intent, outcome, START } from "./support/fixture";
import { SigningKey } from "./support/signingKey";

const onProd1: Partial<Outcome> = {
  namesOn: { Z0COM: "prod1" },
  activeColor: "prod1",
  release: { core: { commit: commitOf("a"), imageId: "ami-1" } },
};

/** Record n is written n - 1 seconds after the start. */
const BODIES: readonly (Intent | Outcome)[] = [
  intent({ action: "create", from: [], to: "prod1" }),
  outcome(1, onProd1),
  intent(),
  outcome(3),
  intent({ action: "rollback", from: ["prod2"], to: "prod1" }),
  outcome(5, { result: "failed", message: "The batch was refused." }),
  intent({ action: "rollback", from: ["prod2"], to: "prod1" }),
  outcome(7, onProd1),
  intent({ action: "promote" }),
];

describe("releaseAt", () => {
  const entries = chainOf(new SigningKey(), BODIES.length, { bodies: BODIES });
  const at = (seconds: number) => releaseAt(entries, new Date(START + seconds * 1000));
  const since = (seconds: number) => new Date(START + seconds * 1000).toISOString();

  it("knows nothing before the first outcome", () => {
    assert.equal(at(-1), undefined);
    assert.equal(at(0.5), undefined);
    assert.equal(releaseAt([], new Date()), undefined);
  });

  it("tells what the names reached, since when, and who brought it about", () => {
    assert.deepEqual(at(1.5), {
      activeColor: "prod1",
      namesOn: { Z0COM: "prod1" },
      release: { core: { commit: commitOf("a"), imageId: "ami-1" } },
      since: since(1),
      by: BODIES[0],
      sequence: 2,
      intent: 1,
      moving: null,
    });
    assert.equal(at(1)?.sequence, 2);
  });

  it("goes back past an attempt that changed nothing", () => {
    const { activeColor, since: start, by, sequence } = at(5.5) ?? {};
    assert.deepEqual([activeColor, start, by, sequence], ["prod2", since(3), BODIES[2], 4]);
  });

  it("does not take an earlier time on the same colour for this one", () => {
    assert.deepEqual([at(7)?.activeColor, at(7)?.since, at(7)?.by], ["prod1", since(7), BODIES[6]]);
  });

  it("says when names may have been on their way", () => {
    assert.deepEqual(at(2.5)?.moving, entries[2]);
    assert.equal(at(3)?.moving, null);
    assert.deepEqual(at(1000)?.moving, entries[8]);
  });
});

describe("openIntent", () => {
  const entries = chainOf(new SigningKey(), 3);

  it("is the last record where that is an intent", () => {
    assert.deepEqual(openIntent(entries), entries[2]);
    assert.equal(openIntent(entries.slice(0, 2)), undefined);
    assert.equal(openIntent([]), undefined);
  });
});
