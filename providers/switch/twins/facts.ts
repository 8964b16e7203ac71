import type { IpPermission, SecurityGroup } from "@aws-sdk/client-ec2";
import type { ManagedPolicyDetail } from "@aws-sdk/client-iam";

import {
  templateOf,
  type FleetDescription,
  type ListenerDescription,
  type RoleDescription,
  type WebDescription,
} from "./description";
import { maskOf, ownGroups, plainly, type TwinIdentity } from "./masks";
import { keyed, leavesOf, mapTexts, recordOf, treeOf, type Tree, type TreeRecord } from "./tree";
import { userDataTree } from "./userData";

/** What a service runs on in one colour: by facet, for example `listener HTTPS:443 SslPolicy`, what AWS says of it. */
export type TwinFacts = Readonly<Record<string, string>>;

/**
 * The facts of one twin, in which everything that must differ between twins has a placeholder.
 *
 * Everything that AWS tells counts, but what is named here as no part of the declaration: ids, times, states, and how
 * many instances there are at the moment. What AWS tells one day and nobody thought of is thus compared, too.
 */
export function twinFacts(description: FleetDescription, identity: TwinIdentity): TwinFacts {
  const facets: TreeRecord = {
    ...groupFacets(description),
    ...templateFacets(description),
    ...(description.role === undefined ? {} : roleFacets(description.role)),
    ...(description.web === undefined ? {} : webFacets(description.web)),
    ...Object.fromEntries(
      ownGroups(description).map(({ title, group }) => [title, securityGroupFacet(group)]),
    ),
    ...Object.fromEntries(description.alarms.map((alarm) => [`alarm ${alarm.AlarmName}`, alarmFacet(alarm)])),
  };
  return leavesOf(mapTexts(facets, maskOf(description, identity)));
}

function groupFacets({ group, scalingPolicies }: FleetDescription): TreeRecord {
  const { SuspendedProcesses = [], Tags = [], TerminationPolicies = [], VPCZoneIdentifier = "" } = group;
  const { Version: version = "" } = templateOf(group);
  const policies = scalingPolicies.map(
    (policy) =>
      [
        `scaling policy ${plainly(policy.PolicyName ?? "")}`,
        // AWS makes the alarms of a target tracking policy, and names them itself.
        recordOf(policy, "PolicyName", "PolicyARN", "AutoScalingGroupName", "Alarms"),
      ] as const,
  );
  return {
    "auto scaling group": {
      ...recordOf(
        group,
        "AutoScalingGroupName",
        "AutoScalingGroupARN",
        "CreatedTime",
        "Status",
        "DesiredCapacity",
        "PredictedCapacity",
        "WarmPoolSize",
        "Instances",
        "LaunchTemplate",
        "MixedInstancesPolicy",
      ),
      ...purchaseFacet(group),
      LaunchTemplateVersion: /^\d+$/.test(version) ? "by number" : version,
      // The reason of a suspension is the time of it.
      SuspendedProcesses: SuspendedProcesses.map(({ ProcessName = "" }) => ProcessName),
      Tags: tagsOf(Tags.map((tag) => recordOf(tag, "ResourceId", "ResourceType"))),
      // They are applied in their order.
      TerminationPolicies: TerminationPolicies.join(", then "),
      VPCZoneIdentifier: VPCZoneIdentifier.split(","),
    },
    ...keyed(policies),
  };
}

/** How a group buys its instances, without the template that it starts them from. */
function purchaseFacet({ MixedInstancesPolicy }: FleetDescription["group"]): TreeRecord {
  return MixedInstancesPolicy === undefined
    ? {}
    : {
        MixedInstancesPolicy: {
          ...recordOf(MixedInstancesPolicy, "LaunchTemplate"),
          LaunchTemplate: recordOf(MixedInstancesPolicy.LaunchTemplate ?? {}, "LaunchTemplateSpecification"),
        },
      };
}

function templateFacets({ launchTemplate }: FleetDescription): TreeRecord {
  const { UserData, ...data } = launchTemplate.LaunchTemplateData ?? {};
  return {
    "launch template": recordOf(data),
    ...(UserData === undefined ? {} : { "user data": userDataTree(UserData) }),
  };
}

