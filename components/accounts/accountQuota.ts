import type { Organization } from "./organization";

/**
 * Service Quotas' name of the number of accounts that an organization may have: 10 unless AWS has granted more.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
const QUOTA = { ServiceCode: "organizations", QuotaCode: "L-29A0C5DF" } as const;

/** The only region where the quotas of AWS Organizations can be asked for. */
const QUOTA_REGION = "us-east-1";

/** Tries of the call; throttling is the usual reason for a further one. */
const MAX_ATTEMPTS = 4;

/** Asks Service Quotas how many accounts the organization may have. @throws Error as the SDK words it. */
export async function askAccountQuota(): Promise<number | undefined> {
  // Loaded here: only a run that makes accounts has use for it.
  const { GetServiceQuotaCommand, ServiceQuotasClient } = await import("@aws-sdk/client-service-quotas");
  const client = new ServiceQuotasClient({ region: QUOTA_REGION, maxAttempts: MAX_ATTEMPTS });
  try {
    const { Quota: quota } = await client.send(new GetServiceQuotaCommand(QUOTA));
    return quota?.Value;
  } finally {
    client.destroy();
  }
}

/**
 * What is wrong where the organization has no room for the new accounts; otherwise `undefined`.
 *
 * Closed accounts count: AWS lists them, and counts them, until they are gone for good after 90 days.
 *
 * @param newAccounts Names of the accounts to be made.
 */
export function quotaProblem(
  organization: Organization,
  newAccounts: readonly string[],
  quota: number,
): string | undefined {
  const present = organization.accountsByEmail.size;
  const needed = present + newAccounts.length;
  if (newAccounts.length === 0 || needed <= quota) {
    return undefined;
  }
  const closed = [...organization.accountsByEmail.values()].filter(
    ({ status }) => status !== "ACTIVE",
  ).length;
  return (
    `Organization ${organization.id} may have ${quota} accounts and has ${present}` +
    `${closed === 0 ? "" : `, ${closed} of them closed, which count for 90 days`}. ` +
    `It needs ${newAccounts.length} more: ${newAccounts.join(", ")}. Nothing was created.\n` +
    `Ask AWS for a quota of at least ${needed}, which takes up to some days:\n` +
    `  aws service-quotas request-service-quota-increase --region ${QUOTA_REGION} --service-code ` +
    `${QUOTA.ServiceCode} --quota-code ${QUOTA.QuotaCode} --desired-value ${needed}\n` +
    "or take accounts out of the configuration."
  );
}
