import assert from "node:assert/strict";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import path from "node:path";

import { AccountAccess } from "../../providers/accountAccess";
import { registeredBy } from "../mocks";
import { DynamicHost } from "../../sandbox/kills/dynamicHost";

const PROJECT = path.resolve(__dirname, "../..");

/** Bench 4 of the project: a larger text would be carried twice in every state. */
const LARGEST_TEXT = 4_096;

const ROLE = "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole";
const ARGS = { accountName: "prod-a", role: ROLE, region: "eu-west-1" };

/** What must never be seen outside the process. */
const CANARY = "canary-7c1e";

/** STS and EC2, which deny so many times before they answer; each call is noted with the key that signed it. */
class FakeAws {
  public denials = 0;
  public readonly calls: string[] = [];
  private readonly server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const action = new URLSearchParams(Buffer.concat(chunks).toString()).get("Action") ?? "";
      const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
      this.calls.push(`${action} by ${key}`);
      const [status, body] = this.answer(action);
      response.writeHead(status, { "content-type": "text/xml" }).end(body);
    });
  });

  public async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(action: string): readonly [number, string] {
    if (action === "DescribeAvailabilityZones") {
      return [
        200,
        "<DescribeAvailabilityZonesResponse><availabilityZoneInfo/></DescribeAvailabilityZonesResponse>",
      ];
    }
    this.denials -= 1;
    return this.denials >= 0
      ? [
          403,
          "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not yet</Message></Error></ErrorResponse>",
        ]
      : [
          200,
          `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ROLE</AccessKeyId><SecretAccessKey>${CANARY}</SecretAccessKey><SessionToken>${CANARY}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
        ];
  }
}

describe("access to an account in Pulumi's own host", function () {
  this.timeout(60_000);
  let aws: FakeAws;
  let env: Record<string, string>;
  let text: string;
  let host: DynamicHost;

  before(async () => {
    const registered = await registeredBy(() => {
      new AccountAccess("a", ARGS);
      new AccountAccess("b", { ...ARGS, accountName: "prod-b", timeoutSeconds: 5 });
    }, "update");
    const [first, second] = registered.filter(({ custom }) => custom);
    assert.equal(first?.type, "pulumi-nodejs:dynamic/accounts:AccountAccess");
    text = String(first.inputs["__provider"]);
    assert.equal(second?.inputs["__provider"], text, "each instance carries a text of its own");
  });

  beforeEach(async () => {
    aws = new FakeAws();
    env = {
      AWS_ENDPOINT_URL: await aws.start(),
      AWS_ACCESS_KEY_ID: "OWN",
      AWS_SECRET_ACCESS_KEY: CANARY,
      AWS_REGION: "eu-west-1",
    };
    host = await DynamicHost.start(PROJECT, env);
  });

  afterEach(async () => {
    await host.kill();
    await aws.stop();
  });

  const props = () => ({ ...ARGS, version: 1, __provider: text });

  it("is a small text that captures nothing", () => {
    assert.ok(Buffer.byteLength(text) <= LARGEST_TEXT, `${Buffer.byteLength(text)} bytes`);
    assert.doesNotMatch(text, /node_modules|aws-sdk/);
    assert.doesNotMatch(text, new RegExp(PROJECT));
  });

  it("goes through its whole life, and asks AWS where it must", async () => {
    aws.denials = 1;
    const checked = await host.check({}, props());
    assert.deepEqual(checked.failures, []);
    const { id, outs } = await host.create(checked.inputs);
    assert.equal(id, ROLE);
    assert.equal(outs["roleArn"], ROLE);
    assert.deepEqual(aws.calls, [
      "AssumeRole by OWN",
      "AssumeRole by OWN",
      "DescribeAvailabilityZones by ROLE",
    ]);
    await host.says(/account prod-a \(.*\) is not usable yet, 0 of at most 300 s: AccessDenied: not yet\./);

    aws.calls.length = 0;
    assert.deepEqual((await host.check(outs, props())).failures, []);
    assert.deepEqual(await host.diff(id, outs, props()), { changes: false, replaces: [] });
    assert.deepEqual(aws.calls, [], "a run that changes nothing has nothing to ask");

    assert.deepEqual((await host.read(id, outs)).props, outs);
    aws.denials = 1;
    assert.equal((await host.read(id, outs)).id, "");
    assert.equal((await host.update(id, outs, props())).outs["roleArn"], ROLE);
    aws.calls.length = 0;
    await host.delete(id, outs);
    assert.deepEqual(aws.calls, []);
    assert.ok(!host.output.includes(CANARY) && !JSON.stringify(outs).includes(CANARY));
  });

  it("finds its code from a project below the root, as the foundation is one", async () => {
    await host.kill();
    host = await DynamicHost.start(path.join(PROJECT, "foundation"), env);
    assert.equal((await host.create(props())).id, ROLE);
  });

  it("stops waiting once its engine is gone", async () => {
    const engine = net.createServer((socket) => socket.on("error", () => undefined).resume());
    await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
    const sockets: net.Socket[] = [];
    engine.on("connection", (socket) => sockets.push(socket));
    await host.kill();
    const { port } = engine.address() as AddressInfo;
    host = await DynamicHost.start(PROJECT, env, `127.0.0.1:${port}`);

    aws.denials = Infinity;
    const creation = assert.rejects(host.create(props()), /The Pulumi engine is gone\./);
    while (aws.calls.length < 2) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    engine.close();
    sockets.forEach((socket) => socket.destroy());
    await creation;
  });
});
