import type { EC2Client } from "@aws-sdk/client-ec2";
import type { OutputMap } from "@pulumi/pulumi/automation";

import { openCatalogueTable } from "../../components/images/catalogueTable";
import { deliveryCredentials } from "../../components/images/deliveryCredentials";
import { launchPermissionsOf, strangersAmong } from "../../components/images/launchPermissions";
import { usageError } from "../cliError";
import type { ImageShelf } from "../release/imageShelf";
import { imagesInAccount } from "./imagesInAccount";

/** The catalogue of the foundation whose outputs are given. */
export async function openImageShelf(foundation: string, outputs: OutputMap): Promise<ImageShelf> {
  const table: unknown = outputs.imageCatalogueTable?.value;
  const role: unknown = outputs.deliveryRoleArn?.value;
  const region: unknown = outputs.imageRegion?.value;
  if (typeof table !== "string" || typeof role !== "string" || typeof region !== "string") {
    throw usageError(
      `Stack ${foundation} does not have the outputs imageCatalogueTable, imageRegion and deliveryRoleArn. Run \`pulumi up\` in ` +
        "foundation/ first.",
    );
  }
  const credentials = deliveryCredentials(region, role, "duotone-images");
  const catalogue = await openCatalogueTable({ region, tableName: table, credentials });
  const clients = new Map<string, Promise<EC2Client>>();
  const ec2In = (place: string) => {
    const client =
      clients.get(place) ??
      import("@aws-sdk/client-ec2").then((ec2) => new ec2.EC2Client({ region: place, credentials }));
    clients.set(place, client);
    return client;
  };
  return {
    region,
    list: async (service) =>
      [...(await catalogue.list(service))].sort((a, b) => (a.bakedAt < b.bakedAt ? 1 : -1)),
    inAccount: async (place = region) => imagesInAccount(await ec2In(place)),
    strangers: async (imageId, place, consumers) =>
      strangersAmong(await launchPermissionsOf(await ec2In(place), imageId), consumers),
    changeState: (key, change) => catalogue.changeState(key, change),
    close: () => {
      catalogue.close();
      for (const client of clients.values()) {
        void client.then((opened) => {
          opened.destroy();
        });
      }
    },
  };
}
