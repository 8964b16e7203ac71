import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ListRootsCommand, OrganizationsClient } from "@aws-sdk/client-organizations";
import { ChangeResourceRecordSetsCommand, Route53Client } from "@aws-sdk/client-route-53";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { errorAnswer } from "../../../sandbox/cloud/awsErrors";
import { Gateway } from "../../../sandbox/cloud/gateway";
import { type Fault, GatewayClient } from "../../../sandbox/cloud/gatewayClient";
import { Upstream, signedFor } from "./upstream";

const CREDENTIALS = { accessKeyId: "AKIAMANAGEMENT", secretAccessKey: "secret" };
const FORM = "application/x-www-form-urlencoded";

describe("the gateway", function () {
  this.timeout(10_000);

  let upstream: Upstream;
  let gateway: Gateway;
  let endpoint: string;
  let client: GatewayClient;
  let reported: string[];

  beforeEach(async () => {
    reported = [];
    upstream = new Upstream();
    gateway = new Gateway(await upstream.listen(), (line) => reported.push(line));
    endpoint = `http://127.0.0.1:${await gateway.listen()}`;
    client = new GatewayClient(endpoint);
  });

  afterEach(async () => {
    await gateway.close();
    await upstream.close();
  });

  /** Calls a form service as an SDK would. */
  function callForm(
    service: string,
    fields: Record<string, string>,
    accessKeyId?: string,
  ): Promise<Response> {
    return fetch(`${endpoint}/`, {
      method: "POST",
      headers: { "content-type": FORM, authorization: signedFor(service, accessKeyId) },
      body: new URLSearchParams(fields).toString(),
    });
  }

  const sdk = () => ({ endpoint, region: "eu-west-1", credentials: CREDENTIALS, maxAttempts: 1 });

  describe("passes on", () => {
    it("method, path, headers and body, and the answer as it is", async () => {
      upstream.answer = () => ({
        status: 299,
        headers: { "x-answer": "1", "content-type": "text/odd" },
        body: "hello",
      });
      const response = await fetch(`${endpoint}/b/some%20key?x=1%2F2`, {
        method: "PUT",
        headers: { authorization: signedFor("s3"), "x-note": "2" },
        body: "content",
      });
      assert.equal(response.status, 299);
      assert.equal(response.headers.get("x-answer"), "1");
      assert.equal(response.headers.get("content-type"), "text/odd");
      assert.equal(await response.text(), "hello");
      const [seen] = upstream.seen;
      assert.equal(seen?.method, "PUT");
      assert.equal(seen.path, "/b/some%20key?x=1%2F2");
      assert.equal(seen.headers["x-note"], "2");
      assert.equal(seen.headers.host, new URL(endpoint).host);
      assert.equal(seen.body, "content");
    });

    it("an object of some megabytes, unharmed in both directions", async () => {
      const content = Buffer.alloc(5_000_000, "0123456789abcdef");
      const s3 = new S3Client({ ...sdk(), forcePathStyle: true });
      await s3.send(
        new PutObjectCommand({ Bucket: "b", Key: "k", Body: content, ContentLength: content.length }),
      );
      upstream.answer = () => ({ headers: { "content-type": "application/octet-stream" }, body: content });
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: "b", Key: "k" }));
      const received = await Body?.transformToByteArray();
      assert.ok(received !== undefined && Buffer.from(received).equals(content));
    });

    it("a request that takes the gateway for an HTTP proxy, whatever host it names", async () => {
      const { port } = new URL(endpoint);
      const socket = connect(Number(port), "127.0.0.1");
      const host = `123456789012.127.0.0.1:${port}`;
      socket.write(
        `GET http://${host}/v20180820/configuration/publicAccessBlock HTTP/1.1\r\nHost: ${host}\r\n` +
          `Authorization: ${signedFor("s3")}\r\nConnection: close\r\n\r\n`,
      );
      let answer = "";
      for await (const chunk of socket) {
        answer += String(chunk);
      }
      assert.match(answer, /^HTTP\/1\.1 200/);
      assert.equal(upstream.seen[0]?.path, "/v20180820/configuration/publicAccessBlock");
      assert.equal((await client.calls())[0]?.action, "GetPublicAccessBlock");
    });

    it("many requests side by side", async () => {
      upstream.answer = async (request) => {
        await new Promise((next) => setTimeout(next, 20));
        return { body: request.body };
      };
      const answers = await Promise.all(
        Array.from({ length: 300 }, async (_, index) =>
          (await callForm("ec2", { Action: "DescribeVpcs", Token: String(index) })).text(),
        ),
      );
      assert.deepEqual(
        answers.map((answer) => new URLSearchParams(answer).get("Token")),
        Array.from({ length: 300 }, (_, index) => String(index)),
      );
      assert.equal((await client.calls())[0]?.count, 300);
    });
  });

  describe("counts", () => {
    it("calls and errors per account, service and action", async () => {
      upstream.answer = ({ body }) => ({ status: body.includes("Delete") ? 400 : 200, body: "x" });
      await callForm("ec2", { Action: "CreateVpc" });
      await callForm("ec2", { Action: "CreateVpc" });
      await callForm("ec2", { Action: "DeleteVpc" });
      assert.deepEqual(await client.calls(), [
        { account: "123456789012", service: "ec2", action: "CreateVpc", count: 2, errors: 0 },
        { account: "123456789012", service: "ec2", action: "DeleteVpc", count: 1, errors: 1 },
      ]);
      const records = await client.records();
      assert.deepEqual(
        records.map(({ action, status }) => [action, status]),
        [
          ["CreateVpc", 200],
          ["CreateVpc", 200],
          ["DeleteVpc", 400],
        ],
      );
      assert.ok(records.every(({ startedAt, endedAt }) => endedAt >= startedAt && startedAt > 0));
      await client.resetCalls();
      assert.deepEqual(await client.calls(), []);
      assert.deepEqual(await client.records(), []);
    });

    it("calls of an assumed role for the role's account, once its keys have passed through", async () => {
      upstream.answer = ({ body }) =>
        body.includes("AssumeRole")
          ? {
              body:
                "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAVERTICAL</AccessKeyId>" +
                "</Credentials><AssumedRoleUser><Arn>arn:aws:sts::222233334444:assumed-role/deploy/s</Arn>" +
                "</AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>",
            }
          : { body: "x" };
      await callForm("sts", { Action: "AssumeRole", RoleArn: "arn:aws:iam::222233334444:role/deploy" });
      await callForm("ec2", { Action: "DescribeVpcs" }, "ASIAVERTICAL");
      await callForm("ec2", { Action: "DescribeVpcs" }, "AKIASOMEONE");
      assert.deepEqual(
        (await client.calls()).map(({ account, action }) => `${account ?? "none"} ${action}`),
        ["123456789012 AssumeRole", "222233334444 DescribeVpcs", "123456789012 DescribeVpcs"],
      );
    });

    it("change batches per hosted zone, accepted ones with their number of changes", async () => {
      const route53 = new Route53Client(sdk());
      const batch = (zone: string, names: number) =>
        route53.send(
          new ChangeResourceRecordSetsCommand({
            HostedZoneId: zone,
            ChangeBatch: {
              Changes: Array.from({ length: names }, (_, index) => ({
                Action: "UPSERT" as const,
                ResourceRecordSet: { Name: `n${index}.example.com`, Type: "A" as const, TTL: 60 },
              })),
            },
          }),
        );
      upstream.answer = () => ({
        body: "<ChangeResourceRecordSetsResponse><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status></ChangeInfo></ChangeResourceRecordSetsResponse>",
      });
      await batch("Z1", 21);
      await batch("Z2", 1);
      await client.setFaults([
        { id: "bad", effect: { kind: "error", status: 400, code: "InvalidChangeBatch", message: "no" } },
      ]);
      await assert.rejects(batch("Z1", 3), { name: "InvalidChangeBatch" });
      assert.deepEqual(await client.changeBatches(), [
        { zoneId: "Z1", requests: 2, accepted: 1, changes: [21] },
        { zoneId: "Z2", requests: 1, accepted: 1, changes: [1] },
      ]);
    });
  });

  describe("answers faults in the service's own way", () => {
    const clients = () => ({
      autoscaling: () => new AutoScalingClient(sdk()).send(new DescribeAutoScalingGroupsCommand({})),
      dynamodb: () => new DynamoDBClient(sdk()).send(new DescribeTableCommand({ TableName: "t" })),
      ec2: () => new EC2Client(sdk()).send(new DescribeVpcsCommand({})),
      organizations: () => new OrganizationsClient(sdk()).send(new ListRootsCommand({})),
      route53: () =>
        new Route53Client(sdk()).send(
          new ChangeResourceRecordSetsCommand({ HostedZoneId: "Z", ChangeBatch: { Changes: [] } }),
        ),
      s3: () =>
        new S3Client({ ...sdk(), forcePathStyle: true }).send(new ListObjectsV2Command({ Bucket: "b" })),
    });
    const throttling = {
      autoscaling: ["Throttling", 400],
      dynamodb: ["ThrottlingException", 400],
      ec2: ["RequestLimitExceeded", 503],
      organizations: ["TooManyRequestsException", 400],
      route53: ["Throttling", 400],
      s3: ["SlowDown", 503],
    } as const;

    for (const [service, [code, status]] of Object.entries(throttling)) {
      it(`so that the SDK of ${service} reads code, status and message`, async () => {
        const call = clients()[service as keyof typeof throttling];
        await client.setFaults([{ id: "slow", effect: { kind: "throttle" } }]);
        await assert.rejects(call(), (error: Error & { $metadata: { httpStatusCode: number } }) => {
          assert.equal(error.name, code);
          assert.equal(error.message, "Rate exceeded");
          assert.equal(error.$metadata.httpStatusCode, status);
          return true;
        });
        await client.setFaults([
          { id: "own", effect: { kind: "error", status: 409, code: "OwnCode", message: "a <b> & c" } },
        ]);
        await assert.rejects(call(), { name: "OwnCode", message: "a <b> & c" });
        assert.equal(upstream.seen.length, 0);
      });
    }

    it("and in CBOR: a map of text strings", () => {
      const { body, headers } = errorAnswer("cbor", { status: 400, code: "Ab", message: "é" });
      assert.equal(headers["smithy-protocol"], "rpc-v2-cbor");
      assert.equal(
        body.toString("hex"),
        `a2790006${hex("__type")}790002${hex("Ab")}790007${hex("message")}790002${hex("é")}`,
      );
    });
  });

  describe("strikes", () => {
    const fault = (rest: Partial<Fault>): Fault => ({ id: "f", effect: { kind: "throttle" }, ...rest });

    it("only calls that match service, action, account and resource", async () => {
      await client.setFaults([
        fault({ match: { service: "ec2", action: "DeleteVpc", account: "123456789012", resource: "vpc-1" } }),
      ]);
      const statuses = [
        await callForm("ec2", { Action: "DeleteVpc", VpcId: "vpc-1" }),
        await callForm("ec2", { Action: "DeleteVpc", VpcId: "vpc-2" }),
        await callForm("ec2", { Action: "CreateVpc", VpcId: "vpc-1" }),
        await callForm("rds", { Action: "DeleteVpc", VpcId: "vpc-1" }),
      ].map(({ status }) => status);
      assert.deepEqual(statuses, [503, 200, 200, 200]);
      assert.deepEqual(await client.faultCounts(), [{ id: "f", struck: 1 }]);
      assert.deepEqual((await client.records())[0]?.faults, ["f"]);
    });

    it("as often as it is told", async () => {
      await client.setFaults([fault({ times: 2 })]);
      const statuses: number[] = [];
      for (let call = 0; call < 4; call += 1) {
        statuses.push((await callForm("ec2", { Action: "DescribeVpcs" })).status);
      }
      assert.deepEqual(statuses, [503, 503, 200, 200]);
    });

    it("by chance about as often as the probability says, and the same calls for the same seed", async () => {
      const run = async (seed: number) => {
        await client.setFaults([fault({ probability: 0.3, seed })]);
        const statuses: number[] = [];
        for (let call = 0; call < 100; call += 1) {
          statuses.push((await callForm("ec2", { Action: "DescribeVpcs" })).status);
        }
        return statuses;
      };
      const first = await run(7);
      const struck = first.filter((status) => status === 503).length;
      assert.ok(struck > 15 && struck < 45, `${struck} of 100`);
      assert.deepEqual(await run(7), first);
      assert.notDeepEqual(await run(8), first);
    });

    it("not at all once the faults are cleared, and keeps the old ones when new ones are refused", async () => {
      await client.setFaults([fault({})]);
      await assert.rejects(
        client.setFaults([{ id: "x", effect: { kind: "delay", ms: 0 } }]),
        /1 problem in the faults:\n - faults\[0\]\.effect\.ms/,
      );
      assert.equal((await callForm("ec2", { Action: "DescribeVpcs" })).status, 503);
      await client.clearFaults();
      assert.equal((await callForm("ec2", { Action: "DescribeVpcs" })).status, 200);
    });

    it("with a delay, after which the call goes its way", async () => {
      await client.setFaults([fault({ effect: { kind: "delay", ms: 150 } })]);
      const started = performance.now();
      assert.equal((await callForm("ec2", { Action: "DescribeVpcs" })).status, 200);
      assert.ok(performance.now() - started >= 145);
      assert.equal(upstream.seen.length, 1);
    });

    for (const [when, reached] of [
      ["before", 0],
      ["after", 1],
    ] as const) {
      it(`with a connection that breaks ${when} the effect`, async () => {
        await client.setFaults([fault({ effect: { kind: "dropConnection", when }, times: 1 })]);
        await assert.rejects(callForm("ec2", { Action: "CreateVpc" }), /fetch failed/);
        assert.equal(upstream.seen.length, reached);
        assert.equal((await callForm("ec2", { Action: "CreateVpc" })).status, 200);
        assert.deepEqual(await client.calls(), [
          { account: "123456789012", service: "ec2", action: "CreateVpc", count: 2, errors: 1 },
        ]);
      });
    }

    it("only after it has let so many matching calls pass", async () => {
      await client.setFaults([fault({ match: { action: "DeleteVpc" }, after: 2, times: 1 })]);
      const statuses: number[] = [];
      for (const Action of ["DeleteVpc", "CreateVpc", "DeleteVpc", "DeleteVpc", "DeleteVpc"]) {
        statuses.push((await callForm("ec2", { Action })).status);
      }
      assert.deepEqual(statuses, [200, 200, 200, 503, 200]);
    });

    describe("with a call that is held", () => {
      const held = (when: "before" | "after") => ({
        account: "123456789012",
        service: "ec2",
        action: "CreateVpc",
        when,
        fault: "f",
      });
      const soon = () => AbortSignal.timeout(5_000);

      for (const [when, reached] of [
        ["before", 0],
        ["after", 1],
      ] as const) {
        it(`${when} its effect, until the faults are cleared`, async () => {
          await client.setFaults([fault({ effect: { kind: "hold", when } })]);
          let isAnswered = false;
          const answer = callForm("ec2", { Action: "CreateVpc" }).then((response) => {
            isAnswered = true;
            return response.status;
          });
          assert.deepEqual(await client.untilHeld("some", soon()), [held(when)]);
          assert.deepEqual(await client.heldCalls(), [held(when)]);
          assert.equal(upstream.seen.length, reached);
          assert.equal(isAnswered, false);
          await client.clearFaults();
          assert.equal(await answer, 200);
          assert.equal(upstream.seen.length, 1);
          assert.deepEqual(await client.untilHeld("none", soon()), []);
          assert.deepEqual(
            (await client.records()).map(({ status, faults }) => [status, faults]),
            [[200, ["f"]]],
          );
        });

        it(`${when} its effect, until its caller is gone`, async () => {
          await client.setFaults([fault({ effect: { kind: "hold", when } })]);
          const caller = new AbortController();
          const { signal } = caller;
          const call = fetch(`${endpoint}/`, {
            method: "POST",
            headers: { "content-type": FORM, authorization: signedFor("ec2") },
            body: "Action=CreateVpc",
            signal,
          });
          await client.untilHeld("some", soon());
          caller.abort();
          await assert.rejects(call, { name: "AbortError" });
          assert.deepEqual(await client.untilHeld("none", soon()), []);
          await client.clearFaults();
          assert.equal((await callForm("ec2", { Action: "DescribeVpcs" })).status, 200);
          assert.equal(upstream.seen.length, reached + 1);
          assert.deepEqual(
            (await client.calls()).map(({ action, errors }) => [action, errors]),
            [
              ["CreateVpc", 1],
              ["DescribeVpcs", 0],
            ],
          );
        });
      }

      it("while its body, which is passed on unread otherwise, is kept", async () => {
        await client.setFaults([fault({ effect: { kind: "hold", when: "before" } })]);
        const body = "x".repeat(200_000);
        const put = fetch(`${endpoint}/b/k`, {
          method: "PUT",
          headers: { authorization: signedFor("s3") },
          body,
        });
        await client.untilHeld("some", soon());
        await client.clearFaults();
        assert.equal((await put).status, 200);
        assert.ok(upstream.seen[0]?.body === body);
      });

      it("and nothing else waits; waiting for a call that never comes ends with the caller's signal", async () => {
        await client.setFaults([
          fault({ match: { action: "CreateVpc" }, effect: { kind: "hold", when: "before" } }),
        ]);
        assert.equal((await callForm("ec2", { Action: "DescribeVpcs" })).status, 200);
        await assert.rejects(client.untilHeld("some", AbortSignal.timeout(50)), { name: "TimeoutError" });
      });
    });

    it("with changes that stay pending for so many polls, each change for itself", async () => {
      upstream.answer = () => ({
        body: "<GetChangeResponse><ChangeInfo><Id>/change/C</Id><Status>INSYNC</Status></ChangeInfo></GetChangeResponse>",
      });
      const poll = async (change: string) => {
        const headers = { authorization: signedFor("route53") };
        const text = await (await fetch(`${endpoint}/2013-04-01/change/${change}`, { headers })).text();
        return /<Status>(\w+)</.exec(text)?.[1];
      };
      await client.setFaults([fault({ effect: { kind: "changesPending", polls: 2 } })]);
      assert.deepEqual(
        [
          await poll("C1"),
          await poll("C1"),
          await poll("C2"),
          await poll("C1"),
          await poll("C2"),
          await poll("C2"),
        ],
        ["PENDING", "PENDING", "PENDING", "INSYNC", "PENDING", "INSYNC"],
      );
      await client.setFaults([fault({ effect: { kind: "changesPending", polls: "forever" } })]);
      assert.deepEqual(
        [await poll("C1"), await poll("C1"), await poll("C1")],
        ["PENDING", "PENDING", "PENDING"],
      );
    });

    it("with targets that fail their health checks, as many as it is told, in this target group only", async () => {
      const healthy =
        "<member><TargetHealth><State>healthy</State></TargetHealth><Target><Id>i-1</Id></Target></member>";
      upstream.answer = () => ({
        body: `<TargetHealthDescriptions>${healthy.repeat(3)}</TargetHealthDescriptions>`,
      });
      const states = async (targetGroup: string) => {
        const text = await (
          await callForm("elasticloadbalancing", {
            Action: "DescribeTargetHealth",
            TargetGroupArn: `arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/${targetGroup}/1`,
          })
        ).text();
        return [...text.matchAll(/<State>(\w+)<\/State>(?:<Reason>([^<]+)<)?/g)].map(([, state, reason]) =>
          `${state ?? ""} ${reason ?? ""}`.trim(),
        );
      };
      await client.setFaults([
        fault({ effect: { kind: "unhealthyTargets", targetGroup: "targetgroup/core-prod2/", count: 2 } }),
      ]);
      const failed = "unhealthy Target.FailedHealthChecks";
      assert.deepEqual(await states("core-prod2"), [failed, failed, "healthy"]);
      assert.deepEqual(await states("core-prod1"), ["healthy", "healthy", "healthy"]);
      await client.setFaults([
        fault({
          effect: { kind: "unhealthyTargets", targetGroup: "core", state: "draining", reason: "Own.Reason" },
        }),
      ]);
      assert.deepEqual(await states("core-prod1"), Array<string>(3).fill("draining Own.Reason"));
    });

    it("with new objects that stay hidden for a while, to their own service and to those that use them", async () => {
      upstream.answer = () => ({ body: "<Role><Arn>arn</Arn></Role>" });
      await client.setFaults([
        fault({ match: { service: "iam", action: "CreateRole" }, effect: { kind: "hide", ms: 3_000 } }),
      ]);
      const code = async (response: Response) =>
        /<Code>([^<]+)</.exec(await response.text())?.[1] ?? response.status;
      const assume = () => callForm("sts", { Action: "AssumeRole", RoleArn: "arn:aws:iam::1:role/deploy" });
      await callForm("iam", { Action: "CreateRole", RoleName: "deploy" });
      assert.equal(
        await code(await callForm("iam", { Action: "GetRole", RoleName: "deploy" })),
        "NoSuchEntity",
      );
      assert.equal(await code(await assume()), "AccessDenied");
      assert.equal(await code(await callForm("iam", { Action: "GetRole", RoleName: "deploy-other" })), 200);
      assert.equal(await code(await callForm("ec2", { Action: "DescribeVpcs", Note: "deploy" })), 200);
      await new Promise((next) => setTimeout(next, 3_020));
      assert.equal(await code(await callForm("iam", { Action: "GetRole", RoleName: "deploy" })), 200);
      assert.equal(await code(await assume()), 200);
    });
  });

  describe("says in AWS's own shape that the emulator", () => {
    it("does not know a call", async () => {
      upstream.answer = () => ({
        status: 501,
        headers: { "x-emulator-error": "unknown" },
        body: "NotImplementedError: The foo action has not been implemented",
      });
      const call = new OrganizationsClient(sdk()).send(new ListRootsCommand({}));
      await assert.rejects(call, {
        name: "NotKnownToEmulator",
        message: /does not know organizations:ListRoots\. Real AWS may/,
      });
      assert.equal((await client.calls())[0]?.errors, 1);
    });

    it("failed, with the reason", async () => {
      upstream.answer = () => ({
        status: 501,
        headers: { "x-emulator-error": "failed" },
        body: "KeyError: 'Vpc'",
      });
      await assert.rejects(new EC2Client(sdk()).send(new DescribeVpcsCommand({})), {
        name: "EmulatorFailure",
        message: /failed at ec2:DescribeVpcs \(KeyError: 'Vpc'\)/,
      });
    });

    it("does not answer", async () => {
      await upstream.close();
      await assert.rejects(new EC2Client(sdk()).send(new DescribeVpcsCommand({})), {
        name: "EmulatorFailure",
        message: /does not answer: .*ECONNREFUSED/,
      });
      upstream = new Upstream();
      await upstream.listen();
    });

    it("has no such path, but leaves S3's own 404 alone", async () => {
      upstream.answer = () => ({ status: 404, body: "" });
      const headers = (service: string) => ({ headers: { authorization: signedFor(service) } });
      const unknown = await fetch(`${endpoint}/2020-01-01/things`, headers("backup"));
      assert.equal(unknown.status, 501);
      assert.equal(unknown.headers.get("x-amzn-errortype"), "NotKnownToEmulator");
      assert.equal((await fetch(`${endpoint}/b/k`, { ...headers("s3"), method: "HEAD" })).status, 404);
    });
  });

  it("refuses control calls that it does not know", async () => {
    const response = await fetch(`${endpoint}/_duotone/nothing`);
    assert.equal(response.status, 404);
    assert.match(await response.text(), /knows no \\"GET nothing\\"/);
    assert.deepEqual(await client.calls(), []);
  });

  it("goes on when the caller leaves in the middle", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    upstream.answer = async () => {
      await held;
      return { body: "late" };
    };
    const socket = connect(Number(new URL(endpoint).port), "127.0.0.1");
    socket.write(`GET /b/k HTTP/1.1\r\nHost: x\r\nAuthorization: ${signedFor("s3")}\r\n\r\n`);
    while (upstream.seen.length === 0) {
      await new Promise((next) => setTimeout(next, 5));
    }
    socket.destroy();
    await once(socket, "close");
    release();
    upstream.answer = () => ({ body: "next" });
    assert.equal(await (await callForm("ec2", { Action: "DescribeVpcs" })).text(), "next");
    assert.equal(reported.length, 1);
    assert.match(reported[0] ?? "", /^GET \/b\/k: /);
    assert.deepEqual(
      (await client.calls()).map(({ action, count }) => [action, count]),
      [
        ["GetObject", 1],
        ["DescribeVpcs", 1],
      ],
    );
  });
});

function hex(text: string): string {
  return Buffer.from(text).toString("hex");
}
