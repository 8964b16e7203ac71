import fc from "fast-check";

import type { Intent, LedgerRelease, Migration, Outcome } from "../../../../providers/ledger/record";
import { commitOf, intent, migration, outcome, sha } from "./fixture";

const words = fc.string({ minLength: 1, unit: "binary" });
const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,8}$/);
const digest = fc.nat().map((n) => sha(String(n)));
const release: fc.Arbitrary<LedgerRelease> = fc.record({ commit: words, imageId: words });

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

/** Intents of every shape. */
export const intents: fc.Arbitrary<Intent> = fc
  .record({
    action: fc.constantFrom("create", "promote", "rollback", "repair", "remove"),
    from: fc.array(words, { maxLength: 2 }),
    to: optional(words),
    services: fc.dictionary(
      id,
      fc.record(
        { old: optional(release), new: optional(release), schema: fc.integer({ min: 1 }) },
        { requiredKeys: ["old", "new"] },
      ),
    ),
    ticket: optional(
      fc.record(
        { id: words, token: fc.nat(), requestedBy: words, reason: fc.string(), reference: words },
        { requiredKeys: ["id", "token", "requestedBy"] },
      ),
    ),
    author: optional(
      fc.record({
        commit: fc.nat().map((n) => commitOf(String(n))),
        name: fc.string(),
        email: fc.string(),
        dirty: fc.boolean(),
      }),
    ),
    policyPack: optional(digest),
    gateDigest: digest,
    overrides: fc.array(
      fc.record(
        { gate: words, service: words, reason: words, by: words, until: words },
        { requiredKeys: ["gate", "reason", "by", "until"] },
      ),
      { maxLength: 2 },
    ),
  })
  .map((fields) => intent(fields));

/** Outcomes of every shape, of one intent. */
export const outcomesOf = (sequence: number): fc.Arbitrary<Outcome> =>
  fc
    .record(
      {
        result: fc.constantFrom("done", "failed", "interrupted"),
        namesOn: fc.dictionary(id, words),
        activeColor: optional(words),
        release: fc.dictionary(id, release),
        message: fc.string(),
      },
      { requiredKeys: ["result", "namesOn", "activeColor", "release"] },
    )
    .map((fields) => outcome(sequence, fields));

/** Migrations of every shape. */
export const migrations: fc.Arbitrary<Migration> = fc
  .record(
    {
      result: fc.constantFrom("begun", "done", "failed"),
      begun: optional(fc.integer({ min: 1, max: 1_000 })),
      from: fc.nat(),
      to: fc.integer({ min: 1, max: 1_000 }),
      service: words,
      commandId: words,
      instanceId: words,
      reason: fc.string(),
      reference: fc.string(),
      message: fc.string(),
    },
    { requiredKeys: ["result", "begun", "from", "to", "service"] },
  )
  .map((fields) => migration(fields));

/** Bodies of a ledger's records: intents and outcomes in turns. */
export const bodies = (min: number, max: number): fc.Arbitrary<readonly (Intent | Outcome)[]> =>
  fc
    .integer({ min, max })
    .chain((length) =>
      fc.tuple(
        ...Array.from({ length }, (_, index): fc.Arbitrary<Intent | Outcome> =>
          index % 2 === 0 ? intents : outcomesOf(index),
        ),
      ),
    );
