import { accountInArn, parseArn } from "../../model/arn";
import { readDocument, type Statement } from "../../model/iamDocument";
import type { Principal } from "../../model/iamPrincipals";
import type { Place } from "../../model/place";
import type { Node } from "../../model/resource";
import { readText } from "../../model/value";
import { type Verticals, verticalsOf } from "../../model/verticals";
import { badNode, type StackContext, type StackFinding, undeterminedNode } from "../rule";
import { judgedReference, type Permission } from "./crossing";
import { pinnedAccounts } from "./pinnedAccounts";
import { unreadDocument } from "./unreadDocument";

const ROLE = "aws:iam/role:Role";
const TRUSTED_TYPES = ["aws:iam/role:Role", "aws:iam/user:User", "aws:organizations/account:Account"];

/** The role of the audit account that may look into every account, and what holds the role that it takes on to reading. */
const AUDITOR = { account: "audit", name: "duotone-auditor", access: "reads" } as const;
const READ_ONLY =
  /^arn:aws[a-z-]*:iam::aws:policy\/(?:ReadOnlyAccess|SecurityAudit|job-function\/ViewOnlyAccess)$/;

/** Shared accounts trust each other: whatever is in them is for all. */
const amongShared: Permission = (from, to) => from.is === "shared" && to.is === "shared";

interface Trust {
  readonly context: StackContext;
  readonly verticals: Verticals;
  readonly node: Node;
  readonly own: Place;
}

/** Who may take on a role. */
export function trustFindings(context: StackContext): readonly StackFinding[] {
  const verticals = verticalsOf(context);
  return context.model
    .ofType(ROLE)
    .flatMap((node) => judgedRole({ context, verticals, node, own: verticals.ofNode(node) }));
}

function judgedRole(trust: Trust): readonly StackFinding[] {
  const { node } = trust;
  const document = readDocument(node.props, "assumeRolePolicy");
  switch (document.is) {
    case "absent":
      return [badNode(node, "assumeRolePolicy is not set, so that nothing says who may take it on.")];
    case "invalid":
      return [undeterminedNode(node, `assumeRolePolicy cannot be read: ${document.why}.`)];
    case "unknown":
      return unread(trust);
    case "known":
      return [
        ...(document.more ? unread(trust) : []),
        ...document.statements
          .filter(({ effect }) => effect !== "Deny")
          .flatMap((statement) => judgedStatement(trust, statement)),
      ];
  }
}

function unread({ context, verticals, node, own }: Trust): readonly StackFinding[] {
  return unreadDocument(context, verticals, {
    rule: "SEG-10",
    node,
    own,
    property: "assumeRolePolicy",
    types: TRUSTED_TYPES,
    permits: amongShared,
  });
}

function judgedStatement(trust: Trust, statement: Statement): readonly StackFinding[] {
  const { at, principals } = statement;
  const { node } = trust;
  if (principals === undefined || principals.is === "allBut") {
    return [badNode(node, `assumeRolePolicy.${at} trusts everybody but those whom it names.`)];
  }
  return [
    ...(principals.more ? unread(trust) : []),
    ...principals.principals.flatMap((principal) => judgedPrincipal(trust, statement, principal)),
  ];
}

function judgedPrincipal(trust: Trust, statement: Statement, principal: Principal): readonly StackFinding[] {
  const { node } = trust;
  const at = `assumeRolePolicy.${statement.at}`;
  switch (principal.kind) {
    case "service":
      return [];
    case "canonical":
      return [badNode(node, `${at} trusts somebody who is in no account that we know.`)];
    case "federated": {
      const account = accountInArn(principal.text);
      return account.is === "known"
        ? place(trust, at, account.id)
        : [undeterminedNode(node, `${at} trusts an identity provider that is in no account that we know.`)];
    }
    case "everyone":
      return everyone(trust, statement, at);
    case "aws": {
      const { account, text } = principal;
      if (account.is === "unknown") {
        return unread(trust);
      }
      if (account.is !== "known") {
        return [undeterminedNode(node, `${at} has a principal whose account cannot be told.`)];
      }
      return isListed(trust, account.id, text) ? [] : place(trust, at, account.id);
    }
  }
}

/** Everybody, so far as the conditions say which account they must be of. */
function everyone(trust: Trust, statement: Statement, at: string): readonly StackFinding[] {
  const pinned = pinnedAccounts(statement);
  switch (pinned.is) {
    case "none":
      return [badNode(trust.node, `${at} trusts everybody, and no condition says of which account.`)];
    case "unknown":
      return unread(trust);
    case "known":
      return pinned.ids.flatMap((id) => place(trust, at, id));
  }
}

function place({ context, verticals, node, own }: Trust, at: string, id: string): readonly StackFinding[] {
  const judge = { rule: "SEG-10", settings: context.settings, permits: amongShared };
  return judgedReference(judge, node, own, { at: `who ${at} trusts`, places: [verticals.ofAccount(id)] });
}

/** Whether it is one of the roles that may come from a shared account, and what it takes on is no more than it may. */
function isListed({ context, verticals, node }: Trust, id: string, principal: string): boolean {
  const account = verticals.ofAccount(id);
  const name = /^role\/(?:.*\/)?([^/]+)$/.exec(parseArn(principal)?.resource ?? "")?.[1];
  const listed = [AUDITOR, ...(context.settings.inventory.trustedRoles ?? [])].find(
    (role) => account.is === "shared" && role.account === account.role && role.name === name,
  );
  return listed !== undefined && (listed.access === "deploys" || isReadOnly(node));
}

/** Whether a boundary keeps a role to reading, whatever policies it has. */
function isReadOnly({ props }: Node): boolean {
  const boundary = readText(props, "permissionsBoundary");
  return boundary.is === "known" && READ_ONLY.test(boundary.text);
}
