import type { Resource } from "../../model/resource";
import { secretsInData } from "../../model/secretsInData";
import { readUserData } from "../../model/userData";
import { USER_DATA_TYPES, userDataIn } from "../../model/userDataOf";
import { holdsUnknown } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

/**
 * No key, token or password in user data, in whatever encoding, and nothing that cannot be looked into.
 *
 * User data that is not known yet is SEC-03's in the preview; in the update this rule sees it before it is used.
 */
export const cmp04: ResourceRule = {
  id: "CMP-04",
  scope: "resource",
  types: USER_DATA_TYPES,
  evaluate: (resource: Resource): readonly Finding[] =>
    userDataIn(resource).flatMap(({ path, reading }) =>
      reading.is === "known"
        ? contents(path, reading.text)
        : reading.is === "invalid"
          ? [bad(`${path} is no text.`)]
          : [],
    ),
};

function contents(path: string, userData: string): readonly Finding[] {
  const { parts, unread } = readUserData(userData);
  return [
    ...unread.map((why) => undetermined(`${path} ${why}.`)),
    ...parts.flatMap(({ place, text }) => {
      const at = place === "" ? path : `${path}, ${place},`;
      const found = secretsInData(text);
      return [
        ...(holdsUnknown(text) ? [undetermined(`${at} has a part that is not known yet.`)] : []),
        ...found.unread.map((why) => undetermined(`${at} has something in it that cannot be read (${why}).`)),
        ...found.secrets.map((secret) => bad(`${at} holds ${secret.kind} (${secret.place}).`)),
      ];
    }),
  ];
}
