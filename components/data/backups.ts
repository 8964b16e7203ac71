import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { DataStoresConfig } from "../../config";
import { Key } from "../keys/key";
import { dataUses } from "../keys/keyUses";
import { backupVault } from "./backupVault";

/** Every day, in UTC: after the databases' own backup and maintenance windows, during which RDS takes no snapshot. */
const SCHEDULE = "cron(0 5 * * ? *)";

/** Minutes in which a backup has to begin, and to be finished. */
const BEGINS_WITHIN = 60;
const ENDS_WITHIN = 600;

const BACKUP_POLICY = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup";

export interface BackupsArgs {
  readonly accountId: pulumi.Input<string>;

  /** ARN by name of what is backed up, for example `core-database`. At least one. */
  readonly resources: Readonly<Record<string, pulumi.Input<string>>>;
  readonly keyArn: pulumi.Input<string>;
  readonly stores: DataStoresConfig;

  /**
   * Provider of the account in the recovery region.
   *
   * @default - none: there are no copies
   */
  readonly recovery?: { readonly region: string; readonly provider: aws.Provider };
  readonly protect: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The daily backups of a vertical's stores, and a copy of each in the recovery region under a key of that region.
 *
 * They are beside what the stores do for themselves (databases and the table can be brought back to any second), and outlive
 * the stores: a deleted database takes its own backups along sooner or later, and a lost region at once.
 */
export class Backups extends pulumi.ComponentResource {
  public readonly vaultName: pulumi.Output<string>;

  /** Nothing where there is no recovery region. */
  public readonly recoveryVaultName: pulumi.Output<string> | undefined;

  public constructor(name: string, args: BackupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:data:Backups", name, undefined, opts);

    const vault = backupVault(name, args, { parent: this });
    const recoveryVault = this.createRecoveryVault(name, args);
    const plan = this.createPlan(name, args, vault, recoveryVault);
    new aws.backup.Selection(
      name,
      {
        planId: plan.id,
        name: "stores",
        iamRoleArn: this.createRole(name, args),
        resources: Object.values(args.resources),
      },
      { parent: this },
    );

    this.vaultName = vault.name;
    this.recoveryVaultName = recoveryVault?.name;
    this.registerOutputs({ vaultName: this.vaultName, recoveryVaultName: this.recoveryVaultName });
  }

  private createRecoveryVault(
    name: string,
    { accountId, recovery, protect, tags }: BackupsArgs,
  ): aws.backup.Vault | undefined {
    if (recovery === undefined) {
      return undefined;
    }
    const { region, provider } = recovery;
    const key = new Key(
      `${name}-data-recovery`,
      {
        purpose: "data",
        description: "Copies of backups of data stores",
        accountId,
        uses: dataUses({ accountId, region }),
        protect,
        retainOnDelete: true,
      },
      { parent: this, providers: { aws: provider } },
    );
    return backupVault(`${name}-recovery`, { keyArn: key.arn, protect, tags }, { parent: this, provider });
  }

  private createPlan(
    name: string,
    { stores, tags }: BackupsArgs,
    vault: aws.backup.Vault,
    recoveryVault: aws.backup.Vault | undefined,
  ): aws.backup.Plan {
    const lifecycle = { deleteAfter: stores.backupDays };
    return new aws.backup.Plan(
      name,
      {
        rules: [
          {
            ruleName: "daily",
            targetVaultName: vault.name,
            schedule: SCHEDULE,
            startWindow: BEGINS_WITHIN,
            completionWindow: ENDS_WITHIN,
            lifecycle,
            ...(recoveryVault === undefined
              ? {}
              : { copyActions: [{ destinationVaultArn: recoveryVault.arn, lifecycle }] }),
          },
        ],
        tags: { ...tags },
      },
      { parent: this },
    );
  }

  /** Known once the role may back up, so that the first plan does not fail. */
  private createRole(name: string, { accountId, tags }: BackupsArgs): pulumi.Output<string> {
    const role = new aws.iam.Role(
      `${name}-backups`,
      {
        description: "AWS Backup of data stores",
        assumeRolePolicy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "backup.amazonaws.com" },
              Action: "sts:AssumeRole",
              Condition: { StringEquals: { "aws:SourceAccount": accountId } },
            },
          ],
        }),
        tags: { ...tags },
      },
      { parent: this },
    );
    const attachment = new aws.iam.RolePolicyAttachment(
      `${name}-backups`,
      { role: role.name, policyArn: BACKUP_POLICY },
      { parent: this },
    );
    return pulumi.all([role.arn, attachment.id]).apply(([arn]) => arn);
  }
}
