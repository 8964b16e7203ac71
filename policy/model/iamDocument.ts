import { type Condition, readConditions } from "./iamConditions";
import { type Principals, readPrincipals } from "./iamPrincipals";
import { Malformed, objectAt, textsAt, type Texts } from "./iamTexts";
import { holdsUnknown, type PlainObject, plainProperties, read, UNKNOWN, type Value } from "./value";

/**
 * A policy document of IAM, of a resource or of a role's trust.
 *
 * `invalid`: it is no document by IAM's grammar, and AWS may read it otherwise than anybody meant. Nothing can be proven
 * of it, so a rule says so. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export type DocumentReading =
  | ({ readonly is: "known" } & IamDocument)
  | { readonly is: "absent" | "unknown" }
  | { readonly is: "invalid"; readonly why: string };

export interface IamDocument {
  readonly statements: readonly Statement[];

  /** Whether there are statements that are not known yet. */
  readonly more: boolean;
}

export interface Statement {
  /** Where it is in the document, for messages: `Statement[0]`. */
  readonly at: string;
  readonly effect: "Allow" | "Deny" | "unknown";
  readonly principals: Principals | undefined;

  /** In lower case: the names of services and actions have no case. */
  readonly actions: Terms;

  /** Absent in trust policies. */
  readonly resources: Terms | undefined;
  readonly conditions: readonly Condition[];

  /** Whether there are conditions that are not known yet. */
  readonly moreConditions: boolean;
}

/** What an element lists, or what it leaves out (`NotAction`, `NotResource`). */
export interface Terms extends Texts {
  readonly is: "these" | "allBut";
}

const DOCUMENT_KEYS = ["Version", "Id", "Statement"];
const STATEMENT_KEYS = [
  ..."Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition".split(" "),
];
const ACTION = /^(?:\*+|[a-z0-9*?-]+:[a-z0-9*?_-]+)$/;

/** Reads the document in a property: JSON in a text, or an object that the provider makes one of. */
export function readDocument(from: Value | undefined, ...path: readonly string[]): DocumentReading {
  const reading = read(from, ...path);
  return reading.is === "known" ? documentOf(reading.value) : reading;
}

/** The document in a text or object. */
export function documentOf(value: Value): DocumentReading {
  if (value === UNKNOWN) {
    return { is: "unknown" };
  }
  if (value === null || (typeof value === "string" && value.trim() === "")) {
    return { is: "absent" };
  }
  try {
    const content = typeof value === "string" ? parsed(value) : value;
    return content === UNKNOWN ? { is: "unknown" } : { is: "known", ...documentIn(content) };
  } catch (cause) {
    if (cause instanceof Malformed) {
      return { is: "invalid", why: cause.message };
    }
    throw cause;
  }
}

function parsed(text: string): Value {
  try {
    return plainProperties({ content: JSON.parse(text) as unknown }).content ?? null;
  } catch {
    // An unknown that was put into the text without quotes breaks it until the value is known.
    if (holdsUnknown(text)) {
      return UNKNOWN;
    }
    throw new Malformed("it is no JSON");
  }
}

function documentIn(content: Value): IamDocument {
  const document = objectAt(content, "it", DOCUMENT_KEYS);
  const { Statement: statements } = document;
  if (statements === UNKNOWN) {
    return { statements: [], more: true };
  }
  if (statements === undefined || statements === null) {
    throw new Malformed("it has no Statement");
  }
  const list = Array.isArray(statements) ? (statements as readonly Value[]) : [statements];
  return {
    statements: list.flatMap((statement, index) =>
      statement === UNKNOWN ? [] : [statementIn(statement, `Statement[${index}]`)],
    ),
    more: list.includes(UNKNOWN),
  };
}

function statementIn(value: Value, at: string): Statement {
  const statement = objectAt(value, at, STATEMENT_KEYS);
  const actions = termsOf(statement, "Action", at);
  if (actions === undefined) {
    throw new Malformed(`${at} has neither Action nor NotAction`);
  }
  return {
    at,
    effect: effectOf(statement, at),
    principals: readPrincipals(statement, at),
    actions: { ...actions, texts: actions.texts.map((text) => actionOf(text, at)) },
    resources: termsOf(statement, "Resource", at),
    ...readConditions(statement, at),
  };
}

function effectOf({ Effect: effect }: PlainObject, at: string): Statement["effect"] {
  if (effect === UNKNOWN || (typeof effect === "string" && holdsUnknown(effect))) {
    return "unknown";
  }
  if (effect !== "Allow" && effect !== "Deny") {
    throw new Malformed(`${at}.Effect is neither Allow nor Deny`);
  }
  return effect;
}

function termsOf(statement: PlainObject, element: "Action" | "Resource", at: string): Terms | undefined {
  const these = textsAt(statement, element, at);
  const allBut = textsAt(statement, `Not${element}`, at);
  if (these !== undefined && allBut !== undefined) {
    throw new Malformed(`${at} has both ${element} and Not${element}`);
  }
  if (these !== undefined) {
    return { is: "these", ...these };
  }
  return allBut === undefined ? undefined : { is: "allBut", ...allBut };
}

function actionOf(text: string, at: string): string {
  const action = text.toLowerCase();
  // A mark for an unknown part holds blanks and brackets; what is around it still has to be an action's.
  if (!ACTION.test(action.replaceAll(/<not known yet>/g, "*"))) {
    throw new Malformed(`${at} has an action that is no service and action`);
  }
  return action;
}
