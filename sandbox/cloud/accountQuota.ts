import {
  ListRootsCommand,
  OrganizationsClient,
  type OrganizationsClientConfig,
  TagResourceCommand,
} from "@aws-sdk/client-organizations";

/** Tag of the organization's root by which the emulator is told how many accounts AWS would allow. */
const QUOTA_TAG = "sandbox:account-quota";

/** Tag of an account by which the emulator is told how many seconds AWS would take to make it. */
export const CREATION_SECONDS_TAG = "sandbox:creation-seconds";

/**
 * Sets how many accounts the emulated organization may have, as AWS Support does on request. Without it, it is AWS's
 * own default of 10.
 *
 * @param access Configuration of an SDK client that works in the management account.
 */
export async function setAccountQuota(access: OrganizationsClientConfig, quota: number): Promise<void> {
  const client = new OrganizationsClient(access);
  try {
    const { Roots: roots } = await client.send(new ListRootsCommand({}));
    await client.send(
      new TagResourceCommand({
        ResourceId: roots?.[0]?.Id,
        Tags: [{ Key: QUOTA_TAG, Value: String(quota) }],
      }),
    );
  } finally {
    client.destroy();
  }
}
