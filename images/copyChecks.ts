import {
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  type Image,
} from "@aws-sdk/client-ec2";

import { explained, ImageError } from "../components/images/imageError";
import type { CopyTarget } from "./copyTargets";
import { requireMetadataTokens } from "./machineImages";

/**
 * Sees to it that a copy is what the image is: encrypted with its region's key, and its instances take their metadata by
 * token only. What EC2 documents of a copy says nothing of the latter, so it is set where it is missing.
 *
 * @throws ImageError naming what is wrong, and what to do.
 */
export async function requireSealedCopy(
  ec2: EC2Client,
  imageId: string,
  { region, keyArn }: CopyTarget,
  signal: AbortSignal,
): Promise<void> {
  let image = await described(ec2, imageId, signal);
  if (image.ImdsSupport !== "v2.0") {
    await requireMetadataTokens(ec2, imageId);
    image = await described(ec2, imageId, signal);
  }
  const disks = (image.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs ?? []);
  const keys = await keysOf(
    ec2,
    disks.flatMap(({ SnapshotId }) => SnapshotId ?? []),
    signal,
  );
  const problems = [
    ...(image.ImdsSupport === "v2.0" ? [] : ["its instances answer metadata requests without a token"]),
    ...(disks.length > 0 && disks.every(({ Encrypted }) => Encrypted === true)
      ? []
      : ["it is not encrypted"]),
    ...keys
      .filter((key) => key !== keyArn)
      .map((key) => `it is encrypted with ${key}, and not with ${keyArn}`),
  ];
  if (problems.length > 0) {
    throw new ImageError(
      `its copy ${imageId} is not what was ordered: ${problems.join(", ")}. Deregister it, with ` +
        `\`aws ec2 deregister-image --region ${region} --image-id ${imageId}\`, to have it copied anew.`,
    );
  }
}

async function described(ec2: EC2Client, imageId: string, signal: AbortSignal): Promise<Image> {
  try {
    const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }), {
      abortSignal: signal,
    });
    if (Images?.[0] === undefined) {
      throw new Error(`EC2 describes ${imageId} as nothing.`);
    }
    return Images[0];
  } catch (cause) {
    throw explained(cause, `Copy ${imageId} could not be described`);
  }
}

/** The keys of snapshots, each once; one that EC2 does not name counts as its own key. */
async function keysOf(
  ec2: EC2Client,
  SnapshotIds: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (SnapshotIds.length === 0) {
    return [];
  }
  try {
    const { Snapshots } = await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [...SnapshotIds] }), {
      abortSignal: signal,
    });
    return [...new Set((Snapshots ?? []).map(({ KmsKeyId }) => KmsKeyId ?? "a key that EC2 does not name"))];
  } catch (cause) {
    throw explained(cause, `The snapshots ${SnapshotIds.join(", ")} could not be described`);
  }
}
