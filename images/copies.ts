import { setTimeout as pause } from "node:timers/promises";

import { CopyImageCommand, DescribeImagesCommand, EC2Client, type Image } from "@aws-sdk/client-ec2";

import type { Credentials } from "../components/images/deliveryCredentials";
import { awsErrorName, explained, ImageError } from "../components/images/imageError";
import { requireNoStrangers } from "../components/images/launchPermissions";
import { CONTENT_KEY_TAG } from "./bakeTags";
import { requireSealedCopy } from "./copyChecks";
import type { CopyTarget } from "./copyTargets";
import { removeFailedCopies } from "./failedCopies";
import { shareImage } from "./machineImages";

export interface CopyRun {
  readonly credentials: () => Promise<Credentials>;

  /** The image that is copied. */
  readonly image: { readonly imageId: string; readonly region: string };
  readonly name: string;
  readonly description: string;
  readonly contentKey: string;

  /** Tags of the copy and its snapshots, with the content key among them: a copy is found again by it. */
  readonly tags: Readonly<Record<string, string>>;
  readonly targets: readonly CopyTarget[];

  /** Accounts that the image is shared with by the bake, and its copies too. */
  readonly consumers: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Milliseconds between two looks at a copy in the making, where `AWS_POLL_DELAY_SECONDS`, which Packer heeds too, says nothing else. */
const POLL = 15_000;

/** Looks at a copy until it is given up: 45 minutes. A root volume of 16 GiB takes a few. */
const LOOKS = 180;

/** Looks for which EC2 may still not know the copy that it has just ordered. */
const LOOKS_UNKNOWN = 8;

/** Looks between two lines of progress: a minute. */
const LOOKS_QUIET = 4;

/**
 * Copies an image to further regions, all at once, and waits until every copy is there, encrypted and answers metadata
 * requests by token only. A copy that an earlier bake made or began is taken.
 *
 * @returns The copies' ids by region.
 * @throws ImageError naming the regions that have their copy and why the others have none. A repeat copies what is
 * missing.
 */
export async function copyImage(run: CopyRun): Promise<Readonly<Record<string, string>>> {
  const ends = await Promise.allSettled(run.targets.map((target) => copyTo(run, target)));
  run.signal.throwIfAborted();
  const copies: Record<string, string> = {};
  const problems: string[] = [];
  for (const [index, end] of ends.entries()) {
    const region = run.targets[index]?.region ?? "";
    if (end.status === "fulfilled") {
      copies[region] = end.value;
    } else if (end.reason instanceof ImageError) {
      problems.push(` - ${region}: ${end.reason.message.replaceAll("\n", "\n   ")}`);
    } else {
      throw end.reason;
    }
  }
  if (problems.length > 0) {
    const done = Object.entries(copies).map(([region, imageId]) => `${region} (${imageId})`);
    throw new ImageError(
      `${run.description} is baked as ${run.image.imageId} in ${run.image.region}, but could not be copied to every region:\n` +
        `${problems.join("\n")}\n` +
        (done.length === 0 ? "" : `There are copies in ${done.join(", ")}. `) +
        "No copy was registered. Mend that and bake again: what is there is taken, and only what is missing is copied.",
    );
  }
  return copies;
}

async function copyTo(run: CopyRun, target: CopyTarget): Promise<string> {
  const { consumers, signal } = run;
  const { region } = target;
  const ec2 = new EC2Client({ region, credentials: run.credentials });
  try {
    const imageId = (await findCopy(ec2, run)) ?? (await orderCopy(ec2, run, target));
    await madeCopy(ec2, run, { imageId, region });
    await requireSealedCopy(ec2, imageId, target, signal);
    await requireNoStrangers(ec2, { imageId, region }, consumers);
    if (consumers.length > 0) {
      await shareImage(ec2, imageId, consumers);
    }
    return imageId;
  } finally {
    ec2.destroy();
  }
}

/** Lets accounts start instances of an image's copies. */
export async function shareCopies(
  { credentials }: Pick<CopyRun, "credentials">,
  copies: Readonly<Record<string, string>>,
  accountIds: readonly string[],
): Promise<void> {
  await Promise.all(
    Object.entries(copies).map(async ([region, imageId]) => {
      const ec2 = new EC2Client({ region, credentials });
      await shareImage(ec2, imageId, accountIds).finally(() => {
        ec2.destroy();
      });
    }),
  );
}

/** The oldest copy of the content that is there or in the making. One that failed is none, and is removed. */
async function findCopy(ec2: EC2Client, run: CopyRun): Promise<string | undefined> {
  const images = await copiesIn(ec2, run);
  if (images.some(({ State }) => State === "failed")) {
    await removeFailedCopies({ ...run, ec2 });
  }
  return images
    .filter(({ State }) => State === "available" || State === "pending")
    .sort((one, other) => ageOf(one).localeCompare(ageOf(other)))[0]?.ImageId;
}

async function copiesIn(ec2: EC2Client, { contentKey, signal }: CopyRun): Promise<readonly Image[]> {
  try {
    const { Images } = await ec2.send(
      new DescribeImagesCommand({
        Owners: ["self"],
        Filters: [{ Name: `tag:${CONTENT_KEY_TAG}`, Values: [contentKey] }],
      }),
      { abortSignal: signal },
    );
    return Images ?? [];
  } catch (cause) {
    throw explained(cause, "The account's images could not be listed");
  }
}

/** Sorts by age, and images of one moment by their ids, so that two bakes at once take the same. */
function ageOf({ CreationDate = "", ImageId = "" }: Image): string {
  return `${CreationDate} ${ImageId}`;
}

async function orderCopy(ec2: EC2Client, run: CopyRun, { region, keyArn }: CopyTarget): Promise<string> {
  const { image, name, description, tags, report, signal } = run;
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  try {
    const { ImageId } = await ec2.send(
      new CopyImageCommand({
        SourceImageId: image.imageId,
        SourceRegion: image.region,
        Name: name,
        Description: description,
        Encrypted: true,
        KmsKeyId: keyArn,
        // With the order and not after it: a copy without tags would be found by nobody.
        TagSpecifications: [
          { ResourceType: "image", Tags },
          { ResourceType: "snapshot", Tags },
        ],
      }),
      { abortSignal: signal },
    );
    if (ImageId === undefined) {
      throw new Error(`EC2 took the order to copy ${image.imageId} to ${region} and named no copy.`);
    }
    report(`copying ${image.imageId} to ${region}, as ${ImageId}`);
    return ImageId;
  } catch (cause) {
    throw explained(cause, `${image.imageId} could not be copied`, {
      OptInRequired: "The region is not enabled in the delivery account: enable it, or do not copy to it.",
    });
  }
}

/** Waits until a copy is there. */
async function madeCopy(
  ec2: EC2Client,
  { env, report, signal }: CopyRun,
  { imageId, region }: { readonly imageId: string; readonly region: string },
): Promise<void> {
  const poll = pollOf(env);
  for (let look = 0; look < LOOKS; look++) {
    const image = await lookAt(ec2, imageId, signal);
    if (image?.State === "available") {
      return;
    }
    if (image === undefined ? look >= LOOKS_UNKNOWN : image.State !== "pending") {
      const reason = image?.StateReason?.Message;
      throw new ImageError(
        `its copy ${imageId} is ${image?.State ?? "unknown to EC2"}${reason === undefined ? "" : ` (${reason})`}. Check ` +
          "the key of the region and the account's limits there.",
      );
    }
    if (look % LOOKS_QUIET === 0) {
      report(`waiting for ${imageId} in ${region}, ${Math.round((look * poll) / 1000)} s so far`);
    }
    await pause(poll, undefined, { signal });
  }
  throw new ImageError(
    `its copy ${imageId} has been in the making for ${Math.round((LOOKS * poll) / 60_000)} minutes. Bake again to wait ` +
      "on, or deregister it to have it copied anew.",
  );
}

async function lookAt(ec2: EC2Client, imageId: string, signal: AbortSignal): Promise<Image | undefined> {
  try {
    const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }), {
      abortSignal: signal,
    });
    return Images?.[0];
  } catch (cause) {
    if (awsErrorName(cause) === "InvalidAMIID.NotFound") {
      return undefined;
    }
    throw explained(cause, `Copy ${imageId} could not be described`);
  }
}

function pollOf({ AWS_POLL_DELAY_SECONDS: seconds }: NodeJS.ProcessEnv): number {
  return seconds !== undefined && /^[1-9]\d{0,3}$/.test(seconds) ? Number(seconds) * 1000 : POLL;
}
