import type { CatalogueImage } from "../../components/images/catalogueItem";
import { BASE_IMAGE } from "../../components/images/imageCatalogue";
import { ImageError } from "../../components/images/imageError";
import type { ImageState } from "../../components/images/imageState";
import { revocationOf, whyNotToRun } from "../../components/images/revocation";
import { usageError } from "../cliError";
import { type CommandContext, LOOK_SECONDS, within } from "../context";
import { baseOf, basesOf, catalogueService, imagesAt } from "../images/findImages";
import { servicesOf, type StackReleases, usesOf } from "../images/stackReleases";
import { confirm } from "../release/confirm";
import type { ImageShelf } from "../release/imageShelf";
import { hitsScreen, imageScreen, imageTitle, type RevocationHits } from "../screens/imageScreen";
import { listed } from "../screens/words";
import type { Session } from "../session";
import type { CommandResult } from "./command";

/** An image that somebody named, and what every stack releases. */
export interface NamedImage {
  /** A service, or `base`. */
  readonly service: string;

  /** A commit or its first digits, or a version of the base image. */
  readonly what: string;
  readonly readStacks: () => Promise<readonly StackReleases[]>;
}

/** `duotone images show <service|base> <commit|version>` */
export function showImage(
  context: CommandContext,
  session: Session,
  named: NamedImage,
): Promise<CommandResult> {
  return withImages(context, session, named, async ({ shelf, found, stacks }) => {
    const bases = await basesOf(shelf);
    const { terminal } = context;
    const shown = found.map((image) => ({
      image,
      base: baseOf(image, bases),
      uses: usesOf(image, stacks),
    }));
    terminal.print(shown.map((one) => imageScreen(one, terminal.columns, terminal.paint)).join("\n\n"));
    return {
      document: {
        images: shown.map(({ image, base, uses }) => ({
          ...image,
          uses,
          baseImage: base ?? null,
          revocation: revocationOf(image, base) ?? null,
          whyNotToRun: whyNotToRun(image, base) ?? null,
        })),
      },
    };
  });
}

/** `duotone images revoke <service|base> <commit|version> --reason <text>` */
export function revokeImage(
  context: CommandContext,
  session: Session,
  named: NamedImage,
): Promise<CommandResult> {
  const reason = requiredReason(context, "revoke");
  return withImages(context, session, named, async ({ shelf, found, stacks }) => {
    const { terminal } = context;
    const hits = await hitsOf(shelf, found, stacks);
    terminal.print(hitsScreen(hits, terminal.columns, terminal.paint));
    const changed = await change(context, session, shelf, found, { state: "revoked", reason });
    return { document: { images: changed, ...hits } };
  });
}

/** `duotone images deprecate <service|base> <commit|version> --reason <text>` */
export function deprecateImage(
  context: CommandContext,
  session: Session,
  named: NamedImage,
): Promise<CommandResult> {
  const reason = requiredReason(context, "deprecate");
  return withImages(context, session, named, async ({ shelf, found, stacks }) => {
    const uses = found.flatMap((image) => usesOf(image, stacks));
    context.terminal.print(
      `${listed(found.map(imageTitle))}: ${
        uses.length === 0
          ? "no release of any stack names it."
          : `runs on in ${listed(uses.map(({ stack, cluster }) => `${cluster} of ${stack}`))}, whose previews will warn of it.`
      }`,
    );
    const changed = await change(context, session, shelf, found, { state: "deprecated", reason });
    return { document: { images: changed, uses } };
  });
}

/** Everything that a revocation of some images reaches. */
async function hitsOf(
  shelf: ImageShelf,
  targets: readonly CatalogueImage[],
  stacks: readonly StackReleases[],
): Promise<RevocationHits> {
  const builds = new Set(targets.filter(({ service }) => service === BASE_IMAGE).map(({ build }) => build));
  const lists =
    builds.size === 0 ? [] : await Promise.all(servicesOf(stacks).map((service) => shelf.list(service)));
  const made = lists.flat().filter(({ base }) => base !== undefined && builds.has(base));
  return {
    targets,
    made,
    uses: [...targets, ...made].flatMap((image) =>
      usesOf(image, stacks).map((use) => ({
        ...use,
        service: image.service,
        commit: image.build.split("#")[0] ?? image.build,
      })),
    ),
    problems: stacks.flatMap(({ problems }) => problems),
  };
}

async function change(
  context: CommandContext,
  session: Session,
  shelf: ImageShelf,
  found: readonly CatalogueImage[],
  { state, reason }: { readonly state: ImageState; readonly reason: string },
): Promise<readonly CatalogueImage[]> {
  const { terminal, clock } = context;
  const left = found.filter((image) => image.state !== state);
  for (const image of found) {
    if (image.state === state) {
      const last = image.stateChanges.at(-1);
      terminal.print(`${imageTitle(image)} is ${state} already, since ${last?.at ?? image.bakedAt}.`);
    }
  }
  if (left.length === 0) {
    return [];
  }
  await confirm(context, `${state === "revoked" ? "Revoke" : "Deprecate"} ${listed(left.map(imageTitle))}?`);
  const { arn: by } = await session.caller(within(context, LOOK_SECONDS, "Asking AWS who this is"));
  for (const image of left) {
    const at = new Date(clock.now()).toISOString();
    await shelf.changeState(image, { state, at, by, reason });
    terminal.print(`${imageTitle(image)} (${image.imageId}) is ${state}.`);
  }
  return left;
}

function requiredReason({ reason }: CommandContext, verb: string): string {
  if (reason === undefined || reason.trim() === "") {
    throw usageError(`Say why with --reason: whoever is refused because you ${verb} the image reads it.`);
  }
  return reason.trim();
}

interface Found {
  readonly shelf: ImageShelf;
  readonly found: readonly CatalogueImage[];
  readonly stacks: readonly StackReleases[];
}

async function withImages(
  context: CommandContext,
  session: Session,
  { service: name, what, readStacks }: NamedImage,
  work: (found: Found) => Promise<CommandResult>,
): Promise<CommandResult> {
  const [stacks, shelf] = await context.progress.phase("Reading the stacks and the image catalogue", () =>
    Promise.all([readStacks(), session.images()]),
  );
  try {
    const service = catalogueService(name, servicesOf(stacks));
    const found = imagesAt(service, what, await shelf.list(service));
    return await work({ shelf, found, stacks });
  } catch (error) {
    throw error instanceof ImageError ? usageError(error.message) : error;
  } finally {
    shelf.close();
  }
}
