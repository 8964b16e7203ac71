import type { StackContext } from "../rules/rule";
import type { InventoryVertical } from "../settings/inventory";
import { isRestricted } from "../settings/settings";
import type { Place } from "./place";
import type { Node } from "./resource";
import { stackNameOf } from "./stacks";
import { readText } from "./value";

const ACCOUNT = "aws:organizations/account:Account";

/** The component that keeps the logs of one vertical in the audit account, and is called as the vertical is. */
const ARCHIVE = "duotone:observability:LogArchive";

const ROLES = ["management", "delivery", "audit"] as const;

const ARN = /^arn:aws[a-z-]*:[^:]*:[^:]*:([^:]*):/;

/** Tells whose everything is. */
export interface Verticals {
  /** Whose a resource is, by the account of its provider. An account itself is that of the vertical that it is for. */
  ofNode(node: Node): Place;
  ofAccount(id: string): Place;

  /** Whose an ARN, an account id, or the id or name of a resource is. Nodes of the types are looked among first. */
  ofText(text: string, ...types: readonly string[]): Place;
}

export function verticalsOf(context: StackContext): Verticals {
  const { model, settings } = context;
  const { inventory } = settings;

  const ofEmail = (email: string): Place | undefined => {
    const shared = inventory.accounts.find((account) => account.email === email);
    if (shared !== undefined) {
      return { is: "shared", role: shared.role, keptFor: undefined };
    }
    const vertical = inventory.verticals.find((known) => known.email === email);
    return vertical === undefined ? undefined : placeOfVertical(vertical);
  };

  const ofAccount = (id: string): Place => {
    const shared = inventory.accounts.find((account) => account.id === id);
    if (shared !== undefined) {
      return { is: "shared", role: shared.role, keptFor: undefined };
    }
    const vertical = inventory.verticals.find(({ accountId }) => accountId === id);
    if (vertical !== undefined) {
      return placeOfVertical(vertical);
    }
    const email = readText(model.named(id, ACCOUNT)[0]?.props, "email");
    return (email.is === "known" ? ofEmail(email.text) : undefined) ?? { is: "foreign", account: id };
  };

  const ofAccountNode = (node: Node): Place => {
    const email = readText(node.props, "email");
    const id = readText(node.props, "id");
    return (
      (email.is === "known" ? ofEmail(email.text) : undefined) ??
      (id.is === "known" && isAccountId(id.text)
        ? ofAccount(id.text)
        : { is: "unknown", why: `the account ${node.name} belongs to no vertical of the inventory` })
    );
  };

  const ofNode = (node: Node): Place => {
    if (node.type === ACCOUNT) {
      return ofAccountNode(node);
    }
    const account = context.account(node);
    if (account.is !== "known") {
      return { is: "unknown", why: account.is === "none" ? "it has no AWS account" : account.why };
    }
    if (account.kind !== "vertical") {
      return { is: "shared", role: account.kind, keptFor: archiveOwner(context, node) };
    }
    if (account.id !== undefined) {
      return ofAccount(account.id);
    }
    const ofStack = account.stack ?? settings.stackName;
    const vertical = verticalNamed(context, ofStack, account.name);
    return vertical === undefined
      ? { is: "unknown", why: `the inventory has no vertical ${account.name} of ${ofStack}` }
      : placeOfVertical(vertical);
  };

  const ofText = (text: string, ...types: readonly string[]): Place => {
    if (isAccountId(text)) {
      return ofAccount(text);
    }
    const [node] = model.named(text, ...types);
    if (node !== undefined) {
      return ofNode(node);
    }
    const account = ARN.exec(text)?.[1];
    if (account !== undefined && isAccountId(account)) {
      return ofAccount(account);
    }
    const image = inventory.images.find(({ id }) => id === text);
    if (image !== undefined) {
      return ofAccount(image.ownerAccountId);
    }
    const vertical = inventory.verticals.find(({ vpcIds }) => vpcIds?.includes(text) === true);
    return vertical === undefined
      ? { is: "unknown", why: "neither this stack nor the inventory knows it" }
      : placeOfVertical(vertical);
  };

  return { ofNode, ofAccount, ofText };
}

export function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}

/** @returns `<stack>:<vertical>` */
export function verticalName({ stack, name }: Pick<InventoryVertical, "stack" | "name">): string {
  return `${stack}:${name}`;
}

export function placeOfVertical(vertical: InventoryVertical): Place {
  return { is: "vertical", name: verticalName(vertical), restricted: isRestricted(vertical) };
}

function verticalNamed(
  { settings }: StackContext,
  ofStack: string,
  ofName: string,
): InventoryVertical | undefined {
  return settings.inventory.verticals.find(({ stack, name }) => stack === ofStack && name === ofName);
}

function archiveOwner(context: StackContext, node: Node): string | undefined {
  const archive = context.model.ancestors(node).find(({ type }) => type === ARCHIVE);
  const stack = archive === undefined ? undefined : stackNameOf(archive.urn);
  if (archive === undefined || stack === undefined) {
    return undefined;
  }
  const vertical = verticalNamed(context, stack, archive.name);
  return vertical !== undefined ? verticalName(vertical) : ROLES.find((role) => role === archive.name);
}
