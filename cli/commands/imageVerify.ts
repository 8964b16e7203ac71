import { BASE_IMAGE } from "../../components/images/imageCatalogue";
import { ImageError } from "../../components/images/imageError";
import { mapBounded } from "../../providers/switch/bounded";
import { CliError } from "../cliError";
import type { CommandContext } from "../context";
import { EXIT } from "../exitCodes";
import { findingsOf, type ImageFinding, placesOf } from "../images/imageFindings";
import { consumersOf, servicesOf, type StackReleases } from "../images/stackReleases";
import { imageTitle } from "../screens/imageScreen";
import { bullets } from "../screens/layout";
import { counted } from "../screens/words";
import type { Session } from "../session";
import type { CommandResult } from "./command";

/** Questions for an image's launch permission that are under way at once: EC2 grants some tens a second. */
const PARALLEL = 8;

/** `duotone images verify` */
export async function verifyImages(
  context: CommandContext,
  session: Session,
  readStacks: () => Promise<readonly StackReleases[]>,
): Promise<CommandResult> {
  const { terminal, progress } = context;
  const [stacks, shelf] = await progress.phase("Reading the stacks and the image catalogue", () =>
    Promise.all([readStacks(), session.images()]),
  );
  const problems = stacks.flatMap((stack) => stack.problems);
  if (problems.length > 0) {
    shelf.close();
    throw new CliError(
      EXIT.failed,
      "Nobody can say to whom images may be shared, because not every stack could be read. Nothing was verified.",
      problems,
    );
  }
  try {
    const lists = await Promise.all(
      [BASE_IMAGE, ...servicesOf(stacks)].map((service) => shelf.list(service)),
    );
    const places = lists.flat().flatMap(placesOf);
    const regions = [...new Set([shelf.region, ...places.map(({ region }) => region)])].sort();
    const findings = await progress.phase(
      `Asking EC2 in ${regions.join(", ")} for ${counted(places.length, "image")}`,
      async () => {
        const inRegions = new Map(
          await Promise.all(regions.map(async (region) => [region, await shelf.inAccount(region)] as const)),
        );
        return mapBounded(places, PARALLEL, async (place) => {
          const inRegion = inRegions.get(place.region) ?? [];
          const { image, imageId, region } = place;
          const strangers = inRegion.some(({ id }) => id === imageId)
            ? await shelf.strangers(imageId, region, [
                ...consumersOf(image.service, stacks),
                ...image.consumers,
              ])
            : undefined;
          return findingsOf(place, inRegion, strangers);
        });
      },
    );
    const all = findings.flat();
    terminal.print(
      all.length === 0
        ? terminal.paint.strong(`${counted(places.length, "image")}: all as the catalogue says.`)
        : [
            terminal.paint.bad(`${counted(all.length, "finding")} in ${counted(places.length, "image")}:`),
            bullets(all.map(findingWords), terminal.columns),
          ].join("\n"),
    );
    return {
      document: { images: places.length, regions, findings: all },
      exitCode: all.length === 0 ? EXIT.done : EXIT.refused,
    };
  } catch (error) {
    throw error instanceof ImageError ? new CliError(EXIT.failed, error.message) : error;
  } finally {
    shelf.close();
  }
}

function findingWords({ service, build, imageId, region, message }: ImageFinding): string {
  return `${imageTitle({ service, build })} (${imageId} in ${region}): ${message}.`;
}
