import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import {
  CreateAccountCommand,
  DescribeCreateAccountStatusCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { parse, stringify } from "yaml";

import { parseEntry } from "../../providers/ledger/entrySchema";
import { coordinationTableName } from "../../providers/schema/coordination";
import type { SchemaRange, SchemaState } from "../../providers/schema/state";
import { compileSources } from "../../sandbox/compileSources";
import { consoleProgress } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../../sandbox/session";
import { type CloudAccess, managementAccess, roleAccess } from "../../sandbox/story/cloudAccess";
import { makeExistingOrganization } from "../../sandbox/story/organization";
import type { EngineRun, PulumiProject } from "../../sandbox/story/pulumi";
import { closeClients, openClients, type WorldClients } from "../../sandbox/twoColours/clients";
import { readLedger } from "../../sandbox/twoColours/ledgerReader";
import { placeOfAll, readPlaces } from "../../sandbox/twoColours/readers";
import { makeCoordinationTable, putSchema, stateRanges } from "../../sandbox/twoColours/schemas";
import { TinyStack } from "../../sandbox/twoColours/tinyStack";
import { makeWorld, type World } from "../../sandbox/twoColours/world";
import { saidBy } from "./accountStacks";
import { OPENING_LIMIT } from "./bakery";
import { engineProgram } from "./engineProgram";

/** Milliseconds of one test: two runs of the engine, of seconds each. */
const TEST_LIMIT = 600_000;

const PROJECT_DIR = path.resolve(__dirname, "../..");
const SERVICE = "core";

/** Milliseconds between two looks at a request for an account. */
const LOOK_INTERVAL = 200;

/** Makes an organization with one account, as an earlier update has left it. @returns the account's id */
async function makeAccount(access: CloudAccess): Promise<string> {
  await makeExistingOrganization(access);
  const client = new OrganizationsClient(access);
  try {
    const asked = await client.send(
      new CreateAccountCommand({ AccountName: "prod-accounts", Email: "aws+prod-accounts@example.com" }),
    );
    let status = asked.CreateAccountStatus;
    while (status?.State === "IN_PROGRESS") {
      await pause(LOOK_INTERVAL);
      const request = new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: status.Id });
      status = (await client.send(request)).CreateAccountStatus;
    }
    return status?.AccountId ?? assert.fail(`no account was made: ${status?.FailureReason ?? "no reason"}`);
  } finally {
    client.destroy();
  }
}

function at(version: number, migration?: SchemaState["migration"]): SchemaState {
  return { id: `schema#${SERVICE}`, version, ...(migration !== undefined && { migration }) };
}

