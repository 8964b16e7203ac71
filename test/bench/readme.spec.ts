import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { FAULTS_UNITS } from "../../bench/faultsFigures";
import { IMAGES_UNITS } from "../../bench/imagesFigures";
import { POLICY_UNITS } from "../../bench/policyFigures";
import { RELEASE_UNITS } from "../../bench/releaseFigures";
import { RULES_UNITS } from "../../bench/ruleConditions";
import { SCALE_UNITS } from "../../bench/scaleFigures";
import { SWITCH_UNITS } from "../../bench/switchFigures";
import { VERTICALS_UNITS } from "../../bench/verticalsFigures";

const UNITS = {
  release: RELEASE_UNITS,
  switch: SWITCH_UNITS,
  faults: FAULTS_UNITS,
  images: IMAGES_UNITS,
  policy: POLICY_UNITS,
  rules: RULES_UNITS,
  scale: SCALE_UNITS,
  verticals: VERTICALS_UNITS,
};

describe("bench/README.md", () => {
  for (const [benchmark, units] of Object.entries(UNITS)) {
    it(`says of every figure of ${benchmark} what it is, and of no other`, async () => {
      const text = await readFile(path.resolve(__dirname, "../../bench/README.md"), "utf8");
      const [, section = ""] = text.split(new RegExp(`^## ${benchmark}$`, "m"));
      const [own = ""] = section.split(/^## /m);
      const rows = [...own.matchAll(/^\| `(\w+)` +\| (\S+) +\| /gm)].map(([, key, unit]) => [key, unit]);
      assert.deepEqual(Object.fromEntries(rows), units);
      assert.equal(rows.length, Object.keys(units).length);
    });
  }
});
