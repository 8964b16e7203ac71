import type { Node } from "./resource";
import { readSetText } from "./setText";
import type { StackModel } from "./stackModel";
import { readList } from "./value";

const CLUSTER = "duotone:clusters:Cluster";

/** Components of one service of a cluster, named `<cluster>-<service>`. */
const SERVICES: readonly string[] = ["duotone:clusters:WebService", "duotone:clusters:WorkerService"];

/** Which cluster a resource is part of. */
export interface Clusters {
  /** Names, as the inventory has them. */
  readonly names: readonly string[];

  /** By the cluster's component; outside of any, by the tag `colour` or `cluster`. */
  of(node: Node): string | undefined;

  /** The service of the cluster that a node is of. */
  serviceOf(node: Node): string | undefined;
}

export function clustersOf(model: StackModel, names: readonly string[]): Clusters {
  const of = (node: Node): string | undefined => {
    const component = [node, ...model.ancestors(node)].find(({ type }) => type === CLUSTER);
    const name = component?.name ?? tagOf(node, "colour") ?? tagOf(node, "cluster");
    return name !== undefined && names.includes(name) ? name : undefined;
  };
  return {
    names,
    of,
    serviceOf: (node) => {
      const cluster = of(node);
      const component = [node, ...model.ancestors(node)].find(({ type }) => SERVICES.includes(type));
      const tagged = tagOf(node, "service");
      if (component === undefined && tagged !== undefined) {
        return tagged;
      }
      const { name } = component ?? node;
      return cluster !== undefined && name.startsWith(`${cluster}-`)
        ? name.slice(cluster.length + 1)
        : undefined;
    },
  };
}

/** A tag that is known: of the resource itself, or of what a group or a launch template starts. */
export function tagOf({ props }: Node, key: string): string | undefined {
  const own = readSetText(props, "tags", key);
  if (own.is === "known") {
    return own.text;
  }
  const listed = itemsOf(props.tags).find((tag) => textAt(tag, "key") === key);
  const started = itemsOf(props.tagSpecifications).find((block) => textAt(block, "tags", key) !== undefined);
  return textAt(listed, "value") ?? textAt(started, "tags", key);
}

function itemsOf(value: Node["props"][string]): readonly Node["props"][string][] {
  const list = readList(value);
  return list.is === "known" ? list.items : [];
}

function textAt(value: Node["props"][string], ...path: readonly string[]): string | undefined {
  const reading = readSetText(value, ...path);
  return reading.is === "known" ? reading.text : undefined;
}
