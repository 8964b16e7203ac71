import type { CatalogueImage } from "../../components/images/catalogueItem";
import { revocationOf } from "../../components/images/revocation";
import type { CommandContext } from "../context";
import { baseOf, basesOf, catalogueService } from "../images/findImages";
import { recordOf } from "../release/configValues";
import { imagesScreen, type ShelvedImage } from "../screens/imagesScreen";
import type { Session, StackConfig } from "../session";
import type { CommandResult } from "./command";

/** Newest images of a service that are shown besides those that run, where all services are shown. */
const NEWEST = 2;

/** `duotone images [service]` */
export async function images(
  context: CommandContext,
  session: Session,
  service: string | undefined,
): Promise<CommandResult> {
  const config = await session.config();
  const services = Object.keys(recordOf(config.services)).sort();
  const asked = service === undefined ? undefined : catalogueService(service, services);
  const shelf = await session.images();
  try {
    const wanted = asked === undefined ? services : [asked];
    const [bases, found] = await context.progress.phase("Reading the image catalogue", () =>
      Promise.all([basesOf(shelf), Promise.all(wanted.map((name) => shelf.list(name)))]),
    );
    const shelved = found.flatMap((list) =>
      shownImages(list, bases, config, asked === undefined ? NEWEST : Infinity),
    );
    const { terminal } = context;
    terminal.print(imagesScreen(session.stack, shelved, terminal.columns, terminal.paint));
    return { document: { images: shelved } };
  } finally {
    shelf.close();
  }
}

/** The images of one service that run in some cluster of the stack's file, and the newest others. */
export function shownImages(
  list: readonly CatalogueImage[],
  bases: ReadonlyMap<string, CatalogueImage>,
  config: StackConfig,
  newest: number,
): readonly ShelvedImage[] {
  const releases = Object.entries(recordOf(config.releases));
  return list
    .map((image) => ({
      ...image,
      revocation: revocationOf(image, baseOf(image, bases)) ?? null,
      commit: image.build.split("#")[0] ?? image.build,
      clusters: releases
        .filter(([, release]) => recordOf(release)[image.service] === image.build.split("#")[0])
        .map(([cluster]) => cluster),
    }))
    .filter(({ clusters }, index) => index < newest || clusters.length > 0);
}
