import { readFile } from "node:fs/promises";
import path from "node:path";

import { inventoryOf, type InventorySources, type KnownStack } from "../../../cli/preview/inventory";
import { readStackFile } from "../../../cli/preview/knownStacks";
import { readSecurityFiles } from "../../../cli/preview/securityFiles";
import { stackPlaces } from "../../../cli/preview/stackPlaces";
import { catalogueImage } from "../../components/images/catalogueImage";
import { releasedImages } from "../../../components/images/releasedImages";
import type { Settings } from "../../../policy/settings/settings";
import { FOUNDATION, imageIdOf } from "../../program/declared";
import { type Stack, stackName } from "./declaredStack";

const PROJECT_DIR = path.resolve(__dirname, "../../..");

/** The day on which our own program is judged: after its images were built, before any exemption expires. */
const TODAY = "2026-11-21T12:00:00Z";
const BUILT = "2026-11-20T00:00:00Z";

/**
 * What `duotone preview` tells the pack of our own stacks: by their committed files and security's, with the foundation
 * deployed, and every image of theirs in the catalogue and run by staging before.
 */
export async function declaredSettings(stack: Stack): Promise<Settings> {
  const [security, stacks] = await Promise.all([
    readSecurityFiles(path.join(PROJECT_DIR, "policy")),
    knownStacks(),
  ]);
  if ("problems" in security) {
    throw new Error(security.problems.join("\n"));
  }
  const found = inventoryOf({ stacks, security: security.files.inventory, ...imagesOf(stacks) });
  if ("problems" in found) {
    throw new Error(found.problems.join("\n"));
  }
  return {
    asOf: TODAY,
    stackName: stackName(stack),
    inventory: found.inventory,
    exemptions: security.files.exemptions,
  };
}

async function knownStacks(): Promise<readonly KnownStack[]> {
  const read = await Promise.all(
    (await stackPlaces(PROJECT_DIR)).map(async (place) => ({
      place,
      ...readStackFile(place, await readFile(path.join(PROJECT_DIR, place.file), "utf8")),
    })),
  );
  const releases = read.flatMap(({ config }) =>
    (config?.clusters ?? []).map(({ name, release }) => [name, release] as const),
  );
  return read.map(({ place: { name, file }, problems, ...declared }) => {
    if (problems.length > 0) {
      throw new Error(problems.join("\n"));
    }
    return {
      name,
      file,
      ...declared,
      outputs: declared.config === undefined ? { ...FOUNDATION } : {},
      deployed: name === stackName("staging") ? [{ releases: Object.fromEntries(releases) }] : [],
    };
  });
}

function imagesOf(stacks: readonly KnownStack[]): Pick<InventorySources, "catalogue" | "inAccount"> {
  const catalogue = stacks.flatMap(({ config }) =>
    config === undefined
      ? []
      : releasedImages(config).map(({ service, commit, architecture }) =>
          catalogueImage({
            service,
            build: `${commit}#${architecture}`,
            architecture,
            imageId: imageIdOf(`${service}-${commit.slice(0, 12)}`),
            region: config.aws.region,
            contentKey: commit,
            bakedAt: BUILT,
            stateChanges: [{ state: "deployed-to-staging", at: BUILT, by: "staging", reason: "well" }],
          }),
        ),
  );
  const base = catalogueImage({ service: "base-image", build: "2026-11-01#arm64", base: undefined });
  return {
    catalogue: [...catalogue, base],
    inAccount: catalogue.map(({ imageId }) => ({
      id: imageId,
      ownerAccountId: FOUNDATION.deliveryAccountId,
      encrypted: true,
    })),
  };
}
