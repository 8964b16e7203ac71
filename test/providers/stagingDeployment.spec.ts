import assert from "node:assert/strict";
import path from "node:path";

import { itemOf } from "../../components/images/catalogueItem";
import { StagingDeployment } from "../../providers/stagingDeployment";
import { DynamicHost } from "../../sandbox/kills/dynamicHost";
import { catalogueImage } from "../components/images/catalogueImage";
import { FakeAws } from "../components/images/fakeAws";
import { registeredBy } from "../mocks";

const PROJECT = path.resolve(__dirname, "../..");

/** Bench 4 of the project: a larger text would be carried twice in every state. */
const LARGEST_TEXT = 4_096;

const IDENTITY =
  "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ann</Arn><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

const ARGS = {
  stack: "staging",
  catalogueRegion: "eu-west-1",
  region: "eu-west-1",
  tableName: "duotone-images",
  images: [{ service: "core", build: "3f1c#arm64", imageId: "ami-1" }],
  autoScalingGroupNames: ["core"],
};

describe("the mark of what staging ran, in Pulumi's own host", function () {
  this.timeout(60_000);
  const image = catalogueImage({ service: "core", build: "3f1c#arm64", imageId: "ami-1" });
  const aws = new FakeAws(({ action }) => ({
    body:
      action === "GetCallerIdentity"
        ? IDENTITY
        : action === "BatchGetItem"
          ? { Responses: { "duotone-images": [itemOf(image)] }, UnprocessedKeys: {} }
          : {},
  }));
  let text: string;
  let host: DynamicHost;

  before(async () => {
    const registered = await registeredBy(() => new StagingDeployment("marked", ARGS), "update");
    const resource = registered.find(({ custom }) => custom);
    assert.equal(resource?.type, "pulumi-nodejs:dynamic/images:StagingDeployment");
    text = String(resource.inputs["__provider"]);
    await aws.open();
    host = await DynamicHost.start(PROJECT, {});
  });

  after(async () => {
    await host.kill();
    await aws.close();
  });

  it("is a small text that captures nothing", () => {
    assert.ok(Buffer.byteLength(text) <= LARGEST_TEXT, `${Buffer.byteLength(text)} bytes`);
    assert.doesNotMatch(text, /node_modules|aws-sdk/);
    assert.doesNotMatch(text, new RegExp(PROJECT));
  });

  it("goes through its whole life, and asks AWS only where something is to be said", async () => {
    const props = { ...ARGS, version: 1, __provider: text };
    const actions = () => aws.calls.splice(0).map(({ action }) => action);
    assert.deepEqual((await host.check({}, props)).failures, []);
    assert.deepEqual(actions(), []);
    const { id, outs } = await host.create(props);
    assert.equal(id, "staging-deployment-staging");
    assert.deepEqual(actions(), ["BatchGetItem", "GetCallerIdentity", "UpdateItem"]);
    await host.says(/core: deployed to staging/);

    assert.deepEqual(await host.diff(id, outs, props), { changes: false, replaces: [] });
    await host.delete(id, outs);
    assert.deepEqual(actions(), []);
    assert.deepEqual((await host.read(id, outs)).props["settled"], [], "the catalogue here never changes");
    assert.deepEqual(actions(), ["BatchGetItem"]);
    assert.deepEqual((await host.update(id, outs, props)).outs["settled"], ["core#3f1c#arm64"]);
  });
});
