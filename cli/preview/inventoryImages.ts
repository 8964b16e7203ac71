import type { CatalogueImage } from "../../components/images/catalogueItem";
import { BASE_IMAGE } from "../../components/images/imageCatalogue";
import { revocationOf, revocationText } from "../../components/images/revocation";
import type { InventoryImage } from "../../policy/settings/inventory";
import { recordOf } from "../release/configValues";
import type { ImageInAccount } from "../release/imageShelf";
import type { StackConfig } from "../session";
import type { KnownStack } from "./inventory";

/**
 * The catalogue's images as the rules read them, and as EC2 has them: in every region, with the state that counts, which
 * is their base image's where that is revoked.
 *
 * @param catalogue Images of services, and the base images.
 * @param inAccount What EC2 has. An image that it does not have any more is left out: nothing may start from it.
 */
export function inventoryImages(
  catalogue: readonly CatalogueImage[],
  stacks: readonly KnownStack[],
  inAccount: readonly ImageInAccount[],
): readonly InventoryImage[] {
  const bases = new Map(
    catalogue.filter(({ service }) => service === BASE_IMAGE).map((image) => [image.build, image]),
  );
  return catalogue
    .filter(({ service }) => service !== BASE_IMAGE)
    .flatMap((image) => {
      const { service, build, bakedAt } = image;
      const [commit = build] = build.split("#");
      const state = stateOf(image, image.base === undefined ? undefined : bases.get(image.base));
      const deployedTo = stacks
        .filter(({ deployed }) => deployed.some((config) => hasReleased(config, service, commit)))
        .map(({ name }) => name);
      return placesOf(image).flatMap(({ id, region }) => {
        const here = inAccount.find((one) => one.id === id);
        return here === undefined
          ? []
          : [
              {
                id,
                service,
                commit,
                region,
                ownerAccountId: here.ownerAccountId,
                builtAt: bakedAt,
                encrypted: here.encrypted,
                state,
                deployedTo,
              },
            ];
      });
    });
}

function placesOf({ imageId, region, copies }: CatalogueImage) {
  return [
    { id: imageId, region },
    ...Object.entries(copies).map(([elsewhere, id]) => ({ id, region: elsewhere })),
  ];
}

function stateOf(image: CatalogueImage, base: CatalogueImage | undefined): InventoryImage["state"] {
  const triedOnStaging = image.stateChanges.some(({ state }) => state === "deployed-to-staging");
  const revocation = revocationOf(image, base);
  if (revocation !== undefined) {
    return { is: "revoked", reason: revocationText(revocation), triedOnStaging };
  }
  if (image.base !== undefined && base === undefined) {
    return {
      is: "revoked",
      reason: `counts as revoked: the catalogue does not have its base image ${image.base}`,
      triedOnStaging,
    };
  }
  const old = [image, base].find((one) => one?.state === "deprecated");
  return old === undefined
    ? { is: "usable", triedOnStaging }
    : {
        is: "deprecated",
        reason: `is deprecated: ${old.stateChanges.at(-1)?.reason ?? "no reason is on record"}`,
        triedOnStaging,
      };
}

function hasReleased({ releases }: StackConfig, service: string, commit: string): boolean {
  return Object.values(recordOf(releases)).some((release) => recordOf(release)[service] === commit);
}
