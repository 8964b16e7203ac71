/** A list in an order that a number decides. */
export function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  let state = seed + 1;
  const next = () => {
    // Numerical Recipes' linear congruential generator: good enough to disturb an order, and the same everywhere.
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state;
  };
  return items
    .map((item) => ({ item, place: next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
