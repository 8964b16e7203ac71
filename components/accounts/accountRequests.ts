import * as pulumi from "@pulumi/pulumi";

/** A request for a new account that AWS has not finished. */
export interface AccountRequest {
  readonly id: string;
  readonly accountName: string;
}

/** What the wait for requests works with; the real ones are `accountRequestTools`. */
export interface RequestTools {
  /** Every request for an account that is in progress. */
  readonly inProgress: () => Promise<readonly AccountRequest[]>;
  readonly sleep: (milliseconds: number) => Promise<void>;

  /** Milliseconds since some fixed moment. */
  readonly now: () => number;
  readonly report: (message: string) => void;
}

/** Milliseconds between two questions. AWS takes from seconds to a few minutes for an account. */
const INTERVAL = 5_000;

/** Milliseconds after which a request counts as stuck: as long as the AWS provider waits for one. */
const PATIENCE = 600_000;

/** Tries of one call; throttling is the usual reason for a further one. */
const MAX_ATTEMPTS = 8;

/**
 * Waits until AWS has finished every request for an account of one of these names.
 *
 * A run that was killed while an account was being made leaves such a request behind. Until it is finished nobody can
 * find the account, and a second request for it would fail. AWS tells a request's account name and not its address.
 *
 * @throws RunError where a request is still in progress after ten minutes; any other error where AWS cannot be asked.
 */
export async function settleRequests(accountNames: readonly string[], tools: RequestTools): Promise<void> {
  const start = tools.now();
  for (;;) {
    const open = (await tools.inProgress()).filter(({ accountName }) => accountNames.includes(accountName));
    if (open.length === 0) {
      return;
    }
    const names = open.map(({ id, accountName }) => `${accountName} (${id})`).join(", ");
    const waited = Math.round((tools.now() - start) / 1_000);
    if (waited * 1_000 >= PATIENCE) {
      throw new pulumi.RunError(
        `AWS is still making accounts that an earlier run asked for, after ${waited} s: ${names}. Nothing was ` +
          "created. Look at them with `aws organizations list-create-account-status`, and run again when they are done.",
      );
    }
    tools.report(`AWS is still making accounts that an earlier run asked for: ${names}, ${waited} s`);
    await tools.sleep(INTERVAL);
  }
}

/** AWS Organizations, and the machine's own time. */
export function accountRequestTools(region: string, report: (message: string) => void): RequestTools {
  return {
    inProgress: () => requestsInProgress(region),
    sleep: (milliseconds) =>
      new Promise((resolve) => {
        setTimeout(resolve, milliseconds);
      }),
    now: () => Date.now(),
    report,
  };
}

async function requestsInProgress(region: string): Promise<readonly AccountRequest[]> {
  // Loaded here: only a run that misses accounts has use for it.
  const { OrganizationsClient, paginateListCreateAccountStatus } =
    await import("@aws-sdk/client-organizations");
  const client = new OrganizationsClient({ region, maxAttempts: MAX_ATTEMPTS });
  const requests: AccountRequest[] = [];
  try {
    for await (const page of paginateListCreateAccountStatus({ client }, { States: ["IN_PROGRESS"] })) {
      for (const { Id: id = "", AccountName: accountName = "" } of page.CreateAccountStatuses ?? []) {
        requests.push({ id, accountName });
      }
    }
  } finally {
    client.destroy();
  }
  return requests;
}
