import type { EC2Client } from "@aws-sdk/client-ec2";

import { findBuildThings } from "./buildThings";
import { reclaim } from "./leftovers";

export interface FailedCopies {
  /** Of the copies' region. */
  readonly ec2: EC2Client;
  readonly contentKey: string;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Removes the copies of a content that failed, with the snapshots that they have. Those that are there or in the making
 * stay: they may be another bake's.
 */
export async function removeFailedCopies({ ec2, contentKey, report, signal }: FailedCopies): Promise<void> {
  const things = await findBuildThings(ec2, contentKey);
  const failed = things.filter(({ kind, state }) => kind === "image" && state === "failed");
  const snapshotIds = new Set(failed.flatMap((image) => image.snapshotIds ?? []));
  const snapshots = things.filter(({ kind, id }) => kind === "snapshot" && snapshotIds.has(id));
  await reclaim(ec2, [...failed, ...snapshots], report, signal);
}
