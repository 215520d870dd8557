/**
 * Names that are free: a harmless value with plain words in place of the unguessable ones that it holds, so that two steps can
 * be sent the same. `zqb7…k.txt` becomes `new1.txt`.
 */

const forms: readonly (readonly [RegExp, (found: string, number: number) => string])[] = [
  [/zq[a-z2-7]{14}/gi, (_, number) => `new${number}`],
  [
    /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi,
    (_, number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  ],
  [/[0-9a-f]{16,}|\d{6,}/gi, (found, number) => String(number).padStart(found.length, '1')],
];

/** The value with other words; null if none of its words was made up. `number` tells several apart. */
export function freeText(value: string, number: number): string | null {
  for (const [form, word] of forms)
    if (value.search(form) >= 0) return value.replace(form, (found) => word(found, number));
  return null;
}
