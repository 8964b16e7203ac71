import type { CatalogueImage } from "../../components/images/catalogueItem";
import type { StateChange } from "../../components/images/imageState";
import { BASE_IMAGE } from "../../components/images/imageCatalogue";
import { whyNotToRun } from "../../components/images/revocation";
import { rangeText } from "../../providers/schema/range";
import type { ImageUse } from "../images/stackReleases";
import type { Paint } from "../paint";
import { facts, table } from "./layout";
import { counted, minuteOf, personOf } from "./words";

/** One image with everything that is known of it. */
export interface ShownImage {
  readonly image: CatalogueImage;

  /** `undefined` for a base image, and where the catalogue does not have it. */
  readonly base: CatalogueImage | undefined;
  readonly uses: readonly ImageUse[];
}

/** `core dcb98e4… for arm64` */
export function imageTitle({ service, build }: Pick<CatalogueImage, "service" | "build">): string {
  const [start = build, architecture = ""] = build.split("#");
  return `${service === BASE_IMAGE ? "base image" : service} ${start} for ${architecture}`;
}

/** What the catalogue has of one image. */
export function imageScreen({ image, base, uses }: ShownImage, columns: number, paint: Paint): string {
  const whyNot = whyNotToRun(image, base);
  return [
    paint.strong(`${imageTitle(image)}: ${image.imageId} in ${image.region}`),
    "",
    facts(
      [
        {
          label: "may run",
          lines: [whyNot === undefined ? "yes" : paint.bad(`no: it ${whyNot}`)],
        },
        { label: "states", lines: image.stateChanges.map(changeWords) },
        { label: "base", lines: image.base === undefined ? [] : [baseWords(image.base, base)] },
        { label: "runs on", lines: usesLines(uses) },
        { label: "schema", lines: image.schema === undefined ? [] : [rangeText(image.schema)] },
        {
          label: "copies",
          lines: Object.entries(image.copies).map(([region, imageId]) => `${imageId} in ${region}`),
        },
        { label: "name", lines: [image.imageName] },
        { label: "owner", lines: [image.ownerAccountId] },
        { label: "shared", lines: image.consumers.length === 0 ? [] : [image.consumers.join(", ")] },
        { label: "baked", lines: [`${minuteOf(image.bakedAt)} UTC`] },
        { label: "content", lines: [image.contentKey] },
        {
          label: "parts",
          lines: Object.entries(image.parts).map(([name, digest]) => `${name} ${digest}`),
        },
        { label: "manifest", lines: [image.manifest.key, `SHA-256 ${image.manifest.sha256}`] },
      ],
      columns,
    ),
  ].join("\n");
}

/** What would be hit by the revocation of some images. */
export interface RevocationHits {
  readonly targets: readonly CatalogueImage[];

  /** Images that were made of a target. */
  readonly made: readonly CatalogueImage[];
  readonly uses: readonly (ImageUse & { readonly service: string; readonly commit: string })[];

  /** What could not be read: there may be more than is shown. */
  readonly problems: readonly string[];
}

/** What a revocation would do, before it is done. */
export function hitsScreen(
  { targets, made, uses, problems }: RevocationHits,
  columns: number,
  paint: Paint,
): string {
  const rows = uses.map(({ stack, cluster, service, commit, deployed }) => [
    stack,
    cluster,
    service,
    commit.slice(0, 7),
    deployed ? "runs" : "named in the file",
  ]);
  return [
    paint.strong(`Revoke ${targets.map(imageTitle).join(" and ")}: nothing may run it any more, for ever.`),
    "",
    ...(made.length === 0 ? [] : [`  ${counted(made.length, "image")} made of it must not run either.`, ""]),
    ...(rows.length === 0
      ? ["  No release of any stack names it."]
      : [
          table(["stack", "cluster", "service", "commit", ""], rows),
          "",
          facts(
            [
              {
                label: "then",
                lines: [
                  "Previews and updates of these stacks fail, until their releases name images that may run.",
                  "No names move to a colour that runs one. What runs goes on running.",
                ],
              },
            ],
            columns,
          ),
        ]),
    ...problems.map((problem) => `\n${paint.warn(`There may be more: ${problem}`)}`),
  ].join("\n");
}

function changeWords({ state, at, by, reason }: StateChange): string {
  return `${minuteOf(at)} ${state}, ${personOf(by)}: ${reason}`;
}

function baseWords(build: string, base: CatalogueImage | undefined): string {
  return base === undefined
    ? `${build}, which the catalogue does not have`
    : `${build}, ${base.imageId}, ${base.state}`;
}

function usesLines(uses: readonly ImageUse[]): readonly string[] {
  return uses.length === 0
    ? ["nowhere that a stack's file or last update tells of"]
    : uses.map(
        ({ stack, cluster, deployed }) =>
          `${cluster} of ${stack}${deployed ? "" : ", once its file is deployed"}`,
      );
}
