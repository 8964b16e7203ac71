import { plainProperties } from "../../../policy/model/value";
import type { Node, ProviderOf, Resource } from "../../../policy/model/resource";
import type { Rule } from "../../../policy/rules/rule";
import { checkResource, checkStack } from "../../../policy/runner/run";
import type { Violation } from "../../../policy/runner/violation";
import type { Inventory } from "../../../policy/settings/inventory";
import type { Settings } from "../../../policy/settings/settings";
import { UNKNOWN_ON_THE_WIRE } from "./host";

/** A value that is not known yet, as the engine sends it. */
export const unknown = UNKNOWN_ON_THE_WIRE;

export const ACCOUNTS = {
  management: "100000000001",
  delivery: "100000000002",
  audit: "100000000003",
  accounts: "200000000001",
  payments: "200000000002",
  marketing: "200000000003",
} as const;

export const COMMIT = "3f1c9e0a5b7d2c4e6f8091a2b3c4d5e6f7081920";
export const IMAGE = "ami-0123456789abcdef0";

/** An organization with production (three verticals, two colours) and staging. */
export const INVENTORY: Inventory = {
  stacks: {
    "duotone/prod": {
      environment: "production",
      clusters: {
        prod1: { colour: true, internal: false },
        prod2: { colour: true, internal: false },
        qaprod1: { colour: false, internal: true },
      },
      activeColor: "prod1",
      releases: { prod1: { core: COMMIT }, prod2: { core: COMMIT }, qaprod1: { core: COMMIT } },
      regions: ["eu-west-1"],
    },
    "duotone/staging": {
      environment: "staging",
      clusters: { staging: { colour: false, internal: false } },
      releases: { staging: { core: COMMIT } },
      regions: ["eu-west-1"],
    },
    "duotone-foundation/org": {
      environment: "organization",
      clusters: {},
      releases: {},
      regions: ["eu-west-1"],
    },
  },
  verticals: [
    {
      name: "accounts",
      stack: "duotone/prod",
      classification: "pii",
      cidr: "10.20.0.0/16",
      email: "prod-accounts@example.com",
      accountId: ACCOUNTS.accounts,
    },
    {
      name: "payments",
      stack: "duotone/prod",
      classification: "banking",
      cidr: "10.21.0.0/16",
      email: "prod-payments@example.com",
      accountId: ACCOUNTS.payments,
    },
    {
      name: "marketing",
      stack: "duotone/prod",
      classification: "public",
      cidr: "10.22.0.0/16",
      email: "prod-marketing@example.com",
      accountId: ACCOUNTS.marketing,
    },
    {
      name: "accounts",
      stack: "duotone/staging",
      classification: "pii",
      cidr: "10.120.0.0/16",
      email: "staging-accounts@example.com",
      accountId: "300000000001",
    },
    {
      name: "marketing",
      stack: "duotone/staging",
      classification: "public",
      cidr: "10.122.0.0/16",
      email: "staging-marketing@example.com",
      accountId: "300000000003",
    },
  ],
  accounts: [
    { id: ACCOUNTS.management, role: "management" },
    { id: ACCOUNTS.delivery, role: "delivery" },
    { id: ACCOUNTS.audit, role: "audit" },
  ],
  images: [
    {
      id: IMAGE,
      service: "core",
      commit: COMMIT,
      region: "eu-west-1",
      ownerAccountId: ACCOUNTS.delivery,
      builtAt: "2026-11-01T00:00:00Z",
      encrypted: true,
      state: { is: "usable", triedOnStaging: true },
      deployedTo: ["duotone/staging"],
    },
  ],
  crossings: [],
  mustExist: [],
};

/** Settings for production on a fixed day; whatever is given replaces it. */
export function settings(changed: Partial<Settings> = {}): Settings {
  return {
    asOf: "2026-11-21T12:00:00Z",
    stackName: "duotone/prod",
    inventory: INVENTORY,
    exemptions: [],
    ...changed,
  };
}

/** What a fixture says of a resource; the rest is filled in. */
export interface Given {
  readonly props?: Readonly<Record<string, unknown>>;
  readonly provider?: ProviderOf;
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly parent?: Node;
  readonly dependencies?: readonly Node[];

  /** By property, the nodes that its value comes from. */
  readonly edges?: Readonly<Record<string, readonly Node[]>>;
}

/** A resource of a fixture, in the account of marketing where nothing else is said. */
export function node(type: string, name: string, given: Given = {}): Node {
  return {
    type,
    name,
    urn: `urn:pulumi:prod::duotone::${type}::${name}`,
    props: plainProperties(given.props ?? {}),
    provider: given.provider ?? (type.startsWith("aws:") ? providerFor("marketing") : undefined),
    options: { protect: given.protect ?? false, ignoreChanges: given.ignoreChanges ?? [] },
    parent: given.parent?.urn,
    dependencies: (given.dependencies ?? []).map(({ urn }) => urn).sort(),
    edges: Object.fromEntries(
      Object.entries(given.edges ?? fromElsewhere(given.props)).map(([property, from]) => [
        property,
        from.map(({ urn }) => urn).sort(),
      ]),
    ),
  };
}

/** Where a fixture says of nothing where it comes from, all that is unknown comes from outside of the stack. */
function fromElsewhere(props: Given["props"] = {}): NonNullable<Given["edges"]> {
  return Object.fromEntries(
    Object.entries(props).flatMap(([property, value]) =>
      JSON.stringify(value ?? null).includes(UNKNOWN_ON_THE_WIRE) ? [[property, []]] : [],
    ),
  );
}

/** The provider of a vertical's account, or of a shared one. */
export function providerFor(account: keyof typeof ACCOUNTS): ProviderOf {
  const shared = ["management", "delivery", "audit"].includes(account);
  return {
    type: "pulumi:providers:aws",
    name: account,
    urn: `urn:pulumi:prod::duotone::pulumi:providers:aws::${account}`,
    props: plainProperties({
      allowedAccountIds: JSON.stringify([ACCOUNTS[account]]),
      region: "eu-west-1",
      defaultTags: JSON.stringify({ tags: shared ? {} : { vertical: account } }),
    }),
  };
}

/** What one rule has against a resource, through the runner. */
export function checkOne(
  rule: Rule,
  resource: Resource,
  changed: Partial<Settings> = {},
): readonly Violation[] {
  return checkResource([rule], resource, settings(changed));
}

/** What one rule has against a stack, through the runner. */
export function checkAll(
  rule: Rule,
  nodes: readonly Node[],
  changed: Partial<Settings> = {},
): readonly Violation[] {
  return checkStack([rule], nodes, settings(changed));
}
