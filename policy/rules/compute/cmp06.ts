import { GROUP, LAUNCH_CONFIGURATION } from "../../model/machines";
import type { Resource } from "../../model/resource";
import { read, readList } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

/** Groups start instances from a launch template, whose versions are kept and numbered. */
export const cmp06: ResourceRule = {
  id: "CMP-06",
  scope: "resource",
  types: [GROUP, LAUNCH_CONFIGURATION],
  evaluate: ({ type, props }: Resource): readonly Finding[] =>
    type === LAUNCH_CONFIGURATION
      ? [bad("Launch configurations have no versions, and AWS makes no new ones.")]
      : [...configuration(props), ...template(props)],
};

function configuration(props: Resource["props"]): readonly Finding[] {
  const reading = read(props, "launchConfiguration");
  if (reading.is === "unknown") {
    return [undetermined("launchConfiguration is not known yet, and should not be there.")];
  }
  return reading.is === "absent" || reading.value === ""
    ? []
    : [bad("launchConfiguration names a launch configuration.")];
}

function template(props: Resource["props"]): readonly Finding[] {
  return [["launchTemplate"], ["mixedInstancesPolicy", "launchTemplate"]].some((path) => {
    const reading = readList(props, ...path);
    return reading.is === "unknown" || (reading.is === "known" && reading.items.length > 0);
  })
    ? []
    : [bad("Neither launchTemplate nor mixedInstancesPolicy.launchTemplate is there.")];
}
