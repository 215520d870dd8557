/** Whether an operation needs another one, by however many steps; `next` names those that one needs itself. */
export function needs(
  from: string,
  to: string,
  next: (name: string) => readonly string[],
  seen: ReadonlySet<string> = new Set(),
): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  const way = new Set([...seen, from]);
  return next(from).some((one) => needs(one, to, next, way));
}
