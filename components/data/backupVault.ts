import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** AWS's longest retention of automatic backups, and the stack's: no lock ever holds a backup for longer. */
const LONGEST_DAYS = 35;

/** Days in which a lock can be taken back; AWS's least. https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html */
const DAYS_TO_REPENT = 3;

export interface BackupVaultArgs {
  readonly keyArn: pulumi.Input<string>;

  /** Whether the engine refuses to delete the vault, and nobody can delete a backup before its time. */
  readonly protect: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Declares a vault for backups. Destroying the stack leaves it with what is in it.
 *
 * Where it is protected, it is locked in compliance mode: three days after it was made nobody can delete a backup before its
 * time, AWS and the root user included. A mistake is over after 35 days, because the lock lets in nothing that stays longer.
 */
export function backupVault(
  name: string,
  { keyArn, protect, tags }: BackupVaultArgs,
  opts: pulumi.CustomResourceOptions,
): aws.backup.Vault {
  const vault = new aws.backup.Vault(
    name,
    { kmsKeyArn: keyArn, forceDestroy: false, tags: { ...tags } },
    { ...opts, protect, retainOnDelete: true },
  );
  if (protect) {
    new aws.backup.VaultLockConfiguration(
      name,
      {
        backupVaultName: vault.name,
        changeableForDays: DAYS_TO_REPENT,
        minRetentionDays: 1,
        maxRetentionDays: LONGEST_DAYS,
      },
      { ...opts, retainOnDelete: true },
    );
  }
  return vault;
}
