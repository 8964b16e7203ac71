import { UNKNOWN_PART } from "../../model/arn";
import type { Statement } from "../../model/iamDocument";
import { type Answer, anyOf, includesAction, pins } from "../../model/iamRights";
import type { Resource } from "../../model/resource";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";
import { againstDocuments, findingIf } from "./allowedStatements";
import { readDocument } from "../../model/iamDocument";

const ISSUER = "token.actions.githubusercontent.com";
const SUBJECT = `${ISSUER}:sub`;
const AUDIENCE = `${ISSUER}:aud`;

/**
 * A repository with a branch, a tag or an environment. A pull request is none of these: anybody can open one.
 *
 * https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims
 */
const PINNED = /^repo:[\w.@-]+\/[\w.@-]+:(?:ref:refs\/(?:heads|tags)\/[\w./@+-]+|environment:[\w. %/-]+)$/;

/** Roles that GitHub's jobs take are for one repository, and for one branch, tag or environment of it. */
export const iam04: ResourceRule = {
  id: "IAM-04",
  scope: "resource",
  types: ["aws:iam/role:Role"],
  evaluate: ({ props }: Resource): readonly Finding[] =>
    againstDocuments(
      [{ at: "assumeRolePolicy", document: readDocument(props, "assumeRolePolicy") }],
      (statement, at) => {
        switch (isForGithub(statement)) {
          case "no":
            return [];
          case "unknown":
            return [undetermined(`Whether ${at} lets GitHub's jobs in is not known yet.`)];
          case "yes":
            return [...subjects(statement, at), ...audience(statement, at)];
        }
      },
    ),
};

function isForGithub({ actions, principals, conditions }: Statement): Answer {
  if (includesAction(actions, "sts:assumerolewithwebidentity") === "no") {
    return "no";
  }
  if (conditions.some(({ key }) => key.startsWith(`${ISSUER}:`))) {
    return "yes";
  }
  const named = (principals?.principals ?? []).map((principal): Answer => {
    if (principal.kind !== "federated") {
      return "no";
    }
    return principal.text.toLowerCase().includes(ISSUER)
      ? "yes"
      : principal.text.includes(UNKNOWN_PART)
        ? "unknown"
        : "no";
  });
  return anyOf([...named, principals?.more === true ? "unknown" : "no"]);
}

function subjects(statement: Statement, at: string): readonly Finding[] {
  const found = statement.conditions.filter(
    ({ operator, key, holdsWithoutKey }) =>
      key === SUBJECT && !holdsWithoutKey && ["StringEquals", "StringLike"].includes(operator),
  );
  // Several conditions have to hold together, so that one that pins is enough.
  const answers = found.map(({ texts, more }): Answer => {
    const unpinned = texts.filter((text) => !PINNED.test(text));
    if (unpinned.some((text) => !text.includes(UNKNOWN_PART))) {
      return "no";
    }
    return more || unpinned.length > 0 ? "unknown" : "yes";
  });
  const pinned = anyOf([...answers, statement.moreConditions ? "unknown" : "no"]);
  if (pinned === "unknown") {
    return [undetermined(`${at} compares ${SUBJECT} with something that is not known yet.`)];
  }
  return pinned === "yes"
    ? []
    : [
        bad(
          `${at} does not pin ${SUBJECT} to a repository and its branch, tag or environment, so that other jobs get the role, too.`,
        ),
      ];
}

function audience(statement: Statement, at: string): readonly Finding[] {
  const pinned = pins(statement, [AUDIENCE]);
  return findingIf(
    pinned === "yes" ? "no" : pinned === "no" ? "yes" : "unknown",
    `${at} does not pin ${AUDIENCE}.`,
  );
}
