import assert from "node:assert/strict";

import type { LedgerEntry } from "../../../providers/ledger/record";
import { LedgerDamage, type LedgerStore } from "../../../providers/ledger/store";
import { chainOf } from "../../providers/ledger/support/chain";
import { evidenceOf, outcome, START, versionOf } from "../../providers/ledger/support/fixture";
import { SigningKey } from "../../providers/ledger/support/signingKey";
import { FakeSession } from "../support/fakeSession";
import { runDuotone } from "../support/run";

const KEY = new SigningKey();

/** A session whose ledger holds these entries. */
async function withEntries(
  entries: readonly LedgerEntry[],
  stored: readonly unknown[] = entries,
): Promise<FakeSession> {
  const session = await FakeSession.deployed();
  session.aws.clock.pass(START + 3_600_000);
  const ledger = session.ledger();
  const store: LedgerStore & { readonly close: () => number } = {
    ...ledger,
    entries: (_signal, options) => Promise.resolve(entries.slice(-(options?.last ?? entries.length))),
    evidence: () =>
      Promise.resolve(
        evidenceOf(
          KEY,
          stored.map((entry, index) => versionOf(entry, index + 1)),
        ),
      ),
  };
  session.ledger = () => store;
  return session;
}

function at(entries: readonly LedgerEntry[], index: number): LedgerEntry {
  const entry = entries[index];
  assert.ok(entry !== undefined);
  return entry;
}

