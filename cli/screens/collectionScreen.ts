import type { CatalogueImage } from "../../components/images/catalogueItem";
import { keyText } from "../../components/images/imageCatalogue";
import { imageWords, type JudgedImage, whyItGoes } from "../../images/collection";
import type { CollectionResult, ReadyCollection } from "../images/collectImages";
import type { Terminal } from "../terminal";
import { bullets, facts } from "./layout";
import { counted, minuteOf } from "./words";

/** What is kept and why, and what goes. */
export function collectionScreen(
  { plan, unfinished, leftovers }: Omit<ReadyCollection, "store">,
  { columns, paint }: Pick<Terminal, "columns" | "paint">,
): string {
  const part = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", paint.strong(title), bullets(lines, columns)];
  return [
    paint.strong(
      `${counted(plan.kept.length, "image")} kept, ${counted(plan.collected.length, "image")} to be deleted.`,
    ),
    ...part(
      "Kept",
      plan.kept.map(({ image, reasons }) => [nameOf(image), ...reasons.map((why) => `  ${why}`)].join("\n")),
    ),
    ...part(
      "To be deleted, with copies and snapshots",
      plan.collected.map((judged) => `${nameOf(judged.image)}: ${whyItGoes(judged)}`),
    ),
    ...part(
      "Deleted in part by an earlier run, to be finished",
      unfinished.map(
        (image) => `${nameOf(image)}: ${Object.values(image.collected?.remains ?? {}).join(" ")}`,
      ),
    ),
    ...part("Left over from dead bakes, to be removed", leftoverLines(leftovers)),
    ...part("To be called deprecated: newer base images have taken their place", plan.superseded.map(nameOf)),
  ].join("\n");
}

/** What was done. */
export function resultScreen(
  { deleted, deprecated, reclaimed, changed, problems }: CollectionResult,
  { columns, paint }: Pick<Terminal, "columns" | "paint">,
): string {
  return [
    "",
    (problems.length > 0 ? paint.bad : paint.good)(
      paint.strong(`${counted(deleted.length, "image")} deleted, ${problems.length} not.`),
    ),
    facts(
      [
        { label: "deprecated", lines: deprecated },
        { label: "left over", lines: reclaimed.map((id) => `${id} removed`) },
        { label: "left", lines: changed.map((image) => `${image}: changed meanwhile. Run it again.`) },
        { label: "problems", lines: problems },
      ],
      columns,
    ),
  ]
    .join("\n")
    .trimEnd();
}

/** The plan for programs. */
export function collectionDocument({ plan, unfinished, leftovers }: ReadyCollection): object {
  const entry = (image: CatalogueImage) => ({
    service: image.service,
    build: image.build,
    imageId: image.imageId,
    region: image.region,
    copies: image.copies,
    bakedAt: image.bakedAt,
    state: image.state,
  });
  const judged = ({ image, ...more }: JudgedImage) => ({ ...entry(image), ...more });
  return {
    kept: plan.kept.map(judged),
    collected: plan.collected.map((one) => ({ ...judged(one), why: whyItGoes(one) })),
    superseded: plan.superseded.map(entry),
    unfinished: unfinished.map((image) => ({ ...entry(image), remains: image.collected?.remains ?? {} })),
    leftovers: leftovers.flatMap(({ region, things }) =>
      things.map(({ kind, id, key }) => ({ region, kind, id, ...key })),
    ),
  };
}

function leftoverLines(leftovers: ReadyCollection["leftovers"]): readonly string[] {
  return leftovers.flatMap(({ region, things }) =>
    things.map(({ kind, id, key }) => `${kind} ${id} in ${region}, of a bake of ${keyText(key)}`),
  );
}

function nameOf(image: CatalogueImage): string {
  return `${imageWords(image)}, ${image.imageId}, baked ${minuteOf(image.bakedAt)}`;
}
