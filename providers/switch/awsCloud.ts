import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeTargetHealthCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ChangeResourceRecordSetsCommand, GetChangeCommand } from "@aws-sdk/client-route-53";
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";

import { readSchemas } from "../schema/read";
import { alarmsOf } from "./aws/alarmsOf";
import { fleetDescriptions } from "./aws/fleetDescriptions";
import { listRecords, toAws } from "./aws/recordSets";
import { ClientPool } from "./awsClients";
import { isNamed } from "./failure";
import { ReleaseStores } from "./releaseStores";
import type { SwitchCloud } from "./switchCloud";
import type { Reach } from "./switchInputs";
import type { Clock } from "./types";

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

    listRecords: (zoneId, fqdns, signal) => listRecords(dns().route53, zoneId, fqdns, signal),

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

    alarms: (roleArn, names, signal) => alarmsOf(pool.of(roleArn).cloudWatch, names, signal),

    describeFleets: (roleArn, fleets, signal) => fleetDescriptions(pool.of(roleArn), fleets, signal),

    readImages: (keys, signal) => stores.readImages(keys, signal),

    readSchemas: ({ roleArn, tableName }, services, signal) =>
      readSchemas({ client: pool.of(roleArn).dynamoDb, tableName, signal }, services),

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
