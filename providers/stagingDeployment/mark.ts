import type { CatalogueImage } from "../../components/images/catalogueItem";
import { keyText } from "../../components/images/imageCatalogue";
import { imageIdIn } from "../../components/images/imageRegions";
import { statesBefore, wasDeployedToStaging } from "../../components/images/imageState";
import { mapBounded } from "../switch/bounded";
import { errorText } from "../switch/failure";
import type { Catalogue, DeployedImage, DeploymentInputs, DeploymentTools } from "./types";

/** Seconds for all images together: a question or two, and a write for each. */
const LIMIT_SECONDS = 120;

/** Writes that are under way at once: a stack has some tens of images, and DynamoDB no haste. */
const PARALLEL = 4;

/** What an image needs, now that it was run. */
type Need = "mark" | "nothing" | { readonly tooLate: string } | { readonly problem: string };

/**
 * Says in the catalogue that staging has run the images.
 *
 * An image that is in another state by now, deprecated or revoked by a person in the meantime, stays in it: that is no
 * failure of the deployment, and production will not take it.
 *
 * @returns The images of which nothing is left to say.
 * @throws Error with every image that the catalogue does not have, or has another id of, and every write that failed.
 */
export async function markDeployed(
  tools: DeploymentTools,
  inputs: DeploymentInputs,
): Promise<readonly string[]> {
  return withCatalogue(tools, inputs, async (catalogue, signal) => {
    const found = await readImages(catalogue, inputs);
    const needs = inputs.images.map((image) => ({ image, need: needOf(image, found, inputs) }));
    const problems = needs.flatMap(({ need }) =>
      typeof need === "object" && "problem" in need ? [need.problem] : [],
    );
    if (problems.length > 0) {
      throw new Error(`The catalogue ${inputs.tableName} does not fit what runs:\n${list(problems)}`);
    }
    for (const { need } of needs) {
      if (typeof need === "object" && "tooLate" in need) {
        tools.progress(need.tooLate);
      }
    }
    const marked = needs.filter(({ need }) => need === "mark").map(({ image }) => image);
    if (marked.length > 0) {
      const change = {
        state: "deployed-to-staging",
        at: new Date(tools.clock.now()).toISOString(),
        by: await catalogue.callerArn(signal),
        reason: `healthy in stack ${inputs.stack}`,
      } as const;
      await eachOf(marked, (image) => catalogue.changeState(image, change));
      tools.progress(`${marked.map(({ service }) => service).join(", ")}: deployed to staging`);
    }
    return inputs.images.map(keyText);
  });
}

/** The images of which nothing is left to say, as the catalogue is now. */
export function settledImages(tools: DeploymentTools, inputs: DeploymentInputs): Promise<readonly string[]> {
  return withCatalogue(tools, inputs, async (catalogue) => {
    const found = await readImages(catalogue, inputs);
    return inputs.images
      .filter((image) => {
        const need = needOf(image, found, inputs);
        return need === "nothing" || (typeof need === "object" && "tooLate" in need);
      })
      .map(keyText);
  });
}

function needOf(
  image: DeployedImage,
  found: ReadonlyMap<string, CatalogueImage>,
  { region }: DeploymentInputs,
): Need {
  const { service, build, imageId } = image;
  const known = found.get(keyText(image));
  if (known === undefined) {
    return {
      problem: `${service} runs ${imageId}, and the catalogue has no image of ${build}. Bake it again: remove nothing from the catalogue by hand.`,
    };
  }
  const knownId = imageIdIn(known, region);
  if (knownId !== imageId) {
    return {
      problem: `${service} runs ${imageId}, and the catalogue names ${knownId ?? "no image"} in ${region} for ${build}. Somebody changed one of them by hand: put it back.`,
    };
  }
  if (wasDeployedToStaging(known)) {
    return "nothing";
  }
  return statesBefore("deployed-to-staging").includes(known.state)
    ? "mark"
    : { tooLate: `${service}: ${imageId} is ${known.state}, so that production will not take it` };
}

async function readImages(
  catalogue: Catalogue,
  { images }: DeploymentInputs,
): Promise<ReadonlyMap<string, CatalogueImage>> {
  return new Map((await catalogue.read(images)).map((image) => [keyText(image), image]));
}

async function withCatalogue<T>(
  { openCatalogue, clock }: DeploymentTools,
  inputs: DeploymentInputs,
  work: (catalogue: Catalogue, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = clock.deadline(LIMIT_SECONDS, `Asking the image catalogue ${inputs.tableName}`);
  const catalogue = await openCatalogue(inputs);
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => {
      reject(new Error(errorText(undefined, signal)));
    });
  });
  try {
    return await Promise.race([work(catalogue, signal), late]);
  } finally {
    catalogue.close();
  }
}

async function eachOf(
  images: readonly DeployedImage[],
  write: (image: DeployedImage) => Promise<unknown>,
): Promise<void> {
  const failures = await mapBounded(images, PARALLEL, async (image) => {
    try {
      await write(image);
      return [];
    } catch (error) {
      return [`${image.service} (${image.imageId}): ${errorText(error)}`];
    }
  });
  if (failures.flat().length > 0) {
    throw new Error(
      `The catalogue did not take that these images were deployed. Run again: those that it took stay so.\n${list(failures.flat())}`,
    );
  }
}

function list(lines: readonly string[]): string {
  return lines.map((line) => ` - ${line}`).join("\n");
}
