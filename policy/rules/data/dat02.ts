import { UNKNOWN_PART } from "../../model/arn";
import { type Bucket, bucketsOf, inlineSetting } from "../../model/buckets";
import { type DocumentReading, documentOf, type Statement } from "../../model/iamDocument";
import { type Value, valueOf } from "../../model/value";
import { matchesWildcard } from "../../model/wildcard";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/** Every bucket's policy refuses requests without TLS, to the bucket and to all of its objects. */
export const dat02: StackRule = {
  id: "DAT-02",
  scope: "stack",
  evaluate: ({ model }: StackContext): readonly StackFinding[] => bucketsOf(model).flatMap(finding),
};

function finding(bucket: Bucket): readonly StackFinding[] {
  const documents = documentsOf(bucket);
  const statements = documents.flatMap((document) => (document.is === "known" ? document.statements : []));
  const refused = statements.filter(refusesPlainText);
  const open = [
    { what: "the bucket", isRefused: refused.some((statement) => isFor(statement, bucket, "")) },
    { what: "its objects", isRefused: refused.some((statement) => isFor(statement, bucket, "/*")) },
  ].flatMap(({ what, isRefused }) => (isRefused ? [] : [what]));
  if (open.length === 0) {
    return [];
  }
  const invalid = documents.find((document) => document.is === "invalid");
  if (invalid !== undefined) {
    return [badNode(bucket.node, `Its policy cannot be read: ${invalid.why}.`)];
  }
  if (bucket.maybe("policy") || documents.some(isOpenEnded)) {
    return [undeterminedNode(bucket.node, "its policy is not known yet.")];
  }
  return [
    badNode(
      bucket.node,
      documents.length === 0
        ? "It has no policy."
        : `Its policy does not deny everybody everything on ${open.join(" and ")} where aws:SecureTransport is false.`,
    ),
  ];
}

function documentsOf(bucket: Bucket): readonly DocumentReading[] {
  const companions = bucket.companions("policy");
  const values: readonly (Value | undefined)[] =
    companions.length > 0
      ? companions.map(({ props }) => props.policy)
      : [valueOf(inlineSetting(bucket, ["policy"]))];
  return values.map((value) => documentOf(value ?? null)).filter(({ is }) => is !== "absent");
}

function isOpenEnded(document: DocumentReading): boolean {
  return document.is === "unknown" || (document.is === "known" && document.more);
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
