import {
  ListRootsCommand,
  OrganizationsClient,
  type OrganizationsClientConfig,
  TagResourceCommand,
} from "@aws-sdk/client-organizations";

/** Tag of the organization's root by which the emulator is told how many accounts AWS would allow. */
const QUOTA_TAG = "sandbox:account-quota";

/** Tag of the root by which the emulator is told that AWS has made the accounts that were asked for before a moment. */
const DONE_TAG = "sandbox:accounts-done";

/** Tag of an account by which the emulator is told how many seconds AWS would take to make it. */
export const CREATION_SECONDS_TAG = "sandbox:creation-seconds";

/**
 * Sets how many accounts the emulated organization may have, as AWS Support does on request. Without it, it is AWS's
 * own default of 10.
 *
 * @param access Configuration of an SDK client that works in the management account.
 */
export function setAccountQuota(access: OrganizationsClientConfig, quota: number): Promise<void> {
  return tagRoot(access, QUOTA_TAG, quota);
}

/** Lets all requests for accounts be done, however long they were to take. @param access As for the quota. */
export function finishAccountRequests(access: OrganizationsClientConfig): Promise<void> {
  return tagRoot(access, DONE_TAG, Date.now());
}

async function tagRoot(access: OrganizationsClientConfig, key: string, value: number): Promise<void> {
  const client = new OrganizationsClient(access);
  try {
    const { Roots: roots } = await client.send(new ListRootsCommand({}));
    await client.send(
      new TagResourceCommand({
        ResourceId: roots?.[0]?.Id,
        Tags: [{ Key: key, Value: String(value) }],
      }),
    );
  } finally {
    client.destroy();
  }
}
