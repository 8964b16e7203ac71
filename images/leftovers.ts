import { setTimeout as pause } from "node:timers/promises";

import {
  DeleteKeyPairCommand,
  DeleteSecurityGroupCommand,
  DeleteSnapshotCommand,
  DeleteVolumeCommand,
  DeregisterImageCommand,
  DescribeInstancesCommand,
  type EC2Client,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";

import type { CatalogueImage } from "../components/images/catalogueItem";
import type { CatalogueTable } from "../components/images/catalogueTable";
import { keyText } from "../components/images/imageCatalogue";
import { awsErrorName, explained, ImageError } from "../components/images/imageError";
import { BUILD_KINDS, type BuildKind, type BuildThing, findBuildThings, snapshotsOf } from "./buildThings";

/** What is left alone among the things that bakes made. */
export interface Untouched {
  /** `keyText` of the images that a bake is at work on. */
  readonly living: ReadonlySet<string>;

  /** An image that is about to be registered. */
  readonly spared?: string;
}

/** What a search looks through. */
export interface LeftoverSearch extends Untouched {
  readonly ec2: EC2Client;
  readonly catalogue: Pick<CatalogueTable, "read">;

  /** @default - the leftovers of all bakes */
  readonly contentKey?: string;
}

/**
 * What dead bakes left in a region: build instances, their volumes, security groups and key pairs, images that were never
 * registered, and snapshots without an image.
 */
export async function findLeftovers(search: LeftoverSearch): Promise<BuildThing[]> {
  const things = await findBuildThings(search.ec2, search.contentKey);
  // Asked after the things were listed: what was registered meanwhile is then known as such.
  const registered = await search.catalogue.read(things.map(({ key }) => key));
  const untagged = await withoutTags(search.ec2, things, registered);
  return leftoversAmong([...things, ...untagged], registered, search);
}

/** Registered images that have lost their tags. Their snapshots may have theirs yet, and are no leftovers. */
async function withoutTags(
  ec2: EC2Client,
  things: readonly BuildThing[],
  registered: readonly CatalogueImage[],
): Promise<BuildThing[]> {
  const found = new Set(things.map(({ id }) => id));
  const missing = registered.filter((image) => !idsOf(image).some((id) => found.has(id)));
  if (missing.length === 0) {
    return [];
  }
  try {
    const snapshotIds = await snapshotsOf(ec2, missing.flatMap(idsOf));
    return missing.flatMap((image) =>
      idsOf(image).map((id) => ({
        kind: "image",
        id,
        contentKey: image.contentKey,
        key: image,
        snapshotIds: snapshotIds.get(id) ?? [],
      })),
    );
  } catch (cause) {
    throw explained(cause, "The images of the catalogue could not be described");
  }
}

function idsOf({ imageId, copies }: CatalogueImage): string[] {
  return [imageId, ...Object.values(copies)];
}

/** Those of the things that belong to no bake at work and to no registered image. */
export function leftoversAmong(
  things: readonly BuildThing[],
  registered: readonly CatalogueImage[],
  { living, spared }: Untouched,
): BuildThing[] {
  const kept = new Set(registered.flatMap(idsOf));
  if (spared !== undefined) {
    kept.add(spared);
  }
  const keptSnapshots = new Set(
    things.filter(({ id }) => kept.has(id)).flatMap(({ snapshotIds = [] }) => snapshotIds),
  );
  return things.filter(
    ({ kind, id, key }) =>
      !living.has(keyText(key)) &&
      !(kind === "image" && kept.has(id)) &&
      !(kind === "snapshot" && keptSnapshots.has(id)),
  );
}

/** Milliseconds that one thing's removal may take, and between two tries: an instance takes minutes to end. */
const PATIENCE = 10 * 60 * 1000;
const POLL = 2_000;

/** Things that are removed at once: EC2 throttles whoever asks for much more. */
const AT_ONCE = 10;

/** Errors by which EC2 says that a thing is gone already. */
const GONE = /^Invalid\w+\.(NotFound|Unavailable)$/;

/** Errors by which EC2 says that a thing is still used by another that is on its way out. */
const IN_USE = /^(VolumeInUse|DependencyViolation|InvalidSnapshot\.InUse|InvalidGroup\.InUse)$/;

/**
 * Removes leftovers, whatever was removed of them before. What another process removes meanwhile counts as removed.
 *
 * @param report Gets a line for each thing.
 * @throws ImageError listing everything that could not be removed; the rest is.
 */
export async function reclaim(
  ec2: EC2Client,
  leftovers: readonly BuildThing[],
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const problems: string[] = [];
  for (const kind of BUILD_KINDS) {
    const queue = leftovers.filter((one) => one.kind === kind);
    const work = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        problems.push(...(await problemsRemoving(ec2, next, report, signal)));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }
  if (problems.length > 0) {
    throw new ImageError(
      `What earlier bakes left behind could not all be removed:\n${problems.join("\n")}\n` +
        "Mend what AWS names and bake again, or run `duotone images gc`: both remove the rest.",
    );
  }
}

async function problemsRemoving(
  ec2: EC2Client,
  { kind, id, key }: BuildThing,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<string[]> {
  signal.throwIfAborted();
  report(`removing ${kind} ${id}, which a bake of ${keyText(key)} left behind`);
  try {
    await removed(() => REMOVALS[kind](ec2, id, signal), signal);
    return [];
  } catch (cause) {
    signal.throwIfAborted();
    const said = explained(cause, `${kind} ${id}`);
    if (said instanceof ImageError) {
      return [` - ${said.message}`];
    }
    throw said;
  }
}

async function removed(remove: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    try {
      await remove();
      return;
    } catch (cause) {
      const name = awsErrorName(cause) ?? "";
      if (GONE.test(name)) {
        return;
      }
      if (!IN_USE.test(name) || Date.now() > end) {
        throw cause;
      }
    }
    await pause(POLL, undefined, { signal });
  }
}

type Removal = (ec2: EC2Client, id: string, signal: AbortSignal) => Promise<unknown>;

const REMOVALS: Readonly<Record<BuildKind, Removal>> = {
  instance: async (ec2, id, signal) => {
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    // Its volume and its security group are in use until it is gone.
    const end = Date.now() + PATIENCE;
    while (!(await isTerminated(ec2, id))) {
      if (Date.now() > end) {
        throw new ImageError(`Instance ${id} was told to end and has not, for ${PATIENCE / 60_000} minutes.`);
      }
      await pause(POLL, undefined, { signal });
    }
  },
  volume: (ec2, VolumeId) => ec2.send(new DeleteVolumeCommand({ VolumeId })),
  "security group": (ec2, GroupId) => ec2.send(new DeleteSecurityGroupCommand({ GroupId })),
  "key pair": (ec2, KeyName) => ec2.send(new DeleteKeyPairCommand({ KeyName })),
  image: (ec2, ImageId) => ec2.send(new DeregisterImageCommand({ ImageId })),
  snapshot: (ec2, SnapshotId) => ec2.send(new DeleteSnapshotCommand({ SnapshotId })),
};

async function isTerminated(ec2: EC2Client, id: string): Promise<boolean> {
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  return (Reservations ?? [])
    .flatMap(({ Instances }) => Instances ?? [])
    .every(({ State }) => State?.Name === "terminated");
}
