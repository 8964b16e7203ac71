import assert from "node:assert/strict";
import fs from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { ReleaseSwitch, type ReleaseSwitchArgs } from "../../providers/releaseSwitch";
import { registeredBy } from "../mocks";
import { AwsServer } from "./switch/support/awsServer";
import { awsError, FakeAws } from "./switch/support/fakeAws";
import { balancerOf, COM, ORG, switchInputs } from "./switch/support/fixture";
import { DynamicHost, type HostError } from "../../sandbox/kills/dynamicHost";

const PROJECT = path.resolve(__dirname, "../..");

/** Bench 4 of the project: a larger text would be carried twice in every state. */
const LARGEST_TEXT = 4_096;

function switchArgs(activeColor = "prod1"): ReleaseSwitchArgs {
  const { version, ...args } = switchInputs({ activeColor });
  assert.equal(version, 1);
  return args as ReleaseSwitchArgs;
}

function unexpected(): never {
  assert.fail("it should have failed");
}

describe("the release switch as a resource", function () {
  // The first serialisation of a process loads the TypeScript compiler.
  this.timeout(20_000);

  it("registers its arguments, the version of its code and one text for all instances", async () => {
    const registered = await registeredBy(() => {
      new ReleaseSwitch("first", switchArgs());
      new ReleaseSwitch("second", switchArgs("prod2"));
    }, "update");
    const [first, second] = registered.filter(({ custom }) => custom);
    assert.equal(first?.type, "pulumi-nodejs:dynamic/release:ReleaseSwitch");
    const { __provider: text, ...inputs } = first.inputs;
    assert.deepEqual(inputs, { ...switchArgs(), version: 2 });
    assert.equal(second?.inputs["__provider"], text);
  });

  it("is deleted before it is replaced, or the deletion would take what the replacement adopted", async () => {
    const asked: (boolean | undefined)[] = [];
    const transformations: pulumi.ResourceTransformation[] = [
      ({ opts }) => {
        asked.push((opts as pulumi.CustomResourceOptions).deleteBeforeReplace);
        return undefined;
      },
    ];
    await registeredBy(() => new ReleaseSwitch("names", switchArgs(), { transformations }), "update");
    assert.deepEqual(asked, [true]);
  });

  it("has the active colour and the records as outputs", async () => {
    let color: Promise<string> | undefined;
    await registeredBy(() => {
      const { activeColor } = new ReleaseSwitch("names", switchArgs("prod2"));
      color = new Promise((resolve) => activeColor.apply(resolve));
    }, "update");
    assert.equal(await color, "prod2");
  });
});

