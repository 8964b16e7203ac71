import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import type { LaunchTemplateVersion } from "@aws-sdk/client-ec2";

import type { Clients } from "../awsClients";
import { mapBounded } from "../bounded";
import { chunks } from "../chunks";
import { errorText } from "../failure";
import type { Unreadable } from "../promotion";
import {
  balancerGroupIds,
  instanceGroupIds,
  type FleetDescription,
  type RoleDescription,
  templateOf,
} from "../twins/description";
import type { Fleet } from "../switchInputs";
import { alarmDefinitionsOf } from "./alarmsOf";
import { websOf } from "./balancersOf";
import { launchTemplateOf, securityGroupsOf } from "./ec2Of";
import { groupsOf, scalingPoliciesIn } from "./groupsOf";
import { rolesIn, type AccountRoles } from "./rolesOf";

/** Groups and alarms in one question; AWS takes at least as many. */
const PER_CALL = 50;

/** Calls in flight at a time. */
const AT_ONCE = 8;

type Described<T> = T | Unreadable;

/**
 * What fleets of one account run on, in the fleets' order. Everything that AWS tells of many at once is asked for all
 * fleets together: seven calls for up to twenty web services, and then one for each worker and seven for each web
 * service with two listeners.
 *
 * @throws AWS's error where a call fails that is for all of them
 */
export async function fleetDescriptions(
  clients: Clients,
  fleets: readonly Fleet[],
  signal: AbortSignal,
): Promise<readonly Described<FleetDescription>[]> {
  const targetGroupArns = fleets.flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
  const alarmNames = fleets.flatMap((fleet) => fleet.alarmNames);
  const [groups, scalingPolicies, roles, webs, alarms] = await Promise.all([
    inChunks(
      fleets.map(({ autoScalingGroupName }) => autoScalingGroupName),
      (names) => groupsOf(clients.autoScaling, names, signal),
    ),
    scalingPoliciesIn(clients.autoScaling, signal),
    rolesIn(clients.iam, signal),
    websOf(clients.elb, targetGroupArns, signal),
    inChunks(alarmNames, (names) => alarmDefinitionsOf(clients.cloudWatch, names, signal)),
  ]);
  const ec2 = await clients.ec2();
  const templates = await mapBounded(fleets, AT_ONCE, ({ autoScalingGroupName: name }) =>
    described(signal, async () => {
      const group = groups.find(({ AutoScalingGroupName }) => AutoScalingGroupName === name);
      return readTemplate(name, group, (template) => launchTemplateOf(ec2, template, signal));
    }),
  );
  const drafts = fleets.map((fleet, index): Described<Draft> => {
    const template = templates[index] ?? { unreadable: "There is no launch template." };
    const web = webs[targetGroupArns.indexOf(fleet.targetGroupArn ?? "")];
    if ("unreadable" in template) {
      return template;
    }
    if (typeof web === "string") {
      return { unreadable: web };
    }
    const role = roleOf(template.launchTemplate, roles);
    if (typeof role === "string") {
      return { unreadable: role };
    }
    return {
      ...template,
      role,
      web,
      scalingPolicies: scalingPolicies.filter(
        ({ AutoScalingGroupName }) => AutoScalingGroupName === fleet.autoScalingGroupName,
      ),
      alarms: alarms.filter(({ AlarmName = "" }) => fleet.alarmNames.includes(AlarmName)),
    };
  });
  return withSecurityGroups(drafts, (ids) => securityGroupsOf(ec2, ids, signal));
}

/** A description without its security groups, which are known by the rest of it. */
type Draft = Omit<FleetDescription, "securityGroups">;

async function withSecurityGroups(
  drafts: readonly Described<Draft>[],
  read: (ids: readonly string[]) => ReturnType<typeof securityGroupsOf>,
): Promise<readonly Described<FleetDescription>[]> {
  const idsOf = (draft: Draft) => [...instanceGroupIds(draft), ...balancerGroupIds(draft)];
  const ids = new Set(drafts.flatMap((draft) => ("unreadable" in draft ? [] : idsOf(draft))));
  const groups = await read([...ids]);
  return drafts.map((draft) =>
    "unreadable" in draft
      ? draft
      : {
          ...draft,
          securityGroups: groups.filter(({ GroupId = "" }) => idsOf(draft).includes(GroupId)),
        },
  );
}

async function readTemplate(
  name: string,
  group: AutoScalingGroup | undefined,
  read: (template: { id: string; version: string }) => Promise<LaunchTemplateVersion | undefined>,
): Promise<Pick<FleetDescription, "group" | "launchTemplate">> {
  if (group === undefined) {
    throw new Error(`There is no auto scaling group ${name}.`);
  }
  const { LaunchTemplateId: id, Version: version } = templateOf(group);
  if (id === undefined || version === undefined) {
    throw new Error(`Auto scaling group ${name} has no launch template of its own.`);
  }
  const launchTemplate = await read({ id, version });
  if (launchTemplate === undefined) {
    throw new Error(`Launch template ${id} of auto scaling group ${name} has no version ${version}.`);
  }
  return { group, launchTemplate };
}

/** The role of the template's instance profile; what is wrong in words where there is no such role. */
function roleOf(
  { LaunchTemplateData }: LaunchTemplateVersion,
  { roles, policies }: AccountRoles,
): RoleDescription | string | undefined {
  const { Arn, Name } = LaunchTemplateData?.IamInstanceProfile ?? {};
  if (Arn === undefined && Name === undefined) {
    return undefined;
  }
  const detail = roles.find(({ InstanceProfileList = [] }) =>
    InstanceProfileList.some((profile) => profile.Arn === Arn || profile.InstanceProfileName === Name),
  );
  if (detail === undefined) {
    return `No role is in instance profile ${Arn ?? Name}.`;
  }
  const attached = [
    ...(detail.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => PolicyArn),
    detail.PermissionsBoundary?.PermissionsBoundaryArn,
  ];
  return { detail, policies: policies.filter((policy) => attached.includes(policy.Arn)) };
}

async function inChunks<T>(
  names: readonly string[],
  read: (names: readonly string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  return (await mapBounded(chunks([...new Set(names)], PER_CALL), AT_ONCE, read)).flat();
}

async function described<T>(signal: AbortSignal, read: () => Promise<T>): Promise<Described<T>> {
  try {
    return await read();
  } catch (error) {
    return { unreadable: errorText(error, signal) };
  }
}
