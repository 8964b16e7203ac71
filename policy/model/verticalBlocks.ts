import type { Settings } from "../settings/settings";
import { overlaps, parseBlock, type Span } from "./cidr";
import type { Place } from "./place";
import { placeOfVertical } from "./verticals";

/** The verticals that some addresses are of, in whole or in part. */
export function verticalsAt(
  { inventory }: Pick<Settings, "inventory">,
  spans: readonly Span[],
): readonly Place[] {
  return inventory.verticals.flatMap((vertical) => {
    const block = parseBlock(vertical.cidr);
    return block !== undefined && spans.some((span) => overlaps(span, block))
      ? [placeOfVertical(vertical)]
      : [];
  });
}

/** Whether a block is all addresses of its family, which names the internet and nobody in particular. */
export function isEverywhere({ family, first, last }: Span): boolean {
  return first === 0n && last === (1n << (family === 4 ? 32n : 128n)) - 1n;
}
