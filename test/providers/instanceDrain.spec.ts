import assert from "node:assert/strict";
import path from "node:path";

import { InstanceDrain } from "../../providers/instanceDrain";
import { DynamicHost } from "../../sandbox/kills/dynamicHost";
import { registeredBy } from "../mocks";

const PROJECT = path.resolve(__dirname, "../..");

/** Bench 4 of the project: a larger text would be carried twice in every state. */
const LARGEST_TEXT = 4_096;

const ARGS = {
  stack: "prod",
  cluster: "prod2",
  service: "core",
  region: "eu-west-1",
  groupName: "prod2-core-1",
};

describe("the drain of instances, in Pulumi's own host", function () {
  this.timeout(60_000);
  let text: string;
  let host: DynamicHost;

  before(async () => {
    const registered = await registeredBy(() => new InstanceDrain("prod2-core", ARGS), "update");
    const resource = registered.find(({ custom }) => custom);
    assert.equal(resource?.type, "pulumi-nodejs:dynamic/clusters:InstanceDrain");
    text = String(resource.inputs["__provider"]);
    host = await DynamicHost.start(PROJECT, {});
  });
  after(() => host.kill());

  it("is a small text that captures nothing", () => {
    assert.ok(Buffer.byteLength(text) <= LARGEST_TEXT, `${Buffer.byteLength(text)} bytes`);
    assert.doesNotMatch(text, /node_modules|aws-sdk/);
    assert.doesNotMatch(text, new RegExp(PROJECT));
  });

  it("is checked, made, compared and read without a question to AWS", async () => {
    const props = { ...ARGS, version: 1, __provider: text };
    assert.deepEqual((await host.check({}, props)).failures, []);
    const { id, outs } = await host.create(props);
    assert.equal(id, "drain-prod-prod2-core");
    assert.deepEqual(await host.diff(id, outs, props), { changes: false, replaces: [] });
    assert.equal((await host.diff(id, outs, { ...props, groupName: "prod2-core-2" })).changes, true);
    assert.equal((await host.read(id, outs)).props["groupName"], "prod2-core-1");
  });
});
