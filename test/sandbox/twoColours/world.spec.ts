import assert from "node:assert/strict";

import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DescribeTargetHealthCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ChangeResourceRecordSetsCommand } from "@aws-sdk/client-route-53";
import { PutObjectCommand } from "@aws-sdk/client-s3";

import { keyOf } from "../../../providers/ledger/record";
import { verifyLedger } from "../../../providers/ledger/verify";
import { itemOf } from "../../../providers/queue/document";
import { emptyLane } from "../../../providers/queue/lane";
import { claim } from "../../../providers/queue/leases";
import { readLedger } from "../../../sandbox/twoColours/ledgerReader";
import {
  placeOfAll,
  readLane,
  readParameters,
  readPlaces,
  splitZones,
} from "../../../sandbox/twoColours/readers";
import { makeWorld, WORKER, type World } from "../../../sandbox/twoColours/world";
import { managementAccess } from "../../../sandbox/story/cloudAccess";
import { startTestCloud, stopTestCloud, type TestCloud } from "../cloud/emulator";

describe("a world of two colours", function () {
  this.timeout(60_000);
  let cloud: TestCloud;
  let world: World;

  before(async () => {
    cloud = await startTestCloud();
    world = await makeWorld(managementAccess(cloud.endpoint, "eu-west-1"), { names: 3, leaseSeconds: 5 });
  });

  after(async () => {
    world.close();
    await stopTestCloud(cloud);
  });

  /** Points names somewhere, as somebody with the console would. */
  async function point(...targets: readonly (readonly [service: string, dnsName: string])[]): Promise<void> {
    for (const [service, dnsName] of targets) {
      const name = world.args.names.find((one) => one.service === service);
      await world.clients.names.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: name?.zoneId,
          ChangeBatch: {
            Changes: [
              {
                Action: "UPSERT",
                ResourceRecordSet: {
                  Name: name?.fqdn,
                  Type: "A",
                  AliasTarget: { DNSName: dnsName, HostedZoneId: "Z0ELB", EvaluateTargetHealth: true },
                },
              },
            ],
          },
        }),
      );
    }
  }

  const balancerOf = (service: string, color: string) =>
    world.args.names.find((name) => name.service === service)?.targets[color]?.dnsName ?? "";

  it("has names in two zones, and in both colours what serves them", () => {
    const { names, fleets, colors } = world.args;
    assert.equal(new Set(names.map(({ zoneId }) => zoneId)).size, 2);
    for (const color of colors) {
      assert.deepEqual(
        fleets[color]?.map(({ service }) => service),
        ["core", "web", "shop", WORKER],
      );
    }
  });

  it("has every target registered and healthy", async () => {
    const states = await Promise.all(
      world.fleets
        .flatMap(({ web }) => web?.targetGroupArn ?? [])
        .map(async (TargetGroupArn) => {
          const answer = await world.clients.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
          return answer.TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth?.State);
        }),
    );
    assert.deepEqual(states, Array(6).fill(["healthy", "healthy"]));
  });

  it("has every alarm quiet and with data", async () => {
    const { MetricAlarms } = await world.clients.alarms.send(new DescribeAlarmsCommand({}));
    assert.equal(MetricAlarms?.length, world.fleets.length);
    assert.ok(MetricAlarms.every(({ StateValue }) => StateValue === "OK"));
  });

  it("tells where its names point, split or not", async () => {
    assert.equal(placeOfAll(await readPlaces(world)), "nothing");
    assert.deepEqual(await readParameters(world), { "/prod/active-color": undefined });

    await point(
      ["core", balancerOf("core", "prod1")],
      ["web", balancerOf("web", "prod2")],
      ["shop", balancerOf("shop", "prod1")],
    );
    const apart = await readPlaces(world);
    assert.deepEqual(
      apart.map(({ places }) => places),
      [["prod1"], ["prod2"]],
    );
    assert.deepEqual(splitZones(apart), []);
    assert.equal(placeOfAll(apart), undefined);

    await point(["core", balancerOf("core", "prod2")], ["web", "elsewhere.example.net"]);
    const split = await readPlaces(world);
    assert.deepEqual(
      splitZones(split).map(({ places }) => [...places].sort()),
      [["prod1", "prod2"]],
    );
    assert.deepEqual(split.at(-1)?.places, ["elsewhere.example.net"]);
  });

  it("reads the ledger as it is verified, and the lane as it is now", async () => {
    assert.deepEqual(verifyLedger(await readLedger(world)), []);
    assert.deepEqual(await readLane(world), emptyLane("prod"));
    const put = (Body: string) =>
      world.clients.objects.send(
        new PutObjectCommand({ Bucket: world.args.ledger.bucket, Key: keyOf("prod", 1), Body }),
      );
    await put('"first"');
    await put('"second"');
    const evidence = await readLedger(world);
    assert.deepEqual(
      evidence.versions.map(({ entry, isLatest }) => [entry, isLatest]),
      [
        ["second", true],
        ["first", false],
      ],
    );
    assert.deepEqual(
      verifyLedger(evidence).map(({ kind }) => kind),
      ["forked", "unreadable"],
    );

    const ticket = { action: "promote", color: "prod2", requestedBy: "somebody", byRun: true } as const;
    const claimed = claim(emptyLane("prod"), { request: ticket, holder: "a test", seconds: 600 }, Date.now());
    assert.ok("lane" in claimed);
    const lane = { ...claimed.lane, version: 1 };
    await world.clients.dynamo.send(
      new PutItemCommand({ TableName: "prod-release-queue", Item: itemOf({ lane, writes: [] }) }),
    );
    assert.deepEqual(await readLane(world), lane);
  });

  it("makes the image of another release", async () => {
    const { releases } = await world.withRelease("web", "prod2", "a".repeat(40));
    const before = world.args.releases["prod2"]?.["web"];
    assert.equal(releases["prod2"]?.["web"]?.commit, "a".repeat(40));
    assert.notEqual(releases["prod2"]["web"].imageId, before?.imageId);
    assert.equal(releases["prod2"]["core"], world.args.releases["prod2"]?.["core"]);
  });
});
