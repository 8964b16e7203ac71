import { type Exposure, exposures, placeOf } from "../../model/exposure";
import { nameOf, openPorts, type Traffic } from "../../model/ports";
import { securityRules } from "../../model/securityRules";
import { badNode, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/** Of 65,536. More than half of all ports is everything that anybody wants, and no list of what is needed. */
const TOO_MANY = 32_768;

/** What goes out to the internet goes to named ports. */
export const net03: StackRule = {
  id: "NET-03",
  scope: "stack",
  evaluate: ({ model }) => {
    const outward = securityRules(model).filter(({ direction }) => direction === "out");
    const open = exposures(outward, hasPorts);
    return open.flatMap((one): readonly StackFinding[] => {
      const { rule, why } = one;
      const message = `${placeOf(rule)} ${why}: ${nameOf(rule.traffic)}.`;
      if (one.open === "unknown") {
        return rule.traffic.is === "unknown" || isTooMuch([one])
          ? [undeterminedNode(rule.node, message)]
          : [];
      }
      return isTooMuch([one]) || isTooMuchTogether(one, open) ? [badNode(rule.node, message)] : [];
    });
  },
};

function hasPorts(traffic: Traffic): "yes" | "no" | "unknown" {
  return traffic.is === "unknown" ? "unknown" : traffic.is === "other" ? "no" : "yes";
}

function isTooMuch(open: readonly Exposure[]): boolean {
  return openPorts(open.map(({ rule }) => rule.traffic)) > TOO_MANY;
}

/** Whether it is one of several ranges of a group that make up what none of them is alone. */
function isTooMuchTogether({ rule }: Exposure, all: readonly Exposure[]): boolean {
  const groups = new Set(rule.groups.nodes);
  const same = all.filter(
    (other) => other.open === "yes" && other.rule.groups.nodes.some((group) => groups.has(group)),
  );
  return isTooMuch(same) && !same.some((other) => isTooMuch([other]));
}
