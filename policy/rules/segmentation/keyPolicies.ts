import { readDocument, type Statement } from "../../model/iamDocument";
import { isSamePlace, type Place, placeLabel } from "../../model/place";
import type { Node } from "../../model/resource";
import type { Verticals } from "../../model/verticals";
import { badNode, type StackContext, type StackFinding, undeterminedNode } from "../rule";
import { isAllowedCrossing } from "./crossing";
import { pinnedAccounts } from "./pinnedAccounts";

const ACCOUNT = "aws:organizations/account:Account";
const POLICIES = [
  "aws:kms/externalKey:ExternalKey",
  "aws:kms/key:Key",
  "aws:kms/keyPolicy:KeyPolicy",
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
  "aws:kms/replicaKey:ReplicaKey",
];

/** Who a vertical's key lets in: the vertical itself, and the audit account's named roles. */
export function keyPolicies(context: StackContext, verticals: Verticals): readonly StackFinding[] {
  return context.model.ofType(...POLICIES).flatMap((node) => {
    const place = verticals.ofNode(node);
    // Keys of the shared accounts are for everybody, and an archive's policy is judged with the archive.
    return place.is === "shared" ? [] : judgedPolicy(context, verticals, node, place);
  });
}

function judgedPolicy(
  context: StackContext,
  verticals: Verticals,
  node: Node,
  own: Place,
): readonly StackFinding[] {
  const document = readDocument(node.props, "policy");
  switch (document.is) {
    case "absent":
      return [];
    case "invalid":
      return [undeterminedNode(node, `policy cannot be read: ${document.why}.`)];
    case "unknown":
      return unread(context, verticals, node, own);
    case "known":
      return [
        ...(document.more ? unread(context, verticals, node, own) : []),
        ...document.statements
          .filter(({ effect }) => effect !== "Deny")
          .flatMap((statement) => judgedStatement(context, verticals, node, own, statement)),
      ];
  }
}

/** Before the first update a policy is unknown, but not which accounts its text comes from. */
function unread(
  context: StackContext,
  verticals: Verticals,
  node: Node,
  own: Place,
): readonly StackFinding[] {
  const places = context.model.sources(node, "policy", ACCOUNT).map((account) => verticals.ofNode(account));
  const stranger = places.find((place) => !isWelcome(context, own, place));
  if (stranger !== undefined) {
    return [undeterminedNode(node, `policy is not known yet, and ${placeLabel(stranger)} is in it.`)];
  }
  return places.length > 0
    ? []
    : [undeterminedNode(node, "policy is not known yet, and nothing says which accounts are in it.")];
}

function judgedStatement(
  context: StackContext,
  verticals: Verticals,
  node: Node,
  own: Place,
  statement: Statement,
): readonly StackFinding[] {
  const { at, principals } = statement;
  if (principals === undefined || principals.is === "allBut") {
    return [badNode(node, `policy.${at} lets in everybody but those whom it names.`)];
  }
  const unknown = principals.more ? unread(context, verticals, node, own) : [];
  return [
    ...unknown,
    ...principals.principals.flatMap((principal): readonly StackFinding[] => {
      switch (principal.kind) {
        case "everyone":
          return everyone(context, verticals, node, own, statement);
        case "aws": {
          const { account } = principal;
          if (account.is === "unknown") {
            return unread(context, verticals, node, own);
          }
          if (account.is !== "known") {
            return [undeterminedNode(node, `policy.${at} has a principal whose account cannot be told.`)];
          }
          const place = verticals.ofAccount(account.id);
          return isWelcome(context, own, place)
            ? []
            : [badNode(node, `policy.${at} lets in ${placeLabel(place)}.`)];
        }
        case "service":
          return [];
        case "federated":
        case "canonical":
          return [badNode(node, `policy.${at} lets in somebody who is in no account that we know.`)];
      }
    }),
  ];
}

/** Everybody, so far as the conditions say which account they must be of. */
function everyone(
  context: StackContext,
  verticals: Verticals,
  node: Node,
  own: Place,
  statement: Statement,
): readonly StackFinding[] {
  const pinned = pinnedAccounts(statement);
  switch (pinned.is) {
    case "none":
      return [
        badNode(node, `policy.${statement.at} lets in everybody, and no condition says of which account.`),
      ];
    case "unknown":
      return unread(context, verticals, node, own);
    case "known": {
      const stranger = pinned.ids
        .map((id) => verticals.ofAccount(id))
        .find((place) => !isWelcome(context, own, place));
      return stranger === undefined
        ? []
        : [badNode(node, `policy.${statement.at} lets in ${placeLabel(stranger)}.`)];
    }
  }
}

function isWelcome({ settings }: StackContext, own: Place, place: Place): boolean {
  return (
    isSamePlace(own, place) ||
    (place.is === "shared" && place.role === "audit") ||
    isAllowedCrossing(settings, "SEG-09", own, place)
  );
}
