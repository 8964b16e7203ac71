import assert from "node:assert/strict";

import { bootUserData } from "../../../../components/clusters/bootConfig";
import type { FleetDescription, WebDescription } from "../../../../providers/switch/twins/description";
import type { Made } from "./describedFleet";

export type Change = (description: FleetDescription) => FleetDescription;

export const PROD1: Made = {
  service: "core",
  kind: "web",
  color: "prod1",
  commit: "3f1c9e0aa0000000000000000000000000000000",
  imageId: "ami-0aaaaaaaaaaaaaaaa",
  id: "0a1b2c3",
  at: new Date("2030-01-01"),
  desired: 2,
};
export const PROD2: Made = {
  ...PROD1,
  color: "prod2",
  commit: "9ab0d12bb0000000000000000000000000000000",
  imageId: "ami-0bbbbbbbbbbbbbbbb",
  id: "fedcba9",
  at: new Date("2030-02-02"),
  desired: 5,
};

const inGroup = (fields: Partial<FleetDescription["group"]>) => (description: FleetDescription) => ({
  ...description,
  group: { ...description.group, ...fields },
});
const inTemplate =
  (fields: Partial<NonNullable<FleetDescription["launchTemplate"]["LaunchTemplateData"]>>) =>
  (description: FleetDescription) => ({
    ...description,
    launchTemplate: {
      ...description.launchTemplate,
      LaunchTemplateData: { ...description.launchTemplate.LaunchTemplateData, ...fields },
    },
  });
export const inRole =
  (fields: Partial<NonNullable<FleetDescription["role"]>["detail"]>) => (description: FleetDescription) => ({
    ...description,
    role: { policies: [], ...description.role, detail: { ...description.role?.detail, ...fields } },
  });
const inWeb = (change: (web: WebDescription) => WebDescription) => (description: FleetDescription) => {
  assert.ok(description.web !== undefined);
  return { ...description, web: change(description.web) };
};
const inListener = (change: (one: WebDescription["balancer"]["listeners"][number]) => typeof one) =>
  inWeb((web) => ({
    ...web,
    balancer: { ...web.balancer, listeners: web.balancer.listeners.map(change) },
  }));
const boot = (fields: object) =>
  inTemplate({
    UserData: bootUserData({
      service: "core",
      cluster: "prod2",
      commit: PROD2.commit,
      region: "eu-west-1",
      port: 8080,
      secrets: { database: "arn:aws:secretsmanager:eu-west-1:111111111111:secret:core-database" },
      ...fields,
    }),
  });

