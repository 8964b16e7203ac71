import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { askAccountQuota, quotaProblem } from "./accountQuota";
import { accountRequestTools, settleRequests } from "./accountRequests";
import { adoption, type WantedAccount } from "./adoption";
import { lookUpOrganization, type Organization } from "./organization";

/** The organization, and which of the wanted accounts it has already. */
export interface FoundAccounts {
  readonly organization: Organization;

  /** Account id by logical name. An account that is not in it is to be created. */
  readonly existingIds: ReadonlyMap<string, string>;
}

/** What is asked of the cloud; the real ones are those of `findAccounts`. */
export interface AccountFinder {
  readonly lookUp: () => Promise<Organization>;

  /** Resolves when no request for an account of these names is in progress any more. */
  readonly settle: (accountNames: readonly string[]) => Promise<void>;
  readonly quota: () => Promise<number | undefined>;
  readonly warn: (message: string) => void;
}

/**
 * Looks up the organization and the wanted accounts in it. Called before the first resource.
 *
 * A run that finds all its accounts asks no further. One that misses some waits for what an earlier run may have asked
 * for, looks again, and makes sure that there is room for the rest.
 *
 * @param region The stack's region.
 * @throws RunError where the organization or an account is not as it should be, or AWS takes no further accounts.
 */
export function findAccounts(
  management: aws.Provider,
  region: string,
  wanted: readonly WantedAccount[],
): Promise<FoundAccounts> {
  const tools = accountRequestTools(region, (message) => void pulumi.log.info(message));
  return findAccountsWith(
    {
      lookUp: () => lookUpOrganization(management),
      settle: (accountNames) => settleRequests(accountNames, tools),
      quota: askAccountQuota,
      warn: (message) => void pulumi.log.warn(message),
    },
    wanted,
  );
}

/** The same with any cloud. */
export async function findAccountsWith(
  { lookUp, settle, quota, warn }: AccountFinder,
  wanted: readonly WantedAccount[],
): Promise<FoundAccounts> {
  const first = await lookUp();
  const found = adoption(first, wanted);
  const missing = missingOf(wanted, found);
  if (missing.length === 0) {
    return { organization: first, existingIds: found };
  }
  try {
    await settle(missing);
  } catch (cause) {
    if (pulumi.RunError.isInstance(cause)) {
      throw cause;
    }
    // AWS refuses a second account with one address, so that going on can at worst fail.
    warn(
      `Whether AWS is still making accounts could not be asked: ${textOf(cause)} ` +
        "Allow organizations:ListCreateAccountStatus.",
    );
  }
  // Looked up again in any case: a request may have been finished between the first look and the question.
  const organization = await lookUp();
  const existingIds = adoption(organization, wanted);
  const newAccounts = missingOf(wanted, existingIds);
  if (newAccounts.length > 0) {
    await checkQuota(organization, newAccounts, quota, warn);
  }
  return { organization, existingIds };
}

function missingOf(
  wanted: readonly WantedAccount[],
  existingIds: ReadonlyMap<string, string>,
): readonly string[] {
  return wanted
    .filter(({ logicalName }) => !existingIds.has(logicalName))
    .map(({ accountName }) => accountName);
}

/** AWS itself refuses one account too many; to know it beforehand is a courtesy that must not get in the way. */
async function checkQuota(
  organization: Organization,
  newAccounts: readonly string[],
  quota: AccountFinder["quota"],
  warn: AccountFinder["warn"],
): Promise<void> {
  let limit: number | undefined;
  try {
    limit = await quota();
  } catch (cause) {
    warn(
      `Whether the organization may have ${newAccounts.length} more accounts could not be asked: ${textOf(cause)} ` +
        "AWS refuses those beyond the quota. Allow servicequotas:GetServiceQuota to know it beforehand.",
    );
    return;
  }
  const problem = limit === undefined ? undefined : quotaProblem(organization, newAccounts, limit);
  if (problem !== undefined) {
    throw new pulumi.RunError(problem);
  }
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
