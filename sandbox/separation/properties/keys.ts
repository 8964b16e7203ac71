import { type Archive, archivedVertical, archivesOf } from "../archives";
import { accountName, type Estate, type EstateResource, place, type VerticalAccount } from "../estate";
import { documentOf, granteeName, granteesOf, isWithin } from "../policies";
import { textAt, textsOf } from "../values";

const KEY_TYPE = "aws:kms/key:Key";
const GRANT_TYPE = "aws:kms/grant:Grant";

const KEY_ARN = /arn:[\w-]+:kms:[\w*-]*:(\d{12}|[*?]*):(?:key|alias)\/[\w*?/-]+/g;

/**
 * No two verticals share a key: what is in a vertical's account uses keys of that account, the key of images, or the key of
 * the vertical's own log archive; each archive has a key of its own; and the policies of a vertical's keys let in nobody of
 * another account but who reads archives.
 */
export function keys(estate: Estate): string[] {
  const archives = archivesOf(estate);
  const keyOwners = new Map(
    estate.resources
      .filter(({ type }) => type === KEY_TYPE)
      .flatMap((key) => (key.id === undefined ? [] : [[key.id, key] as const])),
  );
  const imageKeys = imageKeyIds(estate);
  return [
    ...estate.resources.flatMap((resource) => {
      const { account } = resource;
      return account?.kind === "vertical"
        ? foreignKeys(resource, account, { archives, keyOwners, imageKeys })
        : [];
    }),
    ...archives.flatMap((archive) => archiveProblems(archive)),
    ...estate.resources.flatMap((resource) => grantProblems(estate, resource)),
  ];
}

interface Known {
  readonly archives: readonly Archive[];

  /** Keys by their id. */
  readonly keyOwners: ReadonlyMap<string, EstateResource>;
  readonly imageKeys: ReadonlySet<string>;
}

function foreignKeys(resource: EstateResource, account: VerticalAccount, known: Known): string[] {
  const allowed = known.archives.find((archive) => archive.account === account)?.keyArns ?? [];
  const problem = (key: string, path: string) =>
    `${place(resource)} is in ${accountName(account)} and uses the key ${key} in ${path}.`;
  const problems = textsOf({ inputs: resource.inputs, outputs: resource.outputs }).flatMap(
    ({ path, text }) => {
      const arns = [...text.matchAll(KEY_ARN)]
        .filter(
          ([arn, owner]) =>
            owner !== account.id && !allowed.includes(arn) && !known.imageKeys.has(lastPart(arn)),
        )
        .map(([arn]) => problem(arn, path));
      const owner = known.keyOwners.get(text)?.account;
      return owner === undefined || owner === account || known.imageKeys.has(text)
        ? arns
        : [...arns, problem(text, path)];
    },
  );
  return [...new Set(problems)];
}

/** An archive's parts use the archive's one key. */
function archiveProblems({ account, parts, keyArns }: Archive): string[] {
  const own =
    keyArns.length === 1
      ? []
      : [`The archive of ${accountName(account)} has ${keyArns.length} keys, not one.`];
  const foreign = parts.flatMap((part) =>
    textsOf({ inputs: part.inputs, outputs: part.outputs }).flatMap(({ path, text }) =>
      [...text.matchAll(KEY_ARN)]
        .filter(([arn]) => !keyArns.includes(arn) && !arn.includes(":alias/"))
        .map(
          ([arn]) =>
            `${place(part)} is of the archive of ${accountName(account)} and uses the key ${arn} in ${path}.`,
        ),
    ),
  );
  return [...own, ...new Set(foreign)];
}

/** Whom a vertical's key lets in, by its policy or by a grant. */
function grantProblems(estate: Estate, resource: EstateResource): string[] {
  const { account, inputs, type } = resource;
  const archived = archivedVertical(resource);
  const owner =
    account?.kind === "vertical"
      ? account
      : estate.verticals.find(({ vertical, stack }) => vertical === archived && stack === resource.stack);
  if (owner === undefined || (type !== KEY_TYPE && type !== GRANT_TYPE)) {
    return [];
  }
  const own = [owner.id, ...(account === undefined ? [] : [account.id])];
  const statements = documentOf(inputs.policy);
  const grantees =
    type === GRANT_TYPE
      ? granteesOf([{ Principal: { AWS: textAt(inputs, "granteePrincipal") ?? "*" } }])
      : granteesOf(statements ?? []);
  return [
    ...(type === KEY_TYPE && statements === undefined
      ? [`${place(resource)} has no policy that could be read.`]
      : []),
    ...grantees
      .filter((grantee) => !isWithin(grantee, own))
      .map((grantee) => `${place(resource)} of ${accountName(owner)} lets in ${granteeName(grantee)}.`),
  ];
}

/** The delivery account's key of images, which every account starts instances with: the foundation puts it out. */
function imageKeyIds(estate: Estate): ReadonlySet<string> {
  const put = estate.all
    .filter(({ type }) => type === "pulumi:pulumi:Stack")
    .flatMap(({ outputs }) => textAt(outputs, "imageKeyArn") ?? []);
  return new Set(
    estate.resources
      .filter(({ type, account }) => type === KEY_TYPE && account?.kind === "delivery")
      .filter(({ outputs }) => put.includes(textAt(outputs, "arn") ?? ""))
      .flatMap(({ id }) => id ?? []),
  );
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