/** Changes of prod2, one at a time: what, how, and the paths in which it is then no twin of prod1. */
export const CHANGES: readonly (readonly [string, Change, readonly string[]])[] = [
  ["the largest size", inGroup({ MaxSize: 4 }), ["auto scaling group MaxSize"]],
  ["the smallest size", inGroup({ MinSize: 1 }), ["auto scaling group MinSize"]],
  ["the grace period", inGroup({ HealthCheckGracePeriod: 0 }), ["auto scaling group HealthCheckGracePeriod"]],
  ["the subnets", inGroup({ VPCZoneIdentifier: "subnet-a" }), ["auto scaling group VPCZoneIdentifier"]],
  [
    "a suspended process",
    inGroup({ SuspendedProcesses: [{ ProcessName: "Terminate", SuspensionReason: "at 12:00" }] }),
    ["auto scaling group SuspendedProcesses"],
  ],
  [
    "the order of termination",
    inGroup({ TerminationPolicies: ["Default", "OldestInstance"] }),
    ["auto scaling group TerminationPolicies"],
  ],
  [
    "a version that is not a number",
    inGroup({ LaunchTemplate: { LaunchTemplateId: "lt-fedcba9", Version: "$Latest" } }),
    ["auto scaling group LaunchTemplateVersion"],
  ],
  ["the instance type", inTemplate({ InstanceType: "m7g.xlarge" }), ["launch template InstanceType"]],
  ["a key pair", inTemplate({ KeyName: "mine" }), ["launch template KeyName"]],
  ["an image that is not the release's", inTemplate({ ImageId: "ami-0cc" }), ["launch template ImageId"]],
  [
    "the metadata options",
    inTemplate({
      MetadataOptions: { HttpTokens: "optional", HttpEndpoint: "enabled", HttpPutResponseHopLimit: 1 },
    }),
    ["launch template MetadataOptions HttpTokens"],
  ],
  ["a field of the user data", boot({ port: 8081 }), ["user data line 5 port"]],
  ["a commit that is not the release's", boot({ commit: "c".repeat(40) }), ["user data line 5 commit"]],
  ["the sibling's name in the user data", boot({ cluster: "prod1" }), ["user data line 5 cluster"]],
  [
    "the resource of a policy",
    inRole({
      RolePolicyList: [
        {
          PolicyName: "prod2-core-secrets-0000000",
          PolicyDocument: encodeURIComponent(
            JSON.stringify({
              Version: "2012-10-17",
              Statement: [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "*" }],
            }),
          ),
        },
      ],
    }),
    ["role policy <colour>-core-secrets Statement 1 Resource"],
  ],
  ["the role's path", inRole({ Path: "/other/" }), ["role Path"]],
  [
    "the permissions boundary",
    inRole({ PermissionsBoundary: { PermissionsBoundaryArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" } }),
    [
      "permissions boundary arn:aws:iam::111111111111:policy/instances",
      "permissions boundary arn:aws:iam::aws:policy/ReadOnlyAccess",
    ],
  ],
  [
    "the target group's port",
    inWeb((web) => ({ ...web, targetGroup: { ...web.targetGroup, Port: 8081 } })),
    ["target group Port"],
  ],
  [
    "an attribute of the target group",
    inWeb((web) => ({
      ...web,
      attributes: web.attributes.map((attribute) =>
        attribute.Key === "stickiness.enabled" ? { ...attribute, Value: "true" } : attribute,
      ),
    })),
    ["target group attributes stickiness.enabled"],
  ],
  [
    "the balancer's scheme",
    inWeb((web) => ({
      ...web,
      balancer: { ...web.balancer, balancer: { ...web.balancer.balancer, Scheme: "internal" } },
    })),
    ["balancer Scheme"],
  ],
  [
    "the TLS policy",
    inListener((one) => ({
      ...one,
      listener: { ...one.listener, SslPolicy: "ELBSecurityPolicy-2016-08" },
    })),
    ["listener HTTPS:443 SslPolicy"],
  ],
  [
    "another certificate",
    inListener((one) => ({ ...one, certificates: [...one.certificates, { CertificateArn: "arn:other" }] })),
    ["listener HTTPS:443 Certificates arn:other"],
  ],
  [
    "another rule",
    inListener((one) => ({
      ...one,
      rules: [...one.rules, { Priority: "20", Actions: [{ Type: "forward" }] }],
    })),
    ["listener HTTPS:443 rule 20 Actions 1 Type"],
  ],
  [
    "another rule of a security group",
    (description) => ({
      ...description,
      securityGroups: description.securityGroups.map((group) =>
        group.GroupId === "sg-fedcba91"
          ? {
              ...group,
              IpPermissions: [
                ...(group.IpPermissions ?? []),
                { IpProtocol: "-1", IpRanges: [{ CidrIp: "10.0.0.0/8" }] },
              ],
            }
          : group,
      ),
    }),
    ["instances' security group in everything from 10.0.0.0/8"],
  ],
  [
    "a scaling policy",
    (description) => ({ ...description, scalingPolicies: [] }),
    [
      "scaling policy <colour>-core-cpu Enabled",
      "scaling policy <colour>-core-cpu PolicyType",
      "scaling policy <colour>-core-cpu TargetTrackingConfiguration PredefinedMetricSpecification PredefinedMetricType",
      "scaling policy <colour>-core-cpu TargetTrackingConfiguration TargetValue",
    ],
  ],
  [
    "an alarm's threshold",
    (description) => ({
      ...description,
      alarms: description.alarms.map((alarm) => ({ ...alarm, Threshold: 1 })),
    }),
    ["alarm duotone-<colour>-core-healthy-hosts Threshold"],
  ],
];
