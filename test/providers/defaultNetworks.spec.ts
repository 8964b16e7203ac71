import assert from "node:assert/strict";
import net, { type AddressInfo } from "node:net";
import path from "node:path";

import { DefaultNetworks } from "../../providers/defaultNetworks";
import { registeredBy } from "../mocks";
import {
  createAccount,
  createOrganization,
  startTestCloud,
  stopTestCloud,
  type TestCloud,
} from "../sandbox/cloud/emulator";
import { DynamicHost } from "../../sandbox/kills/dynamicHost";

const PROJECT = path.resolve(__dirname, "../..");

/** Bench 4 of the project: a larger text would be carried twice in every state. */
const LARGEST_TEXT = 4_096;

const REGIONS = ["eu-west-1", "eu-north-1"];
const ROLE = "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole";

/** What must never be seen outside the process. */
const CANARY = "canary-3f9a";

describe("default networks in Pulumi's own host", function () {
  this.timeout(120_000);
  let cloud: TestCloud;
  let env: Record<string, string>;
  let text: string;
  let account: string;
  let host: DynamicHost | undefined;

  before(async () => {
    const registered = await registeredBy(() => {
      new DefaultNetworks("a", { regions: REGIONS, roleArn: ROLE });
      new DefaultNetworks("b", { regions: ["eu-west-1"], roleArn: ROLE });
    }, "update");
    const [first, second] = registered.filter(({ custom }) => custom);
    assert.equal(first?.type, "pulumi-nodejs:dynamic/accounts:DefaultNetworks");
    text = String(first.inputs["__provider"]);
    assert.equal(second?.inputs["__provider"], text, "each instance carries a text of its own");

    cloud = await startTestCloud();
    await createOrganization(cloud);
    account = (await createAccount(cloud, "prod-a")).ended.AccountId ?? "";
    env = {
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: CANARY,
      AWS_REGION: "eu-west-1",
    };
  });

  afterEach(async () => {
    await host?.kill();
  });

  after(() => stopTestCloud(cloud));

  const props = (role = "OrganizationAccountAccessRole") => ({
    roleArn: `arn:aws:iam::${account}:role/${role}`,
    regions: REGIONS,
    version: 1,
    __provider: text,
  });

  it("are a small text that captures nothing", () => {
    assert.ok(Buffer.byteLength(text) <= LARGEST_TEXT, `${Buffer.byteLength(text)} bytes`);
    assert.doesNotMatch(text, /node_modules|aws-sdk/);
    assert.doesNotMatch(text, new RegExp(PROJECT));
  });

  it("go through their whole life, from a project below the root too", async () => {
    host = await DynamicHost.start(path.join(PROJECT, "foundation"), env);
    const checked = await host.check({}, props());
    assert.deepEqual(checked.failures, []);
    const { id, outs } = await host.create(checked.inputs);
    assert.equal(id, `default-networks-${account}`);
    assert.deepEqual(outs["cleared"], REGIONS);
    for (const region of REGIONS) {
      await host.says(new RegExp(`vpc-\\w+ in ${region} of account ${account} is removed`));
    }

    assert.deepEqual(await host.diff(id, outs, props()), { changes: false, replaces: [] });
    const read = await host.read(id, outs);
    assert.deepEqual([read.id, read.props, read.inputs], [id, outs, checked.inputs]);
    assert.deepEqual((await host.update(id, outs, props())).outs, outs);
    await host.delete(id, outs);
    await host.says(/account \d+ stays without one .* `aws ec2 create-default-vpc --region/);
    assert.ok(!host.output.includes(CANARY) && !JSON.stringify(outs).includes(CANARY));
  });

  it("stop waiting for a role once their engine is gone", async () => {
    const engine = net.createServer((socket) => socket.on("error", () => undefined).resume());
    await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
    const sockets: net.Socket[] = [];
    engine.on("connection", (socket) => sockets.push(socket));
    const { port } = engine.address() as AddressInfo;
    const waiting = (host = await DynamicHost.start(PROJECT, env, `127.0.0.1:${port}`));

    const creation = assert.rejects(waiting.create(props("nobody")), /The Pulumi engine is gone\./);
    await waiting.says(/is not ready yet: AccessDenied/);
    engine.close();
    sockets.forEach((socket) => socket.destroy());
    await creation;
  });
});
