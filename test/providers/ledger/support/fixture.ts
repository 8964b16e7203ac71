import { createHash } from "node:crypto";

import { nextRecord } from "../../../../providers/ledger/nextRecord";
import {
  keyOf,
  type Intent,
  type LedgerBody,
  type LedgerRecord,
  type Migration,
  type Outcome,
} from "../../../../providers/ledger/record";
import type { LedgerVersion } from "../../../../providers/ledger/shelves";
import type { LedgerHead } from "../../../../providers/ledger/store";
import type { LedgerEvidence } from "../../../../providers/ledger/verify";
import { KEY_ARN, type SigningKey } from "./signingKey";

export const STACK = "prod";
export const BUCKET = "duotone-ledger";

/** When the first record of every test is written. */
export const START = Date.parse("2026-03-01T12:00:00.000Z");

export const sha = (text: string) => createHash("sha256").update(text).digest("hex");

export const commitOf = (text: string) => sha(text).slice(0, 40);

export function intent(fields: Partial<Intent> = {}): Intent {
  return {
    kind: "intent",
    action: "promote",
    from: ["prod1"],
    to: "prod2",
    services: {
      core: {
        old: { commit: commitOf("a"), imageId: "ami-1" },
        new: { commit: commitOf("b"), imageId: "ami-2" },
      },
    },
    ticket: { id: "prod-42", token: 7, requestedBy: "ada", reason: "March release", reference: "CHG-1" },
    caller: { arn: "arn:aws:sts::444455556666:assumed-role/deploy/run-1", account: "444455556666" },
    author: { commit: commitOf("c"), name: "Ada Lovelace", email: "ada@example.com", dirty: false },
    policyPack: sha("pack"),
    gateDigest: sha("gate"),
    overrides: [],
    ...fields,
  };
}

export function outcome(intentSequence: number, fields: Partial<Outcome> = {}): Outcome {
  return {
    kind: "outcome",
    intent: intentSequence,
    result: "done",
    namesOn: { Z0COM: "prod2" },
    activeColor: "prod2",
    release: { core: { commit: commitOf("b"), imageId: "ami-2" } },
    ...fields,
  };
}

export function migration(fields: Partial<Migration> = {}): Migration {
  return {
    kind: "migration",
    result: "begun",
    begun: null,
    id: "8d2f",
    service: "core",
    from: 41,
    to: 42,
    cluster: "prod2",
    commit: commitOf("b"),
    by: "ada",
    caller: intent().caller,
    ...fields,
  };
}

/** The object of an entry, as S3 lists it. */
export function versionOf(
  entry: unknown,
  sequence: number,
  fields: Partial<LedgerVersion> = {},
): LedgerVersion {
  return {
    key: keyOf(STACK, sequence),
    versionId: `v${sequence}`,
    isLatest: true,
    isDeleteMarker: false,
    lastModified: new Date(START + sequence * 1000),
    entry,
    ...fields,
  };
}

export function evidenceOf(
  key: Pick<SigningKey, "publicKey">,
  versions: readonly LedgerVersion[],
  fields: Partial<LedgerEvidence> = {},
): LedgerEvidence {
  return { stack: STACK, bucket: BUCKET, keyArn: KEY_ARN, publicKey: key.publicKey, versions, ...fields };
}

/** The record after a head, as the ledger would make it. */
export function recordAfter(head: LedgerHead | undefined, body: LedgerBody, stack = STACK): LedgerRecord {
  return nextRecord(stack, body, head, START + (head?.entry.record.sequence ?? 0) * 1000);
}
