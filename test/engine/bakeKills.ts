import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

import {
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
} from "@aws-sdk/client-ec2";

import type { CatalogueImage } from "../../components/images/catalogueItem";
import { openCatalogueTable } from "../../components/images/catalogueTable";
import { keyText, serviceKey } from "../../components/images/imageCatalogue";
import type { Fault } from "../../sandbox/cloud/gatewayClient";
import type { ServiceCommit } from "../../sandbox/story/stackFiles";
import { type Bakery, type BakeRun, ended, REGION, resultOf, serviceArgs, TABLE } from "./bakery";

/**
 * What is killed: Packer with its plugin, the bake program, or the machine with both and whatever watches over them.
 */
export type Victim = "Packer" | "the bake" | "the machine";

/** A moment of a bake: the call that it is in, and whether the call has had its effect. */
export interface KillStage {
  readonly title: string;
  readonly match: NonNullable<Fault["match"]>;
  readonly when: "before" | "after";
  readonly victims: readonly Victim[];
}

/** Marks the catalogue's item in a write: a lease has no states. */
const REGISTRATION = { service: "dynamodb", action: "PutItem", resource: "stateChanges" } as const;

/** The stages of a bake at which it is killed, in their order. */
export const KILL_STAGES: readonly KillStage[] = [
  {
    title: "its lease taken, nothing made",
    match: { service: "ec2", action: "CreateKeyPair" },
    when: "before",
    victims: ["the machine"],
  },
  {
    title: "the key pair made",
    match: { service: "ec2", action: "CreateKeyPair" },
    when: "after",
    victims: ["Packer"],
  },
  {
    title: "the security group made",
    match: { service: "ec2", action: "CreateSecurityGroup" },
    when: "after",
    victims: ["the machine"],
  },
  {
    title: "the instance starting",
    match: { service: "ec2", action: "RunInstances" },
    when: "after",
    victims: ["the bake"],
  },
  {
    title: "the instance stopping",
    match: { service: "ec2", action: "StopInstances" },
    when: "after",
    victims: ["Packer"],
  },
  {
    title: "the image in the making",
    match: { service: "ec2", action: "CreateImage" },
    when: "after",
    victims: ["the bake", "the machine"],
  },
  {
    title: "the image made, the instance not yet removed",
    match: { service: "ec2", action: "TerminateInstances" },
    when: "before",
    victims: ["Packer", "the machine"],
  },
  {
    title: "the image made, its manifest not stored",
    match: { service: "s3", action: "PutObject" },
    when: "before",
    victims: ["the bake"],
  },
  {
    title: "the manifest stored, the image not registered",
    match: REGISTRATION,
    when: "before",
    victims: ["the bake"],
  },
  {
    title: "the image registered, its bake not told",
    match: REGISTRATION,
    when: "after",
    victims: ["the bake"],
  },
  {
    title: "the image registered and not shared",
    match: { service: "ec2", action: "ModifyImageAttribute", resource: "LaunchPermission" },
    when: "before",
    victims: ["the bake"],
  },
];

/** One row of the matrix. */
export interface BakeKill {
  readonly stage: KillStage;
  readonly victim: Victim;
}

export const BAKE_KILLS: readonly BakeKill[] = KILL_STAGES.flatMap((stage) =>
  stage.victims.map((victim) => ({ stage, victim })),
);

/** Seconds without a sign of life after which the killed bakes count as dead. */
const LEASE_SECONDS = "2";

/** Milliseconds that the killed bake may take to come to its stage, and its Packer to clean up. */
const PATIENCE = 180_000;

const MARK = "DUOTONE_TEST_BAKE";
const CONSUMER = "222233334444";

export interface KilledBake {
  /** How the bake ended that was killed, or whose Packer was. */
  readonly killed: Omit<BakeRun, "calls">;

  /** Commands of the bake's processes that were there after the kill. */
  readonly orphans: readonly string[];
}

/** Bakes a commit, and kills it at a stage. Returns when nothing of it runs any more. */
export async function killBake(
  bakery: Bakery,
  commit: ServiceCommit,
  { stage, victim }: BakeKill,
): Promise<KilledBake> {
  const { gateway } = bakery.cloud;
  await bakery.upload(commit);
  await gateway.setFaults([
    { id: "stage", match: stage.match, effect: { kind: "hold", when: stage.when }, times: 1 },
  ]);
  const mark = `${MARK}=${randomUUID()}`;
  const child = bakery.start(
    [...serviceArgs(commit), "--lease-seconds", LEASE_SECONDS, "--consumer-account-ids", CONSUMER],
    { [MARK]: mark.slice(MARK.length + 1) },
  );
  const end = ended(child);
  const held = gateway.untilHeld("some", AbortSignal.timeout(PATIENCE));
  const early = await Promise.race([held.then(() => undefined), end]);
  assert.equal(early, undefined, `the bake ended before it was killed:\n${early?.stderr ?? ""}`);

  const processes = await markedProcesses(mark);
  if (victim === "the machine") {
    // Nothing of it may see the other end.
    child.kill("SIGSTOP");
    processes.filter(({ pid }) => pid !== child.pid).forEach(kill);
    child.kill("SIGKILL");
  } else if (victim === "the bake") {
    child.kill("SIGKILL");
    await untilTold(mark);
  } else {
    processes.filter(({ command }) => command.includes("packer")).forEach(kill);
  }
  // Packer sits in the held call, so that whatever nobody killed is there yet.
  const orphans = (await markedProcesses(mark)).map(({ command }) => command);
  await gateway.clearFaults();
  const killed = await end;
  await untilGone(mark);
  return { killed, orphans };
}

