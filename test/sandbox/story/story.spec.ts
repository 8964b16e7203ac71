import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { GatewayClient } from "../../../sandbox/cloud/gatewayClient";
import type { Sandbox } from "../../../sandbox/session";
import { type EngineRun, PulumiProject } from "../../../sandbox/story/pulumi";
import { STEP_NAMES, type StoryReport } from "../../../sandbox/story/report";
import { STORY } from "../../../sandbox/story/steps";
import { type StoryStep, tellStory } from "../../../sandbox/story/story";
import { UserError } from "../../../sandbox/userError";

const RUN: EngineRun = {
  command: "pulumi up",
  exitCode: 0,
  seconds: 3,
  timedOut: false,
  created: 2,
  updated: 0,
  replaced: 0,
  deleted: 0,
  same: 1,
  changedUrns: ["a", "b"],
  diagnostics: [],
  output: "",
  logFile: "/logs/up.log",
};

describe("tellStory", () => {
  let stateDir: string;
  let server: Server;
  let sandbox: Sandbox;

  /** What the gateway has counted; forgotten when it is told to. */
  let counted = 0;

  const events: string[] = [];
  const progress = {
    step: (title: string) => ({
      update: () => undefined,
      done: (detail = "") => events.push(`${title} done: ${detail}`),
      fail: (detail: string) => events.push(`${title} failed: ${detail}`),
    }),
  };

  beforeEach(async () => {
    events.length = 0;
    counted = 0;
    stateDir = await mkdtemp(path.join(tmpdir(), "duotone-story-"));
    server = createServer((request, response) => {
      const asked = (request.url ?? "").split("/").at(-1);
      if (request.method === "DELETE") {
        counted = 0;
      }
      const call = { service: "route53", action: "ChangeResourceRecordSets", count: counted, errors: 0 };
      const batch = { zoneId: "Z1", requests: counted, accepted: counted, changes: [] };
      response.end(JSON.stringify(asked === "batches" ? [batch] : [call]));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const project = new PulumiProject({ dir: stateDir, env: {}, logDir: stateDir, runId: "run-unit" });
    sandbox = {
      runId: "run-unit",
      stateDir,
      endpoint,
      gateway: new GatewayClient(endpoint),
      toolchain: {
        binDir: "",
        packerPluginDir: "",
        terraformBridge: undefined,
        terraformProviderAws: undefined,
        python: "",
        vendorPlugins: false,
        versions: { pulumi: "3.220.0" },
        parts: [],
      },
      region: "eu-west-1",
      workDir: stateDir,
      env: {},
      root: project,
      foundation: project,
      close: () => Promise.resolve(),
      keep: () => Promise.resolve(),
    };
  });
  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await rm(stateDir, { recursive: true });
  });

  const readReport = async () =>
    JSON.parse(await readFile(path.join(stateDir, "report.json"), "utf8")) as StoryReport;

  /** A step that sends so many batches. */
  const step = (name: StoryStep["name"], batches: number, ...problems: string[]): StoryStep => ({
    name,
    run: () => {
      counted += batches;
      return Promise.resolve(RUN);
    },
    check: () => problems,
  });

  it("reports each step with what it changed and what it alone sent", async () => {
    const result = await tellStory({
      sandbox,
      steps: [step("staging up", 3), step("prod up", 0), step("prod up again", 1)],
      progress,
    });
    assert.equal(result.failure, undefined);
    const { steps, toolchain } = await readReport();
    assert.deepEqual(
      steps.map(({ name, created, same, changeBatches, calls, exitCode }) => [
        name,
        created,
        same,
        changeBatches,
        calls,
        exitCode,
      ]),
      [
        ["staging up", 2, 1, 3, 3, 0],
        ["prod up", 2, 1, 0, 0, 0],
        ["prod up again", 2, 1, 1, 1, 0],
      ],
    );
    assert.deepEqual(toolchain, { pulumi: "3.220.0" });
    assert.equal(events[0], "staging up done: 2 created, 0 updated, 0 replaced, 0 deleted, 1 same");
  });

  it("stops at the first step that does not do what it should, with every problem, and reports so far", async () => {
    const later = step("prod up again", 0);
    const result = await tellStory({
      sandbox,
      steps: [step("staging up", 0), step("prod up", 0, "expected a, came b", "expected c, came d"), later],
      progress,
    });
    assert.ok(result.failure instanceof UserError);
    assert.equal(
      result.failure.message,
      'The step "prod up" did not do what it should:\n - expected a, came b\n - expected c, came d\n' +
        "The whole output is in /logs/up.log",
    );
    const { steps } = await readReport();
    assert.deepEqual(
      steps.map(({ name, problems }) => [name, problems.length]),
      [
        ["staging up", 0],
        ["prod up", 2],
      ],
    );
    assert.equal(events.at(-1), "prod up failed: 2 expectations failed");
  });

  it("stops at a step that throws, and keeps the report of those before", async () => {
    const broken: StoryStep = {
      name: "prod up",
      run: () => Promise.reject(new Error("no engine")),
      check: () => [],
    };
    const result = await tellStory({ sandbox, steps: [step("staging up", 0), broken], progress });
    assert.equal(result.failure?.message, "no engine");
    assert.equal((await readReport()).steps.length, 1);
  });

  it("leaves a report from the start", async () => {
    let early: StoryReport | undefined;
    const looking: StoryStep = {
      name: "foundation up",
      run: async () => {
        early = await readReport();
        return RUN;
      },
      check: () => [],
    };
    await tellStory({ sandbox, steps: [looking], progress });
    assert.deepEqual(early?.steps, []);
  });
});

describe("the story", () => {
  it("has the reported steps, in their order", () => {
    assert.deepEqual(
      STORY.map(({ name }) => name),
      [...STEP_NAMES],
    );
  });
});
