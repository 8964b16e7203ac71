import { isRestricted, ownVerticals, type Settings } from "../settings/settings";
import { allowedAccountIds, parsedJson } from "./accounts";
import type { Resource } from "./resource";

/**
 * Whether a resource is in a vertical with personal or banking data, as far as its provider alone tells: by the account
 * where its id is known, and else by the default tag `vertical`. What cannot be told apart is.
 */
export function isInRestrictedVertical({ provider }: Resource, settings: Settings): boolean {
  if (provider === undefined) {
    return false;
  }
  const { verticals, accounts } = settings.inventory;
  const ids = allowedAccountIds(provider.props);
  const id = ids.is === "known" && ids.ids.length === 1 ? ids.ids[0] : undefined;
  if (id !== undefined) {
    const vertical = verticals.find(({ accountId }) => accountId === id);
    if (vertical !== undefined) {
      return isRestricted(vertical);
    }
    const shared = accounts.find((account) => account.id === id);
    if (shared !== undefined) {
      return shared.role === "audit";
    }
  }
  const tags = parsedJson(provider.props.defaultTags) as
    { readonly tags?: Record<string, unknown> } | undefined;
  const vertical = ownVerticals(settings).find(({ name }) => name === tags?.tags?.vertical);
  return vertical === undefined || isRestricted(vertical);
}
