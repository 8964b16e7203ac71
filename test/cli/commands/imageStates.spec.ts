import assert from "node:assert/strict";

import type { CatalogueImage } from "../../../components/images/catalogueItem";
import { baseKey, serviceKey } from "../../../components/images/imageCatalogue";
import { catalogueImage } from "../../components/images/catalogueImage";
import { REPOSITORY } from "../preview/project";
import { FakeSession } from "../support/fakeSession";
import { FakeStack } from "../support/fakeStack";
import { runDuotone, type RunOptions } from "../support/run";

/** What every cluster of the committed stack files runs of core. */
const CORE = "dcb98e40175c8039285dac29c882310d8543377d";
const OTHER = "dcb98e4999999999999999999999999999999999";
const BASE = baseKey("2026-11-01", "arm64");
const HISTORY: Pick<CatalogueImage, "state" | "stateChanges"> = {
  state: "deployed-to-staging",
  stateChanges: [
    { state: "available", at: "2026-11-02T10:00:00.000Z", by: "arn:aws:iam::1:role/bake", reason: "baked" },
    {
      state: "deployed-to-staging",
      at: "2026-11-03T10:00:00.000Z",
      by: "arn:ann",
      reason: "healthy in stack staging",
    },
  ],
};

const base = catalogueImage({ ...BASE, imageId: "ami-0ba5e", base: undefined });
const core = catalogueImage({
  ...serviceKey("core", CORE, "arm64"),
  imageId: "ami-0c0de",
  base: BASE.build,
  copies: { "eu-central-1": "ami-0c0b1" },
  consumers: ["111111111111"],
  ...HISTORY,
});

