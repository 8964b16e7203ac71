import { accountName, type Estate, type EstateResource, place, type VerticalAccount } from "../estate";
import { ofVerticals } from "../networks";
import { documentOf, type Grantee, granteeName, granteesOf, isWithin } from "../policies";
import { type StateText, textAt, textsOf } from "../values";

/** Types whose policies other properties look at. */
const ELSEWHERE = ["aws:iam/role:Role", "aws:kms/key:Key"];

/** Types that hand something over by fields of their own. */
const PRINCIPALS: Readonly<Record<string, string>> = {
  "aws:lambda/permission:Permission": "principal",
  "aws:ec2/amiLaunchPermission:AmiLaunchPermission": "accountId",
  "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission": "accountId",
};

/**
 * What is in a vertical's account answers to that account and to AWS services alone: no policy of a bucket, a secret, a topic,
 * an endpoint or anything else lets in anybody of another account, or everybody.
 */
export function grants(estate: Estate): string[] {
  return ofVerticals(estate).flatMap((resource) =>
    resource.account?.kind === "vertical" ? problemsOf(resource, resource.account) : [],
  );
}

function problemsOf(resource: EstateResource, account: VerticalAccount): string[] {
  const documents = ELSEWHERE.includes(resource.type) ? [] : textsOf(resource.inputs, "inputs");
  const named = textAt(resource.inputs, PRINCIPALS[resource.type] ?? "");
  const principals: Grantee[] =
    named === undefined ? [] : granteesOf([{ Principal: { [kindOf(named)]: named } }]);
  return [...documents.flatMap(granteesIn), ...principals]
    .filter((grantee) => !isWithin(grantee, [account.id]))
    .map((grantee) => `${place(resource)} in ${accountName(account)} lets in ${granteeName(grantee)}.`);
}

/** A policy of an identity names no principals, and lets in nobody. */
function granteesIn({ text }: StateText): Grantee[] {
  return text.startsWith("{") ? granteesOf(documentOf(text) ?? []) : [];
}

function kindOf(principal: string): string {
  return principal.endsWith(".amazonaws.com") ? "Service" : "AWS";
}
