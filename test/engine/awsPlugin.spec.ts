import assert from "node:assert/strict";
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Readable, Writable } from "node:stream";

import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckRequest,
  ConfigureRequest,
  CreateRequest,
  InvokeRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { ensureToolchain, type Toolchain } from "../../sandbox/engine/toolchain";
import { bridgeShapeOf } from "../../sandbox/plugins/aws/backend";
import { computedTables } from "../../sandbox/plugins/aws/computedTables";
import { propertiesOf, structOf } from "../../sandbox/plugins/aws/messages";
import { committedTables } from "../../sandbox/plugins/aws/tables";
import type { ValueMap } from "../../sandbox/plugins/aws/values";
import { awsEnvironment, installPlugins } from "../../sandbox/plugins/install";
import { RecordedProgress, removeFolder, temporaryFolder } from "../sandbox/engine/support";

const PROJECT_DIR = path.resolve(__dirname, "..", "..");
const VPC = "aws:ec2/vpc:Vpc";
const urn = (type: string) => `urn:pulumi:prod::duotone::${type}::core`;

describe("the stand-in for the aws plugin", function () {
  this.timeout(300_000);

  let toolchain: Toolchain;

  before(async function () {
    toolchain = await ensureToolchain(new RecordedProgress());
    if (toolchain.vendorPlugins) {
      // The vendor's own plugin is used on this machine, and there is no bridge to compare with.
      this.skip();
    }
  });

  it("has tables that are what the SDK's type files and the bridge's schema say", async () => {
    const { types, differences, gaps } = committedTables();
    const computed = computedTables(types, await bridgeShapeOf(awsEnvironment(toolchain)));
    const remedy = "run npx ts-node -T sandbox/plugins/aws/makeTables.ts";
    assert.deepEqual(computed.conflicts, []);
    assert.deepEqual(computed.renames, differences, remedy);
    assert.deepEqual(computed.gaps, gaps, remedy);
  });

  describe("as the engine runs it", () => {
    let home: string;
    let plugin: ChildProcessByStdio<Writable, Readable, null>;
    let client: ResourceProviderClient;

    before(async () => {
      home = await temporaryFolder();
      await installPlugins({ pulumiHome: home, toolchain, projectDir: PROJECT_DIR });
      const [folder = ""] = (await readdir(path.join(home, "plugins"))).filter((name) => /-aws-/.test(name));
      // Nobody listens at either address: the engine's log is not needed, and a call of AWS is to fail.
      plugin = spawn(path.join(home, "plugins", folder, "pulumi-resource-aws"), ["127.0.0.1:1"], {
        stdio: ["pipe", "pipe", "ignore"],
        cwd: home,
        env: {
          ...process.env,
          AWS_ENDPOINT_URL: "http://127.0.0.1:1",
          AWS_ACCESS_KEY_ID: "test",
          AWS_SECRET_ACCESS_KEY: "test",
          AWS_EC2_METADATA_DISABLED: "true",
        },
      });
      const port = await new Promise<string>((resolve) => {
        plugin.stdout.once("data", (text) => {
          resolve(String(text).trim());
        });
      });
      client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    });

    after(async () => {
      client.close();
      plugin.kill("SIGKILL");
      await removeFolder(home);
    });

    function call<Request, Response>(
      method: grpc.MethodDefinition<Request, Response>,
      request: Request,
    ): Promise<Response> {
      return new Promise((resolve, reject) => {
        client.makeUnaryRequest(
          method.path,
          method.requestSerialize,
          method.responseDeserialize,
          request,
          (error, response) => {
            if (error === null && response !== undefined) {
              resolve(response);
            } else {
              reject(error ?? new Error("No answer."));
            }
          },
        );
      });
    }

    const check = (type: string, news: ValueMap) =>
      call(ResourceProviderService.check, new CheckRequest().setUrn(urn(type)).setNews(structOf(news)));

    it("is of the SDK's version", async () => {
      const info = await call(ResourceProviderService.getPluginInfo, new Empty());
      const sdk = JSON.parse(await readFile(require.resolve("@pulumi/aws/package.json"), "utf8")) as ValueMap;
      assert.equal(info.getVersion(), sdk["version"]);
    });

    it("checks inputs by the provider's rules and by its own", async () => {
      const good = await check(VPC, { cidrBlock: "10.0.0.0/16" });
      assert.deepEqual(good.getFailuresList(), []);
      const bad = await check(VPC, { cidrBlock: "10.0.0.0/8", enableDnsHostname: true });
      const reasons = bad.getFailuresList().map((found) => found.getReason());
      assert.match(reasons.join("\n"), /Did you mean "enableDnsHostnames"/);
      assert.match(reasons.join("\n"), /between 16 and 28 significant bits/);
    });

    it("plans a resource before its provider is configured, and calls AWS after", async () => {
      const settings = {
        region: "eu-west-1",
        maxRetries: "1",
        skipCredentialsValidation: "true",
        skipRequestingAccountId: "true",
      };
      const configured = await call(
        ResourceProviderService.configure,
        new ConfigureRequest().setArgs(structOf(settings)),
      );
      assert.equal(configured.getSupportspreview(), true);
      const inputs = (await check(VPC, { cidrBlock: "10.0.0.0/16" })).getInputs();
      const request = () => new CreateRequest().setUrn(urn(VPC)).setProperties(inputs);
      const planned = await call(ResourceProviderService.create, request().setPreview(true));
      assert.equal(propertiesOf(planned.getProperties())["cidrBlock"], "10.0.0.0/16");
      await assert.rejects(call(ResourceProviderService.create, request()), {
        details: /creating EC2 VPC: operation error EC2: CreateVpc.*connection refused/,
      });
    });

    it("computes a policy document without AWS", async () => {
      const args = { statements: [{ actions: ["s3:*"], resources: ["*"] }] };
      const request = new InvokeRequest()
        .setTok("aws:iam/getPolicyDocument:getPolicyDocument")
        .setArgs(structOf(args));
      const result = propertiesOf((await call(ResourceProviderService.invoke, request)).getReturn());
      assert.match(JSON.stringify(result["json"]), /"Action\\": \\"s3:\*/);
    });

    it("ends with the engine, and the bridge and the Terraform provider with it", async () => {
      const family = await descendants(plugin.pid ?? 0);
      assert.equal(family.length, 2);
      const ended = new Promise((resolve) => plugin.once("exit", resolve));
      plugin.stdin.end();
      await ended;
      await until(async () => (await Promise.all(family.map(runs))).every((running) => !running));
    });

    it("leaves nothing behind when it is killed itself", async () => {
      const [folder = ""] = (await readdir(path.join(home, "plugins"))).filter((name) => /-aws-/.test(name));
      plugin = spawn(path.join(home, "plugins", folder, "pulumi-resource-aws"), ["127.0.0.1:1"], {
        stdio: ["pipe", "pipe", "ignore"],
      });
      const { pid = 0 } = plugin;
      await until(async () => (await descendants(pid)).length === 2);
      const family = await descendants(pid);
      plugin.kill("SIGKILL");
      await until(async () => (await Promise.all(family.map(runs))).every((running) => !running));
    });
  });
});

/** The processes below a process, of which the kernel tells the children. */
async function descendants(processId: number): Promise<number[]> {
  const text = await readFile(`/proc/${processId}/task/${processId}/children`, "utf8").catch(() => "");
  const all = await Promise.all(
    (await tasks(processId)).map((task) =>
      readFile(`/proc/${processId}/task/${task}/children`, "utf8").catch(() => ""),
    ),
  );
  const children = [...new Set([text, ...all].join(" ").split(/\s+/).filter(Boolean).map(Number))];
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

function tasks(processId: number): Promise<string[]> {
  return readdir(`/proc/${processId}/task`).catch(() => []);
}

/** Whether a process still runs; one that is only waiting to be collected does not. */
async function runs(processId: number): Promise<boolean> {
  const stat = await readFile(`/proc/${processId}/stat`, "utf8").catch(() => "");
  return stat !== "" && stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3) !== "Z";
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, "waited 30 s in vain");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
