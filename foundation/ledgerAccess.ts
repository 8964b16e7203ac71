import * as pulumi from "@pulumi/pulumi";

import { namedRole } from "../components/accounts/namedRole";
import { LEDGER_ROLE_NAME, type LedgerParts, ledgerRights } from "../components/delivery/ledgerRights";

export interface LedgerAccessArgs {
  readonly managementAccountId: string;
  readonly organizationId: string;

  /** Who releases, as `NamedPrincipals` says; one of any account stands for one of the management account. */
  readonly deployers: readonly string[];
  readonly ledger: LedgerParts;
}

/**
 * The role `duotone-ledger` of the audit account, under which a release is written down: it reads the ledger, adds records
 * and signs them, and does nothing else. For the provider of the audit account.
 */
export class LedgerAccess extends pulumi.ComponentResource {
  /** Known once the role has its rights. */
  public readonly roleArn: pulumi.Output<string>;

  public constructor(name: string, args: LedgerAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:accounts:LedgerAccess", name, args, opts);

    this.roleArn = namedRole(
      name,
      {
        roleName: LEDGER_ROLE_NAME,
        description: "Releases are written down in the ledger",
        principals: {
          patterns: args.deployers,
          accountId: args.managementAccountId,
          organizationId: args.organizationId,
        },
        rights: { name: "ledger", policy: ledgerRights(args.ledger) },
      },
      this,
    );
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
