import type { Clusters } from "./clusters";
import { hasLabel, hostname } from "./hostnames";
import { type Pointer, pointerAt, pointersOf, RECORD } from "./pointers";
import type { Node } from "./resource";
import { readSetText } from "./setText";
import type { StackModel } from "./stackModel";
import { type PlainObject, readList, readNumber, type Value } from "./value";

/** The resource that moves all public names of a stack at once. */
export const SWITCH = "pulumi-nodejs:dynamic/release:ReleaseSwitch";
const ZONE = "aws:route53/zone:Zone";

/** One way from a name to a load balancer. */
export interface Lead extends Omit<Pointer, "is"> {
  /** The switch, or the record. */
  readonly holder: Node;

  /** The name, where it is known. */
  readonly fqdn: string | undefined;

  /** The cluster that the way is said to lead to: by the switch, or by the name's own label. */
  readonly cluster: string | undefined;

  /** Whether requests for the name take it: the switch's other colours and records of weight 0 are ways without. */
  readonly live: "yes" | "no" | "unknown";

  /** `missing`: there is no way where there should be one. */
  readonly is: Pointer["is"] | "missing";
}

/** A public name of the switch. */
export interface SwitchName {
  readonly at: string;
  readonly fqdn: string | undefined;
  readonly zoneId: string | undefined;
  readonly leads: readonly Lead[];
}

/** The names that a switch holds, each with a way to every colour. @returns `unknown` where they are not known yet. */
export function switchNames(
  model: StackModel,
  holder: Node,
  clusters: Clusters,
  colours: readonly string[],
): readonly SwitchName[] | "unknown" {
  const names = readList(holder.props, "names");
  if (names.is === "unknown") {
    return "unknown";
  }
  const active = readSetText(holder.props, "activeColor");
  return (names.is === "known" ? names.items : []).map((name, index) => {
    const at = `names[${index}]`;
    const fqdn = textAt(name, "fqdn");
    return {
      at,
      fqdn: fqdn === undefined ? undefined : hostname(fqdn),
      zoneId: textAt(name, "zoneId"),
      leads: colours.map((colour) => ({
        ...pointerOf(model, holder, clusters, { name, at, colour }),
        holder,
        fqdn: fqdn === undefined ? undefined : hostname(fqdn),
        cluster: colour,
        live: active.is === "known" ? (active.text === colour ? "yes" : "no") : "unknown",
      })),
    };
  });
}

function pointerOf(
  model: StackModel,
  holder: Node,
  clusters: Clusters,
  { name, at, colour }: { readonly name: Value; readonly at: string; readonly colour: string },
): Pick<Lead, "at" | "nodes" | "exact" | "is" | "host"> {
  const path = `${at}.targets.${colour}.dnsName`;
  const reading = readSetText(name, "targets", colour, "dnsName");
  if (reading.is === "absent") {
    return { at: path, nodes: [], exact: true, is: "missing", host: undefined };
  }
  const pointer = pointerAt(model, holder, "names", path, reading.is === "known" ? reading.text : undefined);
  if (pointer.host !== undefined) {
    return pointer;
  }
  // The switch's names come from the balancers of all colours: only those of this one, and of the service, can be meant.
  const ofColour = pointer.nodes.filter((node) => clusters.of(node) === colour);
  const service = textAt(name, "service");
  const ofService = ofColour.filter((node) => clusters.serviceOf(node) === service);
  const nodes = ofService.length > 0 ? ofService : ofColour;
  return {
    ...pointer,
    nodes,
    exact: nodes.length === 1,
    is: nodes.length === 0 ? "unresolved" : "managed",
  };
}

/** The ways of a record. A name with a cluster's label is that cluster's own. */
export function recordLeads(model: StackModel, record: Node, clusters: Clusters): readonly Lead[] {
  const fqdn = recordName(model, record);
  const cluster = fqdn === undefined ? undefined : clusters.names.find((name) => hasLabel(fqdn, name));
  const live = liveOf(record.props);
  return pointersOf(model, record).map((pointer) => ({ ...pointer, holder: record, fqdn, cluster, live }));
}

/** The full name of a record, where it is known; a name without the zone's is inside the zone. */
export function recordName(model: StackModel, record: Node): string | undefined {
  const fqdn = textAt(record.props, "fqdn");
  const name = fqdn ?? textAt(record.props, "name");
  if (name === undefined) {
    return undefined;
  }
  const zones = model.resolve(record, "zoneId", ZONE);
  const zone = zones.exact ? textAt(zones.nodes[0]?.props, "name") : undefined;
  const [own, domain] = [hostname(name), zone === undefined ? undefined : hostname(zone)];
  return domain === undefined || own === domain || own.endsWith(`.${domain}`) ? own : `${own}.${domain}`;
}

/** Types of records that answer where something is. */
const ADDRESSES: readonly string[] = ["A", "AAAA", "CNAME", "HTTPS", "SVCB"];

/** Whether a record answers for a name that a switch holds. */
export function takesName(model: StackModel, record: Node, { fqdn, zoneId }: SwitchName): boolean {
  const type = textAt(record.props, "type");
  const name = recordName(model, record);
  if (
    name === undefined ||
    fqdn === undefined ||
    (type !== undefined && !ADDRESSES.includes(type.toUpperCase()))
  ) {
    return false;
  }
  // Without the zone's name a short name cannot be completed; it is inside the zone whose id it gives.
  const rest = fqdn.startsWith(`${name}.`) ? fqdn.slice(name.length + 1) : "";
  const inside = rest.includes(".") && zoneId !== undefined && textAt(record.props, "zoneId") === zoneId;
  return name === fqdn || inside;
}

const OTHER_ROUTINGS = [
  "cidrRoutingPolicy",
  "failoverRoutingPolicies",
  "geolocationRoutingPolicies",
  "geoproximityRoutingPolicy",
  "latencyRoutingPolicies",
  "multivalueAnswerRoutingPolicy",
] as const;

/** How Route 53 chooses among the records of a name; `other` by something that is neither weight nor nothing. */
export function routingOf({ props }: Node): "simple" | "weighted" | "other" {
  const used = (key: string) => {
    const value = props[key];
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== false;
  };
  if (OTHER_ROUTINGS.some((key) => typeof props[key] !== "symbol" && used(key))) {
    return "other";
  }
  return used("weightedRoutingPolicies") ? "weighted" : "simple";
}

function liveOf(props: PlainObject): Lead["live"] {
  const weight = readNumber(props, "weightedRoutingPolicies", "weight");
  if (weight.is === "known") {
    return weight.number > 0 ? "yes" : "no";
  }
  return weight.is === "absent" ? "yes" : "unknown";
}

/** The records of a stack. */
export function recordsOf(nodes: readonly Node[]): readonly Node[] {
  return nodes.filter(({ type }) => type === RECORD);
}

function textAt(value: Value | undefined, ...path: readonly string[]): string | undefined {
  const reading = readSetText(value, ...path);
  return reading.is === "known" ? reading.text : undefined;
}
