import {
  actionsOf,
  balancerKind,
  BALANCERS,
  LISTENER_RULES,
  LISTENERS,
  listenerProtocol,
  UNKNOWN_PROTOCOL,
  redirectsToHttps,
} from "../../model/balancers";
import { declaredProps } from "../../model/given";
import type { Node } from "../../model/resource";
import { readSetText } from "../../model/setText";
import type { StackModel } from "../../model/stackModel";
import { badNode, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/** Whoever comes by HTTP is sent to HTTPS, and gets nothing else. */
export const lb01: StackRule = {
  id: "LB-01",
  scope: "stack",
  evaluate: ({ model }) => [
    ...model.ofType(...LISTENERS).flatMap((listener) => {
      const http = speaksHttp(model, listener);
      return http === "no" ? [] : findings(listener, "defaultActions", http);
    }),
    ...model.ofType(...LISTENER_RULES).flatMap((rule) => {
      const { nodes } = model.resolve(rule, "listenerArn", ...LISTENERS);
      const spoken = nodes.map((listener) => speaksHttp(model, listener));
      if (spoken.includes("yes")) {
        return findings(rule, "actions", "yes");
      }
      return nodes.length > 0 && !spoken.includes("unknown") ? [] : findings(rule, "actions", "unknown");
    }),
  ],
};

function speaksHttp(model: StackModel, listener: Node): "yes" | "no" | "unknown" {
  const protocol = listenerProtocol(listener);
  if (protocol === UNKNOWN_PROTOCOL) {
    return "unknown";
  }
  if (protocol !== "HTTP") {
    return "no";
  }
  // A gateway load balancer's listener says no protocol, for it has none.
  const kinds = model.resolve(listener, "loadBalancerArn", ...BALANCERS).nodes.map(balancerKind);
  const silent = readSetText(declaredProps(listener), "protocol").is === "absent";
  return silent && kinds.length > 0 && kinds.every((kind) => kind === "gateway") ? "no" : "yes";
}

function findings(
  node: Node,
  property: "defaultActions" | "actions",
  http: "yes" | "unknown",
): readonly StackFinding[] {
  const redirects = redirectsToHttps(actionsOf(node.props, property));
  if (redirects === "yes") {
    return [];
  }
  if (http === "unknown") {
    return [
      undeterminedNode(
        node,
        `whether ${node.name} answers HTTP is not known, and ${property} do more than redirect.`,
      ),
    ];
  }
  return [
    redirects === "unknown"
      ? undeterminedNode(node, `${property} of ${node.name} are not known yet.`)
      : badNode(node, `${node.name} answers HTTP, and ${property} do not all redirect to HTTPS.`),
  ];
}
