import { exposures, placeOf } from "../../model/exposure";
import { reaches, type Traffic } from "../../model/ports";
import { securityRules } from "../../model/securityRules";
import { badNode, type StackRule, undeterminedNode } from "../rule";

const PORTS: Readonly<Record<number, string>> = { 22: "SSH", 3389: "RDP" };

/** No remote login from the internet, whichever resource would allow it. */
export const net01: StackRule = {
  id: "NET-01",
  scope: "stack",
  evaluate: ({ model }) => {
    const inward = securityRules(model).filter(({ direction }) => direction === "in");
    return Object.entries(PORTS).flatMap(([port, name]) =>
      exposures(inward, (traffic: Traffic) => reaches(traffic, Number(port))).map(({ rule, open, why }) => {
        const message = `${placeOf(rule)} ${why}: port ${port} (${name}).`;
        return open === "yes" ? badNode(rule.node, message) : undeterminedNode(rule.node, message);
      }),
    );
  },
};
