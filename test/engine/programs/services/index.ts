import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { NO_DATA } from "../../../../components/clusters/serviceData";
import { WebService } from "../../../../components/clusters/webService";
import { WorkerService } from "../../../../components/clusters/workerService";
import { type NetworkReference } from "../../../../components/network/verticalNetwork";
import { WebFirewall } from "../../../../components/network/webFirewall";
import { bucketNamePrefix } from "../../../../components/observability/bucketNames";
import { LockedBucket } from "../../../../components/observability/lockedBucket";
import { balancerLogWriter } from "../../../../components/observability/logWriters";
import { logGroupNames } from "../../../../components/observability/serviceLogs";

const CIDR = "10.0.0.0/16";

function declareNetwork(region: string, opts: pulumi.CustomResourceOptions): NetworkReference {
  const vpc = new aws.ec2.Vpc("services", { cidrBlock: CIDR }, opts);
  const subnetIds = ["a", "b"].map(
    (zone, index) =>
      new aws.ec2.Subnet(
        zone,
        { vpcId: vpc.id, cidrBlock: `10.0.${index}.0/24`, availabilityZone: `${region}${zone}` },
        // Its tags tell the emulator which zones have no machines left.
        { ...opts, ignoreChanges: ["tags"] },
      ).id,
  );
  return { cidr: CIDR, vpcId: vpc.id, publicSubnetIds: subnetIds, appSubnetIds: subnetIds };
}

/** Declares the services as a cluster does; the management account stands in for the vertical's and for audit. */
export = () => {
  const config = new pulumi.Config();
  const region = new pulumi.Config("aws").require("region");
  const accountId = config.require("accountId");
  const provider = new aws.Provider("own", { region: region as aws.Region });
  const opts = { provider };
  const network = declareNetwork(region, opts);
  const logsKeyArn = config.require("logsKeyArn");
  const { bucketName: bucket } = new LockedBucket(
    "web-access",
    {
      namePrefix: bucketNamePrefix("access", { restricted: false, owner: ["services", "web"] }),
      keeping: "policy",
      retentionDays: 400,
      protect: false,
      writers: balancerLogWriter({ accountId, region }).bucketUses,
    },
    opts,
  );
  const firewall = new WebFirewall("web", { logsKeyArn, logRetentionDays: 400, tags: {} }, opts);
  const fleet = (service: string, purchase: "on-demand" | "spot") => ({
    boot: {
      service,
      cluster: "only",
      commit: "a".repeat(40),
      region,
      logGroups: logGroupNames("test", "only", service),
    },
    logs: { logsKeyArn, logRetentionDays: 400 },
    drain: { stack: "services", overrides: [], timeouts: { healthySeconds: 30 } },
    imageId: config.require("imageId"),
    instanceType: "t4g.small",
    min: 2,
    max: 4,
    purchase,
    cpuPercent: 60,
    hasJobs: false,
    capacityTimeout: config.require("capacityTimeout"),
    network,
    noticesTopicArn: `arn:aws:sns:${region}:${accountId}:notices`,
    instancePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" }],
    }),
    secretArns: {},
    data: NO_DATA,
    protect: config.requireBoolean("protect"),
    replaceable: false,
    tags: {},
  });
  const web = new WebService(
    "only-web",
    {
      ...fleet("web", "on-demand"),
      port: 8080,
      healthPath: "/health",
      internal: false,
      certificateArn: config.require("certificateArn"),
      accessLogs: { bucket, prefix: "only/web" },
      webAclArn: firewall.webAclArn,
      requestsPerTarget: 600,
      latencySeconds: 2,
      deletionProtection: false,
    },
    opts,
  );
  const worker = new WorkerService("only-worker", fleet("worker", "spot"), opts);
  if (config.getBoolean("late") === true) {
    new WorkerService("only-late", fleet("late", "on-demand"), opts);
  }
  return {
    groups: { web: web.autoScalingGroupName, worker: worker.autoScalingGroupName },
    targetGroupArn: web.targetGroupArn,
  };
};