describe("schemas of databases, on the real engine", function () {
  this.timeout(TEST_LIMIT);
  let sandbox: Sandbox;

  before(async function () {
    this.timeout(OPENING_LIMIT);
    sandbox = await openSandbox({
      projectDir: PROJECT_DIR,
      stateDir: ".sandbox/tests/schemas",
      progress: consoleProgress(process.stdout),
    });
    await compileSources(sandbox.workDir);
  });
  after(() => sandbox.close());

  describe("and the public names", () => {
    const table = "schemas-coordination";
    let world: World;
    let stack: TinyStack;

    before(async () => {
      const access = managementAccess(sandbox.endpoint, sandbox.region);
      world = await makeWorld(access, { stack: "schemas", names: 2, zones: 1, instances: 1 });
      await makeCoordinationTable(world.clients, table);
      await stateRanges(world.clients, world.args, SERVICE, {
        prod1: { least: 41, most: 42 },
        prod2: { least: 42, most: 43 },
      });
      stack = new TinyStack(sandbox, "schemas");
      await stack.init({ ...world.args, schemas: { [SERVICE]: { tableName: table } } });
    });
    after(() => {
      world.close();
    });

    const move = (activeColor: string) => stack.configure({ activeColor });
    const standsAt = (state: SchemaState) => putSchema(world.clients, table, state);
    const expectRefused = (run: EngineRun, reason: RegExp) => {
      assert.notEqual(run.exitCode, 0, saidBy(run));
      assert.match(saidBy(run), reason);
      assert.equal(run.created + run.updated + run.replaced + run.deleted, 0);
    };

    it("let the first names pass before anything was migrated, and no promotion", async () => {
      const first = await stack.up();
      assert.equal(first.exitCode, 0, saidBy(first));
      await move("prod2");
      expectRefused(
        await stack.preview(),
        /\[schema\] core on prod2: .* nothing was migrated yet\. Migrate first: duotone migrate core --to 42/,
      );
    });

    it("refuse a promotion at preview, and let it pass once the version has moved", async () => {
      await standsAt(at(41));
      expectRefused(
        await stack.preview(),
        /\[schema\] core on prod2: its release runs on versions 42 to 43 .* version 41\./,
      );
      await standsAt(at(42));
      const moved = await stack.up();
      assert.equal(moved.exitCode, 0, saidBy(moved));
      assert.equal(placeOfAll(await readPlaces(world)), "prod2");
      const intents = (await readLedger(world)).versions.flatMap(({ entry }) => {
        const parsed = parseEntry(entry);
        return "value" in parsed ? [parsed.value.record.body] : [];
      });
      const [intent] = intents.filter((body) => body.kind === "intent" && body.action === "promote");
      assert.ok(intent?.kind === "intent");
      assert.equal(intent.services[SERVICE]?.schema, 42);
    });

    it("refuse the way back while a migration is unfinished, and after the one that leaves the old release behind", async () => {
      await move("prod1");
      const startedAt = "2026-11-21T12:00:00.000Z";
      const by = { cluster: "prod2", commit: "b".repeat(40), by: "ada", startedAt, failure: "exit status 1" };
      await standsAt(at(42, { from: 42, to: 43, ...by }));
      expectRefused(
        await stack.preview(),
        /\[schema\] core on prod1: the migration .* from 42 to 43 has failed \(exit status 1\)/,
      );
      await standsAt(at(43));
      expectRefused(
        await stack.up(),
        /\[schema\] core on prod1: its release runs on versions 41 to 42 .* version 43\./,
      );
      assert.equal(placeOfAll(await readPlaces(world)), "prod2");
    });
  });

  describe("and deploys", () => {
    let account: string;
    const table = coordinationTableName("prod", "accounts");
    const [first, second, third] = ["a", "b", "c"].map((digit) => digit.repeat(40)) as [
      string,
      string,
      string,
    ];
    let clients: WorldClients;
    let project: PulumiProject;

    before(async () => {
      account = await makeAccount(managementAccess(sandbox.endpoint, sandbox.region));
      const role = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
      clients = openClients(roleAccess(sandbox.endpoint, sandbox.region, role));
      project = await engineProgram(sandbox, "releases");
      await project.stackInit("prod");
    });
    after(() => {
      closeClients(clients);
    });

    /** Writes what the colours shall run, and what their images state. */
    async function release(prod1: string, prod2: string, baked?: SchemaRange): Promise<void> {
      const judged = {
        stack: "prod",
        aws: { region: sandbox.region },
        services: [{ name: SERVICE, vertical: "accounts", architecture: "arm64", database: {} }],
        clusters: [
          { name: "prod1", release: { [SERVICE]: prod1 } },
          { name: "prod2", release: { [SERVICE]: prod2 } },
        ],
      };
      const ranges: Record<string, SchemaRange> = {
        [`${SERVICE} ${first}`]: { least: 41, most: 42 },
        [`${SERVICE} ${second}`]: { least: 43, most: 43 },
        [`${SERVICE} ${third}`]: { least: 44, most: 44 },
      };
      const file = path.join(project.dir, "Pulumi.prod.yaml");
      const before = parse(await readFile(file, "utf8")) as { readonly config?: object } | null;
      const image = {
        imageId: "ami-0123456789abcdef0",
        service: SERVICE,
        commit: prod2,
        clusters: ["prod2"],
      };
      const own = {
        judged,
        ranges,
        accountIds: { accounts: account },
        ...(baked !== undefined && { baked: { ...image, schema: baked } }),
      };
      const config = Object.fromEntries(
        Object.entries(own).map(([key, value]) => [`releases:${key}`, value]),
      );
      await writeFile(file, stringify({ ...before, config }));
    }

    it("pass before there is a table, and are refused of a release that the schema is not ready for", async () => {
      await release(first, first);
      const run = await project.up("prod");
      assert.equal(run.exitCode, 0, saidBy(run));
      await makeCoordinationTable(clients, table);
      await putSchema(clients, table, at(42));
      await release(first, second);
      const refused = await project.preview("prod");
      assert.notEqual(refused.exitCode, 0);
      assert.match(
        saidBy(refused),
        new RegExp(
          `\\[schema\\] [^]*- cluster prod2, service core: commit ${second} runs on version 43, and the schema is at version 42\\.`,
        ),
      );
      assert.doesNotMatch(saidBy(refused), /prod1|\n\s+at .*\.ts:\d+/);
    });

    it("pass beside a release that a hand has left behind, and tell of it", async () => {
      await putSchema(clients, table, at(44));
      await release(first, third);
      const run = await project.up("prod");
      assert.equal(run.exitCode, 0, saidBy(run));
      const warnings = run.diagnostics.filter(({ severity }) => severity === "warning");
      assert.match(
        warnings.map(({ message }) => message).join("\n"),
        /cluster prod1, service core: commit a+ runs on versions 41 to 42, and the schema is at version 44\. .* no names move to it/,
      );
    });

    it("are refused of what the update itself has baked, before anything takes its image", async () => {
      const unknown = "d".repeat(40);
      await release(first, unknown, { least: 45, most: 45 });
      const refused = await project.up("prod");
      assert.notEqual(refused.exitCode, 0);
      assert.equal(refused.created, 0);
      assert.match(
        saidBy(refused),
        /\[schema\] [^]*- cluster prod2, service core: commit d+ runs on version 45, and the schema is at version 44\./,
      );
      assert.doesNotMatch(saidBy(refused), /\n\s+at .*\.ts:\d+/);
      await release(first, unknown, { least: 44, most: 45 });
      const run = await project.up("prod");
      assert.equal(run.exitCode, 0, saidBy(run));
      assert.equal(run.created, 1);
    });
  });
});
