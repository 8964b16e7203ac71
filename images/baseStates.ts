import { DescribeImagesCommand, type EC2Client } from "@aws-sdk/client-ec2";

import { ARCHITECTURES } from "../components/images/architecture";
import type { CatalogueImage } from "../components/images/catalogueItem";
import { BASE_IMAGE, baseKey } from "../components/images/imageCatalogue";
import { explained } from "../components/images/imageError";
import { type BaseState, type SourceImage, versionOf } from "./baseUpdates";
import type { DeliveryAccount } from "./deliveryAccount";
import { amazonLinux } from "./machineImages";

/** Reads the newest base image of every architecture, and what it would be made of today. */
export async function readBaseStates({
  catalogue,
  ec2,
  ssm,
}: Pick<DeliveryAccount, "catalogue" | "ec2" | "ssm">): Promise<readonly BaseState[]> {
  const bases = await catalogue.list(BASE_IMAGE);
  return Promise.all(
    ARCHITECTURES.map(async (architecture): Promise<BaseState> => {
      const newest = newestOf(bases.filter((image) => image.architecture === architecture));
      const source = newest?.parts["source-image"];
      const current = await amazonLinux(ssm, architecture);
      return {
        architecture,
        newest,
        source: source === undefined ? undefined : await named(ec2, source),
        current: await named(ec2, current),
      };
    }),
  );
}

function newestOf(bases: readonly CatalogueImage[]): CatalogueImage | undefined {
  return bases.filter(({ state }) => isUsable(state)).sort((a, b) => (a.bakedAt < b.bakedAt ? 1 : -1))[0];
}

/** By a filter: Amazon takes images away in time, and to ask for one of those by its id is an error. */
async function named(ec2: EC2Client, imageId: string): Promise<SourceImage> {
  try {
    const Filters = [{ Name: "image-id", Values: [imageId] }];
    const { Images } = await ec2.send(new DescribeImagesCommand({ Filters, IncludeDeprecated: true }));
    const name = Images?.[0]?.Name;
    return { imageId, ...(name === undefined ? {} : { name }) };
  } catch (cause) {
    throw explained(cause, `Image ${imageId} could not be described`);
  }
}

/** Builds of one day that are looked for: nobody bakes more. */
const BUILDS = 20;

/**
 * Versions of a day that cannot be baked any more: every architecture has them, or what there was of them may not run.
 */
export async function takenVersions(
  { catalogue }: Pick<DeliveryAccount, "catalogue">,
  now: Date,
): Promise<readonly string[]> {
  const versions = Array.from({ length: BUILDS }, (_, index) => versionOf(now, index + 1));
  const keys = versions.flatMap((version) =>
    ARCHITECTURES.map((architecture) => baseKey(version, architecture)),
  );
  const found = await catalogue.read(keys, { collected: true });
  return versions.filter((version) => {
    const some = found.filter(({ build }) => build.split("#")[0] === version);
    return (
      some.length === ARCHITECTURES.length ||
      some.some(({ state, collected }) => !isUsable(state) || collected !== undefined)
    );
  });
}

function isUsable(state: CatalogueImage["state"]): boolean {
  return state !== "revoked" && state !== "deprecated";
}
