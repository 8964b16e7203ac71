import type { Resource } from "../../model/resource";
import { readText } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

/** By property, what AWS does where it is absent; https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayRequestOptions.html */
const DEFAULTS = {
  autoAcceptSharedAttachments: "disable",
  defaultRouteTableAssociation: "enable",
  defaultRouteTablePropagation: "enable",
} as const;

/** A transit gateway connects nothing by itself: whoever is attached is given each way on purpose. */
export const net10: ResourceRule = {
  id: "NET-10",
  scope: "resource",
  types: ["aws:ec2transitgateway/transitGateway:TransitGateway"],
  evaluate: ({ props }: Resource): readonly Finding[] =>
    Object.entries(DEFAULTS).flatMap(([property, byDefault]) => {
      const reading = readText(props, property);
      if (reading.is === "unknown") {
        return [undetermined(`${property} is not known yet.`)];
      }
      const said = reading.is === "known" ? reading.text : reading.is === "absent" ? byDefault : "";
      return said === "disable" ? [] : [bad(`${property} is not \`disable\`.`)];
    }),
};
