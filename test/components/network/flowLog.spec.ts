import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { declareFlowLog } from "../../../components/network/flowLog";
import { inputsOf, networksBy } from "./network";

describe("declareFlowLog", () => {
  it("records all traffic every minute, as Parquet that is found by account, region and hour", async () => {
    const args = { vpcId: "vpc-1", bucketArn: "arn:aws:s3:::duotone-logs-1", tags: { vertical: "payments" } };
    const registered = await networksBy(() => {
      declareFlowLog("payments", args, new pulumi.ComponentResource("test:index:Parent", "parent"));
    });
    const { logFormat, ...inputs } = inputsOf(registered, "aws:ec2/flowLog:FlowLog", "payments");
    assert.deepEqual(inputs, {
      vpcId: "vpc-1",
      trafficType: "ALL",
      logDestinationType: "s3",
      logDestination: "arn:aws:s3:::duotone-logs-1",
      destinationOptions: { fileFormat: "parquet", hiveCompatiblePartitions: true, perHourPartition: true },
      maxAggregationInterval: 60,
      tags: { Name: "payments", vertical: "payments" },
    });
    const fields = String(logFormat).split(" ");
    assert.ok(fields.every((field) => /^\$\{[a-z-]+\}$/.test(field)));
    assert.equal(new Set(fields).size, fields.length);
    for (const needed of ["srcaddr", "dstaddr", "action", "pkt-srcaddr", "flow-direction"]) {
      assert.ok(fields.includes(`\${${needed}}`), needed);
    }
  });
});
