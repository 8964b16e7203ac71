import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import {
  CheckRequest,
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  InvokeRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { ResourceProviderService as Service } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { asSecret, UNKNOWN, type PropertyMap } from "../../../../sandbox/plugins/command/values";
import { eventually, FakeEngine, ServedPlugin, untilEnded } from "./servedPlugin";

const MAIN = "sandbox/plugins/command/main.ts";
const URN = "urn:pulumi:dev::shop::duotone:images:ImageBake$command:local:Command::bake::core";
const LEAVES_A_CHILD = "sleep 300 & echo $!; wait";

describe("the command plugin, served", function () {
  this.timeout(20_000);
  let engine: FakeEngine;
  let address: string;
  let plugin: ServedPlugin;

  const create = (inputs: PropertyMap, changes: { preview?: boolean; seconds?: number } = {}) => {
    const request = new CreateRequest();
    request.setUrn(URN);
    request.setProperties(Struct.fromJavaScript(inputs));
    request.setPreview(changes.preview ?? false);
    request.setTimeout(changes.seconds ?? 0);
    return plugin.ask(Service.create, request);
  };
  const childPid = () =>
    eventually(() => engine.logged.map(({ message }) => Number(message)).find((pid) => pid > 1));

  before(async () => {
    engine = new FakeEngine();
    address = await engine.listen();
  });
  after(() => {
    engine.close();
  });
  beforeEach(() => engine.logged.splice(0));

  describe("while its engine lives", () => {
    before(async () => {
      plugin = await ServedPlugin.start(MAIN, address);
    });
    after(() => plugin.stop());

    it("says what it is when it is configured", async () => {
      const response = await plugin.ask(Service.configure, new ConfigureRequest());
      assert.equal(response.getAcceptsecrets(), true);
      assert.equal(response.getSupportspreview(), true);
      assert.match(engine.logged[0]?.message ?? "", /^command 1\.2\.1: the sandbox's stand-in/);
      assert.equal((await plugin.ask(Service.getPluginInfo, new Empty())).getVersion(), "1.2.1");
    });

    it("checks inputs and names every problem", async () => {
      const request = new CheckRequest();
      request.setUrn(URN);
      request.setNews(Struct.fromJavaScript({ create: "true", assetPaths: ["*"], colour: "red" }));
      const response = await plugin.ask(Service.check, request);
      assert.deepEqual(
        response.getFailuresList().map((failure) => failure.getProperty()),
        ["assetPaths", "colour"],
      );
      assert.deepEqual(response.getInputs()?.toJavaScript(), {
        create: "true",
        assetPaths: ["*"],
        colour: "red",
      });
    });

    it("refuses other resources and functions by name", async () => {
      const request = new CheckRequest();
      request.setUrn("urn:pulumi:dev::shop::command:remote:Command::far");
      await assert.rejects(plugin.ask(Service.check, request), /command:remote:Command is not served/);
      const call = new InvokeRequest();
      call.setTok("command:local:run");
      await assert.rejects(
        plugin.ask(Service.invoke, call),
        /command:local:run is not served .* Use command:local:Command/,
      );
    });

    it("shows lines while the command still runs, under the resource, for the moment", async () => {
      const dir = await mkdtemp(path.join(os.tmpdir(), "command-"));
      try {
        const created = create({
          create: "echo waiting; until [ -e go ]; do sleep 0.02; done; echo done",
          dir,
        });
        const line = await eventually(() => engine.logged.find(({ message }) => message === "waiting"));
        assert.deepEqual(line, { severity: LogSeverity.INFO, message: "waiting", urn: URN, ephemeral: true });
        await writeFile(path.join(dir, "go"), "");
        const response = await created;
        assert.match(response.getId(), /^bake::core[0-9a-f]{8}$/);
        assert.equal(response.getProperties()?.toJavaScript()["stdout"], "waiting\ndone");
        assert.equal(engine.logged.at(-1)?.message, "done");
      } finally {
        await rm(dir, { recursive: true });
      }
    });

    it("runs nothing in a preview", async () => {
      const response = await create({ create: "echo ran" }, { preview: true });
      assert.deepEqual(response.getProperties()?.toJavaScript(), {
        create: "echo ran",
        stdout: UNKNOWN,
        stderr: UNKNOWN,
      });
      assert.deepEqual(engine.logged, []);
    });

    it("fails with what the command printed, and with none of it where an input is secret", async () => {
      await assert.rejects(create({ create: "echo why >&2; exit 3" }), {
        details: 'exit status 3: running "echo why >&2; exit 3":\nwhy\n',
      });
      engine.logged.splice(0);
      const failed = create({ create: "echo $T >&2; exit 3", environment: { T: asSecret("hush") } });
      await assert.rejects(
        failed,
        (error: Error) => !error.message.includes("hush") && error.message.includes("[secret]"),
      );
      assert.deepEqual(
        engine.logged.map(({ severity, message }) => [severity, message.includes("hush")]),
        [[LogSeverity.WARNING, false]],
      );
    });

    it("compares old with new inputs, and replaces for triggers", async () => {
      const request = new DiffRequest();
      request.setUrn(URN);
      request.setOldInputs(Struct.fromJavaScript({ create: "a", triggers: ["1"] }));
      request.setNews(Struct.fromJavaScript({ create: "b", triggers: ["2"] }));
      const response = await plugin.ask(Service.diff, request);
      assert.deepEqual(response.getDiffsList(), ["create", "triggers"]);
      assert.deepEqual(response.getReplacesList(), ["triggers"]);
      request.setNews(request.getOldInputs());
      assert.equal((await plugin.ask(Service.diff, request)).getChanges(), 1);
    });

    it("updates and deletes with the previous output", async () => {
      const update = new UpdateRequest();
      update.setUrn(URN);
      update.setOlds(Struct.fromJavaScript({ create: "true", stdout: "old", stderr: "" }));
      update.setNews(Struct.fromJavaScript({ update: "echo $PULUMI_COMMAND_STDOUT+new" }));
      const updated = await plugin.ask(Service.update, update);
      assert.equal(updated.getProperties()?.toJavaScript()["stdout"], "old+new");

      const deletion = new DeleteRequest();
      deletion.setUrn(URN);
      deletion.setProperties(
        Struct.fromJavaScript({ delete: "echo gone $PULUMI_COMMAND_STDOUT", stdout: "old", stderr: "" }),
      );
      await plugin.ask(Service.delete, deletion);
      assert.equal(engine.logged.at(-1)?.message, "gone old");
    });

    it("ends a command that exceeds the operation's time limit", async () => {
      await assert.rejects(create({ create: LEAVES_A_CHILD }, { seconds: 2 }), /signal: killed/);
      await untilEnded(await childPid());
    });
  });

  it("ends running commands on Cancel and starts no more", async () => {
    plugin = await ServedPlugin.start(MAIN, address);
    try {
      const created = assert.rejects(create({ create: LEAVES_A_CHILD }), /signal: killed/);
      const pid = await childPid();
      await plugin.ask(Service.cancel, new Empty());
      await created;
      await untilEnded(pid);
      await assert.rejects(create({ create: "sleep 300" }), /signal: killed/);
    } finally {
      await plugin.stop();
    }
  });

  const ends: [string, () => unknown][] = [
    ["its engine is gone", () => plugin.child.stdin?.end()],
    ["it is told to end", () => plugin.child.kill("SIGTERM")],
    ["it is interrupted", () => plugin.child.kill("SIGINT")],
  ];
  for (const [when, end] of ends) {
    it(`ends with all its commands when ${when}`, async () => {
      plugin = await ServedPlugin.start(MAIN, address);
      try {
        const created = assert.rejects(create({ create: LEAVES_A_CHILD }));
        const pid = await childPid();
        const exited = once(plugin.child, "exit");
        end();
        assert.deepEqual(await exited, [0, null]);
        await created;
        await untilEnded(pid);
      } finally {
        await plugin.stop();
      }
    });
  }
});
