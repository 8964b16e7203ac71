import assert from "node:assert/strict";
import {
  type Change,
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { type TestCloud, clientConfig, startTestCloud, stopTestCloud } from "../emulator";

describe("emulated names", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let route53: Route53Client;
  let zoneId: string;

  before(async () => {
    cloud = await startTestCloud();
    route53 = new Route53Client(clientConfig(cloud));
  });

  beforeEach(async () => {
    zoneId = await createZone();
  });

  after(() => stopTestCloud(cloud));

  async function createZone(vpc?: string): Promise<string> {
    const { HostedZone } = await route53.send(
      new CreateHostedZoneCommand({
        Name: "example.com",
        CallerReference: String(Math.random()),
        ...(vpc === undefined ? {} : { VPC: { VPCId: vpc, VPCRegion: "eu-west-1" } }),
      }),
    );
    return (HostedZone?.Id ?? "").replace("/hostedzone/", "");
  }

  function record(name: string, value: string, action: Change["Action"] = "UPSERT", more = {}): Change {
    const values = { TTL: 60, ResourceRecords: [{ Value: value }] };
    return { Action: action, ResourceRecordSet: { Name: name, Type: "A", ...values, ...more } };
  }

  function alias(name: string, target: string, action: Change["Action"] = "UPSERT"): Change {
    const AliasTarget = { HostedZoneId: "Z32O12XQLNTSW2", DNSName: target, EvaluateTargetHealth: true };
    return { Action: action, ResourceRecordSet: { Name: name, Type: "A", AliasTarget } };
  }

  const send = (...Changes: Change[]) =>
    route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } }));

  async function records(): Promise<Record<string, string>> {
    const { ResourceRecordSets } = await route53.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }),
    );
    return Object.fromEntries(
      (ResourceRecordSets ?? [])
        .filter(({ Type }) => Type === "A")
        .map((set) => [
          [set.Name, set.SetIdentifier].filter(Boolean).join(" "),
          set.AliasTarget?.DNSName ?? set.ResourceRecords?.map(({ Value }) => Value).join() ?? "",
        ]),
    );
  }

  it("move all together", async () => {
    await send(alias("a.example.com", "prod1.elb"), alias("b.example.com", "prod1.elb"));
    await send(alias("a.example.com", "prod2.elb"), alias("b.example.com", "prod2.elb"));
    assert.deepEqual(await records(), { "a.example.com.": "prod2.elb", "b.example.com.": "prod2.elb" });
  });

  const bad: readonly [why: string, change: () => Change, message: RegExp][] = [
    [
      "is outside the zone",
      () => record("c.example.org", "10.0.0.9"),
      /^\[RRSet with DNS name c\.example\.org\. is not permitted in zone example\.com\.\]$/,
    ],
    [
      "only ends like the zone",
      () => record("badexample.com", "10.0.0.9"),
      /RRSet with DNS name badexample\.com\. is not permitted/,
    ],
    [
      "is to be created and exists",
      () => record("b.example.com", "10.0.0.9", "CREATE"),
      /Tried to create resource record set \[name='b\.example\.com\.', type='A'\] but it already exists/,
    ],
    [
      "is to be deleted and has another value",
      () => record("b.example.com", "10.0.0.9", "DELETE"),
      /Tried to delete resource record set \[name='b\.example\.com\.', type='A'\] but the values provided do not match the current values/,
    ],
    [
      "is to be deleted and does not exist",
      () => record("z.example.com", "10.0.0.9", "DELETE"),
      /Tried to delete resource record set \[name='z\.example\.com\.', type='A'\] but it was not found/,
    ],
  ];
  for (const [why, change, message] of bad) {
    it(`stay where they are, all of them, when the last one of a batch ${why}`, async () => {
      await send(record("a.example.com", "10.0.0.1"), record("b.example.com", "10.0.0.2"));
      const before = await records();
      await assert.rejects(send(record("a.example.com", "10.0.0.8"), change()), {
        name: "InvalidChangeBatch",
        message,
      });
      assert.deepEqual(await records(), before);
    });
  }

  it("are refused with every problem of the batch", async () => {
    await assert.rejects(
      send(record("c.example.org", "10.0.0.9"), record("z.example.com", "10.0.0.9", "DELETE")),
      { message: /^\[RRSet with DNS name c\.example\.org\. .*, Tried to delete .*\]$/ },
    );
  });

  it("can be deleted with the values that they have, an alias with or without its last dot", async () => {
    await send(record("a.example.com", "10.0.0.1"), alias("b.example.com", "prod1.elb."));
    await send(record("a.example.com.", "10.0.0.1", "DELETE"), alias("b.example.com", "prod1.elb", "DELETE"));
    assert.deepEqual(await records(), {});
  });

  it("can be deleted and made anew in one batch", async () => {
    await send(record("a.example.com", "10.0.0.1"));
    await send(record("a.example.com", "10.0.0.1", "DELETE"), record("a.example.com", "10.0.0.2", "CREATE"));
    assert.deepEqual(await records(), { "a.example.com.": "10.0.0.2" });
  });

  it("lose one weighted record when one is deleted, not those of other names with the same identifier", async () => {
    const weighted = (name: string, identifier: string, action?: Change["Action"]) =>
      record(name, "10.0.0.1", action, { SetIdentifier: identifier, Weight: 10 });
    await send(
      weighted("a.example.com", "x"),
      weighted("a.example.com", "y"),
      weighted("b.example.com", "x"),
    );
    await send(weighted("a.example.com", "x", "DELETE"));
    assert.deepEqual(await records(), { "a.example.com. y": "10.0.0.1", "b.example.com. x": "10.0.0.1" });
  });

  it("are pending at first, then in sync; each batch has an id of its own, and unknown ids are unknown", async () => {
    const first = (await send(record("a.example.com", "10.0.0.1"))).ChangeInfo;
    const second = (await send(record("a.example.com", "10.0.0.2"))).ChangeInfo;
    assert.equal(first?.Status, "PENDING");
    assert.notEqual(first.Id, second?.Id);
    const { ChangeInfo } = await route53.send(new GetChangeCommand({ Id: first.Id }));
    assert.equal(ChangeInfo?.Status, "INSYNC");
    assert.equal(ChangeInfo.Id, first.Id);
    await assert.rejects(route53.send(new GetChangeCommand({ Id: "C0123456789" })), { name: "NoSuchChange" });
  });

  it("stay pending when the gateway is told so", async () => {
    const { ChangeInfo } = await send(record("a.example.com", "10.0.0.1"));
    await cloud.gateway.setFaults([{ id: "slow", effect: { kind: "changesPending", polls: 2 } }]);
    const statuses: (string | undefined)[] = [];
    for (let poll = 0; poll < 3; poll += 1) {
      statuses.push((await route53.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))).ChangeInfo?.Status);
    }
    assert.deepEqual(statuses, ["PENDING", "PENDING", "INSYNC"]);
    assert.deepEqual(await cloud.gateway.faultCounts(), [{ id: "slow", struck: 2 }]);
    await cloud.gateway.clearFaults();
  });

  it("are private in a zone that is made with a VPC", async () => {
    const zone = await route53.send(new GetHostedZoneCommand({ Id: await createZone("vpc-1234") }));
    assert.equal(zone.HostedZone?.Config?.PrivateZone, true);
    assert.deepEqual(zone.VPCs, [{ VPCId: "vpc-1234", VPCRegion: "eu-west-1" }]);
    const open = await route53.send(new GetHostedZoneCommand({ Id: zoneId }));
    assert.equal(open.HostedZone?.Config?.PrivateZone, false);
  });
});
