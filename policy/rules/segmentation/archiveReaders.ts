import { parsedJson } from "../../model/accounts";
import { type Place, placeLabel, placeName } from "../../model/place";
import type { Node } from "../../model/resource";
import { readText } from "../../model/value";
import { type Verticals, verticalsOf } from "../../model/verticals";
import { badNode, type StackContext, type StackFinding, undeterminedNode } from "../rule";

const ACCOUNT = "aws:organizations/account:Account";

/** What says who may use a bucket or a key. */
const POLICIES = ["aws:kms/key:Key", "aws:kms/keyPolicy:KeyPolicy", "aws:s3/bucketPolicy:BucketPolicy"];

/** Policies of an archive let in nobody but the vertical that it is for and the audit account. */
export function archiveReaders(context: StackContext): readonly StackFinding[] {
  const verticals = verticalsOf(context);
  return context.model.ofType(...POLICIES).flatMap((node) => {
    const place = verticals.ofNode(node);
    return place.is === "shared" && place.keptFor !== undefined
      ? judgedPolicy(context, verticals, node, place.keptFor)
      : [];
  });
}

function judgedPolicy(
  { model }: StackContext,
  verticals: Verticals,
  node: Node,
  owner: string,
): readonly StackFinding[] {
  const isWelcome = (place: Place) =>
    placeName(place) === owner || (place.is === "shared" && place.role === "audit");
  const policy = readText(node.props, "policy");
  if (policy.is !== "known") {
    const places = model.sources(node, "policy", ACCOUNT).map((found) => verticals.ofNode(found));
    const stranger = places.find((place) => !isWelcome(place));
    if (stranger !== undefined) {
      return [
        undeterminedNode(
          node,
          `policy is not known yet, and ${placeLabel(stranger)} is in it, in an archive of ${owner}.`,
        ),
      ];
    }
    return places.length > 0
      ? []
      : [
          undeterminedNode(
            node,
            `policy cannot be read, so that nothing says who may use the archive of ${owner}.`,
          ),
        ];
  }
  const statements = allowing(policy.text);
  if (statements === undefined) {
    return [
      undeterminedNode(
        node,
        `policy is no policy document, so that nothing says who may use the archive of ${owner}.`,
      ),
    ];
  }
  return statements.flatMap((statement, index) => {
    const accounts = accountsIn(statement);
    const stranger = accounts.map((id) => verticals.ofAccount(id)).find((place) => !isWelcome(place));
    if (stranger !== undefined) {
      return [
        badNode(
          node,
          `statement ${index + 1} that allows something lets in ${placeLabel(stranger)}, in an archive of ${owner}.`,
        ),
      ];
    }
    return accounts.length === 0 && isForEverybody(statement)
      ? [
          badNode(
            node,
            `statement ${index + 1} that allows something names no account, in an archive of ${owner}.`,
          ),
        ]
      : [];
  });
}

/** The statements of a document that allow something; undefined where it is no document. */
function allowing(text: string): readonly Statement[] | undefined {
  const document = parsedJson(text);
  const statements = (document as { readonly Statement?: unknown } | null | undefined)?.Statement;
  if (typeof document !== "object" || statements === undefined) {
    return undefined;
  }
  return (
    Array.isArray(statements) ? (statements as readonly Statement[]) : [statements as Statement]
  ).filter(({ Effect }) => Effect !== "Deny");
}

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
}

/** Ids of accounts anywhere in a statement: as principals, in ARNs, in conditions. */
function accountsIn(statement: Statement): readonly string[] {
  return [...new Set(JSON.stringify(statement).match(/(?<![0-9a-f-])\d{12}(?![0-9a-f-])/g) ?? [])];
}

function isForEverybody({ Principal }: Statement): boolean {
  const words: unknown[] = [];
  JSON.stringify(Principal ?? "*", (_, value: unknown) => {
    words.push(value);
    return value;
  });
  return words.includes("*");
}
