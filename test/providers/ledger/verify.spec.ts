import assert from "node:assert/strict";

import fc from "fast-check";

import { canonical } from "../../../providers/canonicalJson";
import type { Finding } from "../../../providers/ledger/findings";
import { hashOf, keyOf, type LedgerEntry, type LedgerRecord } from "../../../providers/ledger/record";
import type { LedgerVersion } from "../../../providers/ledger/shelves";
import { verifyLedger } from "../../../providers/ledger/verify";
import { bodies } from "./support/bodies";
import { chainOf } from "./support/chain";
import { BUCKET, evidenceOf, intent, migration, outcome, STACK, START, versionOf } from "./support/fixture";
import { SigningKey } from "./support/signingKey";
import { rehashed, tampered } from "./support/tampering";

const KEY = new SigningKey();
const OTHER_KEY = new SigningKey("arn:aws:kms:eu-west-1:999900001111:key/9999");

const faults = (findings: readonly Finding[]) => findings.filter(({ isFault }) => isFault);

const kinds = (versions: readonly LedgerVersion[], head?: { sequence: number; hash: string }) =>
  faults(verifyLedger(evidenceOf(KEY, versions, { head }))).map(({ kind, sequence }) =>
    `${kind} ${sequence ?? ""}`.trim(),
  );

const stored = (entries: readonly unknown[]) => entries.map((entry, index) => versionOf(entry, index + 1));

const chains = bodies(2, 5).map((parts) => chainOf(KEY, parts.length, { bodies: parts }));

const indexIn = (entries: readonly unknown[]) => fc.nat(entries.length - 1);

function at<T>(items: readonly T[], index: number): T {
  const item = items.at(index);
  assert.ok(item !== undefined);
  return item;
}

/** Signs a record anew, as somebody with that key would. */
const signed = (key: SigningKey, record: LedgerRecord): LedgerEntry => key.entry(record);

