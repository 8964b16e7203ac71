import { readFile } from "node:fs/promises";
import path from "node:path";

import { parse } from "yaml";

import type { CatalogueAccess } from "../../components/images/imageCatalogue";
import { usageError } from "../cliError";
import { FOUNDATION, type StackPlace } from "../preview/stackPlaces";
import { recordOf } from "../release/configValues";
import type { Session } from "../session";

/**
 * Where the image catalogue is, from the foundation's stack.
 *
 * @throws CliError where there is no such stack or more than one, or it has no catalogue yet.
 */
export async function catalogueAccess(
  root: string,
  places: readonly StackPlace[],
  open: (place: StackPlace) => Promise<Session>,
): Promise<Required<CatalogueAccess>> {
  const [place, ...others] = places.filter(({ folder }) => folder === FOUNDATION);
  if (place === undefined || others.length > 0) {
    throw usageError(
      `The folder ${FOUNDATION}/ has ${others.length + (place === undefined ? 0 : 1)} stack files, and the image catalogue ` +
        "is that of one.",
    );
  }
  const text = await readFile(path.join(root, place.file), "utf8");
  const region = recordOf(recordOf(parse(text)).config)["aws:region"];
  const { imageCatalogueTable: tableName, deliveryRoleArn: roleArn } = await (await open(place)).outputs();
  if (typeof region !== "string" || typeof tableName !== "string" || typeof roleArn !== "string") {
    throw usageError(
      `${place.file} has to have aws:region, and stack ${place.name} the outputs imageCatalogueTable and deliveryRoleArn. ` +
        "Run `pulumi up` in foundation/ first.",
    );
  }
  return { region, tableName, roleArn };
}
