import assert from "node:assert/strict";

import { planMigration, type ClusterRelease, type MigrationQuestion } from "../../../providers/schema/plan";
import type { SchemaRange, SchemaState } from "../../../providers/schema/state";

const NOW = Date.parse("2030-01-02T03:04:05Z");

function release(cluster: string, range: SchemaRange | undefined, isLive = false): ClusterRelease {
  return { cluster, commit: cluster.slice(-1).repeat(40), range, isLive };
}

const LIVE = release("prod1", { least: 41, most: 42 }, true);
const IDLE = release("prod2", { least: 41, most: 43 });

const at = (version: number, rest: Partial<SchemaState> = {}): SchemaState => ({
  id: "schema#core",
  version,
  ...rest,
});

const UNFINISHED = {
  from: 41,
  to: 42,
  cluster: "prod2",
  commit: "2".repeat(40),
  by: "ann",
  startedAt: "2030-01-02T03:00:00.000Z",
};

function question(rest: Partial<MigrationQuestion> = {}): MigrationQuestion {
  return {
    service: "core",
    to: 42,
    cluster: "prod2",
    releases: [LIVE, IDLE],
    state: at(41),
    now: NOW,
    ...rest,
  };
}

function refusals(rest: Partial<MigrationQuestion>): string {
  const plan = planMigration(question(rest));
  assert.ok("refusals" in plan, JSON.stringify(plan));
  return plan.refusals.join("\n");
}

function stepOf(rest: Partial<MigrationQuestion> = {}) {
  const plan = planMigration(question(rest));
  assert.ok("step" in plan, JSON.stringify(plan));
  return plan.step;
}

describe("the plan of a migration", () => {
  it("is one step from the version that is to the one that is wanted, by the idle colour's release", () => {
    assert.deepEqual(stepOf(), {
      service: "core",
      from: 41,
      to: 42,
      cluster: "prod2",
      commit: "2".repeat(40),
      continues: false,
      warnings: [],
    });
  });

  it("begins with nothing where nothing was done yet, whatever the first version of the release", () => {
    assert.equal(stepOf({ state: undefined }).from, 0);
  });

  it("is nothing where the version is there", () => {
    assert.deepEqual(planMigration(question({ state: at(42) })), { alreadyAt: 42 });
  });

  it("is refused where the live release would be lost", () => {
    assert.match(
      refusals({ to: 43 }),
      /^prod1 serves the public with commit 1111111 of core, which runs on versions 41 to 42 and not on 43: it would be lost\. Expand first/,
    );
  });

  it("is refused where the release that is to carry it out does not know the version, or the one before", () => {
    assert.match(
      refusals({ to: 44, releases: [release("prod1", { least: 41, most: 44 }, true), IDLE] }),
      /^prod2 runs commit 2222222 of core, which knows versions 41 to 43 and not 44/,
    );
    assert.match(refusals({ state: at(40), to: 42 }), /knows versions 41 to 43 and not 40/);
  });

  it("may be carried out by the live colour, and then says whom nobody can return to", () => {
    const releases = [
      release("prod1", { least: 42, most: 43 }, true),
      release("prod2", { least: 41, most: 42 }),
    ];
    const { warnings } = stepOf({ to: 43, cluster: "prod1", releases, state: at(42) });
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0] ?? "",
      /^prod2 runs commit 2222222 of core, which runs on versions 41 to 42\. At version 43 there is no way back to it/,
    );
  });

  it("warns of another cluster that shares the database, and does not hold a contraction up for it", () => {
    const qa = release("qaprod1", { least: 41, most: 41 });
    assert.match(stepOf({ releases: [LIVE, IDLE, qa] }).warnings.join(), /^qaprod1 runs commit 1111111/);
  });

  it("does not warn of a release that cannot run now either", () => {
    const qa = release("qaprod1", { least: 39, most: 40 });
    assert.deepEqual(stepOf({ releases: [LIVE, IDLE, qa] }).warnings, []);
  });

  it("is refused where nobody knows what a release runs on, and warns where it is neither live nor needed", () => {
    const unknown = { range: undefined, unknown: "The catalogue has no image." };
    assert.match(
      refusals({ releases: [{ ...LIVE, ...unknown }, IDLE] }),
      /in prod1, is not known: The catalogue has no image\./,
    );
    assert.match(
      refusals({ releases: [LIVE, { ...IDLE, range: undefined }] }),
      /in prod2, is not known: its image states none\./,
    );
    assert.match(
      stepOf({ releases: [LIVE, IDLE, { ...release("qaprod1", undefined), ...unknown }] }).warnings.join(),
      /may not run on version 42/,
    );
  });

  it("never goes back", () => {
    assert.match(
      refusals({ to: 41, state: at(42) }),
      /at version 42, and a schema only goes on, never back to 41/,
    );
  });

  it("goes on with a migration that was left, and with no other", () => {
    const state = at(41, { migration: { ...UNFINISHED, failure: "It ended with Failed, exit code 3." } });
    assert.equal(stepOf({ state }).continues, true);
    assert.match(
      refusals({ state, to: 43, releases: [release("prod1", { least: 41, most: 43 }, true), IDLE] }),
      /from 41 to 42 has not come to its end \(It ended with Failed, exit code 3\.\)\. Until it has, there is no other: duotone migrate core --to 42/,
    );
  });

  it("is refused while another is at it, and not by a lease that ran out", () => {
    const held = (leaseUntil: number) => at(41, { migration: UNFINISHED, holder: "bob on desk", leaseUntil });
    assert.match(
      refusals({ state: held(NOW + 1_000) }),
      /^bob on desk is at a migration of core, with a lease until 2030-01-02T03:04:06Z/,
    );
    assert.equal(stepOf({ state: held(NOW) }).continues, true);
  });

  it("lists every reason at once", () => {
    const { length } = refusals({ to: 44, state: at(40, { holder: "bob", leaseUntil: NOW + 1 }) }).split(
      "\n",
    );
    assert.equal(length, 4);
  });

  it("is refused where the cluster runs no release of the service", () => {
    assert.match(
      refusals({ cluster: "prod9" }),
      /^prod9 runs no release of core that could carry it out\. Clusters that do: prod1, prod2\./,
    );
  });
});
