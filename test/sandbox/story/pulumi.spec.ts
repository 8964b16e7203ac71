import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { RUN_VARIABLE } from "../../../sandbox/reaper";
import { EngineEvents } from "../../../sandbox/story/engineEvents";
import { progressLine, PulumiProject } from "../../../sandbox/story/pulumi";

const RUN_ID = `run-driver-${process.pid}`;

/** A `pulumi` that notes how it was called and writes an event log, line by line, the last one in two pieces. */
const SCRIPT = `#!/usr/bin/env node
const { appendFileSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
appendFileSync(process.env.CALLS, JSON.stringify({ args, cwd: process.cwd(), debug: process.env.PULUMI_DEBUG_COMMANDS }) + "\\n");
if (args.includes("ls")) console.log(JSON.stringify([{ name: "staging" }]));
if (args.includes("export")) console.log(JSON.stringify({ version: 3 }));
if (args.includes("broken")) { console.error("error: no such key"); process.exit(255); }
const log = args[args.indexOf("--event-log") + 1];
if (args.includes("--event-log")) {
  console.log("Updating (prod)");
  console.error("a warning on the other stream");
  const urn = "urn:pulumi:prod::duotone::duotone:clusters:Cluster$aws:lb/loadBalancer:LoadBalancer::prod1-core";
  const write = (event, end = "\\n") => appendFileSync(log, JSON.stringify(event) + end);
  write({ resourcePreEvent: { metadata: { op: "create", urn } } });
  setTimeout(() => {
    write({ resOutputsEvent: { metadata: { op: "create", urn } } });
    const summary = JSON.stringify({ summaryEvent: { resourceChanges: { create: 1, same: 2 } } });
    appendFileSync(log, summary.slice(0, 20));
    setTimeout(() => { appendFileSync(log, summary.slice(20) + "\\n"); process.exit(args.includes("preview") ? 255 : 0); }, 700);
  }, args.includes("--hang") ? 60000 : 700);
}
if (args.includes("--stubborn")) process.on("SIGTERM", () => undefined);
`;

describe("PulumiProject", function () {
  this.timeout(60_000);
  let folder: string;
  let project: PulumiProject;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "duotone-driver-"));
    const bin = path.join(folder, "bin");
    const dir = path.join(folder, "project");
    await mkdir(bin);
    await mkdir(dir);
    await writeFile(path.join(bin, "pulumi"), SCRIPT);
    await chmod(path.join(bin, "pulumi"), 0o755);
    const env = {
      PATH: `${bin}:${process.env.PATH ?? ""}`,
      CALLS: path.join(folder, "calls"),
      [RUN_VARIABLE]: RUN_ID,
    };
    project = new PulumiProject({ dir, env, logDir: path.join(folder, "logs"), runId: RUN_ID });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const calls = async () =>
    (await readFile(path.join(folder, "calls"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { args: string[]; cwd: string; debug: string });

  it("accounts for a run from its event log and keeps its output", async () => {
    const shown: string[] = [];
    const step = {
      update: (detail: string) => shown.push(detail),
      done: () => undefined,
      fail: () => undefined,
    };
    const run = await project.up("prod", { step });
    assert.deepEqual([run.exitCode, run.timedOut, run.created, run.updated, run.same], [0, false, 1, 0, 2]);
    assert.deepEqual(run.changedUrns.length, 1);
    assert.match(run.output, /Updating \(prod\)\n[^]*a warning on the other stream/);
    assert.match(await readFile(run.logFile, "utf8"), /Updating \(prod\)/);
    assert.ok(
      shown.includes("0 resources done; waiting for create aws:lb/loadBalancer:LoadBalancer prod1-core"),
      shown.join(),
    );
    assert.equal(shown.at(-1), "1 resources done");
  });

  it("runs in the project's folder, without questions, many operations at a time", async () => {
    await project.destroy("prod");
    const [call] = await calls();
    assert.match(call?.cwd ?? "", /project$/);
    assert.equal(call?.debug, "true");
    for (const wanted of ["--non-interactive", "destroy", "--stack prod", "--yes", "--parallel 64"]) {
      assert.ok(call.args.join(" ").includes(wanted), wanted);
    }
  });

  it("hands on the exit code of a refusal", async () => {
    const run = await project.preview("prod");
    assert.equal(run.exitCode, 255);
    assert.equal(run.timedOut, false);
  });

  it("ends a run that hangs at its limit, and says so", async () => {
    const run = await project.up("prod", { args: ["--hang"], limitSeconds: 1 });
    assert.equal(run.timedOut, true);
    assert.equal(run.exitCode, 143);
    assert.ok(run.seconds < 30, String(run.seconds));
  });

  it("kills a run that minds no SIGTERM", async () => {
    const run = await project.up("prod", {
      args: ["--hang", "--stubborn"],
      limitSeconds: 1,
      graceSeconds: 0.5,
    });
    assert.equal(run.exitCode, 137);
    assert.ok(run.seconds < 30, String(run.seconds));
  });

  it("hands out the process, so that a test can kill it", async () => {
    const run = await project.up("prod", {
      args: ["--hang"],
      onStart: (child) => setTimeout(() => child.kill("SIGKILL"), 800),
    });
    assert.deepEqual([run.exitCode, run.timedOut, run.created], [137, false, 0]);
  });

  it("creates a stack only where there is none of its name", async () => {
    await project.stackInit("staging");
    await project.stackInit("prod");
    assert.deepEqual(
      (await calls()).map(({ args }) =>
        args.filter((arg) => ["ls", "init", "staging", "prod"].includes(arg)).join(" "),
      ),
      ["ls", "ls", "init prod"],
    );
  });

  it("sets configuration as text, whatever it begins with", async () => {
    await project.configSet("prod", "activeColor", "-odd");
    assert.deepEqual((await calls())[0]?.args.slice(-6), [
      "set",
      "--stack",
      "prod",
      "activeColor",
      "--",
      "-odd",
    ]);
  });

  it("throws with the command's own words where one of its own commands fails", async () => {
    await assert.rejects(
      project.configSet("prod", "broken", "x"),
      /config set --stack prod broken -- x ended with 255:\nerror: no such key/,
    );
  });
});

describe("progressLine", () => {
  it("names two of what is waited for and counts the rest", () => {
    const events = new EngineEvents();
    for (const name of ["a", "b", "c", "d"]) {
      const urn = `urn:pulumi:prod::duotone::x:y:Parent$aws:s3/bucket:Bucket::${name}`;
      events.read(JSON.stringify({ resourcePreEvent: { metadata: { op: "update", urn } } }));
    }
    assert.equal(
      progressLine(events),
      "0 resources done; waiting for update aws:s3/bucket:Bucket a, update aws:s3/bucket:Bucket b, 2 more",
    );
  });
});
