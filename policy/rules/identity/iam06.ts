import type { Statement } from "../../model/iamDocument";
import { allOf, type Answer, not, pins } from "../../model/iamRights";
import { documentsOf, type PolicyProperty, RESOURCE_POLICIES } from "../../model/policyProperties";
import type { Resource } from "../../model/resource";
import { read, readText } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";
import { againstDocuments, findingIf } from "./allowedStatements";

/**
 * Condition keys that say whom a request comes from, so that a policy for everybody is for somebody in particular.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
const WHO = [
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourceowner",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:userid",
  "kms:calleraccount",
  "s3:dataaccesspointaccount",
  "s3:dataaccesspointarn",
];

/** Statements that have a resource of their own, and the properties that narrow them. */
const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  "aws:cloudwatch/eventPermission:EventPermission": ["condition"],
  "aws:lambda/layerVersionPermission:LayerVersionPermission": ["organizationId"],
  "aws:lambda/permission:Permission": ["sourceAccount", "sourceArn", "principalOrgId"],
};

/** Resource policies say whom they are for, and what. */
export const iam06: ResourceRule = {
  id: "IAM-06",
  scope: "resource",
  types: [...Object.keys(RESOURCE_POLICIES), ...Object.keys(PERMISSIONS)].sort(),
  evaluate: (resource: Resource): readonly Finding[] => [
    ...documentsOf(resource, RESOURCE_POLICIES).flatMap((property) => [
      ...againstDocuments([property], againstAllowed),
      ...againstNotPrincipals(property),
    ]),
    ...againstPermission(resource),
  ],
};

function againstAllowed(statement: Statement, at: string): readonly Finding[] {
  return [
    ...(statement.actions.is === "allBut" ? [bad(`${at} allows everything but its NotAction.`)] : []),
    ...againstEverybody(statement, at),
  ];
}

function againstEverybody(statement: Statement, at: string): readonly Finding[] {
  const { principals } = statement;
  if (principals === undefined || principals.is === "allBut") {
    return [];
  }
  const everybody: Answer = principals.principals.some(({ kind }) => kind === "everyone")
    ? "yes"
    : principals.more
      ? "unknown"
      : "no";
  return findingIf(
    allOf([everybody, not(pins(statement, WHO))]),
    `${at} allows everybody, and no condition says whom.`,
  );
}

/** Also where it denies: what is denied to all but some is denied to sessions of those, too, or to nobody. */
function againstNotPrincipals({ at, document }: PolicyProperty): readonly Finding[] {
  return document.is === "known"
    ? document.statements
        .filter(({ principals }) => principals?.is === "allBut")
        .map((statement) => bad(`${at}.${statement.at} has a NotPrincipal.`))
    : [];
}

function againstPermission({ type, props }: Resource): readonly Finding[] {
  const narrowing = PERMISSIONS[type];
  if (narrowing === undefined) {
    return [];
  }
  const principal = readText(props, "principal");
  if (principal.is === "unknown") {
    return [undetermined("principal is not known yet.")];
  }
  const narrowed = narrowing.some((property) => read(props, property).is !== "absent");
  return principal.is === "known" && (!/^\*+$/.test(principal.text) || narrowed)
    ? []
    : [bad(`principal is everybody, and ${narrowing.join(" or ")} does not say whom.`)];
}
