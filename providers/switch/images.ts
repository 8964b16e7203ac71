import type { CatalogueImage } from "../../components/images/catalogueItem";
import type { CatalogueKey } from "../../components/images/catalogueTable";
import { keyText, serviceKey } from "../../components/images/imageCatalogue";
import { imageIdIn } from "../../components/images/imageRegions";
import { readWithBases } from "../../components/images/imagesWithBases";
import { whyNotToRun } from "../../components/images/revocation";
import { errorText } from "./failure";
import { type ImagesReading, type Positions, promotionOf, type Snapshot } from "./promotion";
import type { SwitchCloud } from "./switchCloud";
import type { Release, SwitchInputs } from "./switchInputs";
import type { Refusal } from "./types";

/** What a service of the colour that names move to runs, and where the catalogue has that. */
interface Wanted extends Release {
  readonly service: string;
  readonly key: CatalogueKey;
}

/**
 * Whether names come to a colour that did not have them. Those that are put right on the colour that serves make nothing
 * run that does not run already.
 */
export function mattersWhatRuns(positions: Positions): boolean {
  const promotion = promotionOf(positions);
  return promotion !== undefined && (promotion.from.length > 0 || positions.state === undefined);
}

/** Reads the images of the active colour and their bases. Never throws: what cannot be read is unreadable. */
export async function readImages(
  cloud: SwitchCloud,
  inputs: SwitchInputs,
  signal: AbortSignal,
): Promise<ImagesReading> {
  try {
    const table = {
      read: async (keys: readonly CatalogueKey[]) => [...(await cloud.readImages(keys, signal))],
    };
    return {
      images: await readWithBases(
        table,
        wantedOf(inputs).map(({ key }) => key),
      ),
    };
  } catch (error) {
    return { unreadable: errorText(error, signal) };
  }
}

/**
 * No name moves to what is revoked, by itself or through its base image, or to what the catalogue does not know as the
 * image of its service and commit. There is no override: what is deployed anew with another image passes.
 */
export function imageRefusals(snapshot: Snapshot): readonly Refusal[] {
  const { inputs, images, unknown } = snapshot;
  if (unknown.length > 0 || !mattersWhatRuns(snapshot)) {
    return [];
  }
  const { activeColor } = inputs;
  if (images === undefined || "unreadable" in images) {
    const why = images?.unreadable ?? "nobody has asked.";
    return [
      {
        gate: "images",
        property: "activeColor",
        reason: `The image catalogue could not be read: ${why} Unknown counts as revoked; run it again once DynamoDB answers.`,
      },
    ];
  }
  return wantedOf(inputs).flatMap((wanted): readonly Refusal[] => {
    const { service } = wanted;
    const problem = problemOf(inputs, wanted, images.images);
    return problem === undefined
      ? []
      : [
          {
            gate: "images",
            property: "activeColor",
            service,
            reason: `${service} on ${activeColor}: ${problem}`,
          },
        ];
  });
}

/** What speaks against a move, and does not stop it. */
export function imageNotes(snapshot: Snapshot): readonly string[] {
  const { inputs, images } = snapshot;
  const read = images === undefined || "unreadable" in images ? undefined : images.images;
  return read === undefined
    ? []
    : wantedOf(inputs).flatMap(({ service, imageId, key }) => {
        const { image, base } = read.get(keyText(key)) ?? {};
        const because = [image, base].map(deprecation).find((reason) => reason !== undefined);
        return because === undefined
          ? []
          : [`${service} on ${inputs.activeColor}: ${imageId} is deprecated: ${because}`];
      });
}

function problemOf(
  { region }: SwitchInputs,
  { commit, imageId, key }: Wanted,
  images: ReadonlyMap<string, { readonly image: CatalogueImage; readonly base: CatalogueImage | undefined }>,
): string | undefined {
  const found = images.get(keyText(key));
  if (found === undefined) {
    return `it runs ${imageId}, and the image catalogue has none of ${key.build}. Deploy a commit that was baked, then promote.`;
  }
  const known = imageIdIn(found.image, region);
  if (known !== imageId) {
    return `it runs ${imageId}, and the image of ${key.build} in ${region} is ${known ?? "none"}. Deploy the commit again, then promote.`;
  }
  const reason = whyNotToRun(found.image, found.base);
  return reason === undefined
    ? undefined
    : `${imageId} of commit ${commit} ${sentence(reason)} Deploy a commit whose image may run, then promote.`;
}

function deprecation(image: CatalogueImage | undefined): string | undefined {
  return image?.state === "deprecated"
    ? (image.stateChanges.at(-1)?.reason ?? "no reason is on record")
    : undefined;
}

function wantedOf({ activeColor, releases, images: { architectures } }: SwitchInputs): readonly Wanted[] {
  return Object.entries(releases[activeColor] ?? {}).flatMap(([service, release]) => {
    const architecture = architectures[service];
    return architecture === undefined
      ? []
      : [{ service, ...release, key: serviceKey(service, release.commit, architecture) }];
  });
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
