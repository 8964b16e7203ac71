import { PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ModifyTargetGroupAttributesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";

import { defined } from "./defined";
import type { BuiltFleet, SharedNetwork, TestClients } from "./builtFleet";

/** A balancer with a redirect, a listener for HTTPS with a rule of its own, and a target group. */
export async function buildBalancer(
  { elb }: TestClients,
  { vpcId, subnetIds, certificateArn }: SharedNetwork,
  name: string,
  securityGroupId: string,
) {
  const { TargetGroups } = await elb.send(
    new CreateTargetGroupCommand({
      Name: name,
      Protocol: "HTTP",
      Port: 8080,
      VpcId: vpcId,
      HealthCheckPath: "/health",
    }),
  );
  const targetGroupArn = defined(TargetGroups?.[0]?.TargetGroupArn);
  await elb.send(
    new ModifyTargetGroupAttributesCommand({
      TargetGroupArn: targetGroupArn,
      Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "30" }],
    }),
  );
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({ Name: name, Subnets: [...subnetIds], SecurityGroups: [securityGroupId] }),
  );
  const balancerArn = defined(LoadBalancers?.[0]?.LoadBalancerArn);
  await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancerArn,
      Protocol: "HTTP",
      Port: 80,
      DefaultActions: [
        { Type: "redirect", RedirectConfig: { Port: "443", Protocol: "HTTPS", StatusCode: "HTTP_301" } },
      ],
    }),
  );
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancerArn,
      Protocol: "HTTPS",
      Port: 443,
      SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      Certificates: [{ CertificateArn: certificateArn }],
      DefaultActions: [{ Type: "forward", TargetGroupArn: targetGroupArn }],
    }),
  );
  const httpsListenerArn = defined(Listeners?.[0]?.ListenerArn);
  await elb.send(
    new CreateRuleCommand({
      ListenerArn: httpsListenerArn,
      Priority: 10,
      Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/internal/*"] } }],
      Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }],
    }),
  );
  return { targetGroupArn, balancerArn, httpsListenerArn };
}

/** Makes the alarm of a service, or makes it another. */
export async function buildAlarm(
  { cloudWatch }: TestClients,
  name: string,
  { balancerArn, targetGroupArn }: Pick<BuiltFleet, "balancerArn" | "targetGroupArn">,
  threshold = 1,
): Promise<string> {
  const AlarmName = `duotone-${name}-healthy-hosts`;
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      AlarmDescription: `${name}: fewer than 1 targets are healthy.`,
      Namespace: "AWS/ApplicationELB",
      MetricName: "HealthyHostCount",
      Dimensions: [
        { Name: "LoadBalancer", Value: suffixOf(balancerArn, "loadbalancer/") },
        { Name: "TargetGroup", Value: suffixOf(targetGroupArn, ":") },
      ],
      Statistic: "Minimum",
      Period: 60,
      EvaluationPeriods: 3,
      ComparisonOperator: "LessThanThreshold",
      Threshold: threshold,
      TreatMissingData: "breaching",
    }),
  );
  return AlarmName;
}

/** The end of an ARN by which CloudWatch and scaling policies know what it names. */
export function suffixOf(arn: string, before: string): string {
  return arn.slice(arn.lastIndexOf(before) + before.length);
}
