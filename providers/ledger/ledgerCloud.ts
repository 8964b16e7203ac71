import type { Clock } from "../switch/types";
import type { Place } from "./findings";
import type { LedgerVersion } from "./shelves";

/** Whose ledger it is, where, and with which key it is signed. */
export interface LedgerSettings extends Place {
  readonly keyArn: string;
  readonly clock: Pick<Clock, "now" | "sleep" | "random">;
}

/** What became of a write; `unknown` where no answer came, or where an earlier try may have had its effect. */
export type Written =
  { readonly state: "written" | "taken" | "busy" } | { readonly state: "unknown"; readonly error: unknown };

/** The part of AWS that the ledger uses. Every method gives up when the signal aborts. */
export interface LedgerCloud {
  /** Every version and delete marker whose key begins so, in S3's order. */
  listVersions(prefix: string, signal: AbortSignal): Promise<readonly LedgerVersion[]>;

  /** An object's text, of the given version or else the latest; undefined where there is none. */
  readText(key: string, versionId: string | undefined, signal: AbortSignal): Promise<string | undefined>;

  /** Writes an object only where there is none of that key. Throws what is certain to have had no effect. */
  writeNew(key: string, text: string, signal: AbortSignal): Promise<Written>;

  /** Signs a SHA-256. @returns DER in base64 */
  sign(digest: Buffer, signal: AbortSignal): Promise<string>;

  /** SubjectPublicKeyInfo, DER in base64. */
  publicKey(signal: AbortSignal): Promise<string>;

  close(): void;
}
