import {
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  type Image,
} from "@aws-sdk/client-ec2";

import { explained, ImageError } from "../components/images/imageError";

/** An image that must not be used by anybody, and has to go. */
export class UnfitImage extends ImageError {}

/** What the catalogue takes from EC2. */
export interface CheckedImage {
  readonly ownerAccountId: string;
}

/**
 * Looks at an image before it is registered: that it is there, is the only one of its name, and is encrypted.
 *
 * EC2 refuses a second image of one name. That it does is not relied on, because a release names an image by what is in
 * its name.
 *
 * @param kmsKeyArn Key that it must be encrypted with. @default - any
 * @throws UnfitImage listing every disk that is not encrypted as it should be.
 * @throws ImageError where it is not there, or not the only one.
 */
export async function checkedImage(
  ec2: EC2Client,
  imageId: string,
  imageName: string,
  kmsKeyArn: string | undefined,
): Promise<CheckedImage> {
  const named = await imagesNamed(ec2, imageName);
  const image = named.find(({ ImageId }) => ImageId === imageId);
  if (image?.OwnerId === undefined) {
    throw new ImageError(
      `${imageId} is not registered: the account has no image ${imageId} called ${imageName}.`,
    );
  }
  const unfit = [
    ...clearDisks(image),
    ...(kmsKeyArn === undefined ? [] : await otherKeys(ec2, image, kmsKeyArn)),
  ];
  if (unfit.length > 0) {
    throw new UnfitImage(
      `${imageId} is not registered, and is removed:\n${unfit.join("\n")}\n` +
        "Check the image key and images/image.pkr.hcl, and bake again.",
    );
  }
  const others = named.flatMap(({ ImageId }) =>
    ImageId === undefined || ImageId === imageId ? [] : [ImageId],
  );
  if (others.length > 0) {
    throw new ImageError(
      `${imageId} is not registered, because ${others.join(", ")} of this account has the same name, ${imageName}: one ` +
        "name is one image. Find out who made the other and deregister it. Then bake again: this one is found by its " +
        "tags and taken over.",
    );
  }
  return { ownerAccountId: image.OwnerId };
}

async function imagesNamed(ec2: EC2Client, name: string): Promise<Image[]> {
  try {
    const { Images } = await ec2.send(
      new DescribeImagesCommand({ Owners: ["self"], Filters: [{ Name: "name", Values: [name] }] }),
    );
    return Images ?? [];
  } catch (cause) {
    throw explained(cause, `The images called ${name} could not be listed`);
  }
}

function clearDisks({ ImageId = "", BlockDeviceMappings = [] }: Image): string[] {
  const disks = BlockDeviceMappings.filter(({ Ebs }) => Ebs !== undefined);
  if (disks.length === 0) {
    return [` - ${ImageId} has no disk.`];
  }
  return disks
    .filter(({ Ebs }) => Ebs?.Encrypted !== true)
    .map(
      ({ DeviceName = "", Ebs }) =>
        ` - Disk ${DeviceName} of ${ImageId} (${Ebs?.SnapshotId ?? "no snapshot"}) is not encrypted.`,
    );
}

async function otherKeys(ec2: EC2Client, image: Image, kmsKeyArn: string): Promise<string[]> {
  const SnapshotIds = (image.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
  try {
    const { Snapshots } = await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds }));
    return (Snapshots ?? []).flatMap(({ SnapshotId = "", KmsKeyId }) =>
      KmsKeyId === kmsKeyArn
        ? []
        : [
            ` - ${SnapshotId} of ${image.ImageId ?? ""} is encrypted with ${KmsKeyId ?? "an unknown key"}, and not with ` +
              `${kmsKeyArn}: no other account could use it.`,
          ],
    );
  } catch (cause) {
    throw explained(cause, `The snapshots of ${image.ImageId ?? "the image"} could not be described`);
  }
}