describe("duotone images show, revoke and deprecate", () => {
  let session: FakeSession;
  let options: RunOptions;
  beforeEach(async () => {
    session = await FakeSession.deployed();
    session.shelf.images = { core: [core], "base-image": [base] };
    const staging = Object.assign(new FakeStack("staging", session.clock), {
      configsDeployed: () => Promise.resolve([{ releases: { staging: { core: CORE } } }]),
    });
    options = {
      cwd: REPOSITORY,
      openSession: ({ stack }) => Promise.resolve(stack === "staging" ? staging : session),
    };
  });
  const run = (args: readonly string[], more: RunOptions = {}) =>
    runDuotone(session, ["images", ...args], { ...options, ...more });
  const stateOf = (service: string) => session.shelf.images[service]?.[0];

  it("shows everything about an image, which a few digits name", async () => {
    const { printed, exitCode } = await run(["show", "core", "dcb98e4"]);
    assert.equal(exitCode, 0);
    assert.deepEqual(printed.split("\n").slice(0, 14), [
      `core ${CORE} for arm64: ami-0c0de in eu-west-1`,
      "",
      "  may run     yes",
      "  states      2026-11-02 10:00 available, bake: baked",
      "              2026-11-03 10:00 deployed-to-staging, arn:ann: healthy in stack",
      "              staging",
      "  base        2026-11-01#arm64, ami-0ba5e, available",
      "  runs on     prod1 of prod, once its file is deployed",
      "              prod2 of prod, once its file is deployed",
      "              qaprod1 of prod, once its file is deployed",
      "              staging of staging",
      "  copies      ami-0c0b1 in eu-central-1",
      "  name        duotone-core",
      "  owner       100000000002",
    ]);
    assert.equal(session.shelf.closed, 1);
  });

  it("gives programs the whole item, with what reaches it through its base", async () => {
    await session.shelf.changeState(BASE, {
      state: "revoked",
      at: "2026-11-20",
      by: "arn:eve",
      reason: "CVE",
    });
    const { document } = await run(["show", "core", CORE, "--json"]);
    const [shown] = document?.images as { imageId: string; revocation: unknown; uses: unknown[] }[];
    assert.equal(shown?.imageId, "ami-0c0de");
    assert.deepEqual(shown.revocation, { base: BASE.build, by: "arn:eve", at: "2026-11-20", reason: "CVE" });
    assert.equal(shown.uses.length, 4);
  });

  it("revokes an image for its reason, by whom AWS says, after a question", async () => {
    const { printed, questions, exitCode } = await run(["revoke", "core", CORE, "--reason", "leaks a log"], {
      answers: ["y"],
    });
    assert.equal(exitCode, 0);
    assert.deepEqual(questions, [`Revoke core ${CORE} for arm64? [y/N]`]);
    assert.match(printed, / prod +prod1 +core +dcb98e4 +named in the file/);
    assert.match(printed, / staging +staging +core +dcb98e4 +runs/);
    assert.match(printed, /Previews and updates of these stacks fail/);
    assert.match(printed, /\(ami-0c0de\) is revoked\.$/);
    const last = stateOf("core")?.stateChanges.at(-1);
    assert.equal(stateOf("core")?.state, "revoked");
    assert.deepEqual(last, {
      ...last,
      state: "revoked",
      by: (await session.caller()).arn,
      reason: "leaks a log",
    });
  });

  it("shows what a base image's revocation reaches, and writes the base alone", async () => {
    const { printed, document } = await run([
      "revoke",
      "base",
      "2026-11-01",
      "--reason",
      "CVE",
      "--yes",
      "--json",
    ]);
    assert.match(
      printed,
      /Revoke base image 2026-11-01 for arm64: .*\n\n {2}1 image made of it must not run/,
    );
    assert.match(printed, / prod +qaprod1 +core/);
    assert.equal((document?.uses as unknown[]).length, 4);
    assert.deepEqual(
      [stateOf("base-image")?.state, stateOf("core")?.state],
      ["revoked", "deployed-to-staging"],
    );
  });

  it("changes nothing without a reason, an answer, or a yes", async () => {
    const unsaid = await run(["revoke", "core", CORE, "--yes"]);
    assert.equal(unsaid.exitCode, 2);
    assert.match(unsaid.noted, /Say why with --reason/);
    const unanswered = await run(["revoke", "core", CORE, "--reason", "x"]);
    assert.equal(unanswered.exitCode, 2);
    const refused = await run(["revoke", "core", CORE, "--reason", "x"], { answers: ["n"] });
    assert.equal(refused.exitCode, 3);
    assert.equal(stateOf("core")?.state, "deployed-to-staging");
  });

  it("says of what is revoked already since when, and asks nothing", async () => {
    await run(["revoke", "core", CORE, "--reason", "x", "--yes"]);
    const again = await run(["revoke", "core", CORE, "--reason", "y"], { answers: [] });
    assert.equal(again.exitCode, 0);
    assert.match(again.printed, /is revoked already, since /);
    assert.equal(stateOf("core")?.stateChanges.length, 3);
    const back = await run(["deprecate", "core", CORE, "--reason", "y", "--yes"]);
    assert.equal(back.exitCode, 2);
    assert.match(back.noted, /is revoked and cannot become deprecated\. That is final\./);
  });

  it("deprecates an image, which may run on", async () => {
    const { printed, exitCode } = await run(["deprecate", "core", CORE, "--reason", "slow", "--yes"]);
    assert.equal(exitCode, 0);
    assert.match(
      printed,
      /runs on in prod1 of prod, prod2 of prod, qaprod1 of prod and staging of staging, whose previews/,
    );
    assert.equal(stateOf("core")?.state, "deprecated");
  });

  it("shows a revocation where a stack cannot be read, and says that there may be more", async () => {
    const { printed, exitCode } = await run(["revoke", "core", CORE, "--reason", "x", "--yes"], {
      openSession: ({ stack }) =>
        stack === "staging" ? Promise.reject(new Error("no such stack")) : Promise.resolve(session),
    });
    assert.equal(exitCode, 0);
    assert.match(
      printed,
      /There may be more: duotone\/staging could not be asked what it runs: no such stack\./,
    );
  });

  it("names what there is where nothing, or more than one commit, fits", async () => {
    session.shelf.images = {
      core: [core, catalogueImage({ ...serviceKey("core", OTHER, "arm64"), base: BASE.build })],
    };
    assert.match(
      (await run(["show", "core", "dcb98e4"])).noted,
      /beginning of several commits: dcb98e40.*, dcb98e49/s,
    );
    assert.match(
      (await run(["show", "core", "1234567"])).noted,
      /no image of core at "1234567".*newest are: dcb98e40/s,
    );
    assert.match((await run(["show", "core", "dcb9"])).noted, /no image of core at "dcb9"/);
    assert.match((await run(["show", "base", "2026-11-01"])).noted, /It has none at all/);
    const unknown = await run(["show", "cart", CORE]);
    assert.equal(unknown.exitCode, 2);
    assert.match(
      unknown.noted,
      /There is no service "cart"\. The services are: blog, .*; base images are "base"/s,
    );
  });
});
