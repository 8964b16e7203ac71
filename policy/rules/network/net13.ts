import { type Condition } from "../../model/iamConditions";
import { readDocument, type Statement, type Terms } from "../../model/iamDocument";
import type { Resource } from "../../model/resource";
import { readFlag, readList, readText } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const ENDPOINT_POLICY = "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy";
const SERVICE = "aws:ec2/vpcEndpointService:VpcEndpointService";
const SERVICE_PRINCIPAL = "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple";

/** Kinds of endpoints that take a policy; the others lead to appliances, resources and services of customers. */
const WITH_POLICY = ["gateway", "interface"];

/** Keys by which a condition says whose principals or whose resources pass. */
const OWNERS = new Set([
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:resourceaccount",
  "aws:resourceorgid",
  "aws:resourceorgpaths",
]);

/** An endpoint is a way for those who are meant, and so is an endpoint service. */
export const net13: ResourceRule = {
  id: "NET-13",
  scope: "resource",
  types: [ENDPOINT, ENDPOINT_POLICY, SERVICE, SERVICE_PRINCIPAL],
  evaluate: (resource: Resource): readonly Finding[] => {
    switch (resource.type) {
      case ENDPOINT:
        return takesPolicy(resource) ? policy(resource) : [];
      case ENDPOINT_POLICY:
        return policy(resource);
      case SERVICE:
        return [...acceptance(resource), ...principals(resource, "allowedPrincipals")];
      default:
        return principals(resource, "principalArn");
    }
  },
};

function takesPolicy({ props }: Resource): boolean {
  const type = readText(props, "vpcEndpointType");
  const service = readText(props, "serviceName");
  const ofCustomer = service.is === "known" && /(?:^|\.)vpce\./.test(service.text);
  return !ofCustomer && (type.is !== "known" || WITH_POLICY.includes(type.text.toLowerCase()));
}

function policy({ props }: Resource): readonly Finding[] {
  const document = readDocument(props, "policy");
  switch (document.is) {
    case "absent":
      return [bad("It has no policy, and AWS's own allows everything.")];
    case "invalid":
      return [undetermined(`policy cannot be read: ${document.why}.`)];
    case "unknown":
      // It names the account, which has no id before it exists. The rule sees the policy again before the endpoint is made.
      return [];
    case "known":
      return [
        ...document.statements
          .filter(isOpen)
          .map(({ at }) => bad(`${at} of policy lets everybody do everything, or with everything.`)),
        ...(document.more ? [undetermined("policy has statements that are not known yet.")] : []),
      ];
  }
}

function isOpen({
  effect,
  principals: who,
  actions,
  resources,
  conditions,
  moreConditions,
}: Statement): boolean {
  const everybody =
    who === undefined || who.is === "allBut" || who.principals.some(({ kind }) => kind === "everyone");
  return (
    effect !== "Deny" &&
    everybody &&
    (isEverything(actions) || resources === undefined || isEverything(resources)) &&
    !moreConditions &&
    !conditions.some(isLimit)
  );
}

function isEverything({ is, texts }: Terms): boolean {
  return is === "allBut" || texts.some((text) => /^\*+$/.test(text));
}

/** Whether a condition names accounts or organizations, and not all of them. */
function isLimit({ operator, key, holdsWithoutKey, texts }: Condition): boolean {
  return (
    OWNERS.has(key) &&
    /^(?:String|Arn)(?:Equals|Like|EqualsIgnoreCase)$/.test(operator) &&
    !holdsWithoutKey &&
    !texts.some((text) => /^[*?]+$/.test(text))
  );
}

function acceptance({ props }: Resource): readonly Finding[] {
  switch (readFlag(props, "acceptanceRequired")) {
    case "yes":
      return [];
    case "unknown":
      return [undetermined("acceptanceRequired is not known yet.")];
    default:
      return [bad("acceptanceRequired is not true, so that whoever asks is connected.")];
  }
}

function principals({ props }: Resource, property: string): readonly Finding[] {
  const list = readList(props, property);
  const items = list.is === "known" ? list.items : [];
  const named = items.map((item) => readText({ item }, "item"));
  return [
    ...(named.some((name) => name.is === "known" && name.text.includes("*"))
      ? [bad(`${property} names everybody.`)]
      : []),
    ...(list.is === "unknown" || named.some(({ is }) => is !== "known")
      ? [undetermined(`${property} is not known yet.`)]
      : []),
  ];
}
