import { balancerKind, BALANCERS, CLASSIC_BALANCER } from "../../model/balancers";
import type { Resource } from "../../model/resource";
import { readSetText } from "../../model/setText";
import { readFlag } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

/** Requests that parsers read in two ways do not get through. */
export const lb05: ResourceRule = {
  id: "LB-05",
  scope: "resource",
  types: [...BALANCERS, CLASSIC_BALANCER],
  evaluate: (resource: Resource): readonly Finding[] => {
    switch (balancerKind(resource)) {
      case "application":
        return [...headers(resource), ...desync(resource)];
      case "classic":
        return desync(resource);
      case "unknown":
        return [undetermined("loadBalancerType is not known yet.")];
      default:
        return [];
    }
  },
};

function headers({ props }: Resource): readonly Finding[] {
  const drop = readFlag(props, "dropInvalidHeaderFields");
  if (drop === "unknown") {
    return [undetermined("dropInvalidHeaderFields is not known yet.")];
  }
  return drop === "yes"
    ? []
    : [bad("dropInvalidHeaderFields is not true, and AWS's default lets them through.")];
}

/** AWS's default is `defensive`. */
function desync({ props }: Resource): readonly Finding[] {
  const mode = readSetText(props, "desyncMitigationMode");
  if (mode.is === "unknown") {
    return [undetermined("desyncMitigationMode is not known yet.")];
  }
  return mode.is === "absent" || (mode.is === "known" && ["defensive", "strictest"].includes(mode.text))
    ? []
    : [bad("desyncMitigationMode is neither `defensive` nor `strictest`.")];
}
