import { placementOf } from "./placement";
import type { Node } from "./resource";
import { readSetText } from "./setText";
import type { StackModel } from "./stackModel";
import { readList, type Value } from "./value";

/** Which cluster a resource is part of. */
export interface Clusters {
  /** Names, as the inventory has them. */
  readonly names: readonly string[];

  /** By the components that it is below; outside of any cluster's, by the tag `cluster` or `colour`. */
  of(node: Node): string | undefined;

  /** The service of the cluster that a node is of: by component, by the tag `service`, or by its name. */
  serviceOf(node: Node): string | undefined;
}

export function clustersOf(model: StackModel, names: readonly string[]): Clusters {
  const of = (node: Node): string | undefined => {
    const name = placementOf(model, node)?.cluster ?? tagOf(node, "cluster") ?? tagOf(node, "colour");
    return name !== undefined && names.includes(name) ? name : undefined;
  };
  return {
    names,
    of,
    serviceOf: (node) => {
      const said = placementOf(model, node)?.service ?? tagOf(node, "service");
      const cluster = of(node);
      return said === undefined && cluster !== undefined && node.name.startsWith(`${cluster}-`)
        ? node.name.slice(cluster.length + 1)
        : said;
    },
  };
}

/** A tag that is known: of the resource itself, or of what a group or a launch template starts. */
export function tagOf({ props }: Node, key: string): string | undefined {
  const listed = itemsOf(props.tags).find((tag) => textAt(tag, "key") === key);
  const started = itemsOf(props.tagSpecifications).find((block) => textAt(block, "tags", key) !== undefined);
  return textAt(props.tags, key) ?? textAt(listed, "value") ?? textAt(started, "tags", key);
}

function itemsOf(value: Value | undefined): readonly Value[] {
  const list = readList(value);
  return list.is === "known" ? list.items : [];
}

function textAt(value: Value | undefined, ...path: readonly string[]): string | undefined {
  const reading = readSetText(value, ...path);
  return reading.is === "known" ? reading.text : undefined;
}
