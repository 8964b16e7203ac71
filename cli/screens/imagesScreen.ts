import type { CatalogueImage } from "../../components/images/catalogueItem";
import { BASE_IMAGE } from "../../components/images/imageCatalogue";
import type { ImageState } from "../../components/images/imageState";
import type { Revocation } from "../../components/images/revocation";
import type { Paint } from "../paint";
import { table } from "./layout";
import { counted, minuteOf, shortCommit } from "./words";

/** An image, and the clusters whose release names its commit. */
export interface ShelvedImage extends CatalogueImage {
  /** Of a base image its version. */
  readonly commit: string;

  /** Of the image or of its base. */
  readonly revocation: Revocation | null;
  readonly clusters: readonly string[];
}

/** Columns from which on commits are shown in full. */
const ROOM_FOR_COMMITS = 120;

/** Images of the catalogue, service by service, the newest first. */
export function imagesScreen(
  stack: string,
  images: readonly ShelvedImage[],
  columns: number,
  paint: Paint,
): string {
  if (images.length === 0) {
    return "No such image was ever baked. Deploy the commit to the stack that bakes, which makes one.";
  }
  const rows = images.map(({ service, commit, imageId, architecture, bakedAt, clusters, ...image }) => [
    service,
    columns >= ROOM_FOR_COMMITS || service === BASE_IMAGE ? commit : shortCommit(commit),
    imageId,
    architecture,
    minuteOf(bakedAt),
    stateWords(image, paint),
    clusters.join(", "),
  ]);
  return [
    paint.strong(
      `${counted(images.length, "image")}; the last column names the clusters of ${stack} that run it.`,
    ),
    "",
    table(["service", "commit", "image", "", "baked (UTC)", "state", "runs on"], rows),
  ].join("\n");
}

/** Short for what is the rule: what production may run. */
const STATES: Readonly<Record<ImageState, string>> = {
  available: "new",
  "deployed-to-staging": "staging ran it",
  deprecated: "deprecated",
  revoked: "revoked",
};

function stateWords({ state, revocation }: Pick<ShelvedImage, "state" | "revocation">, paint: Paint): string {
  return revocation === null
    ? STATES[state]
    : paint.bad(revocation.base === undefined ? "revoked" : "base revoked");
}
