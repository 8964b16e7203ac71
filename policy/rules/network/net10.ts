import type { Resource } from "../../model/resource";
import { readText } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

const PROPERTIES = [
  "autoAcceptSharedAttachments",
  "defaultRouteTableAssociation",
  "defaultRouteTablePropagation",
];

/** AWS disables only this one by itself; https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayRequestOptions.html */
const DISABLED_BY_DEFAULT = "autoAcceptSharedAttachments";

/** A transit gateway connects nothing by itself: whoever is attached is given each way on purpose. */
export const net10: ResourceRule = {
  id: "NET-10",
  scope: "resource",
  types: ["aws:ec2transitgateway/transitGateway:TransitGateway"],
  evaluate: ({ props }: Resource): readonly Finding[] =>
    PROPERTIES.flatMap((property) => {
      const reading = readText(props, property);
      if (reading.is === "unknown") {
        return [undetermined(`${property} is not known yet.`)];
      }
      const isDisabled =
        reading.is === "known"
          ? reading.text === "disable"
          : reading.is === "absent" && property === DISABLED_BY_DEFAULT;
      return isDisabled ? [] : [bad(`${property} is not \`disable\`.`)];
    }),
};
