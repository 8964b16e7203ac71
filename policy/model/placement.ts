import { asGiven } from "./given";
import type { Node } from "./resource";
import type { StackModel } from "./stackModel";
import { readText } from "./value";

/** The cluster that a resource is part of, and the service where it belongs to one. */
export interface Placement {
  readonly cluster: string;
  readonly service: string | undefined;
}

const CLUSTER = "duotone:clusters:Cluster";
const SERVICES = ["duotone:clusters:WebService", "duotone:clusters:WorkerService"];

/** Told by the components that it is below; undefined for what belongs to no cluster. */
export function placementOf(model: StackModel, node: Node): Placement | undefined {
  const ancestors = model.ancestors(node);
  const cluster = ancestors.find(({ type }) => type === CLUSTER)?.name;
  if (cluster === undefined) {
    return undefined;
  }
  const component = ancestors.find(({ type }) => SERVICES.includes(type))?.name;
  return {
    cluster,
    service: component?.startsWith(`${cluster}-`) === true ? component.slice(cluster.length + 1) : component,
  };
}

/** The region that a resource is in: its own where it names one, else its provider's. */
export function regionOf(node: Node): string | undefined {
  const { props, provider } = asGiven(node);
  const own = readText(props, "region");
  if (own.is === "known" && own.text !== "") {
    return own.text;
  }
  const inherited = own.is === "unknown" ? own : readText(provider?.props, "region");
  return inherited.is === "known" ? inherited.text : undefined;
}
