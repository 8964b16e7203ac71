import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { declareDynamic, type DynamicPlan } from "../../../../bench/programs/dynamic/declareDynamic";
import { registeredBy } from "../../../mocks";
import { switchInputs } from "../../../providers/switch/support/fixture";

const PROVIDERS = path.resolve(__dirname, "../../../../providers");

const role = (name: string) => `arn:aws:iam::111111111111:role/${name}`;

/** The plan as the program gets it: through JSON. */
const PLAN = JSON.parse(
  JSON.stringify({
    release: switchInputs(),
    region: "eu-west-1",
    accessRoles: { first: role("first"), second: role("second") },
    networksRole: role("networks"),
  }),
) as DynamicPlan;

describe("the program with every dynamic class", function () {
  // The first serialisation of a process loads the TypeScript compiler.
  this.timeout(20_000);

  const registered = async () => {
    const all = await registeredBy(() => {
      declareDynamic(PLAN, "prod2");
    }, "update");
    return all.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic"));
  };

  it("declares one resource at least of each that the project has", async () => {
    const files = (await readdir(PROVIDERS)).filter((file) => file.endsWith(".ts"));
    const texts = await Promise.all(files.map((file) => readFile(path.join(PROVIDERS, file), "utf8")));
    const classes = texts.flatMap((text) =>
      [...text.matchAll(/class (\w+) extends pulumi\.dynamic\.Resource/g)].map(([, name]) => name),
    );
    assert.ok(classes.length >= 4);
    const declared = (await registered()).map(({ type }) => type.split(":").at(-1));
    assert.deepEqual([...new Set(declared)].sort(), classes.sort());
  });

  it("declares the switch with the plan's inputs, on the given colour", async () => {
    const [release, ...others] = (await registered()).filter(({ type }) => type.endsWith(":ReleaseSwitch"));
    assert.deepEqual(others, []);
    const { __provider: text, ...inputs } = release?.inputs ?? {};
    assert.equal(typeof text, "string");
    const planned = JSON.parse(JSON.stringify(switchInputs({ activeColor: "prod2" }))) as object;
    // The version is the class's own, whatever the plan says.
    assert.deepEqual({ ...inputs, version: undefined }, { ...planned, version: undefined });
  });
});
