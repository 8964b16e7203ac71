import { accountName, type Estate, type EstateResource, place } from "../estate";
import { Owners } from "../owners";
import { textsOf } from "../values";

/**
 * Nothing in a vertical's account names another vertical's account or anything in it, by
 * number, id or ARN.
 *
 * It knows no types, so it also holds for those that no other property looks at.
 */
export function references(estate: Estate): string[] {
  const owners = new Owners(estate);
  return estate.resources.flatMap((resource) => problemsOf(resource, owners));
}

function problemsOf(resource: EstateResource, owners: Owners): string[] {
  const { account, inputs, outputs } = resource;
  if (account?.kind !== "vertical") {
    return [];
  }
  const problems = textsOf({ inputs, outputs }).flatMap(({ path, text }) =>
    [...owners.named(text)]
      .filter(([owner]) => owner !== account)
      .map(
        ([owner, words]) =>
          `${place(resource)} is in ${accountName(account)} and names ${words} of ${accountName(owner)} in ${path}.`,
      ),
  );
  return [...new Set(problems)];
}
