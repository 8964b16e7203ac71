import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { moveTo, onlyService, stateOf } from "../../bench/moveNames";
import { readInputs } from "../../providers/switch/inputs";
import { switchOperations } from "../../providers/switch/operations";
import type { SwitchInputs } from "../../providers/switch/switchInputs";
import { FakeAws } from "../providers/switch/support/fakeAws";
import { COM, switchInputs } from "../providers/switch/support/fixture";
import { PROJECT } from "../providers/switch/support/stack";

describe("moveTo", () => {
  async function running(inputs: SwitchInputs) {
    const aws = FakeAws.running(inputs);
    const operations = switchOperations({
      cloudFor: () => aws.cloud(),
      clock: aws.clock,
      project: PROJECT,
      progress: () => undefined,
    });
    await operations.create({ ...inputs });
    aws.batches.splice(0);
    return { aws, operations };
  }

  it("moves all names, one batch per zone, and back to where it began", async () => {
    const inputs = switchInputs();
    const { aws, operations } = await running(inputs);
    const moved = await moveTo(operations, stateOf(inputs), "prod2");
    assert.deepEqual(
      aws.batches.map(({ changes }) => changes.length),
      [2, 1],
    );
    // Where the names came from is part of the state, and is all that the way back does not undo.
    assert.deepEqual(moved, {
      ...stateOf({ ...inputs, activeColor: "prod2" }),
      cameFrom: { color: "prod1", release: inputs.releases["prod1"] },
    });
    const { cameFrom, ...back } = await moveTo(operations, moved, "prod1");
    assert.deepEqual(cameFrom, { color: "prod2", release: inputs.releases["prod2"] });
    assert.deepEqual(back, stateOf(inputs));
  });

  it("moves the one name of a single service and leaves the others where they are", async () => {
    const inputs = switchInputs();
    const { aws, operations } = await running(inputs);
    await moveTo(operations, stateOf(onlyService(inputs, "web")), "prod2");
    assert.deepEqual(
      aws.batches.map(({ zoneId, changes }) => [zoneId, changes.map(({ record }) => record.name)]),
      [[COM, ["www.example.com"]]],
    );
  });

  it("fails where the names are there already: such a wall would say nothing", async () => {
    const inputs = switchInputs();
    const { operations } = await running(inputs);
    await assert.rejects(moveTo(operations, stateOf(inputs), "prod1"), /sees nothing to do/);
  });

  it("fails with the switch's reasons where it refuses", async () => {
    const inputs = switchInputs();
    const { aws, operations } = await running(inputs);
    aws.targets.set("arn:tg/web-prod2", []);
    await assert.rejects(moveTo(operations, stateOf(inputs), "prod2"), /not to be moved to prod2:\n - .*web/);
    assert.deepEqual(aws.batches, []);
  });
});

describe("onlyService", () => {
  it("leaves inputs that the switch takes, with nothing of the other services", () => {
    const only = onlyService(switchInputs(), "web");
    assert.ok("inputs" in readInputs(only));
    assert.deepEqual(
      only.names.map(({ fqdn }) => fqdn),
      ["www.example.com"],
    );
    assert.deepEqual(
      Object.values(only.fleets).map((fleet) => fleet.map(({ service }) => service)),
      [["web"], ["web"]],
    );
    assert.deepEqual(
      Object.values(only.releases).map((release) => Object.keys(release)),
      [["web"], ["web"]],
    );
    assert.equal(only.jobs.length, 1);
  });

  it("leaves out the parameters of other accounts", () => {
    const jobs = [
      { vertical: "other", roleArn: "arn:aws:iam::333333333333:role/deploy", parameterName: "/x" },
    ];
    assert.deepEqual(onlyService(switchInputs({ jobs }), "web").jobs, []);
  });
});

describe("the program that moves names", () => {
  it("ends with an error, and without a stack trace, for a task that is none", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "duotone-bench-"));
    const project = path.resolve(__dirname, "../..");
    try {
      const task = path.join(folder, "task.json");
      await writeFile(task, JSON.stringify({ repeats: 1, colors: ["prod1"] }));
      const program = ["--require", "ts-node/register/transpile-only", "bench/moveNames.ts"];
      await assert.rejects(
        promisify(execFile)(process.execPath, [...program, task, path.join(folder, "walls.json")], {
          cwd: project,
        }),
        ({ stderr }: { stderr: string }) => stderr.includes("colors") && !stderr.includes("    at "),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  }).timeout(30_000);
});