/** Bakes a commit again, as whoever missed the image would, and gives what the catalogue has of it. */
export async function bakeAgain(bakery: Bakery, commit: ServiceCommit): Promise<CatalogueImage> {
  const run = await bakery.service(
    commit,
    "--lease-seconds",
    LEASE_SECONDS,
    "--consumer-account-ids",
    CONSUMER,
  );
  const { imageId } = resultOf(run);
  const registered = await registeredImage(bakery, commit);
  assert.ok(registered);
  assert.equal(registered.imageId, imageId);
  assert.deepEqual(registered.consumers, [CONSUMER]);
  return registered;
}

export async function registeredImage(
  bakery: Bakery,
  { service, commit }: ServiceCommit,
): Promise<CatalogueImage | undefined> {
  const table = await openCatalogueTable({
    region: REGION,
    tableName: TABLE,
    credentials: () => bakery.dynamodb.config.credentials(),
  });
  try {
    const key = serviceKey(service, commit, "arm64");
    return (await table.read([key])).find((image) => keyText(image) === keyText(key));
  } finally {
    table.close();
  }
}

/** Everything in the account, tagged or not, that some bake may have made: one line each. Registered images count. */
export async function inTheAccount(bakery: Bakery): Promise<string[]> {
  const { ec2 } = bakery;
  const [images, instances, volumes, groups, keys, snapshots] = await Promise.all([
    bakery.images(),
    ec2.send(new DescribeInstancesCommand({})),
    ec2.send(new DescribeVolumesCommand({})),
    ec2.send(new DescribeSecurityGroupsCommand({})),
    ec2.send(new DescribeKeyPairsCommand({})),
    ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ["self"] })),
  ]);
  const running = (instances.Reservations ?? [])
    .flatMap(({ Instances }) => Instances ?? [])
    .filter(({ State }) => State?.Name !== "terminated");
  return [
    ...running.map(({ InstanceId = "" }) => `instance ${InstanceId}`),
    ...(volumes.Volumes ?? []).map(({ VolumeId = "" }) => `volume ${VolumeId}`),
    ...(groups.SecurityGroups ?? [])
      .filter(({ GroupName }) => GroupName !== "default")
      .map(({ GroupId = "" }) => `security group ${GroupId}`),
    ...(keys.KeyPairs ?? []).map(({ KeyName = "" }) => `key pair ${KeyName}`),
    ...images.map(({ ImageId = "" }) => `image ${ImageId}`),
    ...(snapshots.Snapshots ?? []).map(({ SnapshotId = "" }) => `snapshot ${SnapshotId}`),
  ].sort();
}

interface MarkedProcess {
  readonly pid: number;
  readonly command: string;
}

function kill({ pid }: MarkedProcess): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended since it was seen.
  }
}

/** Processes that were started with this variable in their environment. */
async function markedProcesses(mark: string): Promise<MarkedProcess[]> {
  const found: MarkedProcess[] = [];
  for (const entry of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const read = (file: string) => readFile(`/proc/${entry}/${file}`, "latin1").catch(() => "");
    if ((await read("environ")).split("\0").includes(mark)) {
      const command = (await read("cmdline")).split("\0").join(" ").trim();
      // A process that has ended and is not yet waited for has no command line.
      if (command !== "") {
        found.push({ pid: Number(entry), command });
      }
    }
  }
  return found;
}

/** Waits until Packer, where it runs, is told to end: else an emulated build is over before that. Who tells it sleeps then. */
async function untilTold(mark: string): Promise<void> {
  const isTold = (processes: readonly MarkedProcess[]) =>
    processes.some(({ command }) => command.startsWith("sleep ")) ||
    !processes.some(({ command }) => command.includes("packer build"));
  for (const end = Date.now() + PATIENCE; !isTold(await markedProcesses(mark));) {
    assert.ok(Date.now() < end, "nobody told Packer that its bake is gone");
    await pause(50);
  }
}

async function untilGone(mark: string): Promise<void> {
  const end = Date.now() + PATIENCE;
  for (let left = await markedProcesses(mark); left.length > 0; left = await markedProcesses(mark)) {
    if (Date.now() > end) {
      left.forEach(kill);
      assert.fail(`still there long after the bake: ${left.map(({ command }) => command).join("; ")}`);
    }
    await pause(50);
  }
}
