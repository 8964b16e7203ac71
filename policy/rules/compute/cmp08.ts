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

function judged(node: Node, property: string, context: StackContext): readonly StackFinding[] {
  const { props } = asGiven(node);
  const named = readList(props, "availabilityZones");
  if (named.is === "known" && new Set(named.items.filter((zone) => zone !== UNKNOWN)).size > 1) {
    return [];
  }
  const mappings = readList(props, "subnetMappings");
  const mapped = mappings.is === "known" && mappings.items.length > 0;
  const subnets = mapped ? mappings.items.map((mapping) => subnetOf(mapping)) : itemsOf(props[property]);
  const from = mapped ? "subnetMappings" : property;

  if (subnets === "unknown") {
    return spread(node, from, context.model.sources(node, from, SUBNET), false);
  }
  if (
    new Set(subnets.filter((id) => id !== UNKNOWN)).size + subnets.filter((id) => id === UNKNOWN).length <
    2
  ) {
    return [badNode(node, `${from} names fewer than two subnets.`)];
  }
  const known = subnets.flatMap((id) => (typeof id === "string" ? context.model.named(id, SUBNET) : []));
  return known.length === subnets.length
    ? spread(node, from, known, true)
    : spread(node, from, [...known, ...context.model.sources(node, from, SUBNET)], false);
}

function subnetOf(mapping: Value): Value {
  const reading = readText(mapping, "subnetId");
  return reading.is === "known" ? reading.text : UNKNOWN;
}

function itemsOf(value: Value | undefined): readonly Value[] | "unknown" {
  const reading = readList({ value }, "value");
  return reading.is === "known" ? reading.items : reading.is === "absent" ? [] : "unknown";
}

/** @param exact Whether the subnets are those meant; where they are more, too few zones are too few all the same. */
function spread(node: Node, from: string, subnets: readonly Node[], exact: boolean): readonly StackFinding[] {
  const zones = subnets.map(({ props }) => zoneOf(props));
  const known = new Set(zones.filter((zone) => zone !== undefined));
  if (known.size > 1) {
    return [];
  }
  return subnets.length > 0 && zones.every((zone) => zone !== undefined)
    ? [badNode(node, `${from} is in one zone only, ${[...known].join()}.`)]
    : [undeterminedNode(node, `the zones of ${from} are not known${exact ? " yet" : " here"}.`)];
}

function zoneOf(props: Node["props"]): string | undefined {
  for (const name of ["availabilityZone", "availabilityZoneId"]) {
    const reading = readText(props, name);
    if (reading.is === "known" && reading.text !== "") {
      return reading.text;
    }
  }
  return undefined;
}
