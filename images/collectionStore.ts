import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";

import type { CatalogueImage } from "../components/images/catalogueItem";
import { openCatalogueTable } from "../components/images/catalogueTable";
import { deliveryCredentials } from "../components/images/deliveryCredentials";
import type { CatalogueAccess } from "../components/images/imageCatalogue";
import { clientSettings } from "../providers/aws/clientSettings";
import { callerIdentity } from "../providers/ledger/who";
import type { Pin } from "./collection";
import { livingBakes } from "./bakeLease";
import type { BuildThing } from "./buildThings";
import { type Collection, markCollected, markGone, scanCatalogue } from "./collectionMarks";
import { removeImage } from "./imageRemoval";
import { type ImageInRegion, ownedImages, usesIn } from "./imageUses";
import { openLeaseTable } from "./leaseTable";
import { findLeftovers, reclaim } from "./leftovers";

/** What dead bakes left in a region. */
export interface Leftovers {
  readonly region: string;
  readonly things: readonly BuildThing[];
}

/** The delivery account, as far as images are collected in it. */
export interface CollectionStore {
  /** The whole catalogue, with what is remembered of deleted images. */
  catalogue(): Promise<readonly CatalogueImage[]>;

  /**
   * What in the account's regions needs images, what somebody launched there lately, and what is being baked.
   *
   * @param since Launches before that moment keep nothing.
   */
  uses(regions: readonly string[], since: Date): Promise<readonly Pin[]>;

  /**
   * Deletes an image, its copies and their snapshots. May be repeated after whatever ended it.
   *
   * @returns False where somebody changed the image meanwhile: it is left alone then.
   */
  collect(image: CatalogueImage, signal: AbortSignal): Promise<boolean>;

  /** What dead bakes left in the account. */
  leftovers(regions: readonly string[]): Promise<readonly Leftovers[]>;

  /**
   * Removes leftovers, whatever was removed of them before.
   *
   * @throws ImageError listing everything that could not be removed; the rest is.
   */
  reclaim(leftovers: Leftovers, report: (line: string) => void, signal: AbortSignal): Promise<void>;

  /** Calls an image deprecated. */
  deprecate(image: CatalogueImage, reason: string): Promise<void>;
  close(): void;
}

/** Opens the account. Nothing is called yet. */
export async function openCollectionStore({
  region,
  roleArn,
  tableName,
}: CatalogueAccess): Promise<CollectionStore> {
  const credentials = deliveryCredentials(region, roleArn, "duotone-images-gc");
  const table = await openCatalogueTable({ region, tableName, credentials });
  const leases = await openLeaseTable({ region, tableName, credentials });
  const dynamodb = new DynamoDBClient({ ...clientSettings(region), credentials });
  const clients = new Map<string, EC2Client>();
  const ec2In = (place: string) => {
    const client = clients.get(place) ?? new EC2Client({ ...clientSettings(place), credentials });
    clients.set(place, client);
    return client;
  };
  const listed = new Map<string, Promise<ReadonlyMap<string, ImageInRegion>>>();
  const imagesIn = (place: string) => {
    const images = listed.get(place) ?? ownedImages(ec2In(place));
    listed.set(place, images);
    return images;
  };
  const remainsOf = async (image: CatalogueImage): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries(
      await Promise.all(
        Object.entries({ ...image.copies, [image.region]: image.imageId }).map(async ([place, id]) => {
          const snapshots = (await imagesIn(place)).get(id)?.snapshotIds ?? [];
          return [place, [id, ...snapshots].join(" ")] as const;
        }),
      ),
    );

  return {
    catalogue: () => scanCatalogue(dynamodb, tableName),

    async uses(regions, since) {
      const pins = await Promise.all(
        regions.map(async (place) => [
          ...(await usesIn(ec2In(place), place)),
          ...launches(await imagesIn(place), place, since),
        ]),
      );
      return [...pins.flat(), ...[...(await livingBakes(leases))].map(bakePin)];
    },

    async collect(image, signal) {
      const collection = image.collected ?? (await newCollection(image));
      if (image.collected === undefined && !(await markCollected(dynamodb, tableName, image, collection))) {
        return false;
      }
      for (const [place, ids] of Object.entries(collection.remains)) {
        await removeImage(ec2In(place), ids.split(" "), signal);
      }
      await markGone(dynamodb, tableName, image, collection);
      return true;
    },

    async leftovers(regions) {
      const living = await livingBakes(leases);
      return Promise.all(
        regions.map(async (place) => ({
          region: place,
          things: await findLeftovers({ ec2: ec2In(place), catalogue: table, living }),
        })),
      );
    },

    reclaim: ({ region: place, things }, report, signal) => reclaim(ec2In(place), things, report, signal),

    async deprecate(image, reason) {
      await table.changeState(image, {
        state: "deprecated",
        at: new Date().toISOString(),
        by: (await callerIdentity(region, new AbortController().signal)).arn,
        reason,
      });
    },

    close: () => {
      table.close();
      leases.close();
      [dynamodb, ...clients.values()].forEach((client) => {
        client.destroy();
      });
    },
  };

  async function newCollection(image: CatalogueImage): Promise<Collection> {
    const [remains, caller] = await Promise.all([
      remainsOf(image),
      callerIdentity(region, new AbortController().signal),
    ]);
    return { at: new Date().toISOString(), by: caller.arn, remains };
  }
}

/** @param image `keyText` of the image that is being baked. */
function bakePin(image: string): Pin {
  const [service = "", commit = ""] = image.split("#");
  return { of: { service, commit }, why: "a bake is at work on it", kind: "use" };
}

function launches(images: ReadonlyMap<string, ImageInRegion>, region: string, since: Date): Pin[] {
  return [...images].flatMap(([imageId, { lastLaunched }]) =>
    lastLaunched !== undefined && Date.parse(lastLaunched) >= since.getTime()
      ? [
          {
            of: { imageId },
            why: `an instance of it was launched in ${region} on ${lastLaunched}`,
            kind: "use",
          },
        ]
      : [],
  );
}
