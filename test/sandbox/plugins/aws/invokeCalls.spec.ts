import assert from "node:assert/strict";

import { Metadata } from "@grpc/grpc-js";
import { InvokeRequest, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";

import { invoke } from "../../../../sandbox/plugins/aws/invokeCalls";
import { structOf } from "../../../../sandbox/plugins/aws/messages";
import type { ValueMap } from "../../../../sandbox/plugins/aws/values";
import { FakeBridge, plain, smallCatalogue } from "./fakeBridge";

describe("an invoke", () => {
  const invoked = async (token: string, args: ValueMap, result: ValueMap) => {
    const bridge = new FakeBridge(() => new InvokeResponse().setReturn(structOf(result)));
    const request = new InvokeRequest().setTok(token).setArgs(structOf(args));
    return { bridge, response: await invoke(bridge, smallCatalogue(), request, new Metadata()) };
  };

  it("calls the bridge's data source, and answers in the SDK's shape", async () => {
    const { bridge, response } = await invoked(
      "aws:lb/getTargetGroup:getTargetGroup",
      { arn: "arn" },
      { arn: "arn", healthChecks: [{ path: "/health" }] },
    );
    assert.equal(
      (bridge.asked[0]?.request as InvokeRequest).getTok(),
      "aws:index/getLbTargetGroup:getLbTargetGroup",
    );
    assert.deepEqual(plain(response.getReturn()), { arn: "arn", healthCheck: { path: "/health" } });
  });

  it("gives the region under its newer name too", async () => {
    const { response } = await invoked("aws:index/getRegion:getRegion", {}, { name: "eu-west-1" });
    assert.deepEqual(plain(response.getReturn()), { name: "eu-west-1", region: "eu-west-1" });
  });

  it("is refused, without a call, for arguments that would be dropped", async () => {
    const { bridge, response } = await invoked(
      "aws:lb/getTargetGroup:getTargetGroup",
      { ar: "x", region: "y" },
      {},
    );
    assert.deepEqual(
      response.getFailuresList().map((found) => found.getProperty()),
      ["ar", "region"],
    );
    assert.equal(bridge.asked.length, 0);
  });

  it("is refused by name where the table lacks it", async () => {
    await assert.rejects(invoked("aws:ecs/getCluster:getCluster", {}, {}), {
      message: /does not serve aws:ecs\/getCluster:getCluster/,
    });
  });
});
