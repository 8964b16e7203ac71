import { accountName, type Estate, type EstateResource, place, type SharedAccount, viewsOf } from "../estate";
import { documentOf, granteeName, granteesOf, isWithin } from "../policies";
import { type Fields, fieldsOf, textAt, textsOf } from "../values";

/** What the release store consists of: components, each with the account that it is in. */
const STORES: Readonly<Record<string, SharedAccount["kind"]>> = {
  "duotone:delivery:ReleaseLedger": "audit",
  "duotone:delivery:ReleaseQueue": "delivery",
};

const BUCKET = "aws:s3/bucket:Bucket";
const LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";

/** Types that hold something to which somebody could be let in. */
const HOLDING = [BUCKET, "aws:dynamodb/table:Table", "aws:kms/key:Key"];

/** Types that let somebody in to what another resource holds. */
const HANDING_ON = [
  "aws:dynamodb/resourcePolicy:ResourcePolicy",
  "aws:kms/grant:Grant",
  "aws:kms/keyPolicy:KeyPolicy",
  "aws:s3/accessPoint:AccessPoint",
  "aws:s3/bucketPolicy:BucketPolicy",
];

/**
 * What was released and what is released next is in no vertical's hands: there is one ledger, in the audit account, and one
 * queue, in the delivery account; each answers to its own account alone; and what the ledger's bucket holds is locked.
 */
export function releaseStore(estate: Estate): string[] {
  return Object.entries(STORES).flatMap(([type, kind]) => {
    const stores = estate.all.filter((resource) => resource.type === type);
    const parts = estate.resources.filter(({ ancestors }) =>
      ancestors.some((ancestor) => stores.some(({ urn }) => urn === ancestor.urn)),
    );
    return [
      ...(stores.length === 1 ? [] : [`${stores.length} of ${type} were found, not one.`]),
      ...parts.filter(({ account }) => account?.kind !== kind).map((part) => misplaced(part, kind)),
      ...parts.flatMap(strangers),
      ...handedOn(estate, parts),
      ...parts.filter((part) => part.type === BUCKET && !isLocked(part, parts)).map(unlocked),
    ];
  });
}

function misplaced(part: EstateResource, kind: SharedAccount["kind"]): string {
  const { account } = part;
  return `${place(part)} is in ${account === undefined ? "no known account" : accountName(account)}, not in the ${kind} account.`;
}

/** Whom the policy of a part lets in beside its own account. */
function strangers(part: EstateResource): string[] {
  const problems = viewsOf(part).flatMap((view) => {
    // A bucket's own field of the name is empty until somebody refreshes it.
    if (view.policy === undefined || view.policy === "") {
      return [];
    }
    const statements = documentOf(view.policy);
    return statements === undefined
      ? [`${place(part)} has no policy that could be read.`]
      : granteesOf(statements)
          .filter((grantee) => grantee.kind === "service" || !isWithin(grantee, [part.account?.id ?? ""]))
          .map((grantee) => `${place(part)} lets in ${granteeName(grantee)}.`);
  });
  return [...new Set(problems)];
}

/** What stands elsewhere and opens a part to somebody. */
function handedOn(estate: Estate, parts: readonly EstateResource[]): string[] {
  const ids = parts.filter(({ type }) => HOLDING.includes(type)).flatMap(({ id }) => id ?? []);
  return estate.resources
    .filter((resource) => HANDING_ON.includes(resource.type) && !parts.includes(resource))
    .flatMap((resource) => {
      const texts = textsOf({ inputs: resource.inputs, outputs: resource.outputs });
      return ids
        .filter((id) => texts.some(({ text }) => text.includes(id)))
        .map((id) => `${place(resource)} hands on ${id}.`);
    });
}

function isLocked(bucket: EstateResource, parts: readonly EstateResource[]): boolean {
  const lock = parts.find(({ type, inputs }) => type === LOCK && textAt(inputs, "bucket") === bucket.id);
  return (
    lock !== undefined &&
    viewsOf(bucket).every((view) => view.objectLockEnabled === true) &&
    viewsOf(lock).every((view) => Number(defaultRetention(view).days) > 0)
  );
}

function defaultRetention(lock: Fields): Fields {
  return fieldsOf(fieldsOf(lock.rule).defaultRetention);
}

function unlocked(bucket: EstateResource): string {
  return `${place(bucket)} does not lock what it holds.`;
}
