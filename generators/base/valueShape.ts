/**
 * What a value looks like, so that of all that operations answer those are tried first which could stand for a parameter: for
 * `3f2b…-…` another UUID, for `12` a number. A shape promises nothing of what a value names.
 */
const valueForms: readonly (readonly [shape: string, form: RegExp])[] = [
  ['uuid', /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i],
  ['number', /^-?\d+$/],
  ['date', /^\d{4}-\d{2}(?:-\d{2})?(?:[T ].*)?$/],
  ['hex', /^[0-9a-f]{8,}$/i],
  ['address', /^[^@\s]+@[^@\s]+$/],
  ['path', /\//],
  ['file', /^[^/]+\.[a-z0-9]{1,5}$/i],
  ['parts', /^[\w-]+(?:[#:|~][\w-]+)+$/],
  ['token', /^(?=.*\d)(?=.*[A-Z])[\w=-]{16,}$/],
  ['word', /^[\w-]+$/],
];

export function valueShape(value: string): string {
  return valueForms.find(([, form]) => form.test(value))?.[0] ?? 'text';
}
