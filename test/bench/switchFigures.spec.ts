import assert from "node:assert/strict";

import { switchFigures, type SwitchMeasurements } from "../../bench/switchFigures";

const MEASURED: SwitchMeasurements = {
  names: 7,
  zones: 2,
  noopChanges: 0,
  moves: {
    walls: { promotion: [5.004, 6, 5.5], rollback: [5.1, 5.2, 9] },
    changeRequests: [2, 3, 2],
    rollbackCreates: 1,
    rollbackDeletes: 4,
  },
  manyToOne: { many: [3.2, 3.0, 3.1], one: [2.5, 2.6, 2.4] },
  ups: { records: [36.04, 30.1], switch: [9.1, 8.9] },
  texts: { classes: 4, texts: 5, largest: 2048 },
  creates: {
    AccountAccess: { sixteen: [0.8, 0.9, 1], one: [0.6, 0.6, 0.6] },
    ReleaseSwitch: { sixteen: [4, 4, 9], one: [2, 2, 2.2] },
    DefaultNetworks: { sixteen: [9, 9, 9], one: [8, 8, 8] },
  },
  drift: { injected: 6, seen: 5, unseen: ["a role is deleted"], mistaken: 1 },
  cores: 2,
};

describe("switchFigures", () => {
  it("takes each figure from where README.md says", () => {
    assert.deepEqual(switchFigures(MEASURED), {
      names: 7,
      zones: 2,
      changeRequests: 3,
      rollbackToPromotion: 0.95,
      promotionSeconds: 5.5,
      rollbackSeconds: 5.2,
      rollbackToPromotionRepeats: 3,
      rollbackCreates: 1,
      rollbackDeletes: 4,
      noopChanges: 0,
      manyToOneWall: 1.24,
      manySeconds: 3.1,
      oneSeconds: 2.5,
      manyToOneRepeats: 3,
      recordsToSwitchWall: 3.67,
      recordsSeconds: 33.1,
      switchSeconds: 9,
      recordsToSwitchRepeats: 2,
      providerTextBytesMax: 2048,
      providerTexts: 5,
      providerClasses: 4,
      sixteenToOneWall: 2,
      sixteenSeconds: 4,
      oneCreateSeconds: 2,
      sixteenToOneRepeats: 3,
      driftSeen: 0.83,
      driftInjected: 6,
      driftMistaken: 1,
      cores: 2,
    });
  });

  it("says that all drift was seen only where it was", () => {
    const drift = { ...MEASURED.drift, injected: 1000, seen: 999 };
    assert.ok(switchFigures({ ...MEASURED, drift }).driftSeen < 1);
  });

  it("refuses measurements that say nothing", () => {
    assert.throws(
      () => switchFigures({ ...MEASURED, drift: { ...MEASURED.drift, injected: 0, seen: 0 } }),
      /Nothing was injected/,
    );
    assert.throws(() => switchFigures({ ...MEASURED, creates: {} }), /No class was measured/);
    assert.throws(() => switchFigures({ ...MEASURED, manyToOne: { many: [], one: [] } }), /no median/);
  });
});
