/** The value of the first header of a name, in whatever letters; undefined if there is none. */
export function headerValue(
  headers: readonly (readonly [name: string, value: string])[],
  name: string,
): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([one]) => one.toLowerCase() === wanted)?.[1];
}
