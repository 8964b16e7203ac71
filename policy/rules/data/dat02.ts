import { UNKNOWN_PART } from "../../model/arn";
import { type Bucket, bucketsOf, inlineSetting } from "../../model/buckets";
import { type DocumentReading, documentOf, type Statement } from "../../model/iamDocument";
import { isPartlyUnknown, type Value, valueOf } from "../../model/value";
import { matchesWildcard } from "../../model/wildcard";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/** Every bucket's policy refuses requests without TLS, to the bucket and to all of its objects. */
export const dat02: StackRule = {
  id: "DAT-02",
  scope: "stack",
  evaluate: ({ model }: StackContext): readonly StackFinding[] => bucketsOf(model).flatMap(finding),
};

function finding(bucket: Bucket): readonly StackFinding[] {
  const policies = policiesOf(bucket);
  const documents = policies.map(documentOf);
  const statements = documents.flatMap((document) => (document.is === "known" ? document.statements : []));
  const refused = statements.filter(refusesPlainText);
  const open = [
    { what: "the bucket", isRefused: refused.some((statement) => isFor(statement, bucket, "")) },
    { what: "its objects", isRefused: refused.some((statement) => isFor(statement, bucket, "/*")) },
  ].flatMap(({ what, isRefused }) => (isRefused ? [] : [what]));
  if (open.length === 0) {
    return [];
  }
  if (bucket.maybe("policy") || isPartlyUnknown(policies)) {
    return [undeterminedNode(bucket.node, "its policy is not known yet.")];
  }
  return [badNode(bucket.node, reasonOf(documents, open))];
}

function reasonOf(documents: readonly DocumentReading[], open: readonly string[]): string {
  const invalid = documents.find((document) => document.is === "invalid");
  if (invalid !== undefined) {
    return `Its policy cannot be read: ${invalid.why}.`;
  }
  return documents.every(({ is }) => is === "absent")
    ? "It has no policy."
    : `Its policy does not deny everybody everything on ${open.join(" and ")} where aws:SecureTransport is false.`;
}

/** Its companions' policies, and its own where it has none of those. */
function policiesOf(bucket: Bucket): readonly Value[] {
  const companions = bucket.companions("policy");
  return companions.length > 0
    ? companions.map(({ props }) => props.policy ?? null)
    : [valueOf(inlineSetting(bucket, ["policy"])) ?? null];
}

/** A denial of everything for everybody, on no other condition. */
function refusesPlainText({ effect, principals, actions, conditions, moreConditions }: Statement): boolean {
  const [condition, ...others] = conditions;
  return (
    effect === "Deny" &&
    principals?.is === "these" &&
    principals.principals.some(({ kind }) => kind === "everyone") &&
    actions.is === "these" &&
    actions.texts.some((action) => action === "*" || action === "s3:*") &&
    condition !== undefined &&
    others.length === 0 &&
    !moreConditions &&
    condition.operator === "Bool" &&
    condition.key === "aws:securetransport" &&
    condition.texts.length === 1 &&
    condition.texts[0]?.toLowerCase() === "false"
  );
}

/** Whether a statement is about the bucket, or with `/*` about all of its objects. */
function isFor({ resources }: Statement, { name }: Bucket, suffix: "" | "/*"): boolean {
  if (resources?.is !== "these") {
    return false;
  }
  // A text that stands for every object's key: only a pattern's star takes it in.
  const wanted = `s3:::${name ?? ""}${suffix.replace("*", "\u0000/\u0000")}`;
  return resources.texts.some((text) => {
    const pattern = text.replace(/^arn:aws[a-z-]*:/, "");
    return name === undefined || pattern.includes(UNKNOWN_PART)
      ? endsAs(pattern, suffix)
      : matchesWildcard(pattern, wanted);
  });
}

/** Where a name is not known yet it is taken to be this bucket's: S3 refuses a policy about another one. */
function endsAs(pattern: string, suffix: "" | "/*"): boolean {
  return pattern === "*" || (suffix === "" ? !pattern.includes("/") : /^[^/]+\/\*$/.test(pattern));
}
