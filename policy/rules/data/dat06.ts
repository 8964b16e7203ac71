import type { Resource } from "../../model/resource";
import { readFlag } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

/** Databases have no address on the internet. Where nothing is said the provider asks for none. */
export const dat06: ResourceRule = {
  id: "DAT-06",
  scope: "resource",
  types: [
    "aws:rds/instance:Instance",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:neptune/clusterInstance:ClusterInstance",
    "aws:redshift/cluster:Cluster",
  ],
  evaluate: ({ props }: Resource): readonly Finding[] => {
    switch (readFlag(props, "publiclyAccessible")) {
      case "no":
      case "absent":
        return [];
      case "unknown":
        return [undetermined("publiclyAccessible is not known yet.")];
      default:
        return [bad("publiclyAccessible is not false.")];
    }
  },
};
