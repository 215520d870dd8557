/** The items without repetitions, in order; of items with equal JSON the first stays. */
export function distinctByContent<Item>(items: readonly Item[]): readonly Item[] {
  const first = new Map<string, Item>();
  for (const item of items) {
    const written = JSON.stringify(item);
    if (!first.has(written)) first.set(written, item);
  }
  return [...first.values()];
}
