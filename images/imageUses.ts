import {
  type EC2Client,
  type Instance,
  type LaunchTemplateVersion,
  paginateDescribeImages,
  paginateDescribeInstances,
  paginateDescribeLaunchTemplates,
  paginateDescribeLaunchTemplateVersions,
} from "@aws-sdk/client-ec2";

import { explained } from "../components/images/imageError";
import type { Pin } from "./collection";

/** An image as EC2 has it. */
export interface ImageInRegion {
  readonly snapshotIds: readonly string[];

  /** ISO 8601, a day late; absent where no account has launched it in the times that AWS remembers. */
  readonly lastLaunched?: string;
}

/** The images that the account owns in a region, by id: also those that EC2 calls deprecated or disabled. */
export async function ownedImages(client: EC2Client): Promise<ReadonlyMap<string, ImageInRegion>> {
  const found = new Map<string, ImageInRegion>();
  const input = { Owners: ["self"], IncludeDeprecated: true, IncludeDisabled: true };
  await asked("The account's images could not be listed", async () => {
    for await (const { Images } of paginateDescribeImages({ client }, input)) {
      for (const { ImageId = "", BlockDeviceMappings, LastLaunchedTime } of Images ?? []) {
        found.set(ImageId, {
          snapshotIds: (BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []),
          ...(LastLaunchedTime === undefined ? {} : { lastLaunched: LastLaunchedTime }),
        });
      }
    }
  });
  return found;
}

/** What the account's own instances and launch templates of a region run, or would start. */
export async function usesIn(ec2: EC2Client, region: string): Promise<Pin[]> {
  const [instances, templates] = await Promise.all([
    asked("The account's instances could not be listed", () => runningInstances(ec2)),
    asked("The account's launch templates could not be listed", () => templateVersions(ec2)),
  ]);
  const pin = (imageId: string | undefined, why: string): Pin[] =>
    imageId === undefined ? [] : [{ of: { imageId }, why, kind: "use" }];
  return [
    ...instances.flatMap(({ ImageId, InstanceId = "" }) =>
      pin(ImageId, `instance ${InstanceId} in ${region} of the delivery account runs it`),
    ),
    ...templates.flatMap(({ LaunchTemplateData, LaunchTemplateName = "" }) =>
      pin(
        LaunchTemplateData?.ImageId,
        `launch template ${LaunchTemplateName} in ${region} of the delivery account names it`,
      ),
    ),
  ];
}

async function runningInstances(client: EC2Client): Promise<Instance[]> {
  const found: Instance[] = [];
  for await (const { Reservations } of paginateDescribeInstances({ client }, {})) {
    found.push(...(Reservations ?? []).flatMap(({ Instances }) => Instances ?? []));
  }
  return found.filter(({ State }) => State?.Name !== "terminated");
}

/** Every version of every launch template: somebody may start any of them. */
async function templateVersions(client: EC2Client): Promise<LaunchTemplateVersion[]> {
  const ids: string[] = [];
  for await (const { LaunchTemplates } of paginateDescribeLaunchTemplates({ client }, {})) {
    ids.push(...(LaunchTemplates ?? []).flatMap(({ LaunchTemplateId }) => LaunchTemplateId ?? []));
  }
  const found: LaunchTemplateVersion[] = [];
  for (const LaunchTemplateId of ids) {
    const pages = paginateDescribeLaunchTemplateVersions({ client }, { LaunchTemplateId });
    for await (const { LaunchTemplateVersions } of pages) {
      found.push(...(LaunchTemplateVersions ?? []));
    }
  }
  return found;
}

async function asked<T>(doing: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw explained(cause, doing);
  }
}
