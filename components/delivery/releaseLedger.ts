import * as pulumi from "@pulumi/pulumi";

import { auditorReads } from "../accounts/auditRights";
import { Key } from "../keys/key";
import { bucketNamePrefix } from "../observability/bucketNames";
import { LockedBucket } from "../observability/lockedBucket";
import { ledgerEncrypts, type LedgerParts, ledgerSigns, ledgerWriting } from "./ledgerRights";

export interface ReleaseLedgerArgs {
  /** The account that the ledger is in. */
  readonly auditAccountId: pulumi.Input<string>;
  readonly region: string;

  /** Days that every record is locked. */
  readonly retentionDays: number;

  /** As of `LockedBucketArgs`; also of the keys. */
  readonly protect: boolean;
}

/**
 * Where it is written down who released what: a bucket of records that stay, a key that encrypts them, and one that signs
 * them. For the provider of the audit account.
 *
 * Records are locked for the retention, and do not expire after it: each holds the hash of the one before, so that none can
 * go unnoticed. Destroying the stack leaves all of it as it is.
 */
export class ReleaseLedger extends pulumi.ComponentResource {
  /** Known once the bucket takes records and keeps them, as of `LockedBucket`. */
  public readonly bucketName: pulumi.Output<string>;

  /** What the rights of its writer are about. */
  public readonly parts: LedgerParts;

  public constructor(name: string, args: ReleaseLedgerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:delivery:ReleaseLedger", name, args, opts);

    const { auditAccountId: accountId, region, protect } = args;
    const kept = { accountId, protect, retainOnDelete: true };
    const bucketKeyArn = new Key(
      name,
      {
        purpose: "ledger",
        description: "Records of who released what",
        uses: [auditorReads(accountId), ledgerEncrypts(accountId, region)],
        ...kept,
      },
      { parent: this },
    ).arn;
    const signingKeyArn = new Key(
      `${name}-signing`,
      {
        purpose: "ledger-signing",
        description: "Signs the records of who released what",
        kind: "signs",
        uses: ledgerSigns(accountId),
        ...kept,
      },
      { parent: this },
    ).arn;
    const bucket = new LockedBucket(
      name,
      {
        namePrefix: bucketNamePrefix("ledger", { restricted: false, owner: ["organization"] }),
        keeping: "always",
        retentionDays: args.retentionDays,
        protect,
        keyArn: bucketKeyArn,
        writers: (bucketArn) => ledgerWriting(bucketArn, accountId),
      },
      { parent: this },
    );

    this.bucketName = bucket.bucketName;
    this.parts = { region, bucketArn: bucket.bucketArn, bucketKeyArn, signingKeyArn };
    this.registerOutputs({ bucketName: this.bucketName, signingKeyArn });
  }
}
