import {
  actionsOf,
  CLASSIC_BALANCER,
  LISTENERS,
  listenerProtocol,
  UNKNOWN_PROTOCOL,
  redirectsToHttps,
  TARGET_GROUPS,
} from "../../model/balancers";
import type { Resource } from "../../model/resource";
import { isInRestrictedVertical } from "../../model/resourceVertical";
import { readSetText } from "../../model/setText";
import { readList } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

const ENCRYPTED: readonly string[] = ["HTTPS", "SSL", "TLS"];

/** What a gateway load balancer speaks with its appliances. */
const TUNNEL = "GENEVE";

/** Nothing goes to a load balancer in clear, nor from it to instances that hold restricted data. */
export const lb03: ResourceRule = {
  id: "LB-03",
  scope: "resource",
  types: [...LISTENERS, ...TARGET_GROUPS, CLASSIC_BALANCER],
  evaluate: (resource, { settings }): readonly Finding[] => {
    if (resource.type === CLASSIC_BALANCER) {
      return classic(resource);
    }
    if ((LISTENERS as readonly string[]).includes(resource.type)) {
      return listener(resource);
    }
    return isInRestrictedVertical(resource, settings) ? targetGroup(resource) : [];
  },
};

function listener(resource: Resource): readonly Finding[] {
  const protocol = listenerProtocol(resource);
  if (protocol === UNKNOWN_PROTOCOL) {
    return [undetermined("protocol is not known yet.")];
  }
  if (ENCRYPTED.includes(protocol) || protocol === TUNNEL) {
    return [];
  }
  const redirects = redirectsToHttps(actionsOf(resource.props, "defaultActions"));
  if (protocol === "HTTP" && redirects === "yes") {
    return [];
  }
  return [
    protocol === "HTTP" && redirects === "unknown"
      ? undetermined("defaultActions of a listener for HTTP are not known yet.")
      : bad("protocol is in clear: neither HTTPS nor TLS, nor HTTP that only redirects to HTTPS."),
  ];
}

function targetGroup({ props }: Resource): readonly Finding[] {
  const type = readSetText(props, "targetType");
  if (type.is === "known" && type.text === "lambda") {
    return [];
  }
  const protocol = readSetText(props, "protocol");
  if (protocol.is === "unknown") {
    return [undetermined("protocol is not known yet.")];
  }
  return protocol.is === "known" && [...ENCRYPTED, TUNNEL].includes(protocol.text.toUpperCase())
    ? []
    : [bad("protocol to the targets is in clear, in a vertical with personal or banking data.")];
}

function classic({ props }: Resource): readonly Finding[] {
  const listeners = readList(props, "listeners");
  if (listeners.is === "unknown") {
    return [undetermined("listeners are not known yet.")];
  }
  const items = listeners.is === "known" ? listeners.items : [];
  return items.flatMap((item, index) => {
    const protocol = readSetText(item, "lbProtocol");
    if (protocol.is === "unknown") {
      return [undetermined(`listeners[${index}].lbProtocol is not known yet.`)];
    }
    return protocol.is === "known" && ENCRYPTED.includes(protocol.text.toUpperCase())
      ? []
      : [bad(`listeners[${index}].lbProtocol is in clear.`)];
  });
}
