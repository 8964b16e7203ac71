import assert from "node:assert/strict";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { KeptOnDestroy } from "../../providers/keptOnDestroy";
import { registeredBy } from "../mocks";
import { DynamicHost } from "../../sandbox/kills/dynamicHost";

const PROJECT = path.resolve(__dirname, "../..");

/** Bench 4 of the project: a larger text would be carried twice in every state. */
const LARGEST_TEXT = 4_096;

const KEPT = [{ what: "account 1", why: "AWS deletes no account.", whatToDo: "Nothing." }];

describe("what a stack keeps, in Pulumi's own host", function () {
  this.timeout(60_000);
  let text: string;
  let host: DynamicHost;

  before(async () => {
    const registered = await registeredBy(() => new KeptOnDestroy("kept", { kept: KEPT }), "update");
    const resource = registered.find(({ custom }) => custom);
    assert.equal(resource?.type, "pulumi-nodejs:dynamic/stack:KeptOnDestroy");
    assert.deepEqual(resource.inputs["kept"], KEPT);
    text = String(resource.inputs["__provider"]);
  });

  afterEach(() => host.kill());

  it("is a small text that captures nothing", async () => {
    host = await DynamicHost.start(PROJECT, {});
    assert.ok(Buffer.byteLength(text) <= LARGEST_TEXT, `${Buffer.byteLength(text)} bytes`);
    assert.doesNotMatch(text, /node_modules/);
    assert.doesNotMatch(text, new RegExp(PROJECT));
  });

  it("goes through its whole life, the last word of which is what is kept", async () => {
    host = await DynamicHost.start(PROJECT, {});
    const props = { kept: KEPT, __provider: text };
    assert.deepEqual((await host.check({}, props)).failures, []);
    const { id, outs } = await host.create(props);
    assert.deepEqual(outs["kept"], KEPT);
    assert.equal((await host.diff(id, outs, props)).changes, false);
    assert.deepEqual((await host.read(id, outs)).props, outs);
    assert.equal((await host.diff(id, outs, { ...props, kept: [] })).changes, true);
    assert.deepEqual((await host.update(id, outs, { ...props, kept: [] })).outs["kept"], []);
    assert.doesNotMatch(host.output, /Kept/);
    await host.delete(id, outs);
    await host.says(
      /Kept on purpose.*\n - account 1\n {3}why: AWS deletes no account\.\n {3}what to do: Nothing\./,
    );
  });

  it("says what is missing where the project is", async () => {
    const elsewhere = await fs.mkdtemp(path.join(os.tmpdir(), "duotone-"));
    host = await DynamicHost.start(elsewhere, {});
    try {
      await assert.rejects(
        host.check({}, { kept: KEPT, __provider: text }),
        /runs code of its project, and looked for it in .*duotone-.* and above: Cannot find module 'ts-node\/register\/transpile-only'\. Run pulumi in the project's folder, with its dependencies installed \(npm ci\)/s,
      );
    } finally {
      await fs.rm(elsewhere, { recursive: true });
    }
  });
});
