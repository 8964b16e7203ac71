import { LEDGER_ROLE_NAME } from "../../delivery/ledgerRights";
import { LEDGER_BUCKET_PREFIX } from "../../observability/bucketNames";
import { AUDITOR_ROLE_NAME } from "../auditRights";

/** Prefix of the names of everything that belongs to the stacks themselves and is protected by name. */
const OWN = "duotone-";

/** The role of the root program in the audit account, where it declares the log archives. */
const ARCHIVE_ROLE = `arn:aws:iam::*:role/${OWN}archives`;

/** The role in the audit account that reads all other accounts. */
export const AUDITOR_ROLE = `arn:aws:iam::*:role/${AUDITOR_ROLE_NAME}`;

/** The role in the audit account that writes the ledger. */
export const LEDGER_ROLE = `arn:aws:iam::*:role/${LEDGER_ROLE_NAME}`;

/** Roles whose trust and rights decide who gets into an account. */
export const OWN_ROLES = `arn:aws:iam::*:role/${OWN}*`;

/** Buckets of evidence, artifacts and restricted data. */
export const OWN_BUCKETS = `arn:aws:s3:::${OWN}*`;

/** The ledger's records. */
export const LEDGER_OBJECTS = `arn:aws:s3:::${LEDGER_BUCKET_PREFIX}*/*`;

/** Tables that say what is released, and of what. */
export const RELEASE_TABLES = `arn:aws:dynamodb:*:*:table/${OWN}*`;

/**
 * The role that the stacks assume in every account, as a pattern of ARNs.
 *
 * Safe to be exempted by name: the name is taken in every account from its first minute, and only the role itself may
 * change or replace it.
 */
export function deployingRole(accountRoleName: string): string {
  return `arn:aws:iam::*:role/${accountRoleName}`;
}

/** Every role under which stacks declare keys and buckets. */
export function stackRoles(accountRoleName: string): string[] {
  return [deployingRole(accountRoleName), ARCHIVE_ROLE];
}
