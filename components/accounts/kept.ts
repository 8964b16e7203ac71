import * as pulumi from "@pulumi/pulumi";

import type { Kept } from "../../providers/keptOnDestroy";
import type { LogArchive } from "../observability/logArchive";
import type { MemberAccount } from "./memberAccount";

/** What to say of an account that outlives its stack. @param of How the account is known, for example `(duotone-audit)`. */
export function keptAccount({ accountId }: MemberAccount, of: string): Kept {
  return {
    what: pulumi.interpolate`account ${accountId} ${of}`,
    why: "an account cannot be deleted, and closing one takes 90 days and its e-mail address for ever",
    whatToDo: "the next `pulumi up` adopts it and sets it up again; to close it, use AWS Organizations",
  };
}

/** What to say of the ledger, which outlives its stack. @param bucket Its bucket's name. */
export function keptLedger(bucket: pulumi.Input<string>): Kept {
  return {
    what: pulumi.interpolate`the ledger's records in ${bucket}, their key and the key that signed them`,
    why: "they are locked, and prove who released what as long as that key is there",
    whatToDo:
      "read and verify them in the audit account; once the last one's retention is over, delete bucket and keys there. A " +
      "new foundation begins a new ledger",
  };
}

/** What to say of a log archive that outlives its stack. @param of Whose logs are in it. */
export function keptArchive({ bucketNames }: LogArchive, of: string): Kept {
  return {
    what: bucketNames.apply((names) => `the log archive of ${of} (${names.join(", ")}), and its key`),
    why: "what is in it is locked, or kept from deletion by policy, until its retention ends",
    whatToDo: "read it in the audit account; delete buckets and key there when the retention is over",
  };
}
