import assert from "node:assert/strict";

import fc from "fast-check";

import { canonical } from "../../../providers/canonicalJson";
import { checkedRecord, entryText, parseEntry, storedValue } from "../../../providers/ledger/entrySchema";
import {
  hashOf,
  keyOf,
  NO_RECORD,
  prefixOf,
  sequenceOf,
  type LedgerRecord,
} from "../../../providers/ledger/record";
import { intents, migrations, outcomesOf } from "./support/bodies";
import { intent, sha, STACK, START } from "./support/fixture";
import { SigningKey } from "./support/signingKey";

const KEY = new SigningKey();

function recordOf(body: LedgerRecord["body"]): LedgerRecord {
  return {
    version: 1,
    stack: STACK,
    sequence: 3,
    previous: NO_RECORD,
    at: new Date(START).toISOString(),
    body,
  };
}

describe("a ledger's record", () => {
  it("has the hash of its canonical JSON", () => {
    const record = recordOf(intent());
    assert.equal(hashOf(record), sha(canonical(record)));
  });

  it("has the same hash, and is still a record, after any journey through JSON", () => {
    fc.assert(
      fc.property(fc.oneof(intents, outcomesOf(2), migrations), (body) => {
        const record = checkedRecord(recordOf(body));
        const entry = KEY.entry(record);
        const back = storedValue(Buffer.from(entryText(entry)).toString("utf8"));
        const parsed = parseEntry(back);
        assert.deepEqual(parsed, { value: entry });
        assert.equal(hashOf((back as typeof entry).record), entry.hash);
      }),
    );
  });

  it("never holds undefined", () => {
    const { ticket } = intent();
    assert.ok(ticket !== null);
    const withUndefined = {
      ...recordOf(intent()),
      body: { ...intent(), ticket: { ...ticket, reason: undefined } },
    };
    const record = checkedRecord(withUndefined as unknown as LedgerRecord);
    assert.ok(!("reason" in (record.body as { ticket: object }).ticket));
    assert.equal(hashOf(record), hashOf(withUndefined as unknown as LedgerRecord));
  });

  it("is stored under its number, which sorts as text", () => {
    assert.equal(keyOf("prod", 42), "ledger/prod/000000000042.json");
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999_999_999_999 }),
        fc.integer({ min: 1, max: 999_999_999_999 }),
        (a, b) => {
          assert.equal(sequenceOf("prod", keyOf("prod", a)), a);
          assert.equal(keyOf("prod", a) < keyOf("prod", b), a < b);
        },
      ),
    );
  });

  it("has no other key", () => {
    for (const key of [
      "ledger/prod/000000000000.json",
      "ledger/prod/42.json",
      "ledger/prod/00000000004e.json",
      "ledger/prod/0000000001e2.json",
      "ledger/prod/000000000042.JSON",
      "ledger/prod/000000000042.json.bak",
      "ledger/prod2/000000000042.json",
      "ledger/prod/",
    ]) {
      assert.equal(sequenceOf("prod", key), undefined, key);
    }
  });

  it("belongs to a stack whose name stays in its own part of the bucket", () => {
    for (const stack of ["prod", "prod-eu.2", "A_1"]) {
      assert.equal(prefixOf(stack), `ledger/${stack}/`);
    }
    for (const stack of ["", "..", ".prod", "a/b", "a b", "prod\n", "ä", "x".repeat(101)]) {
      assert.throws(
        () => prefixOf(stack),
        /cannot be the name of a stack in the ledger.*Use up to 100 letters/s,
      );
    }
  });
});

describe("parseEntry", () => {
  const entry = KEY.entry(recordOf(intent()));
  const problems = (value: unknown) => {
    const parsed = parseEntry(value);
    return "problems" in parsed ? parsed.problems : [];
  };

  it("takes what was written, and lists every problem of what was not, each with its path", () => {
    assert.deepEqual(problems(entry), []);
    const { record } = entry;
    const bad = {
      ...entry,
      hash: "ABC",
      signature: "!",
      record: {
        ...record,
        version: 2,
        at: "2026-03-01T12:00:00Z",
        body: { ...intent(), caller: { arn: "", account: "1" } },
      },
    };
    assert.deepEqual(problems(bad), [
      "record.version: not version 1: written by a newer duotone? Then use that one",
      "record.at: not a time such as 2026-01-31T12:00:00.000Z",
      "record.body.caller.arn: an empty text",
      "record.body.caller.account: not an account id of 12 digits",
      "hash: not a SHA-256 in 64 hex digits",
      "signature: not base64",
    ]);
  });

  it("takes no field that no record has", () => {
    const extra = (name: string) =>
      JSON.parse(entryText(entry).replace('"services":{', `"services":{"${name}":1,`)) as unknown;
    assert.match(problems({ ...entry, note: "x" }).join(), /note/);
    assert.match(problems(extra("__proto__")).join(), /has fields that no record has/);
    assert.match(problems(extra("é")).join(), /services\.é: not an id of letters, digits and/);
  });

  it("takes no other base64 of the same signature", () => {
    const padded = entry.signature.endsWith("=") ? entry.signature.replace(/=+$/, "") : `${entry.signature}=`;
    assert.deepEqual(problems({ ...entry, signature: padded }), ["signature: not base64"]);
  });

  it("takes JSON in no other form than it is written in", () => {
    const text = entryText(entry);
    assert.deepEqual(storedValue(text), entry);
    for (const other of [`${text}\n`, text.replace(":", ": "), text.replace("{", '{"hash":"x",'), "{", ""]) {
      assert.equal(storedValue(other), other);
      assert.equal(problems(storedValue(other)).length, 1);
    }
  });
});
