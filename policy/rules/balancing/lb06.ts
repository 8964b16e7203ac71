import { BALANCERS } from "../../model/balancers";
import type { Resource } from "../../model/resource";
import { readFlag } from "../../model/value";
import { stackOf } from "../../settings/settings";
import { bad, type Finding, type ResourceContext, type ResourceRule, undetermined } from "../rule";

/** AWS itself refuses to delete a load balancer of production. */
export const lb06: ResourceRule = {
  id: "LB-06",
  scope: "resource",
  types: BALANCERS,
  evaluate: ({ props }: Resource, { settings }: ResourceContext): readonly Finding[] => {
    if (stackOf(settings).environment !== "production") {
      return [];
    }
    const protection = readFlag(props, "enableDeletionProtection");
    if (protection === "unknown") {
      return [undetermined("enableDeletionProtection is not known yet.")];
    }
    return protection === "yes" ? [] : [bad("enableDeletionProtection is not true.")];
  },
};
