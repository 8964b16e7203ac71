import { accountInArn, parseArn, UNKNOWN_PART } from "../../model/arn";
import { isGiven } from "../../model/given";
import { documentOf, type Statement } from "../../model/iamDocument";
import type { Place } from "../../model/place";
import type { Node } from "../../model/resource";
import { read, readList, UNKNOWN, type Value } from "../../model/value";
import { type Verticals, verticalsOf } from "../../model/verticals";
import { badNode, type StackContext, type StackFinding, undeterminedNode } from "../rule";
import { isOwnArchive } from "./archives";
import { judgedReference, nothingElse, type Permission } from "./crossing";
import { unreadDocument } from "./unreadDocument";

/** Where identities have their rights written. */
const POLICIES: Readonly<Record<string, string>> = {
  "aws:iam/groupPolicy:GroupPolicy": "policy",
  "aws:iam/policy:Policy": "policy",
  "aws:iam/rolePolicy:RolePolicy": "policy",
  "aws:iam/userPolicy:UserPolicy": "policy",
};
const ROLE = "aws:iam/role:Role";

const ATTACHMENTS = [
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
  "aws:iam/policyAttachment:PolicyAttachment",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment",
];

/** Actions that change nothing and take nobody's place. */
const READS = /^(?!sts:)[a-z0-9-]+:(?:batchget|decrypt|describe|get|list|query|scan)/;

interface Rights {
  readonly context: StackContext;
  readonly verticals: Verticals;
  readonly node: Node;
  readonly own: Place;
  readonly property: string;
}

/** How far the rights of identities reach. Shared accounts reach everybody: their roles do the platform's work. */
export function reachFindings(context: StackContext): readonly StackFinding[] {
  const verticals = verticalsOf(context);
  return [
    ...context.model.ofType(...Object.keys(POLICIES)).flatMap((node) => {
      const property = POLICIES[node.type] ?? "policy";
      return judgedDocument(
        { context, verticals, node, own: verticals.ofNode(node), property },
        node.props[property],
      );
    }),
    ...context.model.ofType(ROLE).flatMap((node) => {
      const rights = { context, verticals, node, own: verticals.ofNode(node), property: "inlinePolicies" };
      const list = readList(node.props, "inlinePolicies");
      if (list.is === "unknown" && isGiven(node, "inlinePolicies")) {
        return unread(rights, nothingElse);
      }
      return (list.is === "known" ? list.items : []).flatMap((item) => judgedDocument(rights, inline(item)));
    }),
    ...context.model.ofType(...ATTACHMENTS).flatMap((node) => attached(context, verticals, node)),
  ];
}

/** The document of an inline policy; unknown where the policy is. */
function inline(item: Value): Value | undefined {
  const policy = read(item, "policy");
  return policy.is === "known" ? policy.value : policy.is === "unknown" ? UNKNOWN : undefined;
}

/** Policies are AWS's own or of the same account. */
function attached(context: StackContext, verticals: Verticals, node: Node): readonly StackFinding[] {
  const account = typeof node.props.policyArn === "string" ? accountInArn(node.props.policyArn) : undefined;
  const judge = { rule: "SEG-10", settings: context.settings, permits: nothingElse };
  return account?.is === "known"
    ? judgedReference(judge, node, verticals.ofNode(node), {
        at: "policyArn",
        places: [verticals.ofAccount(account.id)],
      })
    : [];
}

function judgedDocument(rights: Rights, value: Value | undefined): readonly StackFinding[] {
  const { node, property } = rights;
  const document = documentOf(value ?? null);
  switch (document.is) {
    case "absent":
      return [];
    case "invalid":
      return [undeterminedNode(node, `${property} cannot be read: ${document.why}.`)];
    case "unknown":
      return unread(rights, nothingElse);
    case "known":
      return [
        ...(document.more ? unread(rights, nothingElse) : []),
        ...document.statements
          .filter(({ effect }) => effect !== "Deny")
          .flatMap((statement) => judgedStatement(rights, statement)),
      ];
  }
}

function unread(
  { context, verticals, node, own, property }: Rights,
  permits: Permission,
): readonly StackFinding[] {
  return own.is === "shared"
    ? []
    : unreadDocument(context, verticals, { rule: "SEG-10", node, own, property, types: [], permits });
}

function judgedStatement(rights: Rights, statement: Statement): readonly StackFinding[] {
  const { node, own, property } = rights;
  const { at, resources, actions } = statement;
  const permits = permissionOf(statement);
  if (resources === undefined) {
    return [];
  }
  const takesRoles =
    actions.is === "allBut" || actions.texts.some((action) => /^(?:\*|sts:\*|sts:assume)/.test(action));
  return [
    ...(resources.more ? unread(rights, permits) : []),
    ...resources.texts.flatMap((text): readonly StackFinding[] => {
      const account = accountInArn(text);
      if (account.is === "known") {
        return judged(
          rights,
          permits,
          `what ${property}.${at} names`,
          rights.verticals.ofAccount(account.id),
        );
      }
      if (account.is === "unknown") {
        return unread(rights, permits);
      }
      if (account.is === "any" && takesRoles && own.is !== "shared") {
        return [badNode(node, `${property}.${at} lets it take on roles of every account.`)];
      }
      return bucket(rights, permits, statement, text);
    }),
  ];
}

/** A bucket's ARN has no account: it is whose the bucket is, if the stack manages it. */
function bucket(
  rights: Rights,
  permits: Permission,
  { at }: Statement,
  text: string,
): readonly StackFinding[] {
  const arn = parseArn(text);
  if (arn?.service !== "s3") {
    return [];
  }
  const name = arn.resource.split("/")[0] ?? "";
  if (name.includes(UNKNOWN_PART)) {
    return unread(rights, permits);
  }
  return judged(
    rights,
    permits,
    `the bucket that ${rights.property}.${at} names`,
    rights.verticals.ofText(name, "aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"),
  );
}

function judged(
  { context, node, own }: Rights,
  permits: Permission,
  at: string,
  to: Place,
): readonly StackFinding[] {
  return judgedReference({ rule: "SEG-10", settings: context.settings, permits }, node, own, {
    at,
    places: [to],
  });
}

/** Verticals read what shared accounts hold, and write to their own archive; shared accounts work for all. */
function permissionOf({ actions }: Statement): Permission {
  const reads =
    actions.is === "these" && !actions.more && actions.texts.every((action) => READS.test(action));
  return (from, to) =>
    (from.is === "shared" && to.is !== "foreign") ||
    (to.is === "shared" && to.keptFor === undefined && reads) ||
    isOwnArchive(from, to);
}
