/** The first of all items that have the same text. */
export function distinct<T>(items: readonly T[], text: (item: T) => string): readonly T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const isNew = !seen.has(text(item));
    seen.add(text(item));
    return isNew;
  });
}
