import assert from "node:assert/strict";

import { EXIT } from "../../cli/exitCodes";
import { ENGINE_TEST_LIMIT, useEngineSession } from "../../sandbox/engineSession";
import { activeColors, colorsElsewhere } from "../../sandbox/story/activeColors";
import { BAD_LINES } from "../../sandbox/story/badLines";
import { namesElsewhere } from "../../sandbox/story/publicNames";
import { STEP_NAMES, type StepName, type StepReport } from "../../sandbox/story/report";
import { onDefaultProvider, resourcesOf } from "../../sandbox/story/stackExport";

/** Services of the example stacks: what staging bakes. */
const SERVICES = 9;

/** Rules that apply to something in any of the stacks; the foundation has the fewest. */
const LEAST_RULES = 70;

describe("the story on the real engine", function () {
  this.timeout(ENGINE_TEST_LIMIT);
  const session = useEngineSession();

  const step = (name: StepName): StepReport => {
    const found = session().report.steps.find((one) => one.name === name);
    assert.ok(found, `the story has no step "${name}": it ended before, with ${String(session().failure)}`);
    return found;
  };

  it("is told to its end, every step as expected", () => {
    const { report, failure } = session();
    assert.equal(failure?.message, undefined);
    assert.deepEqual(
      report.steps.map(({ name }) => name),
      [...STEP_NAMES],
    );
  });

  it("previews the foundation before anything is there, under rules that find nothing", () => {
    const { exitCode, updated, replaced, deleted, same } = step("first preview");
    assert.deepEqual(
      { exitCode, updated, replaced, deleted, same },
      { exitCode: 0, updated: 0, replaced: 0, deleted: 0, same: 0 },
    );
    const { firstPreview } = session().report;
    assert.equal(firstPreview?.stack, "duotone-foundation/org");
    assert.ok(firstPreview.rules >= LEAST_RULES, `${firstPreview.rules} rules`);
  });

  it("builds foundation, staging and prod", () => {
    for (const name of ["foundation up", "staging up", "prod up"] as const) {
      const { exitCode, created, updated, replaced, deleted } = step(name);
      assert.deepEqual(
        { exitCode, updated, replaced, deleted },
        { exitCode: 0, updated: 0, replaced: 0, deleted: 0 },
      );
      assert.ok(created > 0, `${name} created nothing`);
    }
  });

  it("uploads an artifact of each service", () => {
    assert.ok(session().report.artifacts >= SERVICES, `${session().report.artifacts} artifacts`);
  });

  it("changes nothing when prod is brought up again", () => {
    const { exitCode, created, updated, replaced, deleted, same, changeBatches } = step("prod up again");
    assert.deepEqual(
      { exitCode, created, updated, replaced, deleted, changeBatches },
      { exitCode: 0, created: 0, updated: 0, replaced: 0, deleted: 0, changeBatches: 0 },
    );
    assert.equal(same, step("prod up").created);
  });

  it("previews every stack under all rules, which find nothing that nobody answers for", () => {
    const { exitCode, created, updated, replaced, deleted } = step("previews under the rules");
    assert.deepEqual(
      { exitCode, created, updated, replaced, deleted },
      { exitCode: 0, created: 0, updated: 0, replaced: 0, deleted: 0 },
    );
    const { cleanPreviews = [] } = session().report;
    assert.deepEqual(
      cleanPreviews.map(({ stack }) => stack),
      ["duotone/prod", "duotone/staging", "duotone-foundation/org"],
    );
    for (const { rules, resources, advisory } of cleanPreviews) {
      assert.ok(rules >= LEAST_RULES && resources > 0, `${rules} rules, ${resources} resources`);
      assert.equal(advisory, 0);
    }
  });

  it("refuses a bad line of each family of rules in one preview, each by its own rule", () => {
    assert.equal(step("preview of bad lines").exitCode, EXIT.refused);
    const { refusedLines = [] } = session().report;
    assert.deepEqual(
      refusedLines.map(({ family, rule }) => [family, rule]),
      BAD_LINES.map(({ family, rule }) => [family, rule]),
    );
    for (const { family, message } of refusedLines) {
      assert.ok(message !== undefined && message !== "", family);
    }
  });

  for (const name of ["promote prod2", "rollback prod1"] as const) {
    it(`moves every public name with one resource and one batch per zone: ${name}`, async () => {
      const { hostedZones } = session().report;
      const { exitCode, created, updated, replaced, deleted, changeBatches, changedUrns } = step(name);
      assert.deepEqual(
        { exitCode, created, updated, replaced, deleted, changeBatches },
        { exitCode: 0, created: 0, updated: 1, replaced: 0, deleted: 0, changeBatches: hostedZones },
      );
      const { state } = await session().publicNames();
      assert.deepEqual(changedUrns, [state.urn]);
    });
  }

  it("counts the names and the zones that the switch owns", async () => {
    const { publicNames, hostedZones } = session().report;
    const { state } = await session().publicNames();
    assert.ok(publicNames > 0);
    assert.equal(publicNames, state.names.length);
    assert.equal(hostedZones, new Set(state.names.map(({ zoneId }) => zoneId)).size);
  });

  it("refuses the unsafe promotion at the preview, and says which service has how many healthy targets of how many", async () => {
    const { exitCode, changeBatches, changedUrns } = step("promote refused");
    assert.equal(exitCode, EXIT.refused);
    assert.equal(changeBatches, 0);
    const { state } = await session().publicNames();
    assert.ok(!changedUrns.includes(state.urn));

    const { refusal } = session().report;
    assert.equal(refusal?.refused, true);
    const service = (state.fleets.prod1 ?? []).find(({ kind }) => kind === "web")?.service ?? "none";
    assert.match(refusal.message, new RegExp(`\\b${service}\\b`));
    assert.match(refusal.message, /\b0 of \d+ \w+ healthy\b/);
    assert.match(refusal.message, /\bneeds [1-9]\d*\b/);
  });

  it("brings every database of prod to what its first release needs, and changes no resource for it", () => {
    assert.equal(step("migrate prod").exitCode, EXIT.done);
    const { migrations = [] } = session().report;
    assert.deepEqual(migrations.slice(0, -2), [
      { service: "checkout", version: 1, cluster: "prod2" },
      { service: "core", version: 1, cluster: "prod2" },
    ]);
  });

  it("deploys a release with a change of the schema to staging and to the idle colour, and nothing else", () => {
    for (const name of ["staging deploy", "deploy prod2"] as const) {
      const { exitCode, replaced, changeBatches } = step(name);
      assert.deepEqual({ exitCode, changeBatches }, { exitCode: 0, changeBatches: 0 });
      assert.ok(replaced > 0, `${name} replaced nothing`);
    }
  });

  it("destroys the instances of the release before only when their logs and files are off them", () => {
    const { kept = 0 } = session().report.drains ?? {};
    assert.ok(kept >= 2, `${kept} instances`);
  });

  it("expands the schema on the idle colour, and contracts it once nothing else serves", () => {
    const { migrations = [] } = session().report;
    assert.deepEqual(migrations.slice(-2), [
      { service: "core", version: 2, cluster: "prod2" },
      { service: "core", version: 3, cluster: "prod2" },
    ]);
  });

  it("refuses the way back to a release that the schema has left behind", () => {
    const { schemaRefusal = "" } = session().report;
    assert.match(schemaRefusal, /core on prod1: its release runs on versions 1 to 2 .* at version 3\./);
    assert.match(schemaRefusal, /no way back/);
  });

  it("tells workers and jobs which colour is active", async () => {
    const { state } = await session().publicNames();
    assert.ok(state.jobs.length > 0);
    assert.deepEqual(colorsElsewhere(await activeColors(session().sandbox, state), state, "prod1"), []);
  });

  it("does not destroy instances whose log is stuck, until a person answers for what is lost", () => {
    assert.notEqual(step("destroy refused").exitCode, 0);
    const { refusal = "", overridden = "" } = session().report.drains ?? {};
    assert.match(refusal, /\[drain\] Instances of mailer in cluster staging .* - i-[0-9a-f]+ /);
    assert.match(overridden, /by the override of ada@example\.com/);
  });

  it("leaves every public name on prod1 at the end", async () => {
    const { state, live } = await session().publicNames();
    assert.deepEqual(namesElsewhere(live, state, "prod1"), []);
  });

  it("destroys staging to the last resource", () => {
    const [first, rest] = [step("destroy refused"), step("staging destroy")];
    const { exitCode, created, updated, replaced } = rest;
    assert.deepEqual(
      { exitCode, created, updated, replaced, deleted: first.deleted + rest.deleted },
      { exitCode: 0, created: 0, updated: 0, replaced: 0, deleted: step("staging up").created },
    );
  });

  it("rebuilds staging equal to the first", () => {
    assert.equal(step("staging rebuild").created, step("staging up").created);
    assert.deepEqual(session().report.rebuild, { equal: true, differences: [] });
  });

  for (const name of ["duotone-foundation-org", "duotone-staging", "duotone-prod"]) {
    it(`has every AWS resource on a provider of its own account: ${name}`, async () => {
      const resources = resourcesOf(await session().readExport(name));
      assert.ok(resources.some(({ type }) => type.startsWith("aws:")));
      assert.deepEqual(onDefaultProvider(resources), []);
    });
  }
});
