import { accountInArn, parseArn, UNKNOWN_PART } from "./arn";
import type { Statement, Terms } from "./iamDocument";

export type Answer = "yes" | "no" | "unknown";

/** A name that nobody gives to anything: a pattern that matches it matches everything of its kind. */
const ANY_NAME = ["zq7k0w", "zq7-k0w/x_9.v"] as const;

/** Whether a pattern of IAM (`*` any text, `?` any character) matches a text. */
export function matches(pattern: string, text: string): Answer {
  const [known, ...others] = pattern.split(UNKNOWN_PART);
  if (others.length === 0) {
    return matcher(known ?? "").test(text) ? "yes" : "no";
  }
  return matcher(pattern.replaceAll(UNKNOWN_PART, "*")).test(text) ? "unknown" : "no";
}

function matcher(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s");
}

/** Whether the actions of a statement include one, given in lower case. */
export function includesAction(actions: Terms, action: string): Answer {
  const listed = listedIn(actions, (text) => matches(text, action));
  return actions.is === "these" ? listed : not(listed);
}

/** Whether the actions of a statement include all there are. */
export function includesEveryAction(actions: Terms): Answer {
  return includesAction(actions, "zq7k0w:zq7k0w");
}

/**
 * Whether a statement is about everything of a kind: about `*`, or all roles, all keys, all instances of an account. No
 * resource at all is `yes`: AWS refuses it, or takes it for everything.
 */
export function coversEverything(resources: Terms | undefined): Answer {
  if (resources === undefined || resources.is === "allBut") {
    return "yes";
  }
  return listedIn(resources, isOfEverything);
}

function isOfEverything(text: string): Answer {
  const arn = parseArn(text);
  if (arn === undefined) {
    return matches(text, ANY_NAME[0]);
  }
  // Behind the kind, as in `role/*`, `log-group:*`; a pattern for the kind itself is as wide.
  const name = arn.resource.replace(/^[a-z-]+[/:]/, "");
  return anyOf(ANY_NAME.map((any) => matches(name, any)));
}

/** What a condition has to compare with one of these keys, so that the statement is about somebody in particular. */
const COMPARES = ["StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike"];

/**
 * Whether a condition of the statement pins one of these keys (in lower case, `*` at either end for the rest) to values
 * that are not open, and holds for no request without the key.
 */
export function pins({ conditions, moreConditions }: Statement, keys: readonly string[]): Answer {
  const found = conditions
    .filter(
      ({ operator, holdsWithoutKey, key }) =>
        COMPARES.includes(operator) &&
        !holdsWithoutKey &&
        keys.some((wanted) => matches(wanted, key) === "yes"),
    )
    .map(({ texts, more }): Answer => (texts.some(isOpen) ? "no" : more ? "unknown" : "yes"));
  return anyOf([...found, ...(moreConditions ? (["unknown"] as const) : [])]);
}

/** Whether a value of a condition leaves open whose it is. */
function isOpen(text: string): boolean {
  const { is } = accountInArn(text);
  return (
    matches(text, ANY_NAME[0]) === "yes" || is === "any" || (is === "none" && isOfEverything(text) === "yes")
  );
}

function listedIn({ texts, more }: Terms, test: (text: string) => Answer): Answer {
  return anyOf([...texts.map(test), ...(more ? (["unknown"] as const) : [])]);
}

/** `yes` where one of them is. */
export function anyOf(answers: readonly Answer[]): Answer {
  return answers.includes("yes") ? "yes" : answers.includes("unknown") ? "unknown" : "no";
}

/** `yes` where all of them are. */
export function allOf(answers: readonly Answer[]): Answer {
  return answers.includes("no") ? "no" : answers.includes("unknown") ? "unknown" : "yes";
}

export function not(answer: Answer): Answer {
  return answer === "unknown" ? "unknown" : answer === "yes" ? "no" : "yes";
}
