import { machinesOf, SPOT_FLEET } from "../../model/machines";
import type { Resource } from "../../model/resource";
import { readNumber, readText } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

/** IMDSv2 only, and not past the instance's own network. */
export const cmp01: ResourceRule = {
  id: "CMP-01",
  scope: "resource",
  types: [
    "aws:ec2/instance:Instance",
    "aws:ec2/launchConfiguration:LaunchConfiguration",
    "aws:ec2/launchTemplate:LaunchTemplate",
    SPOT_FLEET,
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
  ],
  evaluate: (resource: Resource): readonly Finding[] =>
    resource.type === SPOT_FLEET ? fleet(resource) : [...tokens(resource.props), ...hops(resource.props)],
};

/** A fleet's own specifications have no metadata options at all; those of a launch template have. */
function fleet(resource: Resource): readonly Finding[] {
  return machinesOf(resource).length === 0
    ? []
    : [
        bad(
          "launchSpecifications cannot ask for IMDSv2; give launchTemplateConfigs with a launch template that does.",
        ),
      ];
}

function tokens(props: Resource["props"]): readonly Finding[] {
  const reading = readText(props, "metadataOptions", "httpTokens");
  if (reading.is === "unknown") {
    return [undetermined("metadataOptions.httpTokens is not known yet.")];
  }
  return reading.is === "known" && reading.text === "required"
    ? []
    : [bad("metadataOptions.httpTokens is not `required`, so that IMDSv1 answers, too.")];
}

function hops(props: Resource["props"]): readonly Finding[] {
  const reading = readNumber(props, "metadataOptions", "httpPutResponseHopLimit");
  if (reading.is === "unknown") {
    return [undetermined("metadataOptions.httpPutResponseHopLimit is not known yet.")];
  }
  return reading.is === "known" && reading.number <= 1
    ? []
    : [
        bad(
          "metadataOptions.httpPutResponseHopLimit is not 1, so that a container can ask for the instance's credentials.",
        ),
      ];
}