describe("the release switch in Pulumi's own host", function () {
  this.timeout(60_000);
  let aws: FakeAws;
  let server: AwsServer;
  let env: Record<string, string>;
  let text: string;
  let host: DynamicHost;

  before(async () => {
    const registered = await registeredBy(() => new ReleaseSwitch("names", switchArgs()), "update");
    text = String(registered.find(({ custom }) => custom)?.inputs["__provider"]);
  });

  beforeEach(async () => {
    aws = FakeAws.running(switchInputs());
    server = new AwsServer(aws);
    env = { AWS_ENDPOINT_URL: await server.start(), AWS_ACCESS_KEY_ID: "OWN", AWS_SECRET_ACCESS_KEY: CANARY };
    host = await DynamicHost.start(PROJECT, env);
  });

  afterEach(async () => {
    await host.kill();
    await server.stop();
  });

  /** What must never be seen outside the process: it signs the requests. */
  const CANARY = "canary-5f1e";

  const props = (activeColor = "prod1", leaseSeconds = 30) => ({
    ...(JSON.parse(
      JSON.stringify({
        ...switchArgs(activeColor),
        queue: { ...switchInputs().queue, leaseSeconds },
        version: 2,
      }),
    ) as object),
    __provider: text,
  });

  it("is a small text that captures nothing", () => {
    assert.ok(Buffer.byteLength(text) <= LARGEST_TEXT, `${String(Buffer.byteLength(text))} bytes`);
    assert.doesNotMatch(text, /node_modules|aws-sdk/);
    assert.doesNotMatch(text, new RegExp(PROJECT));
  });

  it("goes through its whole life", async () => {
    const checked = await host.check({}, props());
    assert.deepEqual(checked.failures, []);
    const { id, outs } = await host.create(checked.inputs);
    assert.equal(id, "release-switch-prod");
    assert.equal(outs["activeColor"], "prod1");

    const steady = await host.check(checked.inputs, props());
    assert.deepEqual(await host.diff(id, outs, steady.inputs), { changes: false, replaces: [] });

    const promoted = await host.check(checked.inputs, props("prod2"));
    assert.deepEqual(promoted.failures, []);
    assert.deepEqual(await host.diff(id, outs, promoted.inputs), { changes: true, replaces: [] });
    const after = (await host.update(id, outs, promoted.inputs)).outs;
    assert.equal(aws.names()["core.example.com"], balancerOf("core", "prod2"));
    await host.says(/release switch: zone Z0COM: 2 names changed in one batch/);

    const read = await host.read(id, after);
    assert.deepEqual(read.props, after);
    const { cameFrom, ...inputs } = after;
    assert.equal((cameFrom as { color: string }).color, "prod1");
    assert.deepEqual(read.inputs, inputs);

    aws.setHealthy("core-prod1", 0, 2, "arn:tg/core-prod1");
    const refused = await host.check(promoted.inputs, props("prod1"));
    assert.deepEqual(
      refused.failures.map(({ property }) => property),
      ["activeColor"],
    );

    await host.delete(id, after);
    assert.deepEqual(aws.names(), {});
    assert.equal((await host.read(id, after)).id, "");
    assert.ok(!host.output.includes(CANARY) && !JSON.stringify(after).includes(CANARY));
  });

  it("records a failure after an effect, in create and in update", async () => {
    const { inputs } = await host.check({}, props());
    server.faults.set("PutParameter", [awsError("AccessDenied", "no")]);
    const created = await host.create(inputs).then(unexpected, (error: unknown) => error as HostError);
    assert.equal(created.initFailed?.id, "release-switch-prod");
    assert.equal(created.initFailed.properties["__provider"], text);
    assert.match(created.initFailed.reasons.join(), /not all workers know it/);

    const outs = (await host.update("release-switch-prod", created.initFailed.properties, inputs)).outs;
    const promotion = await host.check(inputs, props("prod2"));
    server.faults.set("GetChange", [awsError("AccessDenied", "no")]);
    const updated = await host
      .update("release-switch-prod", outs, promotion.inputs)
      .then(unexpected, (error: unknown) => error as HostError);
    assert.deepEqual(Object.keys(updated.initFailed?.properties["pendingChanges"] ?? {}), [COM, ORG]);
    assert.equal(updated.initFailed?.properties["activeColor"], "prod2");
  });

  it("does not record a failure that changed nothing", async () => {
    const { inputs } = await host.check({}, props());
    server.faults.set("ChangeResourceRecordSets", [awsError("AccessDenied", "no")]);
    const error = await host.create(inputs).then(unexpected, (error: unknown) => error as HostError);
    assert.match(error.message, /AccessDenied: no\. No name has moved\./);
    assert.equal(error.initFailed, undefined);
  });

  it("converges after a SIGKILL of the host itself", async () => {
    // A killed host loses its turn soon, so that the next one does not wait for half a minute.
    const first = await host.check({}, props("prod1", 2));
    const { id, outs } = await host.create(first.inputs);
    const { inputs } = await host.check(first.inputs, props("prod2", 2));
    aws.onBatch = () => {
      aws.onBatch = () => undefined;
      void host.kill();
    };
    await assert.rejects(host.update(id, outs, inputs));
    await host.kill();

    host = await DynamicHost.start(PROJECT, env);
    const back = await host.check(first.inputs, props("prod1", 2));
    assert.deepEqual(back.failures, []);
    assert.deepEqual(await host.diff(id, outs, back.inputs), { changes: true, replaces: [] });
    await host.update(id, outs, back.inputs);
    assert.deepEqual(
      Object.values(aws.names()).filter((name) => !name.includes("-prod1.")),
      [],
    );
  });

  it("stops waiting and tells no worker once its engine is gone", async () => {
    const engine = net.createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
    const sockets = new Set<net.Socket>();
    engine.on("connection", (socket) => sockets.add(socket));
    await host.kill();
    host = await DynamicHost.start(
      PROJECT,
      env,
      `127.0.0.1:${String((engine.address() as net.AddressInfo).port)}`,
    );

    aws.pendingPolls = Infinity;
    const { inputs } = await host.check({}, props());
    const creation = host.create(inputs).then(unexpected, (error: unknown) => error as HostError);
    while (!aws.calls.includes("isInSync")) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    engine.close();
    sockets.forEach((socket) => socket.destroy());
    assert.match((await creation).message, /The Pulumi engine is gone\./);
    assert.ok(!aws.calls.includes("writeParameter"));
  });

  it("says what is missing where the project is", async () => {
    const elsewhere = await fs.mkdtemp(path.join(os.tmpdir(), "duotone-"));
    await host.kill();
    host = await DynamicHost.start(elsewhere, env);
    try {
      await assert.rejects(
        host.check({}, props()),
        /runs code of its project, and looked for it in .*duotone-.*: Cannot find module 'ts-node\/register\/transpile-only'\. Run pulumi in the project's folder, with its dependencies installed \(npm ci\)/s,
      );
    } finally {
      await fs.rm(elsewhere, { recursive: true });
    }
  });
});
