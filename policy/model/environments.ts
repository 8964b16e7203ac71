import type { Settings } from "../settings/settings";
import { dataStoreNames } from "./dataStores";
import type { Node } from "./resource";
import type { StackModel } from "./stackModel";
import { type LookedAt, stackNameOf, stacksOf } from "./stacks";

export type Environment = "production" | "staging" | "organization";

/** What is known of one environment, so that it is recognised where another one names it. */
export interface KnownEnvironment {
  readonly name: Environment;

  /** Its stacks, as `<project>/<stack>`. */
  readonly stacks: readonly string[];
  readonly accountIds: readonly string[];

  /** Ids, ARNs and endpoints of its data stores. */
  readonly dataStores: readonly string[];

  /** Whether a node is of one of its stacks. */
  has(node: Node): boolean;
}

export function environment(model: StackModel, settings: Settings, name: Environment): KnownEnvironment {
  const { stacks: all, verticals } = settings.inventory;
  const stacks = Object.keys(all).filter((stack) => all[stack]?.environment === name);
  const has = ({ urn }: Node) => stacks.includes(stackNameOf(urn) ?? "");
  return {
    name,
    stacks,
    accountIds: verticals
      .filter(({ stack }) => stacks.includes(stack))
      .flatMap(({ accountId }) => accountId ?? []),
    dataStores: [
      ...new Set([
        ...stacks.flatMap((stack) => all[stack]?.dataStores ?? []),
        ...dataStoreNames(model.nodes.filter(has)),
      ]),
    ],
    has,
  };
}

/** The stacks of an environment among those that are looked at. */
export function stacksIn(model: StackModel, settings: Settings, name: Environment): readonly LookedAt[] {
  return stacksOf(model, settings).filter(({ entry }) => entry.environment === name);
}
