/** Runs a task for every item, at most so many at a time, and returns the results in the items' order. */
export async function mapBounded<T, R>(
  items: readonly T[],
  atOnce: number,
  task: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: { index: number; result: R }[] = [];
  const queue = items.map((item, index) => ({ item, index }));
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      results.push({ index: next.index, result: await task(next.item) });
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results.sort((a, b) => a.index - b.index).map(({ result }) => result);
}
