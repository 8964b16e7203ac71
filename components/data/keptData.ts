import * as pulumi from "@pulumi/pulumi";

import type { Kept } from "../../providers/keptOnDestroy";
import type { Archive } from "./archive";
import type { Backups } from "./backups";
import type { Database } from "./database";

export interface KeptDataArgs {
  readonly vertical: string;
  readonly keyArn: pulumi.Input<string>;

  /** By service. */
  readonly databases: ReadonlyMap<string, Database>;
  readonly archive: Archive | undefined;
  readonly backups: Backups | undefined;
}

/** What to say of data that outlives its stack. */
export function keptData({ vertical, keyArn, databases, archive, backups }: KeptDataArgs): readonly Kept[] {
  const key = {
    what: pulumi.interpolate`the key ${keyArn} of ${vertical}'s data`,
    why: "nothing that stays of the data can be read without it",
    whatToDo: "once nothing of it is needed any more, schedule its deletion in the vertical's account",
  };
  return [
    key,
    ...[...databases].map(([service, { lastSnapshot }]) => ({
      what: pulumi.interpolate`the snapshot ${lastSnapshot} of ${service}'s database`,
      why: "it is the last that there is of the data",
      whatToDo: "restore it into a database of its own, or delete it in the vertical's account",
    })),
    ...(archive === undefined
      ? []
      : [
          {
            what: pulumi.interpolate`the files in ${archive.bucketName} of ${vertical}`,
            why: "a bucket with files in it cannot be deleted, and the files are nowhere else",
            whatToDo: "read them in the vertical's account; empty and delete the bucket there",
          },
        ]),
    ...(backups === undefined
      ? []
      : [
          {
            what: pulumi.interpolate`the backups in the vault ${backups.vaultName}${
              backups.recoveryVaultName === undefined
                ? ""
                : pulumi.interpolate`, and their copies in ${backups.recoveryVaultName} of the recovery region`
            } of ${vertical}`,
            why: "they are there for what went wrong, and that includes destroying the stack",
            whatToDo: "they end by themselves; then delete the vaults in the vertical's account",
          },
        ]),
  ];
}
