import type * as pulumi from "@pulumi/pulumi";

import type { Organization } from "../components/accounts/organization";
import { ReleaseLedger } from "../components/delivery/releaseLedger";
import { ReleaseQueue } from "../components/delivery/releaseQueue";
import type { FoundationConfig } from "./config";
import { LedgerAccess } from "./ledgerAccess";
import type { OwnAccount } from "./ownAccounts";

/** Where releases wait and are written down. */
export interface ReleaseStore {
  readonly queueArn: pulumi.Output<string>;
  readonly ledger: ReleaseLedger;

  /** The role that writes the ledger, known once it has its rights. */
  readonly ledgerRoleArn: pulumi.Output<string>;
}

/** Declares the queue in the delivery account, and the ledger with the role that writes it in the audit account. */
export function declareReleaseStore(
  config: FoundationConfig,
  organization: Organization,
  { delivery, audit }: { readonly delivery: OwnAccount; readonly audit: OwnAccount },
): ReleaseStore {
  const { tableArn } = new ReleaseQueue(
    "release-queue",
    { protect: config.protect },
    { provider: delivery.provider },
  );
  const ledger = new ReleaseLedger(
    "ledger",
    {
      auditAccountId: audit.account.accountId,
      region: config.aws.region,
      retentionDays: config.retentionDays,
      protect: config.protect,
    },
    { provider: audit.provider },
  );
  const { roleArn } = new LedgerAccess(
    "ledger-access",
    {
      managementAccountId: organization.managementAccountId,
      organizationId: organization.id,
      deployers: config.deployers,
      ledger: ledger.parts,
    },
    { provider: audit.provider },
  );
  return { queueArn: tableArn, ledger, ledgerRoleArn: roleArn };
}
