import assert from "node:assert/strict";

import type { StackPlace } from "../../../cli/preview/stackPlaces";
import { namedStacks, touchedStacks } from "../../../cli/preview/touchedStacks";

const place = (project: string, stack: string, folder = ""): StackPlace => ({
  name: `${project}/${stack}`,
  project,
  stack,
  folder,
  file: folder === "" ? `Pulumi.${stack}.yaml` : `${folder}/Pulumi.${stack}.yaml`,
});

const PLACES = [
  place("duotone", "prod"),
  place("duotone", "staging"),
  place("duotone-foundation", "org", "foundation"),
];
const ALL = PLACES.map(({ name }) => name);

describe("stacks that a change touches", () => {
  const cases: readonly (readonly [files: readonly string[], touched: readonly string[]])[] = [
    [[], []],
    [["Pulumi.prod.yaml"], ["duotone/prod"]],
    [["Pulumi.staging.yaml", "README.md"], ["duotone/staging"]],
    [["foundation/Pulumi.org.yaml"], ["duotone-foundation/org"]],
    [["Pulumi.yaml"], ALL],
    [["foundation/Pulumi.yaml"], ALL],
    [["foundation/publicZones.ts"], ALL],
    [["components/clusters/cluster.ts"], ALL],
    [["providers/releaseSwitch.ts"], ALL],
    [["policy/rules/compute/cmp01.ts"], ALL],
    [["policy/exemptions.json"], ALL],
    [["images/image.pkr.hcl"], ALL],
    [["index.ts"], ALL],
    [["package-lock.json"], ALL],
    [["tsconfig.json"], ALL],
    [["something/new.ts"], ALL],
    [["docs/cli.md", "test/cli/program.spec.ts", "bench/main.ts", "sandbox/main.ts", "cli/main.ts"], []],
    [[".github/workflows/ci.yml", ".ci/run", "Makefile", ".gitignore", "eslint.config.mjs"], []],
    [["components/README.md"], []],
    // A file of that name elsewhere is no stack of ours, and nobody knows what reads it.
    [["components/Pulumi.prod.yaml"], ALL],
  ];
  for (const [files, touched] of cases) {
    it(`${files.join(", ") || "nothing"}: ${touched.length === ALL.length ? "all" : touched.join(", ") || "none"}`, () => {
      assert.deepEqual(
        touchedStacks(files, PLACES).places.map(({ name }) => name),
        touched,
      );
    });
  }

  it("tells of a stack file that is removed", () => {
    assert.deepEqual(touchedStacks(["Pulumi.old.yaml"], PLACES), {
      places: [],
      removed: ["Pulumi.old.yaml"],
    });
  });
});

describe("stacks by name", () => {
  it("takes a stack's name with or without its project, in the order of the files", () => {
    const found = namedStacks(["duotone-foundation/org", "prod"], PLACES);
    assert.deepEqual(
      found.map(({ name }) => name),
      ["duotone/prod", "duotone-foundation/org"],
    );
  });

  it("refuses what there is not", () => {
    assert.throws(
      () => namedStacks(["prd"], PLACES),
      /no file of a stack "prd".*duotone\/prod, duotone\/staging/,
    );
  });

  it("refuses a name that two projects have", () => {
    assert.throws(
      () => namedStacks(["prod"], [...PLACES, place("duotone-foundation", "prod", "foundation")]),
      /Several projects/,
    );
  });
});
