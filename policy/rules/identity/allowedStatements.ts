import type { Statement } from "../../model/iamDocument";
import type { Answer } from "../../model/iamRights";
import type { PolicyProperty } from "../../model/policyProperties";
import { bad, type Finding, undetermined } from "../rule";

/**
 * What a rule has against documents: against each statement that allows something, and against a document that nothing
 * can be proven of. What is absent allows nothing.
 *
 * @param judge Gets the statement and where it is, for messages.
 */
export function againstDocuments(
  properties: readonly PolicyProperty[],
  judge: (statement: Statement, at: string) => readonly Finding[],
): readonly Finding[] {
  return properties.flatMap(({ at, document }) => {
    switch (document.is) {
      case "absent":
        return [];
      case "unknown":
        return [undetermined(`${at} is not known yet.`)];
      case "invalid":
        return [bad(`${at} is no policy document, for ${document.why}.`)];
      case "known":
        return [
          ...document.statements.flatMap((statement) => againstStatement(statement, at, judge)),
          ...(document.more ? [undetermined(`${at} has statements that are not known yet.`)] : []),
        ];
    }
  });
}

function againstStatement(
  statement: Statement,
  at: string,
  judge: (statement: Statement, at: string) => readonly Finding[],
): readonly Finding[] {
  if (statement.effect === "Deny") {
    return [];
  }
  const found = judge(statement, `${at}.${statement.at}`);
  return statement.effect === "Allow"
    ? found
    : found.map(({ message }) => undetermined(`${message} Whether it allows or denies is not known yet.`));
}

/** A finding where the answer is `yes`, or where nobody knows. */
export function findingIf(answer: Answer, message: string): readonly Finding[] {
  switch (answer) {
    case "yes":
      return [bad(message)];
    case "unknown":
      return [undetermined(`${message} A part of it is not known yet.`)];
    case "no":
      return [];
  }
}
