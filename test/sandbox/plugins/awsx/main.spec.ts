import assert from "node:assert/strict";
import { once } from "node:events";

import { ResourceProviderService as Service } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { ServedPlugin } from "../command/servedPlugin";

describe("the awsx plugin, served", function () {
  this.timeout(30_000);

  it("answers as awsx 3.9.0, refuses what it does not serve, and ends when its engine is gone", async () => {
    const plugin = await ServedPlugin.start("sandbox/plugins/awsx/main.ts", "127.0.0.1:1");
    const exited = once(plugin.child, "exit");
    try {
      assert.equal((await plugin.ask(Service.getPluginInfo, new Empty())).getVersion(), "3.9.0");
      const request = new InvokeRequest();
      request.setTok("awsx:ec2:getDefaultVpc");
      request.setArgs(new Struct());
      await assert.rejects(plugin.ask(Service.invoke, request), /awsx:ec2:getDefaultVpc is not served/);
    } finally {
      await plugin.stop();
    }
    assert.deepEqual(await exited, [0, null]);
  });
});
