import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeTargetHealthCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
} from "@aws-sdk/client-route-53";
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";

import { ClientPool, type Clients } from "./awsClients";
import { isNamed } from "./failure";
import { plainName } from "./inputs";
import { ReleaseStores } from "./releaseStores";
import type { Clock, LiveRecord, Reach, SwitchCloud } from "./types";

/** Most record sets that Route 53 lists in one answer. */
const PAGE = 300;

/**
 * AWS as the switch uses it, through the AWS SDK.
 *
 * @param reach The region of balancers, groups and parameters, and where zones, queue, ledger and topic are; without a
 *   role, the credentials that Pulumi itself runs with.
 */
export function awsCloud(reach: Reach, clock: Clock): SwitchCloud {
  const { region, dnsRoleArn } = reach;
  const pool = new ClientPool(region);
  const dns = () => pool.of(dnsRoleArn);
  const stores = new ReleaseStores(reach, clock);
  return {
    get queue() {
      return stores.queue;
    },

    get ledger() {
      return stores.ledger;
    },

    caller: (signal) => stores.caller(signal),
    notify: (notice, signal) => stores.notify(notice, signal),

    listRecords: (zoneId, fqdns, signal) => listRecords(dns(), zoneId, fqdns, signal),

    async changeRecords(zoneId, changes, comment, abortSignal) {
      const command = new ChangeResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        ChangeBatch: {
          Comment: comment,
          Changes: changes.map(({ action, record }) => ({
            Action: action,
            ResourceRecordSet: toAws(record),
          })),
        },
      });
      const { ChangeInfo } = await dns().route53Once.send(command, { abortSignal });
      if (ChangeInfo?.Id === undefined) {
        throw new Error(`Route 53 took the batch of zone ${zoneId} and named no change.`);
      }
      return ChangeInfo.Id.replace(/^\/change\//, "");
    },

    async isInSync(changeId, abortSignal) {
      try {
        const { ChangeInfo } = await dns().route53.send(new GetChangeCommand({ Id: changeId }), {
          abortSignal,
        });
        return ChangeInfo?.Status === "INSYNC";
      } catch (error) {
        // Route 53 forgets changes that were INSYNC long ago.
        if (isNamed(error, "NoSuchChange")) {
          return true;
        }
        throw error;
      }
    },

    async targetHealth({ roleArn, targetGroupArn }, abortSignal) {
      const command = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn });
      const { TargetHealthDescriptions } = await pool.of(roleArn).elb.send(command, { abortSignal });
      return (TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => ({
        targetId: Target?.Id ?? "unnamed",
        state: TargetHealth?.State ?? "unknown",
        reason: TargetHealth?.Reason,
      }));
    },

    async autoScalingGroup({ roleArn, autoScalingGroupName }, abortSignal) {
      const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [autoScalingGroupName] });
      const { AutoScalingGroups } = await pool.of(roleArn).autoScaling.send(command, { abortSignal });
      const [group] = AutoScalingGroups ?? [];
      if (group === undefined) {
        return undefined;
      }
      return {
        name: autoScalingGroupName,
        desired: group.DesiredCapacity ?? 0,
        min: group.MinSize ?? 0,
        instances: (group.Instances ?? []).map(({ InstanceId, LifecycleState, HealthStatus }) => ({
          instanceId: InstanceId ?? "unnamed",
          lifecycleState: LifecycleState ?? "unknown",
          healthStatus: HealthStatus ?? "unknown",
        })),
      };
    },

    async readParameter({ roleArn, parameterName }, abortSignal) {
      try {
        const command = new GetParameterCommand({ Name: parameterName });
        const { Parameter } = await pool.of(roleArn).ssm.send(command, { abortSignal });
        return Parameter?.Value;
      } catch (error) {
        if (isNamed(error, "ParameterNotFound")) {
          return undefined;
        }
        throw error;
      }
    },

    async writeParameter({ roleArn, parameterName }, value, abortSignal) {
      const command = new PutParameterCommand({
        Name: parameterName,
        Value: value,
        Type: "String",
        Overwrite: true,
        Description: "The active colour, written by the release switch",
      });
      await pool.of(roleArn).ssm.send(command, { abortSignal });
    },

    async deleteParameter({ roleArn, parameterName }, abortSignal) {
      try {
        await pool.of(roleArn).ssm.send(new DeleteParameterCommand({ Name: parameterName }), { abortSignal });
      } catch (error) {
        if (!isNamed(error, "ParameterNotFound")) {
          throw error;
        }
      }
    },

    close: () => {
      pool.close();
      stores.close();
    },
  };
}

/**
 * The record sets of the names. A listing that starts at a name shows whether the name exists, and with it the names
 * that follow; so one or two calls answer for names that stand together, however large the zone is.
 */
async function listRecords(
  { route53 }: Clients,
  zoneId: string,
  fqdns: readonly string[],
  abortSignal: AbortSignal,
): Promise<readonly LiveRecord[]> {
  const found: LiveRecord[] = [];
  let open = [...fqdns].sort((a, b) => (zoneOrder(a) < zoneOrder(b) ? -1 : 1));
  for (let first = open[0]; first !== undefined; first = open[0]) {
    const start = first;
    const command = new ListResourceRecordSetsCommand({
      HostedZoneId: zoneId,
      StartRecordName: start,
      MaxItems: PAGE,
    });
    const { ResourceRecordSets, NextRecordName } = await route53.send(command, { abortSignal });
    const page = (ResourceRecordSets ?? []).map(fromAws);
    // A name at the end of a page may have more record sets on the next one; it is asked for again by itself.
    const cut = NextRecordName === undefined ? undefined : listedName(NextRecordName);
    const answered = new Set([start, ...page.map(({ name }) => name).filter((name) => name !== cut)]);
    found.push(...page.filter(({ name }) => answered.has(name) && open.includes(name)));
    open = open.filter((fqdn) => !answered.has(fqdn));
  }
  return found;
}

/** Names sorted by this stand as Route 53 lists them: by their labels from the right. It saves calls, no more. */
function zoneOrder(fqdn: string): string {
  return fqdn.split(".").reverse().join(".");
}

function fromAws(record: ResourceRecordSet): LiveRecord {
  const { Name, Type, AliasTarget, TTL, ResourceRecords, SetIdentifier } = record;
  return {
    name: listedName(Name ?? ""),
    type: Type ?? "",
    ...(AliasTarget !== undefined && {
      alias: {
        dnsName: plainName(AliasTarget.DNSName ?? ""),
        zoneId: AliasTarget.HostedZoneId ?? "",
        evaluateTargetHealth: AliasTarget.EvaluateTargetHealth === true,
      },
    }),
    ...(TTL !== undefined && { ttl: TTL }),
    ...(ResourceRecords !== undefined &&
      ResourceRecords.length > 0 && { values: ResourceRecords.map(({ Value }) => Value ?? "") }),
    ...(SetIdentifier !== undefined && { setIdentifier: SetIdentifier }),
  };
}

function toAws({ name, type, alias, ttl, values }: LiveRecord): ResourceRecordSet {
  const common = { Name: name, Type: type as ResourceRecordSet["Type"] };
  return alias === undefined
    ? { ...common, TTL: ttl, ResourceRecords: values?.map((Value) => ({ Value })) }
    : {
        ...common,
        AliasTarget: {
          DNSName: alias.dnsName,
          HostedZoneId: alias.zoneId,
          EvaluateTargetHealth: alias.evaluateTargetHealth,
        },
      };
}

/** A name as Route 53 lists it, with `\052` for `*` and the like, as the switch compares it. */
function listedName(name: string): string {
  return plainName(name.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))));
}
