import {
  type Account,
  accountName,
  type Estate,
  type EstateResource,
  fieldsOfResource,
  place,
} from "../estate";
import { documentOf } from "../policies";
import { textAt } from "../values";

const POLICY_TYPE = "aws:organizations/policy:Policy";
const ATTACHMENT_TYPE = "aws:organizations/policyAttachment:PolicyAttachment";
const UNIT_TYPE = "aws:organizations/organizationalUnit:OrganizationalUnit";
const ACCOUNT_TYPE = "aws:organizations/account:Account";

/** Kinds of policy that AWS calls guardrails: what nobody in an account may do, and to whom its resources answer. */
const KINDS = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] as const;

/** Names of the units of an environment. */
const RESTRICTED = "restricted";
const STANDARD = "standard";

/** Units of the accounts that serve all verticals. */
const SHARED_UNITS: Readonly<Record<string, string>> = { delivery: "infrastructure", audit: "security" };

/** The tree of an organization, as the exports tell it. */
interface Tree {
  readonly rootId: string | undefined;

  /** By id. */
  readonly units: ReadonlyMap<string, EstateResource>;
  readonly policies: readonly EstateResource[];

  /** Ids of the policies that are attached to a root, a unit or an account. */
  readonly attached: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Every account is behind every guardrail.
 *
 * What is a guardrail the foundation's policies say: one that is attached to the root holds for all accounts, one that is
 * attached to a unit of restricted verticals must be so to all such units. Each account is in the unit of its stack and
 * sensitivity, and from it a chain of units leads to the root.
 */
export function guardrails(estate: Estate): string[] {
  const tree = treeOf(estate);
  return [...policyProblems(tree), ...unitProblems(tree), ...accountProblems(estate, tree)];
}

function treeOf(estate: Estate): Tree {
  const ofType = (type: string) => estate.resources.filter((resource) => resource.type === type);
  const units = new Map(
    ofType(UNIT_TYPE).flatMap((unit) => (unit.id === undefined ? [] : [[unit.id, unit] as const])),
  );
  const attached = new Map<string, Set<string>>();
  for (const attachment of ofType(ATTACHMENT_TYPE)) {
    const { targetId, policyId } = fieldsOfResource(attachment);
    attached.set(String(targetId), (attached.get(String(targetId)) ?? new Set()).add(String(policyId)));
  }
  return {
    rootId: [...units.values()].map(parentOf).find((parent) => parent?.startsWith("r-")),
    units,
    policies: ofType(POLICY_TYPE).filter(({ inputs }) =>
      KINDS.some((kind) => kind === (inputs.type ?? KINDS[0])),
    ),
    attached,
  };
}

/** Each guardrail denies something and is attached to the root or to a unit of restricted verticals. */
function policyProblems(tree: Tree): string[] {
  const everywhere = tree.policies.filter((policy) => targetsOf(tree, policy).includes(tree.rootId ?? ""));
  const missing = KINDS.filter((kind) => !everywhere.some(({ inputs }) => inputs.type === kind));
  const restricted = tree.policies.some((policy) =>
    targetsOf(tree, policy).some((target) => isRestricted(tree.units.get(target))),
  );
  return [
    ...missing.map((kind) => `No policy of type ${kind} is attached to the root.`),
    ...(restricted ? [] : ["No guardrail is attached to the units of restricted verticals."]),
    ...tree.policies.flatMap((policy) => {
      const targets = targetsOf(tree, policy);
      const holds = targets.some((target) => target === tree.rootId || isRestricted(tree.units.get(target)));
      const denies = documentOf(policy.inputs.content)?.some(({ Effect }) => Effect === "Deny") === true;
      return [
        ...(holds
          ? []
          : [`${place(policy)} is attached neither to the root nor to a unit of restricted verticals.`]),
        ...(denies ? [] : [`${place(policy)} denies nothing.`]),
      ];
    }),
  ];
}

/** What holds for one unit of restricted verticals holds for all. */
function unitProblems(tree: Tree): string[] {
  const restricted = [...tree.units.values()].filter(isRestricted);
  const wanted = tree.policies.filter((policy) =>
    targetsOf(tree, policy).some((target) => isRestricted(tree.units.get(target))),
  );
  return restricted.flatMap((unit) =>
    wanted
      .filter((policy) => !targetsOf(tree, policy).includes(unit.id ?? ""))
      .map((policy) => `The guardrail ${policy.name} is not attached to ${unitName(tree, unit)}.`),
  );
}

function accountProblems(estate: Estate, tree: Tree): string[] {
  return estate.accounts
    .filter(({ kind }) => kind !== "management")
    .flatMap((account) => {
      const made = estate.resources.find(({ type, id }) => type === ACCOUNT_TYPE && id === account.id);
      const path = made === undefined ? [] : pathOf(tree, parentOf(made) ?? "");
      return [...chainProblems(account, tree, path), ...unitOfAccountProblems(account, tree, path)];
    });
}

/** @param path Ids from the account's unit up; the last is the root's where the chain is whole. */
function chainProblems(account: Account, tree: Tree, path: readonly string[]): string[] {
  if (tree.rootId === undefined || path.at(-1) !== tree.rootId) {
    return [
      `No chain of units leads from ${accountName(account)} to the root: ${path.join(", ") || "no unit"}.`,
    ];
  }
  const above = new Set(path.flatMap((id) => [...(tree.attached.get(id) ?? [])]));
  const sensitive = account.kind === "vertical" && account.restricted;
  return tree.policies
    .filter((policy) => sensitive || targetsOf(tree, policy).includes(tree.rootId ?? ""))
    .filter((policy) => !above.has(policy.id ?? ""))
    .map((policy) => `${accountName(account)} is not behind the guardrail ${policy.name}.`);
}

function unitOfAccountProblems(account: Account, tree: Tree, path: readonly string[]): string[] {
  const names = path.flatMap((id) => unitNameOf(tree.units.get(id)) ?? []);
  const wanted =
    account.kind === "vertical"
      ? [account.restricted ? RESTRICTED : STANDARD, account.stack]
      : [SHARED_UNITS[account.kind] ?? ""];
  return names.join("/") === wanted.join("/")
    ? []
    : [
        `${accountName(account)} is in the unit ${names.join(" of ") || "of no name"}, not in ${wanted.join(" of ")}.`,
      ];
}

function pathOf(tree: Tree, first: string): string[] {
  const path: string[] = [];
  for (let id: string | undefined = first; id !== undefined && !path.includes(id);) {
    path.push(id);
    const unit = tree.units.get(id);
    id = unit === undefined ? undefined : parentOf(unit);
  }
  return path;
}

function targetsOf({ attached }: Tree, policy: EstateResource): string[] {
  return [...attached].filter(([, policies]) => policies.has(policy.id ?? "")).map(([target]) => target);
}

function parentOf(resource: EstateResource): string | undefined {
  return textAt(fieldsOfResource(resource), "parentId");
}

function isRestricted(unit: EstateResource | undefined): boolean {
  return unitNameOf(unit) === RESTRICTED;
}

function unitNameOf(unit: EstateResource | undefined): string | undefined {
  return unit === undefined ? undefined : textAt(fieldsOfResource(unit), "name");
}

function unitName(tree: Tree, unit: EstateResource): string {
  const names = pathOf(tree, unit.id ?? "").flatMap((id) => unitNameOf(tree.units.get(id)) ?? []);
  return `the unit ${names.join(" of ")}`;
}
