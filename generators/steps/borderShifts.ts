/**
 * Moves the border between two values, so that joined they read the same: `a` and `b-c` become `a-b` and `c`. Needs no pattern of
 * a key, so that hashed ones are covered too; finds only borders that are marked by a sign which the values hold, or by nothing.
 */
import { distinctByContent } from '../../model/distinctByContent.ts';
import type { KeyPart, KeyPattern } from '../../model/keyPattern.ts';

type Values = Readonly<Record<string, string>>;

/** Whether what became of the parts of a key cannot be told: they are hashed, together or each by itself. */
export function isHashed({ parts }: KeyPattern): boolean {
  return parts.some(isHashedPart);
}

const hashForms: ReadonlySet<string> = new Set(['md5', 'sha1', 'sha256']);

function isHashedPart(part: KeyPart): boolean {
  if (typeof part === 'string') return false;
  return 'other' in part || ('form' in part && hashForms.has(part.form));
}

/** Values of two parameters in the place of those given, neighbours first. */
export function borderShifts(own: Values): readonly Values[] {
  const all = Object.entries(own);
  const near = all.flatMap((one, at) => all.slice(at + 1, at + 2).map((other) => [one, other] as const));
  const far = all.flatMap((one, at) => all.slice(at + 2).map((other) => [one, other] as const));
  const shifts = [...near, ...far].flatMap(([[first, left], [second, right]]) => [
    ...movedBorders(left, right).map(([one, other]) => ({ [first]: one, [second]: other })),
    ...movedBorders(right, left).map(([one, other]) => ({ [first]: other, [second]: one })),
  ]);
  return distinctByContent(shifts);
}

const borderSigns = /[^\p{L}\p{N}]/gu;

/** Both texts otherwise, where a sign within one of them becomes the border; then where no sign marks it. */
function movedBorders(left: string, right: string): readonly (readonly [string, string])[] {
  const within = [...right.matchAll(borderSigns)].map(
    ({ 0: sign, index }) => [left + sign + right.slice(0, index), right.slice(index + sign.length)] as const,
  );
  const before = [...left.matchAll(borderSigns)].map(
    ({ 0: sign, index }) => [left.slice(0, index), left.slice(index + sign.length) + sign + right] as const,
  );
  const unmarked = [
    [left + right.slice(0, 1), right.slice(1)],
    [left.slice(0, -1), left.slice(-1) + right],
  ] as const;
  return [...within.slice(0, 1), ...before.slice(-1), ...unmarked].filter(
    ([one, other]) => one !== '' && other !== '',
  );
}
