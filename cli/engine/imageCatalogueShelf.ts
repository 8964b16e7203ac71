import type { OutputMap } from "@pulumi/pulumi/automation";

import { openCatalogueTable } from "../../components/images/catalogueTable";
import { deliveryCredentials } from "../../components/images/deliveryCredentials";
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
  return {
    list: async (service) =>
      [...(await catalogue.list(service))].sort((a, b) => (a.bakedAt < b.bakedAt ? 1 : -1)),
    inAccount: () => imagesInAccount(region, credentials),
    close: () => {
      catalogue.close();
    },
  };
}
