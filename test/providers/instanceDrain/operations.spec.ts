import assert from "node:assert/strict";

import { unknownValue } from "@pulumi/pulumi/runtime/rpc";

import { drainOperations } from "../../../providers/instanceDrain/operations";
import type { Override } from "../../../providers/switch/overrides";
import { VirtualClock } from "../switch/support/virtualClock";
import { FakeFleet } from "./support/fakeFleet";

const ROLE = "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole";
const INPUTS = {
  version: 1,
  stack: "prod",
  cluster: "prod2",
  service: "core",
  region: "eu-west-1",
  roleArn: ROLE,
  logGroupName: "/duotone/prod/prod2/core",
  archive: { bucket: "files", prefix: "core/" },
  __provider: "text",
};
const OLD = { ...INPUTS, groupName: "old" };
const NEW = { ...INPUTS, groupName: "new" };
const OVERRIDE: Override = {
  gate: "drain",
  service: "core",
  reason: "The disk is lost.",
  by: "ann",
  until: "1970-01-01T12:00:00Z",
};

function world(fileOverrides: readonly Override[] = []) {
  const fleet = new FakeFleet().add("old", ["i-1", "i-2"]).add("new", ["i-3", "i-4"]);
  const clock = new VirtualClock();
  const said: string[] = [];
  const operations = drainOperations({
    cloudFor: () => fleet.cloud(),
    overridesOf: () => Promise.resolve(fileOverrides),
    clock,
    progress: (message) => void said.push(message),
  });
  return { fleet, clock, said, operations };
}

