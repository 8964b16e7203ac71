import {
  type BlockDeviceMapping,
  DescribeKeyPairsCommand,
  type EC2Client,
  type Filter,
  paginateDescribeImages,
  paginateDescribeInstances,
  paginateDescribeSecurityGroups,
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
  type Tag,
} from "@aws-sdk/client-ec2";

import { ARCHITECTURES } from "../components/images/architecture";
import type { CatalogueKey } from "../components/images/catalogueTable";
import { BASE_IMAGE, baseKey, serviceKey } from "../components/images/imageCatalogue";
import { explained } from "../components/images/imageError";
import { CONTENT_KEY_TAG, MANAGED_BY } from "./bakeTags";

/** What a bake makes, in the order in which it can be removed: nothing in it is used by what comes after it. */
export const BUILD_KINDS = ["instance", "volume", "security group", "key pair", "image", "snapshot"] as const;
export type BuildKind = (typeof BUILD_KINDS)[number];

/** Something in the account that a bake made, as its tags tell. */
export interface BuildThing {
  readonly kind: BuildKind;
  readonly id: string;
  readonly contentKey: string;

  /** The image that it was made for. */
  readonly key: CatalogueKey;

  /** State of an image, in EC2's words. */
  readonly state?: string;

  /** Snapshots of an image. */
  readonly snapshotIds?: readonly string[];
}

/**
 * Everything that bakes made in a region, registered or not.
 *
 * Packer's plugin tags all of it in the call that makes it: key pairs, security groups, instances, volumes, images and
 * snapshots (packer-plugin-amazon 1.3.2; https://developer.hashicorp.com/packer/integrations/hashicorp/amazon, `run_tags`).
 * So what bears no such tags is somebody else's, whatever its name.
 *
 * @param contentKey What one content was made to. @default - everything
 */
export async function findBuildThings(ec2: EC2Client, contentKey?: string): Promise<BuildThing[]> {
  const Filters: Filter[] = [
    { Name: `tag:${MANAGED_BY.Key}`, Values: [MANAGED_BY.Value] },
    contentKey === undefined
      ? { Name: "tag-key", Values: [CONTENT_KEY_TAG] }
      : { Name: `tag:${CONTENT_KEY_TAG}`, Values: [contentKey] },
  ];
  try {
    return (await Promise.all(BUILD_KINDS.map((kind) => FINDERS[kind](ec2, Filters)))).flat();
  } catch (cause) {
    throw explained(cause, "What bakes left in the account could not be listed");
  }
}

/** The snapshots of images, by the image's id. Ids that are not there, or not in this region, are left out. */
export async function snapshotsOf(
  client: EC2Client,
  imageIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  // A filter takes 200 values: EC2 API reference, Filter.
  for (let start = 0; start < imageIds.length; start += FILTER_VALUES) {
    const Filters = [{ Name: "image-id", Values: imageIds.slice(start, start + FILTER_VALUES) }];
    for await (const { Images } of paginateDescribeImages({ client }, { Filters })) {
      for (const { ImageId = "", BlockDeviceMappings } of Images ?? []) {
        found.set(ImageId, snapshotIdsOf(BlockDeviceMappings));
      }
    }
  }
  return found;
}

const FILTER_VALUES = 200;

function snapshotIdsOf(mappings: readonly BlockDeviceMapping[] | undefined): string[] {
  return (mappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
}

type Finder = (ec2: EC2Client, Filters: Filter[]) => Promise<BuildThing[]>;

const FINDERS: Readonly<Record<BuildKind, Finder>> = {
  instance: async (client, Filters) => {
    const found: BuildThing[] = [];
    for await (const { Reservations } of paginateDescribeInstances({ client }, { Filters })) {
      const instances = (Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
      // EC2 tells of instances for an hour after their end.
      const there = instances.filter(({ State }) => State?.Name !== "terminated");
      found.push(...there.flatMap(({ InstanceId, Tags }) => thing("instance", InstanceId, Tags)));
    }
    return found;
  },
  volume: async (client, Filters) => {
    const found: BuildThing[] = [];
    for await (const { Volumes } of paginateDescribeVolumes({ client }, { Filters })) {
      found.push(...(Volumes ?? []).flatMap(({ VolumeId, Tags }) => thing("volume", VolumeId, Tags)));
    }
    return found;
  },
  "security group": async (client, Filters) => {
    const found: BuildThing[] = [];
    for await (const { SecurityGroups } of paginateDescribeSecurityGroups({ client }, { Filters })) {
      found.push(
        ...(SecurityGroups ?? []).flatMap(({ GroupId, Tags }) => thing("security group", GroupId, Tags)),
      );
    }
    return found;
  },
  "key pair": async (client, Filters) => {
    const { KeyPairs } = await client.send(new DescribeKeyPairsCommand({ Filters }));
    return (KeyPairs ?? []).flatMap(({ KeyName, Tags }) => thing("key pair", KeyName, Tags));
  },
  image: async (client, Filters) => {
    const found: BuildThing[] = [];
    for await (const { Images } of paginateDescribeImages({ client }, { Filters, Owners: ["self"] })) {
      for (const { ImageId, Tags, State, BlockDeviceMappings } of Images ?? []) {
        const more = {
          snapshotIds: snapshotIdsOf(BlockDeviceMappings),
          ...(State !== undefined && { state: State }),
        };
        found.push(...thing("image", ImageId, Tags).map((one) => ({ ...one, ...more })));
      }
    }
    return found;
  },
  snapshot: async (client, Filters) => {
    const found: BuildThing[] = [];
    for await (const { Snapshots } of paginateDescribeSnapshots(
      { client },
      { Filters, OwnerIds: ["self"] },
    )) {
      found.push(...(Snapshots ?? []).flatMap(({ SnapshotId, Tags }) => thing("snapshot", SnapshotId, Tags)));
    }
    return found;
  },
};

/** What bears only some of a bake's tags was tagged by somebody else, and is none of its things. */
function thing(kind: BuildKind, id: string | undefined, tags: readonly Tag[] | undefined): BuildThing[] {
  const values = new Map((tags ?? []).map(({ Key, Value }) => [Key, Value]));
  const contentKey = values.get(CONTENT_KEY_TAG) ?? "";
  const key = keyOf(values);
  return id === undefined || key === undefined || !/^[0-9a-f]{64}$/.test(contentKey)
    ? []
    : [{ kind, id, contentKey, key }];
}

function keyOf(tags: ReadonlyMap<string | undefined, string | undefined>): CatalogueKey | undefined {
  const service = tags.get("duotone:service");
  const architecture = ARCHITECTURES.find((one) => one === tags.get("duotone:architecture"));
  const build = tags.get(service === BASE_IMAGE ? "duotone:version" : "duotone:commit");
  if (service === undefined || architecture === undefined || build === undefined) {
    return undefined;
  }
  return service === BASE_IMAGE ? baseKey(build, architecture) : serviceKey(service, build, architecture);
}
