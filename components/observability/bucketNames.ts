import { createHash } from "node:crypto";

/** S3's limit, less the hyphen and the seven random digits that the engine adds; names are the world's, not an account's. */
const LONGEST_PREFIX = 63 - 8;

/** Hex digits that stand for what was cut off a name. */
const DIGEST_DIGITS = 8;

/**
 * What every bucket of a restricted vertical is called first, in whatever account it is: the organization trail records
 * all reading and writing of objects in buckets of this prefix, those of tomorrow included.
 */
export const RESTRICTED_BUCKET_PREFIX = "duotone-restricted-";

/** The same for all other buckets. No purpose begins with the word `restricted`, so that the two never meet. */
export const BUCKET_PREFIX = "duotone-";

/** What a bucket is for. */
export type BucketPurpose = "access" | "archive" | "config" | "files" | "ledger" | "logs" | "trail";

/** What the ledger's bucket is called first, and what hardly anybody writes to: the trail records every request. */
export const LEDGER_BUCKET_PREFIX = `${BUCKET_PREFIX}ledger-`;

/**
 * Prefixes of the buckets of which the trail records all but what is newly written, where they are of no restricted vertical: those
 * that AWS delivers evidence to, for who reads them is evidence too, and those of services' files, in place of access logs.
 */
export const EVIDENCE_BUCKET_PREFIXES: readonly string[] = (
  ["access", "archive", "config", "files", "logs", "trail"] satisfies BucketPurpose[]
).map((purpose) => `${BUCKET_PREFIX}${purpose}-`);

export interface BucketOwner {
  /** Whether it holds what belongs to a restricted vertical. */
  readonly restricted: boolean;

  /** Whom it belongs to, from the general to the particular, for example stack and vertical. */
  readonly owner: readonly string[];
}

/**
 * The beginning of a bucket's name, to which the engine adds a hyphen and seven random digits.
 *
 * Always `duotone-restricted-<purpose>-` or `duotone-<purpose>-`; an owner too long for a bucket's name is cut short and
 * told apart by a digest.
 *
 * @example `duotone-restricted-archive-prod-accounts`
 */
export function bucketNamePrefix(purpose: BucketPurpose, { restricted, owner }: BucketOwner): string {
  const start = `${restricted ? RESTRICTED_BUCKET_PREFIX : BUCKET_PREFIX}${purpose}-`;
  const whole = start + owner.join("-");
  if (whole.length <= LONGEST_PREFIX) {
    return whole;
  }
  const digest = createHash("sha256").update(owner.join("/")).digest("hex").slice(0, DIGEST_DIGITS);
  const kept = whole.slice(0, LONGEST_PREFIX - DIGEST_DIGITS - 1).replace(/-+$/, "");
  return `${kept}-${digest}`;
}
