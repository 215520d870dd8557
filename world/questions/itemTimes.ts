/**
 * Moves the times in an item into the future, all by one span, so that nothing in it is expired: `{"expires": {"N":
 * "1796040000"}}` expires years from now. A time is recognised by its form alone: a count since 1970 in seconds, milliseconds,
 * microseconds or nanoseconds that falls into this or the next centuries, or ISO 8601. Keys stay as they are.
 */
import type { Json } from '../../model/attack.ts';
import { eachText } from '../../model/eachText.ts';
import { memberOf } from '../../model/json.ts';
import type { ItemImage } from '../../model/records.ts';

/** Any date stays one: leap years come again after eight years. */
const spanYears = 8;
const secondsOfSpan = spanYears * 31_557_600;
const isoPattern = /^(\d{4})(-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?|\d{4}T\d{6}.*)$/s;
/** Whole digits of a count since 1970, and how many of its units make a second, as a number of zeros. */
const timeUnits: ReadonlyMap<number, number> = new Map([
  [10, 0],
  [13, 3],
  [16, 6],
  [19, 9],
]);

/** The item with its times moved to a later year than `now`, in milliseconds; null if it has none. */
export function withLaterTimes(image: ItemImage, key: ItemImage, now: number): ItemImage | null {
  const held = Object.entries(image).filter(([name]) => !Object.hasOwn(key, name));
  const years = held.flatMap(([, value]) => yearsIn(value));
  if (years.length === 0) return null;
  const wanted = new Date(now).getUTCFullYear() + 1 - Math.min(...years);
  const spans = Math.max(1, Math.ceil(wanted / spanYears));
  return { ...image, ...Object.fromEntries(held.map(([name, value]) => [name, laterValue(value, spans)])) };
}

/** Whether a text is a time by its form. */
export function isTime(text: string): boolean {
  return yearOf(text) !== null;
}

/** Names of attributes that contain times. */
export function timesIn(image: ItemImage): readonly string[] {
  return Object.entries(image).flatMap(([name, value]) => (yearsIn(value).length > 0 ? [name] : []));
}

function yearsIn(value: Json): readonly number[] {
  const years: number[] = [];
  eachTime(value, (text) => {
    const year = yearOf(text);
    if (year !== null) years.push(year);
    return text;
  });
  return years;
}

function laterValue(value: Json, spans: number): Json {
  return eachTime(value, (text) => laterText(text, spans));
}

/** A value with its texts and numbers mapped. */
function eachTime(value: Json, change: (text: string) => string): Json {
  // Binary values are texts of base64 on the wire.
  return memberOf(value, 'B') === undefined ? eachText(value, change) : value;
}

function yearOf(text: string): number | null {
  const iso = isoPattern.exec(text);
  if (iso !== null) return Number(iso[1]);
  const [, whole = ''] = /^([1-9]\d*)(?:\.\d+)?$/.exec(text) ?? [];
  const zeros = timeUnits.get(whole.length);
  if (zeros === undefined) return null;
  return new Date(Number(whole) / 10 ** (zeros - 3)).getUTCFullYear();
}

function laterText(text: string, spans: number): string {
  const iso = isoPattern.exec(text);
  if (iso !== null) return `${Number(iso[1]) + spans * spanYears}${iso[2]}`;
  const [, whole = '', rest = ''] = /^([1-9]\d*)((?:\.\d+)?)$/.exec(text) ?? [];
  const zeros = timeUnits.get(whole.length);
  if (zeros === undefined) return text;
  return `${BigInt(whole) + BigInt(spans * secondsOfSpan) * 10n ** BigInt(zeros)}${rest}`;
}