const refusal = (run: Promise<unknown>) =>
  run.then(
    () => assert.fail("it passed"),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

describe("the drain of instances", () => {
  it("remembers the instances before it empties their group, and waits for all that they owe", async () => {
    const { fleet, said, operations } = world();
    const { outs } = await operations.update(OLD, NEW);
    assert.deepEqual(outs, NEW);
    assert.deepEqual(
      fleet.calls.filter((call) => /^(remember|empty|letGo)/.test(call)),
      ["remember old i-1 i-2", "empty old"],
    );
    assert.deepEqual(fleet.groups.get("new")?.instances.length, 2);
    assert.match(said.join("\n"), /logs and files of 2 instances are kept/);
    assert.equal(fleet.open, 0);
  });

  it("asks AWS nothing when it is made, and one question where there is nothing to drain", async () => {
    const { fleet, operations } = world();
    assert.equal((await operations.create(NEW)).id, "drain-prod-prod2-core");
    assert.deepEqual(fleet.calls, []);
    fleet.groups.delete("old");
    await operations.update(OLD, NEW);
    assert.deepEqual(fleet.calls, ["groups"]);
  });

  it("is not made before the first group of a service has its instances, where it is to wait for them", async () => {
    const { fleet, said, operations } = world();
    await operations.create({ ...NEW, waitForInstances: true });
    assert.deepEqual([fleet.calls, said, fleet.open], [["groups"], [], 0]);

    fleet.groups.delete("new");
    fleet.add("new", ["i-3", "i-4"], "Unhealthy");
    assert.match(
      await refusal(operations.create({ ...NEW, waitForInstances: true })),
      /core in cluster prod2: the new group new is not healthy: 0 of 2 instances are healthy after 600 s/,
    );
    assert.deepEqual(said, ["core in cluster prod2: waiting for new: 0 of 2 instances are healthy"]);
    assert.equal(fleet.open, 0);
  });

  it("empties the group when the service goes, and every group that an ended run has left over", async () => {
    const { fleet, operations } = world();
    await operations.remove(NEW);
    assert.deepEqual(
      [...fleet.groups.values()].map(({ instances }) => instances.length),
      [0, 0],
    );
  });

  it("touches nothing while the new group is not healthy", async () => {
    for (const [state, words] of [
      [
        "Unhealthy",
        /new is not healthy, so the old one is left as it is: 0 of 2 instances are healthy after 600 s/,
      ],
      [undefined, /there is no such group/],
    ] as const) {
      const { fleet, operations } = world();
      fleet.groups.delete("new");
      if (state !== undefined) {
        fleet.add("new", ["i-3", "i-4"], state);
      }
      assert.match(await refusal(operations.update(OLD, NEW)), words);
      assert.ok(fleet.calls.every((call) => call === "groups"));
    }
  });

  it("names every instance, what is missing of it and what to do, and goes on with them in the next run", async () => {
    const { fleet, operations } = world();
    fleet.stuck.add("i-1");
    fleet.dead.add("i-2");
    const words = await refusal(operations.update(OLD, NEW));
    assert.match(
      words,
      /- i-1 \(Terminating:Wait\): .*has no stream i-1\/service; bucket files has no core\/manifests\/core\/ends\/i-1\.json/,
    );
    assert.match(words, /- i-2 \(gone\): /);
    assert.match(words, /Pulumi\.prod\.yaml[^]*- gate: drain\n {6}service: core\n/);

    fleet.stuck.clear();
    fleet.leave("old");
    const again = await refusal(operations.update(OLD, NEW));
    assert.doesNotMatch(again, /i-1/, "what came meanwhile is not missing any more");
    assert.match(again, /- i-2 \(gone\)/, "though its group has it no more");
  });

  it("does not wait for its limit where nothing can come any more", async () => {
    const { fleet, clock, operations } = world();
    fleet.dead.add("i-1").add("i-2");
    await refusal(operations.update(OLD, NEW));
    assert.ok(clock.now() >= 60_000 && clock.now() < 90_000, `${clock.now()} ms`);
  });

  it("takes a marker for one only as the last line, and of that instance", async () => {
    const { fleet, operations } = world();
    fleet.stuck.add("i-1");
    fleet.streams.set("i-1/service", ['{"duotone":"end of log","instance":"i-2"}', "null", "{"]);
    fleet.objects.add("core/manifests/core/ends/i-1.json");
    assert.match(
      await refusal(operations.update(OLD, NEW)),
      /stream i-1\/service .* does not end with the end marker/,
    );
  });

  it("lets instances go by an override, at once in force, and says what is lost", async () => {
    const { fleet, said, clock, operations } = world();
    fleet.stuck.add("i-1");
    await operations.update(OLD, { ...NEW, overrides: [OVERRIDE] });
    assert.ok(fleet.calls.includes("letGo i-1"));
    assert.ok(clock.now() <= 70_000, `${clock.now()} ms`);
    assert.match(
      said.join("\n"),
      /warning: .*by the override of ann \(The disk is lost\.\)[^]*- i-1 \(Terminating:Wait\)/,
    );
  });

  it("heeds overrides of the stack's file when the service goes, and none that has ended, or is of another", async () => {
    const passing = world([OVERRIDE]);
    passing.fleet.stuck.add("i-1");
    await passing.operations.remove(NEW);
    for (const [override, note] of [
      [{ ...OVERRIDE, until: "1969-12-31T12:00:00Z" }, /by ann ended at 1969/],
      [{ ...OVERRIDE, until: "1970-03-01T12:00:00Z" }, /at most 24 hours/],
      [{ ...OVERRIDE, service: "mailer" }, /i-1 \(Terminating:Wait\)/],
      [{ ...OVERRIDE, gate: "images" as const }, /i-1 \(Terminating:Wait\)/],
    ] as const) {
      const { fleet, operations } = world([override]);
      fleet.stuck.add("i-1");
      assert.match(await refusal(operations.remove(NEW)), note);
    }
  });

  it("says in AWS's words why a role, a log or an archive cannot be used", async () => {
    const denied = Object.assign(new Error("Not authorized to perform sts:AssumeRole"), {
      name: "AccessDenied",
    });
    const { fleet, operations } = world();
    fleet.failures.set("groups", denied);
    assert.match(
      await refusal(operations.update(OLD, NEW)),
      new RegExp(`cannot be drained \\(as ${ROLE}\\): AccessDenied: Not authorized.*Nothing is deleted`),
    );
    fleet.failures.clear();
    fleet.failures.set("hasObject", new Error("connect ETIMEDOUT"));
    assert.match(
      await refusal(operations.update(OLD, NEW)),
      /ends\/i-1\.json in bucket files cannot be read: connect ETIMEDOUT/,
    );
    assert.equal(fleet.open, 0);
  });

  it("ends well whenever it was killed and run again", async () => {
    const { fleet: whole, operations } = world();
    await operations.update(OLD, NEW);
    for (let end = 1; end <= whole.calls.length; end += 1) {
      const { fleet, operations: second } = world();
      const first = drainOperations({
        cloudFor: () => {
          const cloud = fleet.cloud();
          return new Proxy(cloud, {
            get: (target, key: keyof typeof cloud) =>
              key !== "close" && fleet.calls.length >= end
                ? () => Promise.reject(new Error("killed"))
                : (Reflect.get(target, key) as unknown),
          });
        },
        overridesOf: () => Promise.resolve([]),
        clock: new VirtualClock(),
        progress: () => undefined,
      });
      await first.update(OLD, NEW).catch(() => undefined);
      await second.update(OLD, NEW);
      assert.deepEqual(fleet.groups.get("old")?.instances, [], `after ${end} calls`);
      assert.deepEqual(fleet.groups.get("old")?.remembered, ["i-1", "i-2"]);
    }
  });

  it("changes with its group and with where instances leave what they owe, not with overrides and limits", async () => {
    const { operations } = world();
    const changes = async (news: Readonly<Record<string, unknown>>) =>
      (await operations.diff(OLD, news)).changes;
    assert.equal(await changes(NEW), true);
    assert.equal(await changes({ ...OLD, archive: undefined }), true);
    assert.equal(await changes({ ...OLD, version: 2 }), true);
    assert.equal(await changes({ ...OLD, overrides: [OVERRIDE], timeouts: { drainSeconds: 60 } }), false);
    assert.deepEqual((await operations.diff(OLD, NEW)).replaces, []);
  });

  it("refuses bad inputs, all at once, and takes what is not known yet", async () => {
    const { operations } = world();
    const check = async (news: Readonly<Record<string, unknown>>) =>
      (await operations.check({}, news)).failures.map(({ reason }) => reason);
    assert.deepEqual(
      await check({ ...NEW, groupName: unknownValue, roleArn: unknownValue, archive: unknownValue }),
      [],
    );
    assert.deepEqual(await check({ ...NEW, service: "", roleArn: "me", timeouts: { drainSeconds: 0 } }), [
      "service must not be empty.",
      "roleArn must be the ARN of a role.",
      "timeouts.drainSeconds must be above 0.",
    ]);
  });
});
