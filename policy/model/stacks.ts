import type { InventoryStack, InventoryVertical } from "../settings/inventory";
import type { Settings } from "../settings/settings";
import type { Node } from "./resource";
import type { StackModel } from "./stackModel";
import { stackInUrn } from "./urn";

/** One of the stacks that are looked at, with what the inventory says of it. */
export interface LookedAt {
  /** `<project>/<stack>` */
  readonly name: string;
  readonly entry: InventoryStack;

  /** Its nodes, sorted by URN. */
  readonly nodes: readonly Node[];
}

/** @returns `<project>/<stack>`; undefined where it is no URN. */
export function stackNameOf(urn: string): string | undefined {
  const { project, stack } = stackInUrn(urn);
  return stack === "" ? undefined : `${project}/${stack}`;
}

/**
 * The stacks that are looked at: the one of the settings, even where it has no resource, and every other one that a node
 * is of. Stacks that the inventory does not know are left out.
 */
export function stacksOf(model: StackModel, settings: Settings): readonly LookedAt[] {
  const nodes = new Map<string, Node[]>([[settings.stackName, []]]);
  for (const node of model.nodes) {
    const name = stackNameOf(node.urn);
    if (name === undefined) {
      continue;
    }
    const others = nodes.get(name);
    if (others === undefined) {
      nodes.set(name, [node]);
    } else {
      others.push(node);
    }
  }
  return [...nodes]
    .flatMap(([name, of]) => {
      const entry = settings.inventory.stacks[name];
      return entry === undefined ? [] : [{ name, entry, nodes: of }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names of the stacks that are looked at, sorted. */
export function stacksLookedAt(model: StackModel, settings: Settings): readonly string[] {
  return stacksOf(model, settings).map(({ name }) => name);
}

/**
 * Whether the stack that owns what is the whole organization's (its trail, guardrails and alarms) is among those looked at.
 * In any other stack such things are not missing: they are elsewhere.
 */
export function looksAtOrganization(model: StackModel, settings: Settings): boolean {
  return stacksLookedAt(model, settings).some(
    (stack) => settings.inventory.stacks[stack]?.environment === "organization",
  );
}

/** Verticals of all the stacks that are looked at. */
export function verticalsLookedAt(model: StackModel, settings: Settings): readonly InventoryVertical[] {
  const stacks = stacksLookedAt(model, settings);
  return settings.inventory.verticals.filter(({ stack }) => stacks.includes(stack));
}
