import type { Place } from "../../model/place";
import { type Reference, referencesAt } from "../../model/references";
import type { Node } from "../../model/resource";
import { GROUP_TYPES, type SecurityRule, securityRules } from "../../model/securityRules";
import { type Verticals, verticalsOf } from "../../model/verticals";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";
import { judgedReference, nothingElse } from "./crossing";
import { waysOut } from "./effectiveRoutes";
import { STORES, SUBNET_GROUPS, type Store } from "./stores";

const SUBNET = "aws:ec2/subnet:Subnet";

/** What takes requests from outside, and would pass them on to a store that lets its group in. */
const BALANCERS = [
  "aws:alb/loadBalancer:LoadBalancer",
  "aws:elb/loadBalancer:LoadBalancer",
  "aws:lb/loadBalancer:LoadBalancer",
];

/** Stores of restricted verticals are reached from the vertical's own app tier only. */
export const seg08: StackRule = {
  id: "SEG-08",
  scope: "stack",
  evaluate: (context): readonly StackFinding[] => {
    const verticals = verticalsOf(context);
    const rules = securityRules(context.model);
    return STORES.flatMap((store) =>
      context.model.ofType(store.type).flatMap((node) => {
        const place = verticals.ofNode(node);
        return isRestricted(place)
          ? [
              ...judgedSubnets(context, verticals, store, node),
              ...judgedGroups(context, verticals, store, node, rules),
            ]
          : [];
      }),
    );
  },
};

/** Whose it is must be known for a store to be let off. */
function isRestricted(place: Place): boolean {
  return place.is === "vertical" ? place.restricted : place.is !== "shared";
}

function judgedSubnets(
  context: StackContext,
  verticals: Verticals,
  store: Store,
  node: Node,
): readonly StackFinding[] {
  const found = subnetsOf(context, verticals, store, node);
  if (found === undefined) {
    return [undeterminedNode(node, `${store.subnets.join(".")} does not say which subnets it is in.`)];
  }
  return found.flatMap((subnets) => {
    const findings = subnets.map((subnet) => judgedSubnet(context, verticals, node, subnet));
    return findings.some((own) => own.length === 0) ? [] : findings.flat();
  });
}

function judgedSubnet(
  context: StackContext,
  verticals: Verticals,
  node: Node,
  subnet: Node,
): readonly StackFinding[] {
  const judge = { rule: "SEG-08", settings: context.settings, permits: nothingElse };
  return [
    ...judgedReference(judge, node, verticals.ofNode(node), {
      at: `its subnet ${subnet.name}`,
      places: [verticals.ofNode(subnet)],
    }),
    ...waysOut(context, subnet).map((way) =>
      way.is === "out"
        ? badNode(node, `its subnet ${subnet.name} has a route out of the network: ${way.why}.`)
        : undeterminedNode(node, `the routes of its subnet ${subnet.name} cannot be told: ${way.why}.`),
    ),
  ];
}

/**
 * The subnets of a store, through its subnet group where it has one; undefined where they cannot be told.
 *
 * Each is a list of those that it could be. Before a network exists nobody knows which of its subnets an id is of, and one
 * that is as it should be will do: the next preview knows.
 */
function subnetsOf(
  { model }: StackContext,
  verticals: Verticals,
  { subnets, throughGroup }: Store,
  node: Node,
): readonly (readonly Node[])[] | undefined {
  const named = referencesAt(model, verticals, node, subnets, throughGroup ? SUBNET_GROUPS : [SUBNET]);
  const candidates = candidatesOf(named);
  if (candidates === undefined || !throughGroup) {
    return candidates;
  }
  const members = candidates
    .flat()
    .map((group) => candidatesOf(referencesAt(model, verticals, group, ["subnetIds"], [SUBNET])));
  return members.every((list) => list !== undefined) ? members.flat() : undefined;
}

function candidatesOf(named: readonly Reference[]): readonly (readonly Node[])[] | undefined {
  return named.length > 0 && named.every(({ nodes }) => nodes.length > 0)
    ? named.map(({ nodes }) => nodes)
    : undefined;
}

function judgedGroups(
  context: StackContext,
  verticals: Verticals,
  { groups }: Store,
  node: Node,
  rules: readonly SecurityRule[],
): readonly StackFinding[] {
  const named = referencesAt(context.model, verticals, node, groups, GROUP_TYPES);
  if (named.length === 0) {
    return [
      badNode(node, `${groups.join(".")} is not set, so that the network's default security group decides.`),
    ];
  }
  const unclear = named.find(({ nodes }) => nodes.length === 0);
  if (unclear !== undefined) {
    return [undeterminedNode(node, `${unclear.at} is no security group of this stack.`)];
  }
  const own = new Set(named.flatMap(({ nodes }) => nodes));
  return rules
    .filter((rule) => rule.direction === "in" && rule.groups.nodes.some((group) => own.has(group)))
    .flatMap((rule) => judgedIngress(context, verticals, node, rule));
}

function judgedIngress(
  context: StackContext,
  verticals: Verticals,
  store: Node,
  rule: SecurityRule,
): readonly StackFinding[] {
  const where = `${rule.node.name}${rule.path === "" ? "" : `, ${rule.path},`}`;
  const own = verticals.ofNode(store);
  const judge = { rule: "SEG-08", settings: context.settings, permits: nothingElse };
  return [
    ...(rule.addresses.length > 0
      ? [badNode(store, `the rule ${where} lets in addresses instead of a security group of the app tier.`)]
      : []),
    ...(rule.peers.unresolved || rule.peers.foreign.length > 0
      ? [
          undeterminedNode(
            store,
            `the rule ${where} lets in a security group that this stack does not manage.`,
          ),
        ]
      : []),
    ...rule.peers.nodes.flatMap((peer) => [
      ...judgedReference(judge, store, own, {
        at: `the security group ${peer.name} that the rule ${where} lets in`,
        places: [verticals.ofNode(peer)],
      }),
      ...context.model
        .users(peer)
        .filter(({ type }) => BALANCERS.includes(type))
        .map((user) =>
          badNode(
            store,
            `the rule ${where} lets in ${peer.name}, which the load balancer ${user.name} has, too.`,
          ),
        ),
    ]),
  ];
}
