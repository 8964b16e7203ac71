import { availableParallelism } from "node:os";

import { withStep } from "../sandbox/progress";
import { Bakery, resultOf } from "../test/engine/bakery";
import { KILL_STAGES } from "../test/engine/bakeKills";
import { scanInnocent, scanPlanted } from "../test/images/secrets/scanCorpus";
import { measureKnown, measureNine, measureOneKey } from "./bakes";
import type { Benchmark } from "./benchmark";
import { measureKills } from "./imageKills";
import { IMAGES_UNITS, imagesFigures } from "./imagesFigures";
import { measureScan } from "./largeScan";

/** What a bake takes that has nothing to do, nine of them at once, what kills leave, and what the scan finds. */
export const imagesBenchmark: Benchmark = {
  name: "images",
  description: "bakes with real Packer: known ones, nine at once, killed ones; and the scan for secrets",
  units: IMAGES_UNITS,
  async run({ progress }) {
    const { planted, missed } = await withStep(progress, "planted secrets", () => scanPlanted());
    const falseAlarms = await withStep(progress, "files without secrets", () => scanInnocent());
    const scan = await withStep(progress, "a large artifact", () => measureScan());
    const bakery = await Bakery.open();
    try {
      resultOf(await bakery.base());
      const known = await withStep(progress, "images that the catalogue has", () => measureKnown(bakery));
      const nine = await withStep(progress, "nine images at once, and one", () => measureNine(bakery));
      const oneKeyPackerRuns = await withStep(progress, "nine bakes of one image", () =>
        measureOneKey(bakery),
      );
      const kills = await withStep(progress, "bakes that are killed", (step) =>
        measureKills(bakery, (title) => {
          step.update(title);
        }),
      );
      return imagesFigures({
        known,
        nine,
        oneKeyPackerRuns,
        kills: { points: KILL_STAGES.length, ...kills },
        secrets: {
          kinds: new Set(planted.map(({ kind }) => kind)).size,
          planted: planted.length,
          found: planted.length - missed.length,
        },
        falseAlarms: falseAlarms.length,
        scan,
        cores: availableParallelism(),
      });
    } finally {
      await bakery.close();
    }
  },
};
