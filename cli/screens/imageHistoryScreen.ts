import type { CatalogueImage } from "../../components/images/catalogueItem";
import { type ServiceRelease, stateAt } from "../images/serviceHistory";
import type { Paint } from "../paint";
import { facts, table } from "./layout";
import { imageText, minuteOf, personOf, shortCommit } from "./words";

/** What of a service the public names reached, release by release, the newest first. */
export function imageHistoryScreen(
  stack: string,
  service: string,
  releases: readonly ServiceRelease[],
  columns: number,
  paint: Paint,
): string {
  if (releases.length === 0) {
    return `The ledger of ${stack} knows of no release of ${service}.`;
  }
  const rows = [...releases]
    .reverse()
    .map(({ since, until, color, commit, imageId, by, sequence }) => [
      minuteOf(since),
      until === null ? "now" : minuteOf(until),
      color ?? "several",
      shortCommit(commit),
      imageText(imageId, columns),
      by === null ? "not known" : personOf(by),
      String(sequence),
    ]);
  return [
    paint.strong(`What the public names of ${stack} reached of ${service}. Times are UTC.`),
    "",
    table(["since", "until", "colour", "commit", "image", "by", "record"], rows),
  ].join("\n");
}

/** What of a service the public names reached at a moment. */
export function imageAtScreen(
  stack: string,
  service: string,
  moment: Date,
  release: ServiceRelease | undefined,
  image: CatalogueImage | undefined,
  columns: number,
  paint: Paint,
): string {
  const when = `${minuteOf(moment.getTime())} UTC`;
  if (release === undefined) {
    return `At ${when} the ledger of ${stack} knew of no release of ${service}.`;
  }
  const { since, until, color, commit, imageId, by, sequence } = release;
  const state = image === undefined ? undefined : stateAt(image, moment);
  return [
    paint.strong(`At ${when} the public names of ${stack} reached ${service} at ${commit}.`),
    "",
    facts(
      [
        { label: "image", lines: [imageId] },
        {
          label: "state",
          lines: [
            image === undefined
              ? "not known: the catalogue does not have the image"
              : `${state?.state ?? "not baked"} then, ${image.state} now`,
          ],
        },
        { label: "colour", lines: [color ?? "several"] },
        { label: "since", lines: [`${minuteOf(since)} UTC, record ${sequence}`] },
        { label: "until", lines: [until === null ? "now" : `${minuteOf(until)} UTC`] },
        { label: "by", lines: [by === null ? "not known" : personOf(by)] },
      ],
      columns,
    ),
  ].join("\n");
}