function roleFacets({ detail, policies }: RoleDescription): TreeRecord {
  const { RolePolicyList = [], AttachedManagedPolicies = [], PermissionsBoundary, Tags = [] } = detail;
  const contentOf = (arn: string): Tree => {
    const own = policies.find((policy) => policy.Arn === arn);
    return own === undefined ? "AWS's own" : documentTree(defaultVersionOf(own));
  };
  return {
    role: {
      Path: detail.Path ?? "",
      "trust policy": documentTree(detail.AssumeRolePolicyDocument),
      Tags: tagsOf(Tags.map((tag) => recordOf(tag))),
    },
    ...keyed([
      ...RolePolicyList.map(
        ({ PolicyName = "", PolicyDocument }) =>
          [`role policy ${plainly(PolicyName)}`, documentTree(PolicyDocument)] as const,
      ),
      ...AttachedManagedPolicies.map(
        ({ PolicyArn = "" }) => [`attached policy ${plainly(PolicyArn)}`, contentOf(PolicyArn)] as const,
      ),
      ...[PermissionsBoundary?.PermissionsBoundaryArn]
        .filter((arn) => arn !== undefined)
        .map((arn) => [`permissions boundary ${plainly(arn)}`, contentOf(arn)] as const),
    ]),
  };
}

function defaultVersionOf({
  DefaultVersionId,
  PolicyVersionList = [],
}: ManagedPolicyDetail): string | undefined {
  return PolicyVersionList.find(({ VersionId }) => VersionId === DefaultVersionId)?.Document;
}

/** IAM writes its documents as they stand in an address. */
function documentTree(document: string | undefined): Tree {
  const text = decodeURIComponent(document ?? "");
  try {
    return treeOf(JSON.parse(text));
  } catch {
    return text;
  }
}

function webFacets({ targetGroup, attributes, balancer: described }: WebDescription): TreeRecord {
  const { balancer, listeners } = described;
  return {
    "target group": {
      ...recordOf(targetGroup, "TargetGroupArn", "TargetGroupName"),
      attributes: treeOf(attributes),
    },
    balancer: {
      ...recordOf(balancer, "LoadBalancerArn", "LoadBalancerName", "DNSName", "CreatedTime", "State"),
      attributes: treeOf(described.attributes),
    },
    ...keyed(
      listeners.map(
        (one) => [`listener ${one.listener.Protocol}:${one.listener.Port}`, listenerFacet(one)] as const,
      ),
    ),
  };
}

function listenerFacet({ listener, certificates, rules }: ListenerDescription): TreeRecord {
  return {
    ...recordOf(listener, "ListenerArn", "LoadBalancerArn"),
    ...(certificates.length === 0 ? {} : { Certificates: treeOf(certificates) }),
    ...Object.fromEntries(
      rules.map((rule) => [`rule ${rule.Priority}`, recordOf(rule, "RuleArn", "Priority", "IsDefault")]),
    ),
  };
}

function securityGroupFacet(group: SecurityGroup): TreeRecord {
  const { IpPermissions = [], IpPermissionsEgress = [], Tags = [] } = group;
  return {
    ...recordOf(
      group,
      "GroupId",
      "GroupName",
      "SecurityGroupArn",
      "IpPermissions",
      "IpPermissionsEgress",
      "Tags",
    ),
    ...ruleFacets("in", "from", IpPermissions),
    ...ruleFacets("out", "to", IpPermissionsEgress),
    Tags: tagsOf(Tags.map((tag) => recordOf(tag))),
  };
}

/** Each rule by what it lets through, so that one more or less is one difference. */
function ruleFacets(way: string, preposition: string, permissions: readonly IpPermission[]): TreeRecord {
  return Object.fromEntries(
    permissions.flatMap(({ IpProtocol = "", FromPort, ToPort, ...peers }) => {
      const ports =
        FromPort === undefined ? "" : FromPort === ToPort ? ` ${FromPort}` : ` ${FromPort}-${ToPort}`;
      const rule = (peer: string | undefined, description: string | undefined) =>
        [
          `${way} ${IpProtocol === "-1" ? "everything" : IpProtocol}${ports} ${preposition} ${peer}`,
          description ?? "allowed",
        ] as const;
      return [
        ...(peers.IpRanges ?? []).map((range) => rule(range.CidrIp, range.Description)),
        ...(peers.Ipv6Ranges ?? []).map((range) => rule(range.CidrIpv6, range.Description)),
        ...(peers.PrefixListIds ?? []).map((list) => rule(list.PrefixListId, list.Description)),
        ...(peers.UserIdGroupPairs ?? []).map((pair) => rule(pair.GroupId, pair.Description)),
      ];
    }),
  );
}

function alarmFacet(alarm: FleetDescription["alarms"][number]): TreeRecord {
  return recordOf(
    alarm,
    "AlarmName",
    "AlarmArn",
    "AlarmConfigurationUpdatedTimestamp",
    "StateValue",
    "StateReason",
    "StateReasonData",
    "StateUpdatedTimestamp",
    "StateTransitionedTimestamp",
    "EvaluationState",
    "ActionsSuppressedBy",
    "ActionsSuppressedReason",
  );
}

/** Tags without those that AWS itself gives, which name the very resource. */
function tagsOf(tags: readonly TreeRecord[]): Tree {
  return tags.filter(({ Key: key }) => typeof key !== "string" || !key.startsWith("aws:"));
}
