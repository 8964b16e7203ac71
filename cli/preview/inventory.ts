import type { CatalogueImage } from "../../components/images/catalogueItem";
import { bucketNamePrefix } from "../../components/observability/bucketNames";
import { secretPrefix } from "../../components/secrets/serviceSecret";
import type { DuotoneConfig } from "../../config";
import type { Inventory, InventoryStack } from "../../policy/settings/inventory";
import { isRestricted } from "../../policy/settings/settings";
import { recordOf } from "../release/configValues";
import type { ImageInAccount } from "../release/imageShelf";
import type { StackConfig } from "../session";
import { inventoryImages } from "./inventoryImages";
import type { SecurityInventory } from "./securityFiles";

/** Outputs of a stack by name; nothing where it was never deployed, or could not be asked. */
export type Outputs = Readonly<Record<string, unknown>>;

/** What is known of one stack, beside what security says of it. */
export interface KnownStack {
  /** `<project>/<stack>` */
  readonly name: string;

  /** Its file, for messages. */
  readonly file: string;

  /** The root program's configuration; undefined for a foundation. */
  readonly config: DuotoneConfig | undefined;
  readonly regions: readonly string[];

  /** E-mail addresses of the foundation's own accounts, by what they are for. */
  readonly accountEmails: Readonly<Partial<Record<"delivery" | "audit", string>>>;
  readonly outputs: Outputs;

  /** Configuration of its updates that succeeded, by the program's own keys. */
  readonly deployed: readonly StackConfig[];
}

export interface InventorySources {
  readonly stacks: readonly KnownStack[];
  readonly security: SecurityInventory;

  /** Of the image catalogue: the services' images and the base images. */
  readonly catalogue: readonly CatalogueImage[];
  readonly inAccount: readonly ImageInAccount[];
}

/** An inventory, or everything in which the stacks' files and security's disagree. */
export type InventoryOrProblems =
  { readonly inventory: Inventory } | { readonly problems: readonly string[] };

const ACCOUNT_OUTPUTS = {
  management: "managementAccountId",
  delivery: "deliveryAccountId",
  audit: "auditAccountId",
} as const;
const ACCOUNT_ROLES = ["management", "delivery", "audit"] as const;
const ACCOUNT_ID = /^\d{12}$/;

/**
 * What the rules know beside the stack that they look at: the stacks' files, what the stacks have put out, and the image
 * catalogue, under what security has written down.
 */
export function inventoryOf({
  stacks,
  security,
  catalogue,
  inAccount,
}: InventorySources): InventoryOrProblems {
  const problems = [
    ...strayProblems(stacks, security),
    ...stacks.flatMap((stack) => classificationProblems(stack, security)),
  ];
  if (problems.length > 0) {
    return { problems };
  }
  return {
    inventory: {
      stacks: Object.fromEntries(stacks.map((stack) => [stack.name, stackOf(stack, security)])),
      verticals: stacks.flatMap(verticalsOf),
      accounts: accountsOf(stacks),
      images: [...inventoryImages(catalogue, stacks, inAccount)],
      crossings: security.crossings,
      ...(security.recordedBuckets === undefined ? {} : { recordedBuckets: security.recordedBuckets }),
      ...(security.restrictedBuckets === undefined ? {} : { restrictedBuckets: security.restrictedBuckets }),
      mustExist: Object.entries(security.stacks).flatMap(([stack, { mustExist }]) =>
        Object.entries(mustExist).flatMap(([type, names]) => names.map((name) => ({ stack, type, name }))),
      ),
    },
  };
}

function strayProblems(stacks: readonly KnownStack[], security: SecurityInventory): readonly string[] {
  const known = new Set(stacks.map(({ name }) => name));
  return [
    ...stacks
      .filter(({ name }) => security.stacks[name] === undefined)
      .map(
        ({ name, file }) =>
          `${file}: policy/inventory.json does not say what ${name} is. Security adds it there first: production, staging or organization.`,
      ),
    ...Object.keys(security.stacks)
      .filter((name) => !known.has(name))
      .map(
        (name) => `policy/inventory.json has ${name}, which has no stack file. Security removes it first.`,
      ),
  ];
}

/** A vertical that is called public is judged as one, so a stack's file alone cannot say that. */
function classificationProblems(
  { name, file, config }: KnownStack,
  security: SecurityInventory,
): readonly string[] {
  const wanted = Object.entries(security.stacks[name]?.classifications ?? {});
  return wanted.flatMap(([vertical, classification]) => {
    const found = config?.verticals.find((known) => known.name === vertical);
    if (found?.classification === classification) {
      return [];
    }
    const is = found === undefined ? "does not have it" : `calls it ${found.classification}`;
    return [
      `${file}: policy/inventory.json says that vertical ${vertical} is ${classification}, and the file ${is}. ` +
        "Security changes policy/inventory.json first.",
    ];
  });
}

function stackOf({ name, config, regions }: KnownStack, security: SecurityInventory): InventoryStack {
  const environment = security.stacks[name]?.environment ?? "production";
  const clusters = config?.clusters ?? [];
  const overrides = (config?.overrides ?? []).flatMap(({ gate, service, until }) =>
    gate === "images" || gate === "protect"
      ? [{ gate, ...(service === undefined ? {} : { service }), until }]
      : [],
  );
  return {
    environment,
    clusters: Object.fromEntries(
      clusters.map((cluster) => [cluster.name, { colour: cluster.colour, internal: cluster.internal }]),
    ),
    ...(config?.activeColor === undefined ? {} : { activeColor: config.activeColor }),
    releases: Object.fromEntries(clusters.map((cluster) => [cluster.name, { ...cluster.release }])),
    ...(config === undefined ? {} : { dataStores: dataStoresOf(name, config) }),
    ...(overrides.length === 0 ? {} : { overrides }),
    regions: [...regions],
  };
}

/** What the program calls a stack's data stores, so that another one's text is seen to name them. */
function dataStoresOf(name: string, { verticals }: DuotoneConfig): string[] {
  const stack = name.slice(name.lastIndexOf("/") + 1);
  return [
    secretPrefix(stack),
    ...verticals.flatMap((vertical) =>
      (["archive", "config"] as const).map((purpose) =>
        bucketNamePrefix(purpose, { restricted: isRestricted(vertical), owner: [stack, vertical.name] }),
      ),
    ),
  ];
}

function verticalsOf({ name: stack, config, outputs }: KnownStack): Inventory["verticals"] {
  const ids = recordOf(outputs.accounts);
  return (config?.verticals ?? []).map(({ name, classification, cidr, email }) => {
    const id = ids[name];
    return {
      name,
      stack,
      classification,
      cidr,
      email,
      ...(typeof id === "string" && ACCOUNT_ID.test(id) ? { accountId: id } : {}),
    };
  });
}

function accountsOf(stacks: readonly KnownStack[]): Inventory["accounts"] {
  return stacks.flatMap(({ config, outputs, accountEmails }) =>
    config !== undefined
      ? []
      : ACCOUNT_ROLES.flatMap((role) => {
          const output = outputs[ACCOUNT_OUTPUTS[role]];
          const id = typeof output === "string" && ACCOUNT_ID.test(output) ? output : undefined;
          const email = role === "management" ? undefined : accountEmails[role];
          return id === undefined && email === undefined
            ? []
            : [{ role, ...(id === undefined ? {} : { id }), ...(email === undefined ? {} : { email }) }];
        }),
  );
}
