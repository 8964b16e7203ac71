import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import {
  EC2Client,
  RegisterImageCommand,
  RunInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  CancelCommandCommand,
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  type GetCommandInvocationCommandOutput,
  ListCommandsCommand,
  SendCommandCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";

import { clientConfig, startTestCloud, stopTestCloud, type TestCloud } from "../emulator";

/** Milliseconds between two looks at a command. */
const LOOK_INTERVAL = 50;

describe("emulated commands on instances", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let ssm: SSMClient;
  let ec2: EC2Client;
  let instanceId = "";
  let other = "";

  before(async () => {
    cloud = await startTestCloud();
    ssm = new SSMClient(clientConfig(cloud));
    ec2 = new EC2Client(clientConfig(cloud));
    const { ImageId } = await ec2.send(
      new RegisterImageCommand({ Name: "any", RootDeviceName: "/dev/xvda" }),
    );
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({ ImageId, InstanceType: "m7g.large", MinCount: 2, MaxCount: 2 }),
    );
    [instanceId, other] = Instances.map(({ InstanceId = "" }) => InstanceId) as [string, string];
  });
  after(async () => {
    ssm.destroy();
    ec2.destroy();
    await stopTestCloud(cloud);
  });

  const send = async (line: string, seconds = 20, comment = "a test") => {
    const { Command } = await ssm.send(
      new SendCommandCommand({
        DocumentName: "AWS-RunShellScript",
        InstanceIds: [instanceId],
        Comment: comment,
        Parameters: { commands: [line], executionTimeout: [String(seconds)] },
      }),
    );
    return Command?.CommandId ?? "";
  };
  const look = (CommandId: string) =>
    ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId: instanceId }));
  const ended = async (id: string): Promise<GetCommandInvocationCommandOutput> => {
    for (;;) {
      const seen = await look(id);
      if (seen.Status !== "InProgress" && seen.Status !== "Cancelling") {
        return seen;
      }
      await pause(LOOK_INTERVAL);
    }
  };

  it("really run, and tell what came of it", async () => {
    const { Status, ResponseCode, StandardOutputContent, StandardErrorContent } = await ended(
      await send("echo out; echo err >&2; exit 7"),
    );
    assert.deepEqual(
      [Status, ResponseCode, StandardOutputContent, StandardErrorContent],
      ["Failed", 7, "out\n", "err\n"],
    );
    assert.equal((await ended(await send("true"))).Status, "Success");
  });

  it("tell nothing before their end, and of a long output its beginning", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "duotone-command-"));
    const id = await send(
      `cd ${folder}; seq 1 20000; touch said; until [ -e seen ]; do sleep 0.1; done; rm -r ${folder}`,
    );
    while (!existsSync(path.join(folder, "said"))) {
      await pause(LOOK_INTERVAL);
    }
    const { Status, ResponseCode, StandardOutputContent } = await look(id);
    await writeFile(path.join(folder, "seen"), "");
    assert.deepEqual([Status, ResponseCode, StandardOutputContent], ["InProgress", -1, ""]);
    assert.equal((await ended(id)).StandardOutputContent?.length, 24_000);
  });

  it("end when their time is over, or they are cancelled", async () => {
    const late = await ended(await send("sleep 30", 1));
    assert.deepEqual([late.Status, late.StatusDetails], ["TimedOut", "Execution Timed Out"]);
    const id = await send("sleep 30");
    await ssm.send(new CancelCommandCommand({ CommandId: id }));
    assert.equal((await ended(id)).Status, "Cancelled");
  });

  it("are found by instance and by when they were sent", async () => {
    const id = await send("true", 20, "this very one");
    const list = async (InstanceId: string, minutes: number) => {
      const value = new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+/, "");
      const { Commands = [] } = await ssm.send(
        new ListCommandsCommand({ InstanceId, Filters: [{ key: "InvokedAfter", value }] }),
      );
      return Commands.map(({ CommandId, Comment }) => [CommandId, Comment]);
    };
    assert.deepEqual((await list(instanceId, -5))[0], [id, "this very one"]);
    assert.deepEqual(await list(instanceId, 5), []);
    assert.deepEqual(await list(other, -5), []);
  });

  it("are sent to instances alone whose agent answers, and with what AWS takes", async () => {
    await ec2.send(new StopInstancesCommand({ InstanceIds: [other] }));
    const { InstanceInformationList = [] } = await ssm.send(new DescribeInstanceInformationCommand({}));
    const pings = Object.fromEntries(
      InstanceInformationList.map((one) => [one.InstanceId ?? "", one.PingStatus]),
    );
    assert.deepEqual(pings, { [instanceId]: "Online", [other]: "ConnectionLost" });
    for (const id of [other, "i-0123456789abcdef0"]) {
      const command = new SendCommandCommand({
        DocumentName: "AWS-RunShellScript",
        InstanceIds: [id],
        Parameters: { commands: ["true"] },
      });
      await assert.rejects(ssm.send(command), { name: "InvalidInstanceId" });
    }
    await assert.rejects(send("true", 20, "x".repeat(101)), { name: "ValidationException" });
  });
});