describe("verifyLedger", function () {
  this.timeout(60_000);

  it("finds nothing in what the ledger wrote", () => {
    fc.assert(
      fc.property(chains, (entries) => {
        const last = at(entries, -1);
        const head = { sequence: entries.length, hash: last.hash };
        assert.deepEqual(kinds(stored(entries), head), []);
        // As it comes back from S3.
        assert.deepEqual(kinds(stored(JSON.parse(JSON.stringify(entries)) as unknown[]), head), []);
      }),
    );
    assert.deepEqual(verifyLedger(evidenceOf(KEY, [])), []);
  });

  it("reports an intent without an outcome, which is no fault", () => {
    const [open, ...more] = verifyLedger(evidenceOf(KEY, stored(chainOf(KEY, 3))));
    assert.deepEqual(more, []);
    assert.deepEqual([open?.kind, open?.isFault, open?.sequence], ["open", false, 3]);
    assert.match(open?.message ?? "", /^Record 3 of prod is an intent without an outcome\. .*`pulumi up`/);
  });

  describe("finds any single tampering:", () => {
    const property = (
      name: string,
      tamper: fc.Arbitrary<{ versions: readonly LedgerVersion[]; about?: number }>,
      numRuns = 60,
    ) =>
      it(name, () => {
        fc.assert(
          fc.property(tamper, ({ versions, about }) => {
            const found = faults(verifyLedger(evidenceOf(KEY, versions)));
            assert.ok(found.length > 0, "nothing was found");
            if (about !== undefined) {
              assert.ok(
                found.some(({ sequence }) => sequence === about),
                `nothing was found about ${about}: ${canonical(found)}`,
              );
            }
          }),
          { numRuns },
        );
      });

    const replaced = (entries: readonly LedgerEntry[], index: number, entry: unknown) =>
      stored(entries.map((old, place) => (place === index ? entry : old)));

    property(
      "any field of any entry",
      chains.chain((entries) =>
        indexIn(entries).chain((index) =>
          tampered(at(entries, index)).map((entry) => ({
            versions: replaced(entries, index, entry),
            about: index + 1,
          })),
        ),
      ),
      200,
    );

    property(
      "any field of any record, with a hash that fits",
      chains.chain((entries) =>
        indexIn(entries).chain((index) =>
          tampered(at(entries, index).record).map((record) => ({
            versions: replaced(entries, index, rehashed(at(entries, index), record)),
            about: index + 1,
          })),
        ),
      ),
      200,
    );

    property(
      "a record signed with another key, whichever key it names",
      fc.tuple(chains, fc.boolean(), fc.boolean()).chain(([entries, isChanged, namesOther]) =>
        indexIn(entries).map((index) => {
          const { record } = at(entries, index);
          const forged = signed(
            OTHER_KEY,
            isChanged ? { ...record, at: new Date(START).toISOString() } : record,
          );
          const entry = namesOther ? forged : { ...forged, keyArn: KEY.arn };
          return { versions: replaced(entries, index, entry), about: index + 1 };
        }),
      ),
    );

    property(
      "everything from a record on written anew with another key",
      chains.chain((entries) =>
        indexIn(entries).map((index) => {
          const anew = chainOf(OTHER_KEY, entries.length).map((entry) => ({ ...entry, keyArn: KEY.arn }));
          return { versions: stored([...entries.slice(0, index), ...anew.slice(index)]), about: index + 1 };
        }),
      ),
    );

    property(
      "a record taken away",
      chains.chain((entries) =>
        fc.nat(entries.length - 2).map((index) => ({
          versions: stored(entries).filter((_, place) => place !== index),
          about: index + 1,
        })),
      ),
    );

    property(
      "a record hidden by a delete marker, the last one too",
      fc.tuple(chains, fc.boolean()).chain(([entries, isGone]) =>
        indexIn(entries).map((index) => {
          const marker = versionOf(undefined, index + 1, { versionId: "marker", isDeleteMarker: true });
          const versions = stored(entries).flatMap((version, place) =>
            place !== index ? [version] : isGone ? [marker] : [marker, { ...version, isLatest: false }],
          );
          return { versions, about: index + 1 };
        }),
      ),
    );

    property(
      "two records that changed places",
      chains.chain((entries) =>
        fc.uniqueArray(indexIn(entries), { minLength: 2, maxLength: 2 }).map(([first = 0, second = 1]) => {
          const swapped = entries.map((entry, place) =>
            place === first ? entries[second] : place === second ? entries[first] : entry,
          );
          return { versions: stored(swapped), about: first + 1 };
        }),
      ),
    );

    property(
      "a second version of a record, even one that the key signed",
      fc.tuple(chains, fc.boolean()).chain(([entries, isSame]) =>
        indexIn(entries).map((index) => {
          const { record } = at(entries, index);
          const other = signed(KEY, isSame ? record : { ...record, at: new Date(START + 1).toISOString() });
          const later = versionOf(other, index + 1, { versionId: "later" });
          const versions = stored(entries).flatMap((version, place) =>
            place === index ? [later, { ...version, isLatest: false }] : [version],
          );
          return { versions, about: index + 1 };
        }),
      ),
    );

    property(
      "a record of another stack, signed with the same key",
      chains.chain((entries) =>
        indexIn(entries).map((index) => {
          const elsewhere = chainOf(KEY, entries.length, { stack: "staging" });
          return { versions: replaced(entries, index, at(elsewhere, index)), about: index + 1 };
        }),
      ),
    );

    property(
      "an earlier record once more, at the end or in between",
      chains.chain((entries) =>
        fc.tuple(indexIn(entries), fc.integer({ min: 0, max: entries.length })).map(([index, place]) => ({
          versions: stored([...entries.slice(0, place), at(entries, index), ...entries.slice(place)]),
        })),
      ),
    );

    property(
      "a record that the key signed, put in between",
      chains.chain((entries) =>
        fc.nat(entries.length - 1).map((place) => {
          const before = place === 0 ? undefined : at(entries, place - 1).record;
          const inserted = signed(KEY, {
            version: 1,
            stack: STACK,
            sequence: place + 1,
            previous: before === undefined ? "0".repeat(64) : hashOf(before),
            at: at(entries, place).record.at,
            body: place % 2 === 0 ? intent({ action: "repair" }) : outcome(place, { result: "failed" }),
          });
          return { versions: stored([...entries.slice(0, place), inserted, ...entries.slice(place)]) };
        }),
      ),
    );

    property(
      "an object that is no record",
      fc
        .tuple(
          chains,
          fc.constantFrom(
            "000000000001.txt",
            "1.json",
            "x/000000000001.json",
            "000000000000.json",
            "-00000000001.json",
          ),
        )
        .map(([entries, name]) => ({
          versions: [...stored(entries), versionOf("x", 1, { key: `ledger/${STACK}/${name}` })],
        })),
    );

    it("records cut off from the end, where a later head is known", () => {
      fc.assert(
        fc.property(
          chains.chain((entries) => fc.tuple(fc.constant(entries), indexIn(entries))),
          ([entries, left]) => {
            const head = { sequence: entries.length, hash: at(entries, -1).hash };
            assert.deepEqual(kinds(stored(entries.slice(0, left)), head), [`removed ${entries.length}`]);
          },
        ),
      );
    });

    it("a ledger written anew by somebody who may sign, where a head is known", () => {
      const entries = chainOf(KEY, 4);
      const head = { sequence: 2, hash: at(entries, 1).hash };
      const anew = chainOf(KEY, 6, { bodies: [intent({ to: "prod3" })] });
      assert.deepEqual(kinds(stored(anew)), []);
      assert.deepEqual(kinds(stored(anew), head), ["changed 2"]);
    });
  });

  it("takes migrations between releases, and none between an intent and its outcome", () => {
    const bodies = [migration(), migration({ result: "done", begun: 1 }), intent(), outcome(3), migration()];
    assert.deepEqual(kinds(stored(chainOf(KEY, 5, { bodies }))), []);
    const entries = chainOf(KEY, 2);
    const within = signed(KEY, { ...at(entries, 1).record, body: migration() });
    assert.deepEqual(kinds(stored([at(entries, 0), within])), ["out of turn 2"]);
  });

  it("tells intents and outcomes that do not take turns", () => {
    const entries = chainOf(KEY, 4);
    const second = signed(KEY, { ...at(entries, 1).record, body: intent() });
    const third = signed(KEY, { ...at(entries, 2).record, previous: second.hash, body: outcome(1) });
    assert.deepEqual(kinds(stored([at(entries, 0), second, third])), ["out of turn 2", "out of turn 3"]);
    assert.deepEqual(kinds(stored([signed(KEY, { ...at(entries, 0).record, body: outcome(1) })])), [
      "out of turn 1",
    ]);
  });

  it("tells time that runs backwards, and a clock that was wrong", () => {
    const entries = chainOf(KEY, 2);
    const early = signed(KEY, { ...at(entries, 1).record, at: new Date(START - 1).toISOString() });
    assert.deepEqual(kinds(stored([at(entries, 0), early])), ["time 2"]);
    const late = versionOf(at(entries, 0), 1, { lastModified: new Date(START + 901_000) });
    const [clock] = verifyLedger(evidenceOf(KEY, [late, versionOf(entries[1], 2)]));
    assert.deepEqual([clock?.kind, clock?.isFault, clock?.sequence], ["time", false, 1]);
  });

  it("names gaps as ranges, and goes on behind them", () => {
    const versions = stored(chainOf(KEY, 8)).filter((_, index) => ![1, 4, 5].includes(index));
    const found = faults(verifyLedger(evidenceOf(KEY, versions)));
    assert.deepEqual(
      found.map(({ sequence, message }) => `${sequence} ${message.slice(0, 36)}`),
      ["2 Record 2 of prod is missing: numbers", "5 Records 5 to 6 of prod are missing: "],
    );
  });

  it("says which record, what was expected, what is there and what to do", () => {
    const entries = chainOf(KEY, 2);
    const changed = { ...at(entries, 0), hash: at(entries, 1).hash };
    const later = versionOf(entries[1], 2, { versionId: "later", lastModified: new Date(START + 5000) });
    const marker = versionOf(undefined, 2, { versionId: "gone", isDeleteMarker: true });
    const messages = faults(
      verifyLedger(evidenceOf(KEY, [versionOf(changed, 1), marker, later, versionOf(entries[1], 2)])),
    ).map(({ message }) => message);
    const reads = (version: string, sequence: number) =>
      `aws s3api get-object --bucket ${BUCKET} --key '${keyOf(STACK, sequence)}' --version-id ${version} record.json`;
    assert.deepEqual(messages, [
      `Record 1 of prod: its hash is said to be ${at(entries, 1).hash}, and the record hashes to ${at(entries, 0).hash}. ` +
        `See what is there with: ${reads("v1", 1)}. Look for who wrote it in the trail (PutObject on ${keyOf(STACK, 1)}, ` +
        "Sign with the ledger's key), and for the record in copies of the bucket.",
      "Record 2 of prod has a delete marker (version gone, 2026-03-01T12:00:02.000Z), and nobody deletes records. The record " +
        `below it is kept under Object Lock: ${reads("v2", 2)} reads it. Find out in the trail who deleted it, then take the ` +
        `marker away: aws s3api delete-object --bucket ${BUCKET} --key '${keyOf(STACK, 2)}' --version-id gone.`,
      "Record 2 of prod was written 2 times, and a record is written once. The first version is the record, kept under Object " +
        `Lock: ${reads("v2", 2)} reads it. Later: later of 2026-03-01T12:00:05.000Z. Find out in the trail who wrote there ` +
        `(PutObject on ${keyOf(STACK, 2)}).`,
    ]);
  });
});
