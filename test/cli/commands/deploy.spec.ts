import assert from "node:assert/strict";

import { FakeSession } from "../support/fakeSession";
import { runDuotone } from "../support/run";

const C = "c".repeat(40);
const D = "d".repeat(40);

function releaseOf(session: FakeSession, cluster: string): Record<string, string> {
  return (session.file.releases as Record<string, Record<string, string>>)[cluster] ?? {};
}

describe("duotone deploy", () => {
  it("sets the commits, updates in its turn, and says how to promote", async () => {
    const session = await FakeSession.deployed();
    const told = await runDuotone(session, ["deploy", "prod2", `core=${C}`, `web=${D}`], { answers: ["y"] });
    assert.equal(told.exitCode, 0, told.noted);
    assert.equal(
      told.printed,
      [
        "Deploy 2 services to prod2 of stack prod; prod1 stays live.",
        "",
        "  service  commit now  commit then",
        "  ─────────────────────────────────────────────────────────────",
        `  core     bbbbbbb     ${C}`,
        `  web      bbbbbbb     ${D}`,
        "",
        "  by hand     pulumi config set --path 'releases.prod2.core'",
        `              ${C} --stack prod`,
        "              pulumi config set --path 'releases.prod2.web'",
        `              ${D} --stack prod`,
        "              pulumi up --stack prod",
        "",
        "prod2 of stack prod runs the new commits of core and web.",
        "",
        "  changed     1 resource",
        "  ticket      prod-2, done",
        "  took        queue 0.0 s, preview 0.0 s, update 0.0 s; together 0.0 s",
        "  next        duotone promote prod2 --stack prod",
        '  commit      git commit -m "Deploy core and web to prod2" Pulumi.prod.yaml',
      ].join("\n"),
    );
    assert.deepEqual(session.writes, [`releases.prod2.core=${C}`, `releases.prod2.web=${D}`]);
    assert.deepEqual(session.runs[1]?.message, "Deploy core, web to prod2 (prod-2)");
    assert.deepEqual(session.aws.stores.lane.tickets, []);
  });

  it("shows first where a schema stands, and what the commit runs on", async () => {
    const session = await FakeSession.deployed("prod1", {
      core: { ["a".repeat(40)]: { least: 41, most: 42 }, [C]: { least: 42, most: 43 } },
    });
    session.aws.schemas.set("core", { id: "schema#core", version: 42 });
    const told = await runDuotone(session, ["deploy", "prod2", `core=${C}`], { answers: ["n"] });
    assert.match(
      told.printed,
      /\n {2}schemas {5}core at version 42; prod2 runs on versions 42 to 43\n {2}by hand /,
    );
    session.aws.calls.length = 0;
    const other = await runDuotone(session, ["deploy", "prod2", `web=${C}`], { answers: ["n"] });
    assert.doesNotMatch(other.printed, /schemas/);
    assert.ok(!session.aws.calls.includes("readSchemas"));
  });

  it("promotes what it has deployed", async () => {
    const session = await FakeSession.deployed();
    await runDuotone(session, ["deploy", "prod2", `core=${C}`, "--yes"]);
    const told = await runDuotone(session, ["promote", "--yes"]);
    assert.equal(told.exitCode, 0, told.noted);
    assert.match(told.printed, / {2}core {5}aaaaaaa ami-0aaaaaaa {2}ccccccc ami-0ccccccc {2}2\/2/);
  });

  it("refuses the live colour in words, and says what is allowed", async () => {
    const session = await FakeSession.deployed();
    const told = await runDuotone(session, ["deploy", "prod1", `core=${C}`, "--yes", "--json"]);
    assert.equal(told.exitCode, 3);
    assert.equal(
      told.document?.error,
      "prod1 is live, and what serves the public never changes. Deploy to prod2, then promote that: " +
        `duotone deploy prod2 core=${C} && duotone promote prod2`,
    );
    assert.deepEqual(session.writes, []);
  });

  it("lists everything that is wrong with what was typed", async () => {
    const session = await FakeSession.deployed();
    const told = await runDuotone(session, [
      "deploy",
      "prod9",
      "cart=1",
      `corn=${C}`,
      `core=${C}`,
      `core=${D}`,
      "--json",
    ]);
    assert.equal(told.exitCode, 2);
    assert.deepEqual(told.document?.reasons, [
      'There is no cluster "prod9". The clusters are: prod1, prod2, qaprod1.',
      '"cart=1" is not <service>=<commit>, where a commit has 40 hexadecimal digits in lower case.',
      'There is no service "corn". The services are: batch, core, shop, web.',
      "core is named twice.",
    ]);
  });

  it("puts the file back where the preview fails, and removes what was not there before", async () => {
    const session = await FakeSession.deployed();
    Reflect.deleteProperty(releaseOf(session, "prod2"), "core");
    session.beforePreview = () => "These releases name images that were never baked";
    const told = await runDuotone(session, ["deploy", "prod2", `core=${C}`, `web=${D}`, "--yes"]);
    assert.equal(told.exitCode, 1);
    assert.match(told.noted, /The preview failed:\n {2}- These releases name images that were never baked/);
    assert.match(told.noted, /as before: releases\.prod2\.core nothing and releases\.prod2\.web b{40}/);
    assert.deepEqual(releaseOf(session, "prod2"), {
      batch: "b".repeat(40),
      shop: "b".repeat(40),
      web: "b".repeat(40),
    });
    assert.deepEqual(session.aws.stores.lane.tickets, []);
  });

  it("keeps the file where an update has changed something before it failed", async () => {
    const session = await FakeSession.deployed();
    session.afterUpdate = () => "core-group: capacity was not reached";
    const told = await runDuotone(session, ["deploy", "prod2", `core=${C}`, "--yes"]);
    assert.equal(told.exitCode, 1);
    assert.match(
      told.noted.replaceAll(/\s+/g, " "),
      /1 resource changed before it stopped, so Pulumi\.prod\.yaml stays as it is/,
    );
    assert.equal(releaseOf(session, "prod2").core, C);
    assert.deepEqual(session.aws.stores.lane.tickets, []);
  });

  it("has nothing to do where the file names the commits already", async () => {
    const session = await FakeSession.deployed();
    const told = await runDuotone(session, ["deploy", "prod2", `core=${"b".repeat(40)}`, "--json"]);
    assert.equal(told.document?.result, "nothing to do");
    assert.deepEqual([session.writes, session.runs], [[], []]);
  });

  it("deploys to a stack without colours, which has no queue", async () => {
    const session = await FakeSession.deployed();
    session.hasSwitch = false;
    const told = await runDuotone(session, ["deploy", "qaprod1", `core=${C}`, "--yes"]);
    assert.equal(told.exitCode, 0, told.noted);
    assert.doesNotMatch(told.printed, /ticket|promote/);
    assert.deepEqual(session.runs[0]?.env, {});
  });
});
