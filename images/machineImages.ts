import { setTimeout as pause } from "node:timers/promises";

import {
  DescribeImagesCommand,
  type EC2Client,
  type Image,
  ModifyImageAttributeCommand,
} from "@aws-sdk/client-ec2";
import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";

import type { Architecture } from "../components/images/architecture";
import { explained, ImageError } from "../components/images/imageError";
import { CONTENT_KEY_TAG } from "./bakeTags";

/** Milliseconds between two looks at an image in the making, and how often it is looked at: half an hour. */
const POLL = 10_000;
const LOOKS = 180;

/** The current Amazon Linux 2023 of an architecture, from the parameter that AWS publishes. */
export async function amazonLinux(ssm: SSMClient, architecture: Architecture): Promise<string> {
  const name = `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`;
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
    if (Parameter?.Value === undefined) {
      throw new Error(`SSM answered for ${name} without a value.`);
    }
    return Parameter.Value;
  } catch (cause) {
    throw explained(cause, `The current Amazon Linux 2023 could not be looked up in ${name}`, {
      ParameterNotFound: "AWS publishes it in every region that has Amazon Linux 2023: check the region.",
    });
  }
}

/**
 * Finds the image of a content that was made before but not registered, and waits for it where it is in the making.
 *
 * @returns Its id, the oldest of several; `undefined` where there is none.
 */
export async function findImage(
  ec2: EC2Client,
  contentKey: string,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let look = 0; look < LOOKS; look++) {
    const images = await imagesOf(ec2, contentKey);
    const available = images.find(({ State }) => State === "available");
    if (available !== undefined) {
      return available.ImageId;
    }
    const pending = images.find(({ State }) => State === "pending");
    if (pending === undefined) {
      return undefined;
    }
    report(`waiting for image ${pending.ImageId ?? ""}, which is in the making`);
    await pause(POLL, undefined, { signal });
  }
  throw new ImageError(
    "An image of this content has been in the making for half an hour. See what keeps it: EC2, AMIs, owned by me, tag " +
      `${CONTENT_KEY_TAG} = ${contentKey}. Deregister it to have it baked anew.`,
  );
}

async function imagesOf(ec2: EC2Client, contentKey: string): Promise<Image[]> {
  try {
    const { Images } = await ec2.send(
      new DescribeImagesCommand({
        Owners: ["self"],
        Filters: [{ Name: `tag:${CONTENT_KEY_TAG}`, Values: [contentKey] }],
      }),
    );
    return (Images ?? []).sort((one, other) =>
      (one.CreationDate ?? "").localeCompare(other.CreationDate ?? ""),
    );
  } catch (cause) {
    throw explained(cause, "The account's images could not be listed");
  }
}

/** What Packer does to an image after it is made, and may not have come to do: instances take their metadata by token only. */
export async function requireMetadataTokens(ec2: EC2Client, imageId: string): Promise<void> {
  await modify(ec2, imageId, { ImdsSupport: { Value: "v2.0" } });
}

/** Lets accounts start instances of an image. */
export async function shareImage(
  ec2: EC2Client,
  imageId: string,
  accountIds: readonly string[],
): Promise<void> {
  await modify(ec2, imageId, {
    LaunchPermission: { Add: accountIds.map((UserId) => ({ UserId })) },
  });
}

async function modify(
  ec2: EC2Client,
  imageId: string,
  change: Pick<
    ConstructorParameters<typeof ModifyImageAttributeCommand>[0],
    "ImdsSupport" | "LaunchPermission"
  >,
): Promise<void> {
  try {
    await ec2.send(new ModifyImageAttributeCommand({ ImageId: imageId, ...change }));
  } catch (cause) {
    throw explained(cause, `Image ${imageId} could not be changed`, {
      "InvalidAMIID.NotFound": "It is in the catalogue, but not in this account and region any more.",
    });
  }
}
