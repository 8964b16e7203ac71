import { asGiven } from "../../model/given";
import { GROUP } from "../../model/machines";
import type { Node } from "../../model/resource";
import { readList, readText, UNKNOWN, type Value } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const SUBNET = "aws:ec2/subnet:Subnet";
const BALANCERS = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];
const CLASSIC = ["aws:elb/loadBalancer:LoadBalancer"];

/** Groups and balancers are in two zones or more, so that the loss of one is not the loss of all. */
export const cmp08: StackRule = {
  id: "CMP-08",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => [
    ...context.model.ofType(GROUP).flatMap((node) => judged(node, "vpcZoneIdentifiers", context)),
    ...context.model.ofType(...BALANCERS, ...CLASSIC).flatMap((node) => judged(node, "subnets", context)),
  ],
};

function judged(node: Node, property: string, { model }: StackContext): readonly StackFinding[] {
  const { props } = asGiven(node);
  const named = readList(props, "availabilityZones");
  if (named.is === "known" && new Set(named.items.filter((zone) => zone !== UNKNOWN)).size > 1) {
    return [];
  }
  const mappings = readList(props, "subnetMappings");
  const isMapped = mappings.is === "known" && mappings.items.length > 0;
  const from = isMapped ? "subnetMappings" : property;
  const subnets = isMapped ? mappings.items.map((mapping) => subnetOf(mapping)) : subnetsOf(props[property]);
  return subnets !== UNKNOWN && new Set(subnets).size + repeated(subnets) < 2
    ? [badNode(node, `${from} names fewer than two subnets.`)]
    : spread(node, from, zonesOf(model, node, from, subnets === UNKNOWN ? [UNKNOWN] : subnets));
}

function subnetOf(mapping: Value): Value {
  const reading = readText(mapping, "subnetId");
  return reading.is === "known" ? reading.text : UNKNOWN;
}

function subnetsOf(value: Value | undefined): readonly Value[] | typeof UNKNOWN {
  const reading = readList({ value }, "value");
  return reading.is === "known" ? reading.items : reading.is === "absent" ? [] : UNKNOWN;
}

/** Unknown subnets beyond the first: each is another one. */
function repeated(subnets: readonly Value[]): number {
  return Math.max(0, subnets.filter((id) => id === UNKNOWN).length - 1);
}

/**
 * Zones of the subnets, undefined for a zone that is not known. An unknown subnet may be any of those that the value comes
 * from: they may be more than are meant, but where all of these are in one zone, so is it.
 */
function zonesOf(
  model: StackContext["model"],
  node: Node,
  from: string,
  subnets: readonly Value[],
): readonly (string | undefined)[] {
  const sources = model.sources(node, from, SUBNET);
  const perhaps = sources.length === 0 ? [undefined] : sources.map((subnet) => zoneOf(subnet));
  return subnets.flatMap((id) => {
    if (typeof id !== "string") {
      return perhaps;
    }
    const [subnet] = model.named(id, SUBNET);
    return [subnet === undefined ? undefined : zoneOf(subnet)];
  });
}

function zoneOf({ props }: Node): string | undefined {
  for (const name of ["availabilityZone", "availabilityZoneId"]) {
    const reading = readText(props, name);
    if (reading.is === "known" && reading.text !== "") {
      return reading.text;
    }
  }
  return undefined;
}

function spread(node: Node, from: string, zones: readonly (string | undefined)[]): readonly StackFinding[] {
  const known = new Set(zones.filter((zone) => zone !== undefined));
  if (known.size > 1) {
    return [];
  }
  return zones.includes(undefined)
    ? [undeterminedNode(node, `the zones of ${from} are not known.`)]
    : [badNode(node, `${from} is in one zone only, ${[...known].join()}.`)];
}
