import { nameOf, resourcesOf, type StateResource } from "../story/stackExport";
import { accountOfArn, asList, type Fields, fieldsOf, fromJson, textAt } from "./values";

const ACCOUNT_TYPE = "aws:organizations/account:Account";
export const PROVIDER_TYPE = "pulumi:providers:aws";
const RESTRICTED = ["pii", "banking"];
const CLASSIFICATIONS = [...RESTRICTED, "internal", "public"];

/** An account that serves all verticals. */
export interface SharedAccount {
  readonly kind: "management" | "delivery" | "audit";
  readonly id: string;
}

/** The account of one vertical in one stack. */
export interface VerticalAccount {
  readonly kind: "vertical";
  readonly id: string;
  readonly stack: string;
  readonly vertical: string;

  /** Whether its classification is pii or banking. */
  readonly restricted: boolean;
}

export type Account = SharedAccount | VerticalAccount;

/** A resource of one of the exports, and where it is. */
export interface EstateResource extends StateResource {
  /** Its stack, for example `prod`; the foundation's is `org`. */
  readonly stack: string;

  /** Its logical name. */
  readonly name: string;

  /** The components that it belongs to, the nearest first. */
  readonly ancestors: readonly StateResource[];

  /** Where its provider works; undefined where the provider does not say so in one word. */
  readonly account: Account | undefined;
}

/** Everything that a set of stacks has made, as their exports tell it. */
export interface Estate {
  /** Everything in the states: stacks, providers and components, too. */
  readonly all: readonly EstateResource[];

  /** Of those the resources of AWS. */
  readonly resources: readonly EstateResource[];
  readonly accounts: readonly Account[];
  readonly verticals: readonly VerticalAccount[];

  /** Accounts whose tags do not say what they are for. */
  readonly unclearAccounts: readonly EstateResource[];
}

/**
 * Reads exports of stacks as one.
 *
 * An account is what the tags of its own resource say: `vertical` and `classification`, or `purpose`. The management
 * account makes the others, so it is known from their ARNs. A resource is in the account that its provider allows.
 *
 * @param stackExports What `pulumi stack export` printed, of each stack.
 */
export function readEstate(stackExports: readonly unknown[]): Estate {
  const states = stackExports.flatMap(resourcesOf);
  const byUrn = new Map(states.map((resource) => [resource.urn, resource]));
  const made = states.filter(({ type }) => type === ACCOUNT_TYPE);
  const verticals = made.flatMap((resource) => verticalOf(resource) ?? []);
  const accounts: Account[] = [...made.flatMap(managementOf), ...made.flatMap(sharedOf), ...verticals];
  const byId = new Map(accounts.map((account) => [account.id, account]));

  const all = states.map((resource): EstateResource => {
    const provider = resource.type === PROVIDER_TYPE ? resource : providerOf(resource, byUrn);
    return {
      ...resource,
      stack: stackOf(resource.urn),
      name: nameOf(resource.urn),
      ancestors: ancestorsOf(resource, byUrn),
      account: byId.get((provider === undefined ? undefined : allowedAccountOf(provider)) ?? ""),
    };
  });
  return {
    all,
    resources: all.filter(({ type, custom }) => custom && type.startsWith("aws:")),
    accounts: [...byId.values()],
    verticals,
    unclearAccounts: all.filter(({ id, type }) => type === ACCOUNT_TYPE && !byId.has(id ?? "")),
  };
}

/** A resource's inputs with what the cloud made of them on top. */
export function fieldsOfResource({ inputs, outputs }: StateResource): Fields {
  return { ...inputs, ...outputs };
}

/** What the program asked for and what the cloud made of it, where there is either: both must hold. */
export function viewsOf({ inputs, outputs }: StateResource): Fields[] {
  return [inputs, outputs].filter((fields) => Object.keys(fields).length > 0);
}

/** How a sentence names a resource. */
export function place({ stack, type, name }: EstateResource): string {
  return `${stack}: ${type} ${name}`;
}

/** How a sentence names an account. */
export function accountName(account: Account): string {
  return account.kind === "vertical"
    ? `vertical ${account.vertical} of ${account.stack}`
    : `the ${account.kind} account`;
}

/** The stack of a URN. */
export function stackOf(urn: string): string {
  return urn.split("::")[0]?.split(":")[2] ?? "";
}

/** The provider of a resource: the state names it by URN and id. */
export function providerOf(
  resource: StateResource,
  byUrn: ReadonlyMap<string, StateResource>,
): StateResource | undefined {
  const reference = resource.provider;
  return reference === undefined ? undefined : byUrn.get(reference.slice(0, reference.lastIndexOf("::")));
}

/** The accounts that a provider allows. The SDK hands lists over as JSON. Undefined where it is no list of accounts. */
export function allowedAccountsOf({ inputs }: StateResource): readonly string[] | undefined {
  const ids = asList(fromJson(inputs.allowedAccountIds));
  return ids.length > 0 && ids.every((id) => typeof id === "string" && /^\d{12}$/.test(id))
    ? (ids as readonly string[])
    : undefined;
}

function allowedAccountOf(provider: StateResource): string | undefined {
  const ids = allowedAccountsOf(provider);
  return ids?.length === 1 ? ids[0] : undefined;
}

function verticalOf(resource: StateResource): VerticalAccount | undefined {
  const [vertical, ...others] = tagValues(resource, "vertical");
  const [classification = "", ...further] = tagValues(resource, "classification");
  const clear = others.length + further.length === 0 && CLASSIFICATIONS.includes(classification);
  return vertical === undefined || resource.id === undefined || !clear
    ? undefined
    : {
        kind: "vertical",
        id: resource.id,
        stack: stackOf(resource.urn),
        vertical,
        restricted: RESTRICTED.includes(classification),
      };
}

function sharedOf(resource: StateResource): SharedAccount[] {
  const [purpose, ...others] = tagValues(resource, "purpose");
  return others.length === 0 && (purpose === "delivery" || purpose === "audit") && resource.id !== undefined
    ? [{ kind: purpose, id: resource.id }]
    : [];
}

function managementOf(resource: StateResource): SharedAccount[] {
  const id = accountOfArn(textAt(resource.outputs, "arn") ?? "");
  return id === undefined ? [] : [{ kind: "management", id }];
}

/** The values of a tag, wherever the state has it: as asked for, as made, and with what the provider adds. */
export function tagValues({ inputs, outputs }: StateResource, tag: string): string[] {
  const values = [inputs.tags, outputs.tags, outputs.tagsAll].flatMap(
    (tags) => textAt(fieldsOf(tags), tag) ?? [],
  );
  return [...new Set(values)];
}

function ancestorsOf(
  resource: StateResource,
  byUrn: ReadonlyMap<string, StateResource>,
): readonly StateResource[] {
  const found: StateResource[] = [];
  for (
    let parent = byUrn.get(resource.parent ?? "");
    parent !== undefined && !found.includes(parent);
    parent = byUrn.get(parent.parent ?? "")
  ) {
    found.push(parent);
  }
  return found;
}
