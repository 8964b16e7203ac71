import { setTimeout as pause } from "node:timers/promises";

import { DeleteSnapshotCommand, DeregisterImageCommand, type EC2Client } from "@aws-sdk/client-ec2";

import { awsErrorName, explained } from "../components/images/imageError";

/** Errors by which EC2 says that an image or a snapshot is gone already. */
const GONE = /^Invalid(AMIID|Snapshot)\.(NotFound|Unavailable)$/;

/** Tries to delete a snapshot, and milliseconds between two: EC2 may hold it for its image a moment longer. */
const TRIES = 10;
const PAUSE = 1_000;

/**
 * Deletes an image and then its snapshots, whatever was deleted of them before: EC2 never has an image whose snapshots
 * are gone.
 *
 * @param ids Of the image and its snapshots, in any order.
 * @throws ImageError where EC2 refuses, for example because the image is protected from deregistration.
 */
export async function removeImage(
  ec2: EC2Client,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const ImageId of ids.filter((id) => id.startsWith("ami-"))) {
    await unlessGone(`Image ${ImageId} could not be deregistered`, () =>
      ec2.send(new DeregisterImageCommand({ ImageId })),
    );
  }
  for (const SnapshotId of ids.filter((id) => id.startsWith("snap-"))) {
    await unlessGone(`Snapshot ${SnapshotId} could not be deleted`, () =>
      deleteSnapshot(ec2, SnapshotId, signal),
    );
  }
}

async function deleteSnapshot(ec2: EC2Client, SnapshotId: string, signal: AbortSignal): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      await ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
      return;
    } catch (cause) {
      if (awsErrorName(cause) !== "InvalidSnapshot.InUse" || tried === TRIES) {
        throw cause;
      }
    }
    await pause(PAUSE, undefined, { signal });
  }
}

async function unlessGone(doing: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (cause) {
    if (!GONE.test(awsErrorName(cause) ?? "")) {
      throw explained(cause, doing);
    }
  }
}
