import { allow, type CloudIds } from "./companyNetwork";
import type { DraftResource, Place, StackState } from "./stackState";

/** The queue and the ledger of the company, as a foundation declares them. */
export function declareReleaseStore(
  state: StackState,
  ids: CloudIds,
  { delivery, audit }: { readonly delivery: DraftResource; readonly audit: DraftResource },
): void {
  const queue = state.component("duotone:delivery:ReleaseQueue", "release-queue", {});
  const table = "duotone-release-queue";
  state.resource(
    "aws:dynamodb/table:Table",
    "release-queue",
    table,
    { name: table, hashKey: "lane" },
    { provider: delivery, parent: queue },
    { arn: `arn:aws:dynamodb:eu-west-1:${accountOf(delivery)}:table/${table}` },
  );

  const ledger = state.component("duotone:delivery:ReleaseLedger", "ledger", {});
  const place = { provider: audit, parent: ledger };
  for (const name of ["ledger", "ledger-signing"]) {
    declareKey(state, name, ids.next("01234567-89ab-cdef-0123"), accountOf(audit), place);
  }
  const bucket = ids.next("duotone-ledger-organization");
  const denied = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:DeleteObject",
    Resource: `arn:aws:s3:::${bucket}/*`,
  };
  const about: readonly (readonly [string, Record<string, unknown>])[] = [
    ["bucket:Bucket", { objectLockEnabled: true }],
    ["bucketPolicy:BucketPolicy", { policy: JSON.stringify({ Version: "2012-10-17", Statement: [denied] }) }],
    [
      "bucketObjectLockConfiguration:BucketObjectLockConfiguration",
      { rule: { defaultRetention: { mode: "COMPLIANCE", days: 400 } } },
    ],
  ];
  for (const [type, inputs] of about) {
    state.resource(`aws:s3/${type}`, "ledger", bucket, { bucket, ...inputs }, place);
  }
}

/** The account that a provider allows. */
function accountOf({ inputs }: DraftResource): string {
  const [id = ""] = JSON.parse(String(inputs.allowedAccountIds)) as string[];
  return id;
}

/** A key that its own account looks after. */
export function declareKey(
  state: StackState,
  name: string,
  id: string,
  accountId: string,
  place: Place,
): DraftResource {
  const arn = `arn:aws:kms:eu-west-1:${accountId}:key/${id}`;
  const policy = allow({ AWS: `arn:aws:iam::${accountId}:root` });
  return state.resource("aws:kms/key:Key", name, id, { policy }, place, { arn, keyId: id });
}
