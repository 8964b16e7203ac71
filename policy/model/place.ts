/** Whose something is: a vertical's, that of one of the accounts that all share, or nobody's that we know. */
export type Place =
  | {
      readonly is: "vertical";

      /** `<stack>:<vertical>`, for verticals of the same name in two stacks are two verticals. */
      readonly name: string;

      /** Whether it holds personal or banking data. */
      readonly restricted: boolean;
    }
  | {
      readonly is: "shared";
      readonly role: "management" | "delivery" | "audit";

      /** Of a log archive: the vertical, or the role of the account, whose logs it keeps. */
      readonly keptFor: string | undefined;
    }
  | { readonly is: "foreign"; readonly account: string }
  | { readonly is: "unknown"; readonly why: string };

/** What a crossing of the inventory calls a place: `<stack>:<vertical>`, a role, or an account id. */
export function placeName(place: Place): string | undefined {
  switch (place.is) {
    case "vertical":
      return place.name;
    case "shared":
      return place.role;
    case "foreign":
      return place.account;
    case "unknown":
      return undefined;
  }
}

/** A place in the words of a message. */
export function placeLabel(place: Place): string {
  switch (place.is) {
    case "vertical":
      return `the vertical ${place.name}`;
    case "shared":
      return place.keptFor === undefined
        ? `the ${place.role} account`
        : `the archive of ${place.keptFor} in the ${place.role} account`;
    case "foreign":
      return `account ${place.account}, which the inventory does not know`;
    case "unknown":
      return `nobody that can be told (${place.why})`;
  }
}

/** Whether two places are known to be one. */
export function isSamePlace(one: Place, other: Place): boolean {
  return (
    one.is !== "unknown" &&
    one.is === other.is &&
    placeName(one) === placeName(other) &&
    keptFor(one) === keptFor(other)
  );
}

function keptFor(place: Place): string | undefined {
  return place.is === "shared" ? place.keptFor : undefined;
}
