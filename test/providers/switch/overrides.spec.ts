import assert from "node:assert/strict";

import { type Override, withOverrides } from "../../../providers/switch/overrides";
import type { Refusal } from "../../../providers/switch/types";

const NOW = Date.parse("2026-11-21T12:00:00Z");

const refusal = (gate: Refusal["gate"], service?: string): Refusal => ({
  gate,
  property: "activeColor",
  reason: `${gate} says no.`,
  service,
});

const override = (values: Partial<Override> = {}): Override => ({
  gate: "health",
  reason: "Both colours are down, and prod2 has the mend.",
  by: "ada@example.com",
  until: "2026-11-21T14:00:00Z",
  ...values,
});

describe("overrides", () => {
  it("pass by the refusals of their gate, and no other's", () => {
    const refusals = [refusal("health", "core"), refusal("alarms", "core"), refusal("health", "blog")];
    const mine = override();
    const { refusals: left, overridden } = withOverrides(refusals, [mine], NOW);
    assert.deepEqual(left, [refusals[1]]);
    assert.deepEqual(overridden, [
      { refusal: refusals[0], override: mine },
      { refusal: refusals[2], override: mine },
    ]);
  });

  it("pass by those of one service where they name one", () => {
    const refusals = [refusal("health", "core"), refusal("health", "blog"), refusal("health")];
    const { refusals: left } = withOverrides(refusals, [override({ service: "blog" })], NOW);
    assert.deepEqual(left, [refusals[0], refusals[2]]);
  });

  const useless: readonly (readonly [until: string, note: string])[] = [
    [
      "2026-11-21T12:00:00Z",
      'The override of gate "health" by ada@example.com ended at 2026-11-21T12:00:00Z.',
    ],
    [
      "2026-11-22T12:00:01Z",
      'The override of gate "health" by ada@example.com does not count: it lasts until 2026-11-22T12:00:01Z, and at most 24 hours are allowed.',
    ],
  ];
  for (const [until, note] of useless) {
    it(`do nothing with an end at ${until}, and the refusal says so`, () => {
      const verdict = withOverrides([refusal("health")], [override({ until })], NOW);
      assert.deepEqual(verdict, {
        refusals: [{ ...refusal("health"), reason: `health says no. ${note}` }],
        overridden: [],
      });
    });
  }

  it("of revoked images let no names move to them, and the refusal says so", () => {
    const { refusals, overridden } = withOverrides(
      [refusal("images", "core")],
      [override({ gate: "images" })],
      NOW,
    );
    assert.deepEqual(overridden, []);
    assert.deepEqual(
      refusals.map(({ reason }) => reason),
      [
        'images says no. The override of gate "images" by ada@example.com lets the stack be deployed, and no names move.',
      ],
    );
  });

  it("are not looked at where nothing is refused", () => {
    const old = override({ until: "2020-01-01T00:00:00Z" });
    assert.deepEqual(withOverrides([], [old], NOW), { refusals: [], overridden: [] });
  });
});
