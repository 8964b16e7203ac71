import type { FleetDescription } from "../../../../providers/switch/twins/description";
import { awsError } from "./fakeAws";

/** What fleets run on, as AWS's own protocols tell it; `undefined` for another question. */
export function describedAnswer(
  action: string,
  asked: URLSearchParams,
  descriptions: readonly FleetDescription[],
): string | undefined {
  const webs = descriptions.flatMap(({ web }) => web ?? []);
  const listeners = webs.flatMap(({ balancer }) => balancer.listeners);
  const listener = listeners.find(({ listener }) => listener.ListenerArn === asked.get("ListenerArn"));
  const web = webs.find(
    ({ targetGroup, balancer: { balancer } }) =>
      targetGroup.TargetGroupArn === asked.get("TargetGroupArn") ||
      balancer.LoadBalancerArn === asked.get("LoadBalancerArn"),
  );
  switch (action) {
    case "DescribePolicies":
      return answer(action, {
        ScalingPolicies: descriptions.flatMap(({ scalingPolicies }) => scalingPolicies),
      });
    case "GetAccountAuthorizationDetails":
      return answer(action, {
        RoleDetailList: descriptions.flatMap(({ role }) => role?.detail ?? []),
        Policies: descriptions.flatMap(({ role }) => role?.policies ?? []),
      });
    case "DescribeTargetGroups": {
      const arns = members(asked, "TargetGroupArns");
      const found = webs.filter(({ targetGroup: { TargetGroupArn = "" } }) => arns.includes(TargetGroupArn));
      if (found.length < arns.length) {
        throw awsError("TargetGroupNotFound", "One or more target groups not found");
      }
      return answer(action, { TargetGroups: found.map(({ targetGroup }) => targetGroup) });
    }
    case "DescribeTargetGroupAttributes":
      return answer(action, { Attributes: web?.attributes });
    case "DescribeLoadBalancers": {
      const arns = members(asked, "LoadBalancerArns");
      const balancers = webs.map(({ balancer: { balancer } }) => balancer);
      return answer(action, {
        LoadBalancers: balancers.filter(({ LoadBalancerArn = "" }) => arns.includes(LoadBalancerArn)),
      });
    }
    case "DescribeLoadBalancerAttributes":
      return answer(action, { Attributes: web?.balancer.attributes });
    case "DescribeListeners":
      return answer(action, { Listeners: web?.balancer.listeners.map((one) => one.listener) });
    case "DescribeRules":
      return answer(action, { Rules: listener?.rules });
    case "DescribeListenerCertificates":
      return answer(action, { Certificates: listener?.certificates });
    case "DescribeLaunchTemplateVersions":
      return templateAnswer(asked.get("LaunchTemplateId") ?? "", descriptions);
    case "DescribeSecurityGroups":
      return securityGroupsAnswer(descriptions);
    default:
      return undefined;
  }
}

/** The query protocol's answer. */
export function answer(action: string, result: object): string {
  return `<${action}Response><${action}Result>${xml(result)}</${action}Result></${action}Response>`;
}

function xml(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map((item) => `<member>${xml(item)}</member>`).join("");
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value)
        .filter(([, child]) => child !== undefined)
        .map(([key, child]) => `<${key}>${xml(child)}</${key}>`)
        .join("")
    : String(value).replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

function members(asked: URLSearchParams, list: string): readonly string[] {
  return [...asked].flatMap(([key, value]) => (key.startsWith(`${list}.member.`) ? [value] : []));
}

/** EC2 has names of its own on the wire; these are the fields that matter most. */
function templateAnswer(id: string, descriptions: readonly FleetDescription[]): string {
  const template = descriptions.find((one) => one.launchTemplate.LaunchTemplateId === id)?.launchTemplate;
  const { ImageId, InstanceType, UserData, NetworkInterfaces } = template?.LaunchTemplateData ?? {};
  const groups = (NetworkInterfaces ?? []).flatMap(({ Groups = [] }) => Groups);
  return (
    `<DescribeLaunchTemplateVersionsResponse><launchTemplateVersionSet><item><launchTemplateId>${id}</launchTemplateId>` +
    `<launchTemplateData><imageId>${ImageId}</imageId><instanceType>${InstanceType}</instanceType>` +
    `<userData>${UserData}</userData><securityGroupIdSet>${groups.map((group) => `<item>${group}</item>`).join("")}` +
    "</securityGroupIdSet></launchTemplateData></item></launchTemplateVersionSet></DescribeLaunchTemplateVersionsResponse>"
  );
}

function securityGroupsAnswer(descriptions: readonly FleetDescription[]): string {
  const items = descriptions
    .flatMap(({ securityGroups }) => securityGroups)
    .map(
      ({ GroupId, GroupName, Description }) =>
        `<item><groupId>${GroupId}</groupId><groupName>${GroupName}</groupName><groupDescription>${Description}</groupDescription></item>`,
    );
  return `<DescribeSecurityGroupsResponse><securityGroupInfo>${items.join("")}</securityGroupInfo></DescribeSecurityGroupsResponse>`;
}
