import assert from "node:assert/strict";

import { commitOf, type FakeSession } from "../support/fakeSession";
import { group, migratable } from "../support/migratable";
import { runDuotone } from "../support/run";

/** At version 41. */
async function deployed(): Promise<FakeSession> {
  const session = await migratable();
  session.database.state = { version: 41 };
  return session;
}

const migrations = (session: FakeSession) =>
  session.aws.stores.entries.flatMap(({ record: { body } }) => (body.kind === "migration" ? [body] : []));

describe("duotone migrate", () => {
  it("shows, asks, runs one command on the idle colour, and records it", async () => {
    const session = await deployed();
    session.database.programs = [{ output: "41 to 42: done\n" }];
    const told = await runDuotone(session, ["migrate", "core", "--to", "42", "--reference", "CHG-1"], {
      answers: ["y"],
    });
    assert.equal(told.exitCode, 0, told.noted);
    assert.deepEqual(told.questions, ["Migrate core from version 41 to 42? [y/N]"]);
    assert.equal(
      told.printed,
      [
        "Migrate core's database of stack prod, from version 41 to 42: one command on an instance of prod2.",
        "",
        "  cluster      commit   runs on            at version 42",
        "  ──────────────────────────────────────────────────────",
        "  prod1, live  aaaaaaa  versions 41 to 42  runs",
        "  prod2        bbbbbbb  versions 41 to 43  runs",
        "",
        "core's database of stack prod is at version 42.",
        "",
        "  command     command-1 on i-1 of prod2",
        "  said        41 to 42: done",
        `  took        ${/took {8}(.*)/.exec(told.printed)?.[1] ?? ""}`,
        "  next        duotone promote prod2 --stack prod",
      ].join("\n"),
    );
    assert.equal(session.database.state?.version, 42);
    const [begun, done] = migrations(session);
    assert.ok(begun && done);
    assert.deepEqual([begun.result, begun.begun, begun.commandId], ["begun", null, undefined]);
    const { id, caller, ...rest } = done;
    assert.deepEqual(
      [id, caller],
      [begun.id, { arn: "arn:aws:sts::333333333333:assumed-role/deployer/ada", account: "333333333333" }],
    );
    assert.deepEqual(rest, {
      kind: "migration",
      result: "done",
      begun: 3,
      service: "core",
      from: 41,
      to: 42,
      cluster: "prod2",
      commit: commitOf("b"),
      by: "ann@example.com",
      commandId: "command-1",
      instanceId: "i-1",
      reference: "CHG-1",
    });
    assert.equal(session.closed, 3);
  });

  it("is shown by the ledger, which names can be moved under all the same", async () => {
    const session = await deployed();
    await runDuotone(session, ["migrate", "core", "--to", "42", "--yes"]);
    const shown = await runDuotone(session, ["ledger", "show"]);
    assert.match(shown.printed, /migration +core, version 41 to 42, on prod2 +ann@example\.com/);
    assert.match(shown.printed, /migration done \(of 3\) +core, version 41 to 42, on prod2/);
    const promoted = await runDuotone(session, ["promote", "--yes"]);
    assert.equal(promoted.exitCode, 0, promoted.noted);
  });

  it("refuses what the live colour would be lost by, with every reason", async () => {
    const session = await deployed();
    const told = await runDuotone(session, ["migrate", "core", "--to", "44", "--yes", "--json"]);
    assert.equal(told.exitCode, 3);
    assert.equal(told.document?.error, "core cannot be migrated to version 44:");
    assert.equal((told.document.reasons as string[]).length, 2);
    assert.deepEqual([session.database.sent.length, migrations(session).length], [0, 0]);
  });

  it("tells what failed, keeps that, and goes on with it when it is run again", async () => {
    const session = await deployed();
    session.database.programs = [{ exitCode: 3, output: "relation is locked\n" }, {}];
    const failed = await runDuotone(session, ["migrate", "core", "--to", "42", "--yes", "--json"]);
    assert.equal(failed.exitCode, 1);
    assert.equal(
      failed.document?.error,
      "The migration of core from version 41 to 42 failed (command command-1 on i-1).",
    );
    assert.match(
      (failed.document.reasons as string[]).join("\n"),
      /exit code 3[^]*run it again[^]*relation is locked/,
    );
    const again = await runDuotone(session, ["migrate", "core", "--to", "42", "--yes"]);
    assert.equal(again.exitCode, 0, again.noted);
    assert.match(again.printed, /^Go on with the migration of core's database/);
    assert.match(again.printed, /before +the last attempt failed: It ended with Failed, exit code 3\./);
    assert.deepEqual(
      migrations(session).map(({ result }) => result),
      ["begun", "failed", "begun", "done"],
    );
  });

  it("stands back while somebody has the turn in the release queue", async () => {
    const session = await deployed();
    await runDuotone(session, ["queue", "add", "promote", "prod2"]);
    await runDuotone(session, ["queue", "claim", "prod-2"]);
    const told = await runDuotone(session, ["migrate", "core", "--to", "42", "--yes"]);
    assert.equal(told.exitCode, 3, told.noted);
    assert.match(told.noted, /has the turn in the release queue \(prod-2\)/);
    assert.deepEqual(session.database.state, { id: "schema#core", version: 41 });
  });

  it("stands back where the names have moved since it was judged", async () => {
    const session = await deployed();
    const before = await session.releaseSwitch();
    assert.ok(before);
    let looks = 0;
    Object.assign(session, {
      releaseSwitch: () => {
        const activeColor = looks++ === 0 ? "prod1" : "prod2";
        return Promise.resolve({ ...before, state: { ...before.state, activeColor } });
      },
    });
    const told = await runDuotone(session, ["migrate", "core", "--to", "42", "--yes"]);
    assert.equal(told.exitCode, 3, told.noted);
    assert.match(told.noted, /have moved from prod1 to prod2 meanwhile/);
    assert.deepEqual(session.database.state, { id: "schema#core", version: 41 });
  });

  it("does nothing where the version is there", async () => {
    const session = await deployed();
    const told = await runDuotone(session, ["migrate", "core", "--to", "41", "--yes"]);
    assert.deepEqual(
      [told.exitCode, told.printed],
      [0, "Nothing to do: core's database of stack prod is at version 41 already."],
    );
  });

  it("asks its command to end at Ctrl-C, and ends with 130", async () => {
    const session = await deployed();
    session.database.programs = [{ seconds: 3_600 }];
    let interrupt: () => void = () => undefined;
    session.database.interfere = (call) => {
      if (call === "look" && session.database.sent.length > 0) {
        interrupt();
      }
    };
    const told = await runDuotone(session, ["migrate", "core", "--to", "42", "--yes"], {
      onStart: (end) => {
        interrupt = end;
      },
    });
    assert.equal(told.exitCode, 130, told.noted);
    assert.match(told.noted, /asking command command-1 to end/);
    assert.equal(session.database.state?.migration?.failure, "It ended with Cancelled.");
  });

  const bad: readonly (readonly [args: readonly string[], said: RegExp])[] = [
    [
      ["nobody", "--to", "42"],
      /"nobody" is no service of stack prod\. Its services are: batch, core, shop, web\./,
    ],
    [
      ["shop", "--to", "42"],
      /shop has no database in Pulumi\.prod\.yaml: there is nothing to migrate\. Services that have one: core\./,
    ],
    [
      ["core", "--to", "42", "--cluster", "prod9"],
      /"prod9" runs no core in stack prod\. Clusters that do: prod1, prod2\./,
    ],
  ];
  for (const [args, said] of bad) {
    it(`refuses ${args.join(" ")}`, async () => {
      const told = await runDuotone(await deployed(), ["migrate", ...args, "--yes"]);
      assert.equal(told.exitCode, 2);
      assert.match(told.noted, said);
    });
  }

  it("does not take a group for the service's that an update has replaced and not yet deleted", async () => {
    const session = await deployed();
    session.resources.push(group("prod2", commitOf("c"), { delete: true, id: "old" }));
    const told = await runDuotone(session, ["migrate", "core", "--to", "42", "--yes", "--json"]);
    assert.equal(told.exitCode, 0, told.noted);
    assert.equal((told.document?.step as { commit: string }).commit, commitOf("b"));
  });
});
