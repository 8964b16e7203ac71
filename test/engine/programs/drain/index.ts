import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { ServiceFleet } from "../../../../components/clusters/serviceFleet";

/** Seconds; an instance of the sandbox leaves in two. */
const DRAIN_SECONDS = 12;

/** Declares one fleet as a cluster does, and what its instances leave their logs and files in. */
export = async () => {
  const config = new pulumi.Config();
  const region = new pulumi.Config("aws").require<"eu-west-1">("region");
  const stack = pulumi.getStack();
  const bucketName = `duotone-${stack}-files`;
  const provider = new aws.Provider("vertical", { region });
  const vpc = await aws.ec2.getVpc({ default: true }, { provider });
  const subnets = await aws.ec2.getSubnets({ filters: [{ name: "vpc-id", values: [vpc.id] }] }, { provider });

  const logsKey = new aws.kms.Key("logs", {}, { provider });
  const bucket = new aws.s3.Bucket("files", { bucket: bucketName, forceDestroy: true }, { provider });
  const role = new aws.iam.Role(
    "vertical",
    {
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
      }),
    },
    { provider },
  );
  const fleet = new ServiceFleet(
    "prod2-core",
    {
      boot: {
        service: "core",
        cluster: "prod2",
        commit: config.require("commit"),
        region,
        logGroups: { service: `/duotone/${stack}/core`, system: `/duotone/${stack}/core/system` },
      },
      logs: { logsKeyArn: logsKey.arn, logRetentionDays: 400 },
      drain: { stack, roleArn: role.arn, overrides: [], timeouts: { drainSeconds: DRAIN_SECONDS } },
      data: { archive: { bucket: bucket.bucket, prefix: "core/" }, rights: [] },
      imageId: config.require("imageId"),
      instanceType: "t3.micro",
      min: 2,
      max: 3,
      purchase: "on-demand",
      cpuPercent: 60,
      hasJobs: false,
      capacityTimeout: "2m",
      network: {
        vpcId: vpc.id,
        cidr: vpc.cidrBlock,
        publicSubnetIds: subnets.ids,
        appSubnetIds: subnets.ids,
      },
      instancePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" }],
      }),
      noticesTopicArn: `arn:aws:sns:${region}:123456789012:notices`,
      secretArns: {},
      protect: false,
      replaceable: false,
      tags: { stack, cluster: "prod2", service: "core" },
    },
    { provider },
  );
  return { groupName: fleet.autoScalingGroupName };
};
