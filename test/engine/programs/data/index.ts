import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { VerticalData } from "../../../../components/data/verticalData";
import type { DuotoneConfig } from "../../../../config";
import { workerConfig } from "../../../serviceConfig";

type Region = DuotoneConfig["aws"]["region"];

/** A service that asks for everything there is. */
const SETTLEMENT = workerConfig({
  name: "settlement",
  vertical: "payments",
  database: { instanceClass: "db.t4g.micro", storageGiB: 20 },
  cache: { nodeType: "cache.t4g.micro" },
  archive: true,
  files: true,
  jobs: [{ name: "settle", schedule: "daily", timeoutMinutes: 60 }],
});

/** Declares the stores in a bare network of one account, which has a data tier and nothing else. */
export = () => {
  const region = new pulumi.Config("aws").require<Region>("region");
  const accountId = new pulumi.Config().require("accountId");
  const recoveryRegion = new pulumi.Config().require<Region>("recoveryRegion");
  const tags = { defaultTags: { tags: { stack: pulumi.getStack() } } };
  const provider = new aws.Provider("payments", { region, ...tags });
  const recovery = new aws.Provider("payments-recovery", { region: recoveryRegion, ...tags });
  const opts = { provider };
  const vpc = new aws.ec2.Vpc("payments", { cidrBlock: "10.21.0.0/16" }, opts);
  const subnets = ["a", "b", "c"].map(
    (zone, index) =>
      new aws.ec2.Subnet(
        `payments-data-${index + 1}`,
        { vpcId: vpc.id, cidrBlock: `10.21.${index}.0/24`, availabilityZone: `${region}${zone}` },
        opts,
      ),
  );
  const logsKey = new aws.kms.Key("payments-logs", {}, opts);
  const data = new VerticalData(
    "payments",
    {
      stack: pulumi.getStack(),
      vertical: "payments",
      restricted: true,
      accountId,
      region,
      services: [SETTLEMENT],
      clusters: ["prod1", "prod2", "qaprod1"],
      network: {
        vpcId: vpc.id,
        dataSubnetIds: pulumi.all(subnets.map(({ id }) => id)),
        zones: subnets.length,
      },
      stores: { multiZone: true, backupDays: 7, recoveryRegion },
      logs: { logsKeyArn: logsKey.arn, logRetentionDays: 400 },
      recovery: { region: recoveryRegion, provider: recovery },
      protect: false,
    },
    opts,
  );
  return { settlement: data.services["settlement"], kept: data.kept };
};
