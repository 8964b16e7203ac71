import { UNKNOWN_PART } from "./arn";
import type { Condition } from "./iamConditions";
import type { DocumentReading, Statement } from "./iamDocument";
import { matchesWildcard } from "./wildcard";

/** Something that no account may do. */
export interface Guardrail {
  readonly what: string;

  /** In lower case. */
  readonly actions: readonly string[];

  /** A condition on which alone it is denied. */
  readonly when?: { readonly operator: string; readonly key: string; readonly value: string };
}

/** Of the documents of service control policies, the actions that a guardrail lists and they do not deny. */
export function leftOpen(documents: readonly DocumentReading[], guardrail: Guardrail): readonly string[] {
  const statements = documents.flatMap((document) => (document.is === "known" ? document.statements : []));
  return guardrail.actions.filter(
    (action) => !statements.some((statement) => denies(statement, action, guardrail)),
  );
}

function denies(statement: Statement, action: string, { when }: Guardrail): boolean {
  const { effect, actions, resources, conditions, moreConditions } = statement;
  return (
    effect === "Deny" &&
    actions.is === "these" &&
    actions.texts.some((pattern) => matchesWildcard(pattern, action)) &&
    resources?.is === "these" &&
    resources.texts.includes("*") &&
    !moreConditions &&
    // What is denied only in some measure is denied to everybody: those who deploy need no less than others.
    conditions.every((condition) =>
      when === undefined ? isForNamedRoles(condition) : isWhen(condition, when),
    )
  );
}

/** Denied to all but principals that are named: those who deploy have to be able to. */
function isForNamedRoles({ operator, key, texts, more }: Condition): boolean {
  return (
    ["ArnNotLike", "ArnNotEquals", "StringNotLike", "StringNotEquals"].includes(operator) &&
    key === "aws:principalarn" &&
    !more &&
    texts.every((text) => /:(?:role|user)\/[^*?]+$/.test(text) && !text.includes(UNKNOWN_PART))
  );
}

function isWhen({ operator, key, texts }: Condition, when: NonNullable<Guardrail["when"]>): boolean {
  return (
    operator === when.operator &&
    key === when.key &&
    texts.length === 1 &&
    Number(texts[0]) >= Number(when.value)
  );
}
