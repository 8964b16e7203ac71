import type { CatalogueImage } from "../../components/images/catalogueItem";
import type { Paint } from "../paint";
import { table } from "./layout";
import { counted, minuteOf, shortCommit } from "./words";

/** An image, and the clusters whose release names its commit. */
export interface ShelvedImage extends CatalogueImage {
  readonly commit: string;
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
  const rows = images.map(({ service, commit, imageId, architecture, bakedAt, clusters }) => [
    service,
    columns >= ROOM_FOR_COMMITS ? commit : shortCommit(commit),
    imageId,
    architecture,
    minuteOf(bakedAt),
    clusters.join(", "),
  ]);
  return [
    paint.strong(
      `${counted(images.length, "image")}; the last column names the clusters of ${stack} that run it.`,
    ),
    "",
    table(["service", "commit", "image", "", "baked (UTC)", "runs on"], rows),
  ].join("\n");
}
