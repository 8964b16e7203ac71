import { BALANCERS, CLASSIC_BALANCER, facesInternet } from "../../model/balancers";
import type { Resource } from "../../model/resource";
import { readSetText } from "../../model/setText";
import { type Settings, stackOf } from "../../settings/settings";
import { bad, type Finding, type ResourceContext, type ResourceRule, undetermined } from "../rule";

/** Only balancers of clusters that are meant for everyone are reachable by everyone. */
export const lb07: ResourceRule = {
  id: "LB-07",
  scope: "resource",
  types: [...BALANCERS, CLASSIC_BALANCER],
  evaluate: (resource: Resource, { settings }: ResourceContext): readonly Finding[] => {
    const facing = facesInternet(resource);
    if (facing === "no") {
      return [];
    }
    const listed = listedPublic(resource, settings);
    if (listed === "yes") {
      return [];
    }
    return [
      facing === "unknown" || listed === "unknown"
        ? undetermined("internal, or the tag that tells the cluster, is not known yet.")
        : bad("internal is not true, and the tag `cluster` names no cluster that is open to the internet."),
    ];
  },
};

/** By the inventory: a cluster that is not `internal`. */
function listedPublic({ props }: Resource, settings: Settings): "yes" | "no" | "unknown" {
  const tag = readSetText(props, "tags", "cluster");
  if (tag.is !== "known") {
    return tag.is === "unknown" ? "unknown" : "no";
  }
  return stackOf(settings).clusters[tag.text]?.internal === false ? "yes" : "no";
}
