import type { Finding } from "./findings";
import type { LedgerBody, LedgerEntry } from "./record";
import type { LedgerEvidence } from "./verify";

/** The last record of a ledger, verified. */
export interface LedgerHead {
  readonly entry: LedgerEntry;

  /** Whether it is an intent that waits for its outcome. */
  readonly isOpen: boolean;
}

/** The ledger of one stack. Every method gives up when the signal aborts. */
export interface LedgerStore {
  /**
   * The last record, or undefined where there is none yet.
   *
   * @throws LedgerDamage, in words, where records are missing, hidden or overwritten, or the last does not verify.
   */
  head(signal: AbortSignal): Promise<LedgerHead | undefined>;

  /**
   * Signs and writes the record that follows. Intents and outcomes take turns; a migration may follow whatever is no intent.
   *
   * @param after What `head` or `append` gave: the record is bound to it.
   * @throws LedgerConflict where somebody else has written that number; nothing was written then.
   * @throws Error with every reason why the body is no record's.
   */
  append(body: LedgerBody, after: LedgerHead | undefined, signal: AbortSignal): Promise<LedgerHead>;

  /**
   * Records by number, oldest first: of each the version that was written first, with its own hash and signature
   * verified.
   *
   * @param options `last`: so many of the newest. All, where it is left out.
   */
  entries(signal: AbortSignal, options?: { readonly last?: number }): Promise<readonly LedgerEntry[]>;

  /** Everything that is stored, for `verifyLedger`: every version of every object, and the delete markers. */
  evidence(signal: AbortSignal): Promise<LedgerEvidence>;

  /**
   * Signs any bytes with the ledger's key.
   *
   * @returns ECDSA_SHA_256, DER.
   */
  sign(bytes: Buffer, signal: AbortSignal): Promise<Buffer>;

  /** Closes the connections. */
  close(): void;
}

/** Somebody else was first: read the head again, and decide anew. */
export class LedgerConflict extends Error {
  public override readonly name = "LedgerConflict";
}

/** The ledger is not what it was when it was written. */
export class LedgerDamage extends Error {
  public override readonly name = "LedgerDamage";

  /**
   * @param findings What is wrong, one by one.
   * @param head The last record as it was written first, where that one verifies: to go on from, where a person has
   *   decided to.
   */
  public constructor(
    message: string,
    public readonly findings: readonly Finding[],
    public readonly head?: LedgerHead,
  ) {
    super(message);
  }
}