describe("duotone ledger", () => {
  const entries = chainOf(KEY, 4);

  it("shows the newest records in a line each", async () => {
    const session = await withEntries(entries);
    const told = await runDuotone(session, ["ledger", "show", "--last", "3"]);
    const minutes = entries.map(({ record }) => record.at.slice(0, 16).replace("T", " "));
    assert.equal(
      told.printed,
      [
        "Ledger of prod: records 2 to 4.",
        "",
        "     at (UTC)          record           names           by",
        "  ─────────────────────────────────────────────────────────",
        `  2  ${minutes[1] ?? ""}  done (of 1)      on prod2`,
        `  3  ${minutes[2] ?? ""}  intent: promote  prod1 to prod2  ada`,
        `  4  ${minutes[3] ?? ""}  done (of 3)      on prod2`,
        "",
        `  last hash   ${at(entries, 3).hash}`,
      ].join("\n"),
    );
  });

  it("shows one record with everything that is in it", async () => {
    const session = await withEntries(entries);
    const told = await runDuotone(session, ["ledger", "show", "3"]);
    const { record, hash, signature } = at(entries, 2);
    assert.ok(record.body.kind === "intent");
    for (const text of [
      `Record 3 of prod: intent, ${record.at}.`,
      "  service  old            new",
      "prod-42, token 7, ada, CHG-1, March release",
      "arn:aws:sts::444455556666:assumed-role/deploy/run-1",
      "Ada Lovelace <ada@example.com>, commit",
      record.body.gateDigest,
      hash,
      record.previous,
      signature,
    ]) {
      assert.ok(told.printed.includes(text), `${text} is not in:\n${told.printed}`);
    }
    const missing = await runDuotone(session, ["ledger", "show", "9"]);
    assert.equal(missing.exitCode, 2);
    assert.equal(missing.noted, "The ledger of prod has no record 9: it has 1 to 4.");
  });

  it("verifies a sound ledger", async () => {
    const session = await withEntries(entries);
    const told = await runDuotone(session, ["ledger", "verify"]);
    assert.equal(told.exitCode, 0);
    assert.equal(
      told.printed,
      "The ledger verifies: 4 records of stack prod, every hash, link and signature.",
    );
  });

  it("ends with 5 where a record was changed, and says which", async () => {
    const third = at(entries, 2);
    assert.ok(third.record.body.kind === "intent");
    const changed = {
      ...third,
      record: { ...third.record, body: { ...third.record.body, ticket: null } },
    };
    const session = await withEntries(entries, [entries[0], entries[1], changed, entries[3]]);
    const told = await runDuotone(session, ["ledger", "verify", "--json"]);
    assert.equal(told.exitCode, 5);
    assert.match(
      told.printed,
      /^The ledger does not verify: 3 faults in 4 records of stack prod\.\n\n {2}- changed: Record 3 /,
    );
    const { isSound, findings } = told.document as {
      isSound: boolean;
      findings: { kind: string; sequence: number }[];
    };
    assert.equal(isSound, false);
    assert.deepEqual(
      findings.map(({ kind, sequence }) => [kind, sequence]),
      [
        ["changed", 3],
        ["bad signature", 3],
        ["unlinked", 4],
      ],
    );
  });

  it("finds a cut end where somebody remembers a later head", async () => {
    const session = await withEntries(entries.slice(0, 2));
    const told = await runDuotone(session, ["ledger", "verify", "--head", `4:${at(entries, 3).hash}`]);
    assert.equal(told.exitCode, 5);
    assert.match(
      told.printed.replaceAll(/\s+/g, " "),
      /removed: Record 4 of prod is known .* the ledger ends with record 2/,
    );
  });

  it("mentions a record that waits for its outcome, which is no fault", async () => {
    const session = await withEntries(chainOf(KEY, 3));
    const told = await runDuotone(session, ["ledger", "verify"]);
    assert.equal(told.exitCode, 0);
    assert.match(told.printed, /\nTo know:\n {2}- open: /);
  });

  it("tells what ran at a moment, and who brought it there", async () => {
    const session = await withEntries(entries);
    const moment = at(entries, 1).record.at;
    const told = await runDuotone(session, ["ledger", "at", moment]);
    assert.equal(told.exitCode, 0, told.noted);
    const { body } = at(entries, 1).record;
    assert.ok(body.kind === "outcome");
    const when = `${moment.slice(0, 19).replace("T", " ")} UTC`;
    assert.equal(
      told.printed,
      [
        `At ${when} the public names of prod reached prod2.`,
        "",
        "  service  commit                                    image",
        "  ────────────────────────────────────────────────────────",
        `  core     ${body.release.core?.commit ?? ""}  ami-2`,
        "",
        `  since       ${moment.slice(0, 16).replace("T", " ")} UTC, record 2`,
        "  by          ada",
        "  why         CHG-1",
        "              March release",
      ].join("\n"),
    );
    const before = await runDuotone(session, ["ledger", "at", "2026-01-01", "--json"]);
    assert.deepEqual(before.document, {
      command: "ledger at",
      stack: "prod",
      exitCode: 0,
      at: "2026-01-01T00:00:00.000Z",
      release: null,
    });
    assert.equal((await runDuotone(session, ["ledger", "at", "2036-01-01"])).exitCode, 2);
  });

  it("tells of names that were on no single colour", async () => {
    const bodies = [
      undefined,
      outcome(1, { activeColor: null, namesOn: { Z0COM: "prod2", Z0ORG: "unknown" } }),
    ];
    const first = at(entries, 0).record.body;
    const split = chainOf(KEY, 2, { bodies: [first, bodies[1] ?? first] });
    const session = await withEntries(split);
    const told = await runDuotone(session, ["ledger", "at", at(split, 1).record.at]);
    assert.match(told.printed, /reached no single colour\./);
    assert.match(told.printed, /names +Z0COM on prod2\n +Z0ORG on unknown/);
  });

  it("ends with 5 wherever the ledger proves damaged", async () => {
    const session = await withEntries(entries);
    const ledger = session.ledger();
    session.ledger = () => ({
      ...ledger,
      entries: () => Promise.reject(new LedgerDamage("Record 2 of prod is missing.", [])),
    });
    const told = await runDuotone(session, ["ledger", "show", "--json"]);
    assert.equal(told.exitCode, 5);
    assert.equal(told.document?.error, "Record 2 of prod is missing.");
  });
});
