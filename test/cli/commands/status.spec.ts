import assert from "node:assert/strict";

import { addTicket } from "../../../providers/queue/tickets";
import { claim } from "../../../providers/queue/leases";
import { FakeSession } from "../support/fakeSession";
import { runDuotone } from "../support/run";

describe("duotone status", () => {
  it("shows both colours side by side, and that the idle one could be promoted", async () => {
    const session = await FakeSession.deployed();
    const told = await runDuotone(session, ["status"]);
    assert.equal(told.exitCode, 0, told.noted);
    assert.equal(
      told.printed,
      [
        "Stack prod: prod1 has the public names. 1970-01-01 00:00 UTC.",
        "",
        "  service  prod1, active                prod2, idle",
        "  ─────────────────────────────────────────────────────────────────────",
        "  core     aaaaaaa ami-0aaaaaaa  2/2  ok  bbbbbbb ami-0bbbbbbb  2/2  ok",
        "  web      aaaaaaa ami-0aaaaaaa  2/2  ok  bbbbbbb ami-0bbbbbbb  2/2  ok",
        "  shop     aaaaaaa ami-0aaaaaaa  2/2  ok  bbbbbbb ami-0bbbbbbb  2/2  ok",
        "  batch    aaaaaaa ami-0aaaaaaa  2/2  ok  bbbbbbb ami-0bbbbbbb  2/2  ok",
        "",
        "  promotion   prod2 could be promoted now: duotone promote --stack prod",
        "  queue       empty",
        "  releases    1. 1970-01-01 00:00 create, prod1: done, ada",
      ].join("\n"),
    );
  });

  it("says every reason against a promotion, who is in the queue, and what was released", async () => {
    const session = await FakeSession.deployed();
    await runDuotone(session, ["promote", "--yes", "--reference", "CHG-7"]);
    session.aws.setHealthy("core-prod1", 0, 2, "arn:tg/core-prod1");
    await session.aws.stores.queue.change((lane, now) => {
      const added = addTicket(lane, { action: "promote", color: "prod2", requestedBy: "bob" }, now);
      const claimed = claim(added.lane, { ticketId: added.ticket.id, holder: "bob on ci", seconds: 60 }, now);
      assert.ok("lease" in claimed);
      return { lane: claimed.lane, result: undefined };
    }, new AbortController().signal);

    const told = await runDuotone(session, ["status"]);
    const flat = told.printed.replaceAll(/\s+/g, " ");
    assert.match(flat, /service prod1, idle prod2, active/);
    assert.match(flat, /core aaaaaaa ami-0aaaaaaa 0\/2 ok bbbbbbb ami-0bbbbbbb 2\/2 ok/);
    assert.match(flat, /prod1 could not be promoted now, for 2 reasons: - \[health\] core on prod1: 0 of 2/);
    assert.match(flat, / - \[queue\] The turn in the queue of prod is that of prod-3/);
    assert.match(
      flat,
      /queue 1\. prod-3, promote prod2, bob, since 1970-01-01 00:00; worked on by bob on ci/,
    );
    assert.match(
      flat,
      /releases 3\. 1970-01-01 00:00 promote, prod1 to prod2: done, ann@example\.com, CHG-7 1\. /,
    );
  });

  it("shows where schemas stand, and what each colour runs on", async () => {
    const session = await FakeSession.deployed("prod1", {
      core: { ["a".repeat(40)]: { least: 41, most: 42 }, ["b".repeat(40)]: { least: 43, most: 43 } },
      batch: { ["a".repeat(40)]: { least: 7, most: 7 } },
    });
    session.aws.schemas.set("core", { id: "schema#core", version: 42 });
    const told = await runDuotone(session, ["status"]);
    const flat = told.printed.replaceAll(/\s+/g, " ");
    assert.match(
      flat,
      / schemas core at version 42; prod1 runs on versions 41 to 42, prod2 on version 43 batch at no version: nothing was migrated yet; prod1 runs on version 7, prod2 does not say what it runs on promotion /,
    );
    assert.match(
      flat,
      /prod2 could not be promoted now, for 2 reasons: - \[schema\] core on prod2: .*Migrate first: duotone migrate core --to 43 - \[schema\] batch on prod2: /,
    );
    const { document } = await runDuotone(session, ["status", "--json"]);
    const { schemas } = document as { schemas: readonly object[] };
    assert.deepEqual(schemas[0], {
      service: "core",
      version: 42,
      standing: "at version 42",
      runsOn: { prod1: { least: 41, most: 42 }, prod2: { least: 43, most: 43 } },
    });
  });

  it("gives a program what it read", async () => {
    const session = await FakeSession.deployed();
    const { document } = await runDuotone(session, ["status", "--json"]);
    assert.deepEqual(Object.keys(document ?? {}), [
      "command",
      "stack",
      "exitCode",
      "activeColor",
      "idleColor",
      "configuredColor",
      "namesOn",
      "colors",
      "services",
      "schemas",
      "refusals",
      "overridden",
      "notes",
      "queue",
      "releases",
      "at",
    ]);
    const { services, namesOn } = document as {
      services: { service: string; in: object }[];
      namesOn: object;
    };
    assert.deepEqual(namesOn, { Z0COM: "prod1", Z0ORG: "prod1" });
    const alarms = (color: string) =>
      ["healthy-hosts", "failing-answers"].map((what) => ({
        name: `duotone-${color}-core-${what}`,
        state: "OK",
      }));
    assert.deepEqual(services[0], {
      service: "core",
      in: {
        prod1: {
          release: { commit: "a".repeat(40), imageId: `ami-0${"a".repeat(16)}` },
          health: { wanted: 2, registered: 2, healthy: 2, sick: [] },
          alarms: alarms("prod1"),
        },
        prod2: {
          release: { commit: "b".repeat(40), imageId: `ami-0${"b".repeat(16)}` },
          health: { wanted: 2, registered: 2, healthy: 2, sick: [] },
          alarms: alarms("prod2"),
        },
      },
    });
  });

  it("shows what it can where queue and ledger do not answer", async () => {
    const session = await FakeSession.deployed();
    session.aws.interfere = (call) => {
      if (call === "readQueue") {
        throw Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
      }
    };
    const ledger = session.ledger();
    session.ledger = () => ({ ...ledger, entries: () => Promise.reject(new Error("Record 2 is missing.")) });
    const told = await runDuotone(session, ["status"]);
    assert.equal(told.exitCode, 0);
    assert.match(told.printed, /queue +could not be read: AccessDeniedException: not authorized\./);
    assert.match(told.printed, /releases +could not be read: Record 2 is missing\./);
  });

  it("says that an update was cut off, and how to finish it", async () => {
    const session = await FakeSession.deployed();
    session.file.activeColor = "prod2";
    session.aws.pendingPolls = 10_000;
    const phase = { update: () => undefined, line: () => undefined };
    await session.update({ message: "", env: {}, phase, signal: new AbortController().signal });
    const told = await runDuotone(session, ["status", "--json"]);
    assert.match(told.printed, /^Stack prod: an update to prod2 was cut off, and is still to be finished\./);
    assert.match(told.printed, /promotion +first finish what was begun: duotone promote prod2 --stack prod/);
    assert.match(told.printed, / {2}core +aaaaaaa ami-0aaaaaaa +2\/2 +ok +bbbbbbb ami-0bbbbbbb +2\/2 +ok/);
    assert.equal(told.document?.cutOff, "prod2");
  });

  it("tells where names stand elsewhere than the last update left them", async () => {
    const session = await FakeSession.deployed();
    for (const record of session.aws.zones.get("Z0ORG") ?? []) {
      const dnsName = record.alias?.dnsName.replace("prod1", "prod2") ?? "";
      session.aws.put("Z0ORG", {
        ...record,
        alias: { zoneId: "Z0ELB", evaluateTargetHealth: true, dnsName },
      });
    }
    const told = await runDuotone(session, ["status"]);
    assert.match(told.printed, /names +Z0ORG is on prod2; the last update left it on prod1/);
  });

  it("tells where file, state and names differ", async () => {
    const session = await FakeSession.deployed();
    session.file.activeColor = "prod2";
    const told = await runDuotone(session, ["status"]);
    assert.match(told.printed, /file +activeColor is prod2, which no update has carried out yet/);
  });

  it("says what to do without credentials, stack or deployment", async () => {
    const session = await FakeSession.deployed();
    session.callerError = Object.assign(new Error("Could not load credentials from any providers"), {
      name: "CredentialsProviderError",
    });
    const told = await runDuotone(session, ["status", "--json"]);
    assert.equal(told.exitCode, 2);
    assert.match(String(told.document?.error), /No AWS credentials were found\. Log in, set AWS_PROFILE/);
    assert.doesNotMatch(told.noted, /\n +at /);
  });
});
