import { type Place, placeName } from "../../model/place";

/** The audit account keeps an archive for every vertical, and one place for the accounts that belong to none. */
export function isOwnArchive(from: Place, to: Place): boolean {
  if (to.is !== "shared" || to.role !== "audit") {
    return false;
  }
  return to.keptFor === undefined ? from.is === "shared" : to.keptFor === placeName(from);
}
