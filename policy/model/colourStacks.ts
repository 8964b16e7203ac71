import type { Settings } from "../settings/settings";
import { isBalancer } from "./balancers";
import { type Clusters, clustersOf } from "./clusters";
import { isBalancerHost } from "./hostnames";
import { type Lead, recordLeads, recordsOf, SWITCH, type SwitchName, switchNames } from "./publicNames";
import type { Node } from "./resource";
import type { StackModel } from "./stackModel";
import { type LookedAt, stacksOf } from "./stacks";

/** A stack with colours, and everything that says which of them has the public names. */
export interface ColourStack extends LookedAt {
  readonly clusters: Clusters;

  /** Clusters that may have the public names. */
  readonly colours: readonly string[];
  readonly switches: readonly SwitchOf[];

  /** Records, each with its ways to a load balancer, or to what could be one. */
  readonly records: readonly RecordOf[];
}

export interface SwitchOf {
  readonly node: Node;
  readonly names: readonly SwitchName[] | "unknown";
}

export interface RecordOf {
  readonly node: Node;
  readonly leads: readonly Lead[];
}

/** The stacks among those that are looked at that have colours. */
export function colourStacks(model: StackModel, settings: Settings): readonly ColourStack[] {
  return stacksOf(model, settings).flatMap((stack) => {
    const colours = coloursOf(stack);
    if (colours.length === 0) {
      return [];
    }
    const clusters = clustersOf(model, Object.keys(stack.entry.clusters));
    const switches = stack.nodes
      .filter(({ type }) => type === SWITCH)
      .map((node) => ({ node, names: switchNames(model, node, clusters, colours) }));
    const records = recordsOf(stack.nodes).map((node) => ({
      node,
      leads: recordLeads(model, node, clusters),
    }));
    return [{ ...stack, clusters, colours, switches, records }];
  });
}

export function coloursOf({ entry }: LookedAt): readonly string[] {
  return Object.keys(entry.clusters)
    .filter((name) => entry.clusters[name]?.colour === true)
    .sort();
}

/** The ways of all public names: those of the switch, and those of records whose names are no cluster's own. */
export function publicLeads({ switches, records }: ColourStack): readonly Lead[] {
  return [
    ...switches.flatMap(({ names }) => (names === "unknown" ? [] : names.flatMap(({ leads }) => leads))),
    ...records.flatMap(({ leads }) => leads.filter(isPublic)),
  ];
}

/** Whether a record's way is one of a public name. What leads to something other than a load balancer is none. */
export function isPublic(lead: Lead): boolean {
  return lead.cluster === undefined && leadsToBalancer(lead);
}

/** Whether a way leads to a load balancer, or to what could be one. */
export function leadsToBalancer({ is, nodes, host }: Pick<Lead, "is" | "nodes" | "host">): boolean {
  return is === "foreign"
    ? host !== undefined && isBalancerHost(host)
    : nodes.length === 0 || nodes.some(isBalancer);
}
