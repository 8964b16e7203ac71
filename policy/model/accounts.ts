import type { Inventory } from "../settings/inventory";
import { isRestricted, type Settings } from "../settings/settings";
import type { ProviderOf, Resource } from "./resource";
import type { StackModel } from "./stackModel";
import { type PlainObject, read, readText, type Value } from "./value";

/** The account that a resource is in, as far as it can be known. */
export type Account =
  | {
      readonly is: "known";

      /** Name of the vertical, `management`, `delivery` or `audit`. */
      readonly name: string;
      readonly kind: "vertical" | "management" | "delivery" | "audit";

      /** Stack of the vertical: verticals of two stacks may have one name. Undefined of accounts that all share. */
      readonly stack: string | undefined;

      /** Whether it holds personal or banking data, or the evidence of it. */
      readonly restricted: boolean;

      /** Known once the account exists. */
      readonly id: string | undefined;
    }
  | { readonly is: "none" }
  | { readonly is: "unknown"; readonly why: string };

const PROVIDER = "pulumi:providers:aws";
const ACCOUNT = "aws:organizations/account:Account";

/**
 * The account of a resource: that of its provider, by the provider's `allowedAccountIds`. Before the account exists its
 * id is unknown, but the stack says which account it comes from, and the account's e-mail address which vertical it is.
 */
export function accountOf(model: StackModel, resource: Resource, settings: Settings): Account {
  const { provider } = resource;
  if (resource.type === PROVIDER) {
    return accountOfProvider(model, resource, settings);
  }
  if (provider === undefined || provider.type !== PROVIDER) {
    return { is: "none" };
  }
  return accountOfProvider(model, provider, settings);
}

function accountOfProvider(model: StackModel, provider: ProviderOf, settings: Settings): Account {
  const ids = allowedAccountIds(provider.props);
  if (ids.is === "known") {
    const [id, ...others] = ids.ids;
    return id === undefined || others.length > 0
      ? {
          is: "unknown",
          why: `its provider ${provider.name} allows ${ids.ids.length} accounts instead of one`,
        }
      : accountById(id, settings, model);
  }
  const node = model.node(provider.urn);
  const [account, ...others] = node === undefined ? [] : model.sources(node, "allowedAccountIds", ACCOUNT);
  if (ids.is !== "unknown" || account === undefined || others.length > 0) {
    return { is: "unknown", why: `its provider ${provider.name} has no allowedAccountIds that can be read` };
  }
  const email = readText(account.props, "email");
  return email.is === "known"
    ? accountByEmail(email.text, undefined, settings)
    : { is: "unknown", why: `the account of its provider ${provider.name} has no known e-mail address` };
}

/** Ids in a provider's `allowedAccountIds`, which arrive as JSON in a string. */
export function allowedAccountIds(
  props: PlainObject,
):
  | { readonly is: "known"; readonly ids: readonly string[] }
  | { readonly is: "absent" | "unknown" | "invalid" } {
  const reading = read(props, "allowedAccountIds");
  if (reading.is !== "known") {
    return reading;
  }
  const list = parsedJson(reading.value);
  if (list === undefined) {
    return readText(props, "allowedAccountIds").is === "unknown" ? { is: "unknown" } : { is: "invalid" };
  }
  if (!Array.isArray(list)) {
    return { is: "invalid" };
  }
  const items = list as readonly unknown[];
  if (
    items.some(
      (item) => typeof item === "symbol" || readText({ item: item as Value }, "item").is === "unknown",
    )
  ) {
    return { is: "unknown" };
  }
  return items.every((item): item is string => typeof item === "string" && /^\d{12}$/.test(item))
    ? { is: "known", ids: items }
    : { is: "invalid" };
}

/** A provider's input that is JSON in a string, or already data; undefined where it is no JSON. */
export function parsedJson(value: unknown): unknown {
  if (typeof value !== "string") {
    return value;
  }
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

function accountById(id: string, settings: Settings, model: StackModel): Account {
  const shared = settings.inventory.accounts.find((account) => account.id === id);
  if (shared !== undefined) {
    return sharedAccount(shared, id);
  }
  const vertical = settings.inventory.verticals.find(({ accountId }) => accountId === id);
  if (vertical !== undefined) {
    return verticalAccount(vertical, id);
  }
  const [declared] = model.named(id, ACCOUNT);
  const email = readText(declared?.props, "email");
  return email.is === "known"
    ? accountByEmail(email.text, id, settings)
    : { is: "unknown", why: `account ${id} is not in the inventory` };
}

function accountByEmail(email: string, id: string | undefined, settings: Settings): Account {
  const shared = settings.inventory.accounts.find((account) => account.email === email);
  if (shared !== undefined) {
    return sharedAccount(shared, id);
  }
  const vertical = settings.inventory.verticals.find((known) => known.email === email);
  return vertical === undefined
    ? { is: "unknown", why: "its account belongs to no vertical of the inventory" }
    : verticalAccount(vertical, id);
}

function sharedAccount({ role }: Inventory["accounts"][number], id: string | undefined): Account {
  return { is: "known", name: role, kind: role, stack: undefined, restricted: role === "audit", id };
}

function verticalAccount(vertical: Inventory["verticals"][number], id: string | undefined): Account {
  const { name, stack } = vertical;
  return { is: "known", name, kind: "vertical", stack, restricted: isRestricted(vertical), id };
}
