import assert from "node:assert/strict";

import { replaceableServices } from "../../../components/clusters/replaceable";
import type { Override } from "../../../providers/switch/overrides";

const NOW = Date.parse("2026-11-21T12:00:00Z");

const override = (change: Partial<Override> = {}): Override => ({
  gate: "protect",
  service: "core",
  reason: "LOG_LEVEL becomes debug",
  by: "ada",
  until: "2026-11-21T18:00:00Z",
  ...change,
});

const judged = (...overrides: readonly Override[]) => replaceableServices(overrides, ["core", "blog"], NOW);

describe("replaceableServices", () => {
  it("has none without overrides, and says nothing", () => {
    assert.deepEqual(judged(), { services: [], warnings: [] });
    assert.deepEqual(judged(override({ gate: "drain" }), override({ gate: "health" })), {
      services: [],
      warnings: [],
    });
  });

  it("has the service that is named, and says who lets it be replaced, until when and why", () => {
    assert.deepEqual(judged(override()), {
      services: ["core"],
      warnings: [
        "ada lets the instances of core be replaced in the active colour until 2026-11-21T18:00:00Z: LOG_LEVEL becomes debug",
      ],
    });
  });

  it("says that an override has ended or would last too long, and does not heed it", () => {
    const { services, warnings } = judged(
      override({ until: "2026-11-21T12:00:00Z" }),
      override({ service: "blog", until: "2026-11-22T12:00:01Z" }),
    );
    assert.deepEqual(services, []);
    assert.match(
      warnings.join("\n"),
      /^The override of gate "protect" by ada ended at .*\n.*by ada does not count: it lasts until/,
    );
  });
});
