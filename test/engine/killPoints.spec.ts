import assert from "node:assert/strict";
import path from "node:path";

import { compileSources } from "../../sandbox/compileSources";
import { SANDBOX_CREDENTIALS } from "../../sandbox/environment";
import { everyKill, type EveryKill } from "../../sandbox/kills/everyKill";
import { findingLines, type Findings } from "../../sandbox/kills/findings";
import { makeWorkCopy } from "../../sandbox/workCopy";
import { startTestCloud, stopTestCloud, type TestCloud } from "../sandbox/cloud/emulator";

/** Milliseconds for all kills. They take some minutes on two processors that have nothing else to do. */
const LIMIT = 30 * 60 * 1000;

/** All boundaries take minutes of both processors: `npm run bench -- faults` has every one, 60 at the least. */
const EVERY = 3;

/** The least of these. */
const KILL_POINTS = 30;

const PROVIDERS = ["release switch", "account access", "default networks", "kept on destroy"];
const REGION = "eu-west-1";

const PROJECT_DIR = path.resolve(__dirname, "../..");
const WORK_DIR = path.join(PROJECT_DIR, ".sandbox", "kills");

describe("the dynamic providers, killed at boundaries", function () {
  this.timeout(LIMIT);
  let cloud: TestCloud;
  let outcome: EveryKill;

  before(async () => {
    await makeWorkCopy(PROJECT_DIR, WORK_DIR);
    await compileSources(WORK_DIR);
    cloud = await startTestCloud();
    const { accessKeyId, secretAccessKey } = SANDBOX_CREDENTIALS;
    const started = performance.now();
    outcome = await everyKill({
      endpoint: cloud.endpoint,
      region: REGION,
      projectDir: WORK_DIR,
      env: {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_REGION: REGION,
      },
      every: EVERY,
      onPoint: () => undefined,
    });
    const seconds = Math.round((performance.now() - started) / 1000);
    const { kills, failures } = outcome;
    console.log(`    ${kills.length} kill points and ${failures.length} failed calls in ${seconds} s`);
  });

  after(() => stopTestCloud(cloud));

  const expectNone = (kind: keyof Findings) => {
    const lines = outcome.kills.flatMap(({ title, findings }) =>
      findings[kind].map((line) => `${title}: ${line}`),
    );
    assert.deepEqual(lines, []);
  };

  it(`are killed at no fewer than ${KILL_POINTS} points, each of them`, () => {
    assert.ok(outcome.kills.length >= KILL_POINTS, `${outcome.kills.length} kill points`);
    for (const provider of PROVIDERS) {
      const own = outcome.kills.filter(({ title }) => title.startsWith(`${provider}, `));
      assert.ok(own.length >= 2, `${provider}: ${own.length} kill points`);
    }
  });

  it("never leave the names of a zone on two colours", () => {
    expectNone("split");
  });

  it("leave nothing that belongs to nobody", () => {
    expectNone("orphans");
  });

  it("make and write down nothing twice", () => {
    expectNone("duplicates");
  });

  it("converge in the next run, which leaves nothing to do, and nothing to a person", () => {
    expectNone("byHand");
  });

  it("tell the engine the id of what a failed call has left changed, and converge after it", () => {
    assert.ok(outcome.failures.length > 0);
    const lines = outcome.failures.flatMap(({ title, findings }) =>
      findingLines(findings).map((line) => `${title}: ${line}`),
    );
    assert.deepEqual(lines, []);
  });
});
