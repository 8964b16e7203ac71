import type { Resource } from "../../model/resource";
import { selectorsOf } from "../../model/trails";
import { readFlag } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

/** A trail writes down what is managed in every region, and is switched on. Whether there is one is AUD-01's. */
export const auda: ResourceRule = {
  id: "AUD-A",
  scope: "resource",
  types: ["aws:cloudtrail/trail:Trail"],
  evaluate: ({ props }: Resource): readonly Finding[] => [
    ...flag(props, "isMultiRegionTrail", "no"),
    ...flag(props, "enableLogging", "yes"),
    ...flag(props, "includeGlobalServiceEvents", "yes"),
    ...management(props),
  ],
};

/** @param unsaid What the provider takes it for where nothing is said. */
function flag(props: Resource["props"], property: string, unsaid: "yes" | "no"): readonly Finding[] {
  const said = readFlag(props, property);
  switch (said === "absent" ? unsaid : said) {
    case "yes":
      return [];
    case "unknown":
      return [undetermined(`${property} is not known yet.`)];
    default:
      return [bad(`${property} is not true.`)];
  }
}

function management(props: Resource["props"]): readonly Finding[] {
  const { selectors, more } = selectorsOf(props);
  const all = selectors.filter(({ events, allBut }) => events === "management" && allBut.length === 0);
  if (all.some(({ reads }) => reads) && all.some(({ writes }) => writes)) {
    return [];
  }
  return [
    more
      ? undetermined("its event selectors are not known yet.")
      : bad("Its event selectors leave out management events, or those that read or write."),
  ];
}
