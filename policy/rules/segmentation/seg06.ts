import type { Place } from "../../model/place";
import { type SecurityRule, securityRules } from "../../model/securityRules";
import { type Verticals, verticalsOf } from "../../model/verticals";
import { type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";
import { judgedAddresses } from "./addresses";
import { judgedReference, nothingElse } from "./crossing";

/** No rule of a security group names another vertical. */
export const seg06: StackRule = {
  id: "SEG-06",
  scope: "stack",
  evaluate: (context): readonly StackFinding[] => {
    const verticals = verticalsOf(context);
    return securityRules(context.model).flatMap((rule) => judgedRule(context, verticals, rule));
  },
};

function judgedRule(
  context: StackContext,
  verticals: Verticals,
  rule: SecurityRule,
): readonly StackFinding[] {
  const { node, path, groups, peers, addresses } = rule;
  const from = verticals.ofNode(node);
  if (from.is === "unknown") {
    return [undeterminedNode(node, `it cannot be told whose ${node.name} is: ${from.why}.`)];
  }
  const judge = { rule: "SEG-06", settings: context.settings, permits: nothingElse };
  const place = path === "" ? "" : ` of ${path}`;
  const others: Place[] = [
    ...peers.nodes.map((peer) => verticals.ofNode(peer)),
    ...(peers.unresolved
      ? [
          {
            is: "unknown",
            why: "it is not known yet, and nothing in this stack says where it comes from",
          } as const,
        ]
      : []),
  ];
  return [
    ...judgedReference(judge, node, from, {
      at: `the security group that the rule${place} is of`,
      places: groups.nodes.map((group) => verticals.ofNode(group)),
    }),
    ...judgedReference(judge, node, from, {
      at: `the security group that the rule${place} names`,
      places: others,
    }),
    ...peers.foreign.flatMap((id) =>
      judgedReference(judge, node, from, {
        at: `the security group ${id} that the rule${place} names`,
        places: [foreignGroup(verticals, id)],
      }),
    ),
    ...judgedAddresses(context, { rule: "SEG-06", node, from, everywhereIsInternet: true }, addresses),
  ];
}

/** Over a peering, a group is `<account>/<id>`. */
function foreignGroup(verticals: Verticals, id: string): Place {
  return verticals.ofText(id.split("/")[0] ?? id);
}
