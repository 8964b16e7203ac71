import { createHash } from "node:crypto";

import { canonical } from "../canonicalJson";

/** What runs, or ran, for one service. */
export interface LedgerRelease {
  readonly commit: string;
  readonly imageId: string;
}

/** What becomes of one service. */
export interface LedgerChange {
  readonly old: LedgerRelease | null;
  readonly new: LedgerRelease | null;

  /** Version that the schema of its database was at; absent where it has none, or nothing was migrated yet. */
  readonly schema?: number;
}

/** The ticket of the release queue under which names were moved. */
export interface LedgerTicket {
  readonly id: string;

  /** The lease's fencing token. */
  readonly token: number;
  readonly requestedBy: string;
  readonly reason?: string;

  /** The change or issue that it belongs to, in the words of the organization's own tracker. */
  readonly reference?: string;
}

/** The author of the project's checked-out commit. */
export interface CommitAuthor {
  readonly commit: string;
  readonly name: string;
  readonly email: string;

  /** Whether the working folder holds anything that is not in the commit. */
  readonly dirty: boolean;
}

/** A gate that was overridden. */
export interface LedgerOverride {
  readonly gate: string;
  readonly service?: string;
  readonly reason: string;
  readonly by: string;
  readonly until: string;
}

/** Written before names are moved: what is about to happen, and who wants it. */
export interface Intent {
  readonly kind: "intent";
  readonly action: "create" | "promote" | "rollback" | "repair" | "remove";

  /** The colours that names are on before; empty where there are none. */
  readonly from: readonly string[];

  /** The colour that all names shall be on; null where they are removed. */
  readonly to: string | null;

  /** By service. */
  readonly services: Readonly<Record<string, LedgerChange>>;

  /** Null where there was no queue to ask. */
  readonly ticket: LedgerTicket | null;

  /** Who ran it, as AWS sees them. */
  readonly caller: { readonly arn: string; readonly account: string };

  /** Null where the project is no git repository. */
  readonly author: CommitAuthor | null;

  /** SHA-256 of the policy pack in hex; null where there is none. */
  readonly policyPack: string | null;

  /** SHA-256 of the gate's snapshot in hex. */
  readonly gateDigest: string;
  readonly overrides: readonly LedgerOverride[];
}

/** Written after names were moved, or were not: what the public names reach now. */
export interface Outcome {
  readonly kind: "outcome";

  /** Sequence of its intent. */
  readonly intent: number;
  readonly result: "done" | "failed" | "interrupted";

  /** By zone id, the colour that its names are on, or `unknown`. */
  readonly namesOn: Readonly<Record<string, string>>;

  /** Null where no colour has all names. */
  readonly activeColor: string | null;

  /** By service, what the public names reach. */
  readonly release: Readonly<Record<string, LedgerRelease>>;
  readonly message?: string;
}

/**
 * Written before and after a program brings a service's database from one version of its schema to another. It stands by
 * itself: no names move, and what the public names reach stays what the last outcome says.
 */
export interface Migration {
  readonly kind: "migration";

  /** `begun` before its command is sent; then what came of that. */
  readonly result: "begun" | "done" | "failed";

  /** Number of the record that says that it was begun; null in that one, and where none is known. */
  readonly begun: number | null;

  /** Names the migration, over all its attempts. */
  readonly id: string;
  readonly service: string;
  readonly from: number;
  readonly to: number;

  /** The cluster on one of whose instances it runs, and the commit of the service there. */
  readonly cluster: string;
  readonly commit: string;

  /** Who wanted it, as people know them, and who made the calls, as AWS sees them. */
  readonly by: string;
  readonly caller: Intent["caller"];

  /** What Systems Manager calls the command, and where it ran. */
  readonly commandId?: string;
  readonly instanceId?: string;
  readonly reason?: string;
  readonly reference?: string;
  readonly message?: string;
}

/** What a record tells. */
export type LedgerBody = Intent | Outcome | Migration;

/** One numbered record: what is hashed and signed. */
export interface LedgerRecord {
  readonly version: 1;
  readonly stack: string;

  /** From 1, without gaps. */
  readonly sequence: number;

  /** Hash of the record before; `NO_RECORD` for the first. */
  readonly previous: string;

  /** ISO 8601, UTC, with milliseconds. */
  readonly at: string;
  readonly body: LedgerBody;
}

/** A record as it is stored. */
export interface LedgerEntry {
  readonly record: LedgerRecord;

  /** SHA-256 of the canonical record in hex. */
  readonly hash: string;

  /** ECDSA_SHA_256 over that hash, DER in base64. */
  readonly signature: string;

  /** The KMS key that signed. */
  readonly keyArn: string;
}

/** What the first record names as the hash of the one before. */
export const NO_RECORD = "0".repeat(64);

/** Digits of a record's number in its key: S3 lists keys as text, and so lists records in their order. */
const DIGITS = 12;

export function hashOf(record: LedgerRecord): string {
  return createHash("sha256").update(canonical(record)).digest("hex");
}

/** The object of one record, for example `ledger/prod/000000000042.json`. */
export function keyOf(stack: string, sequence: number): string {
  return `${prefixOf(stack)}${String(sequence).padStart(DIGITS, "0")}.json`;
}

/**
 * What the keys of all records of a stack begin with.
 *
 * @throws Error where the name could lead out of the stack's own part of the bucket.
 */
export function prefixOf(stack: string): string {
  // Pulumi's own rule for stack names, without those that begin with a sign;
  // https://www.pulumi.com/docs/iac/concepts/stacks/#stack-naming
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(stack)) {
    throw new Error(
      `"${stack}" cannot be the name of a stack in the ledger: it becomes part of an object's key. ` +
        "Use up to 100 letters, digits, dots, hyphens and underscores, with a letter or a digit first.",
    );
  }
  return `ledger/${stack}/`;
}

/** The number of the record that a key is for; undefined where it is no record's key in this stack. */
export function sequenceOf(stack: string, key: string): number | undefined {
  const sequence = Number(key.slice(prefixOf(stack).length, -".json".length));
  return sequence > 0 && keyOf(stack, sequence) === key ? sequence : undefined;
}
