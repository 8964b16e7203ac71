import type { FleetDescription, WebDescription } from "../../../../providers/switch/twins/description";
import type { Made } from "./describedFleet";

export const REGION = "eu-west-1";
export const ACCOUNT = "111111111111";

/** A service's target group and the balancer in front of it. */
export function describedWeb({ id, at, targetGroupArn }: Made, name: string): WebDescription {
  const automatic = `${name}-${id}`;
  const own =
    targetGroupArn ?? `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:targetgroup/${automatic}/${id}a`;
  const balancerArn = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/app/${automatic}/${id}b`;
  const certificate = {
    CertificateArn: `arn:aws:acm:${REGION}:${ACCOUNT}:certificate/shared`,
    IsDefault: true,
  };
  return {
    targetGroup: {
      TargetGroupArn: own,
      TargetGroupName: automatic,
      Protocol: "HTTP",
      Port: 8080,
      VpcId: "vpc-1",
      HealthCheckPath: "/health",
      HealthCheckIntervalSeconds: 10,
      Matcher: { HttpCode: "200" },
      LoadBalancerArns: [balancerArn],
      TargetType: "instance",
    },
    attributes: [
      { Key: "deregistration_delay.timeout_seconds", Value: "30" },
      { Key: "stickiness.enabled", Value: "false" },
    ],
    balancer: {
      balancer: {
        LoadBalancerArn: balancerArn,
        DNSName: `${automatic}-1234.${REGION}.elb.amazonaws.com`,
        CreatedTime: at,
        LoadBalancerName: automatic,
        Scheme: "internet-facing",
        VpcId: "vpc-1",
        State: { Code: "active" },
        AvailabilityZones: [
          { ZoneName: "eu-west-1a", SubnetId: "subnet-public-a" },
          { ZoneName: "eu-west-1b", SubnetId: "subnet-public-b" },
        ],
        SecurityGroups: [`sg-${id}2`],
      },
      attributes: [{ Key: "deletion_protection.enabled", Value: "true" }],
      listeners: [
        {
          listener: {
            ListenerArn: `${balancerArn.replace("loadbalancer", "listener")}/${id}c`,
            LoadBalancerArn: balancerArn,
            Port: 443,
            Protocol: "HTTPS",
            SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
            DefaultActions: [
              {
                Type: "forward",
                TargetGroupArn: own,
                ForwardConfig: { TargetGroups: [{ TargetGroupArn: own, Weight: 1 }] },
              },
            ],
          },
          certificates: [certificate],
          rules: [
            {
              RuleArn: `${balancerArn.replace("loadbalancer", "listener-rule")}/${id}c/${id}d`,
              Priority: "10",
              Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/internal/*"] } }],
              Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }],
            },
          ],
        },
      ],
    },
  };
}

/** The security groups of a service's instances and of its balancer. */
export function describedSecurityGroups(
  { id, kind }: Made,
  name: string,
): FleetDescription["securityGroups"] {
  const instances = {
    GroupId: `sg-${id}1`,
    GroupName: `${name}-${id}`,
    Description: `Instances of ${name}`,
    VpcId: "vpc-1",
    Tags: [{ Key: "Name", Value: name }],
    IpPermissionsEgress: [
      {
        IpProtocol: "tcp",
        FromPort: 443,
        ToPort: 443,
        IpRanges: [{ CidrIp: "0.0.0.0/0", Description: "HTTPS" }],
      },
    ],
  };
  return kind === "worker"
    ? [instances]
    : [
        {
          ...instances,
          IpPermissions: [
            { IpProtocol: "tcp", FromPort: 8080, ToPort: 8080, UserIdGroupPairs: [{ GroupId: `sg-${id}2` }] },
          ],
        },
        {
          GroupId: `sg-${id}2`,
          GroupName: `${name}-balancer-${id}`,
          Description: `Balancer of ${name}`,
          VpcId: "vpc-1",
          IpPermissions: [
            {
              IpProtocol: "tcp",
              FromPort: 443,
              ToPort: 443,
              IpRanges: [{ CidrIp: "0.0.0.0/0", Description: "HTTPS" }],
            },
          ],
        },
      ];
}
