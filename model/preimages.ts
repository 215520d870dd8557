/**
 * Texts that become a given text by learnt steps: `../a` comes of `．．／a` by NFKC, and of `..%2fa` by decoding. Each is
 * applied before it is given, so that none fails by what the steps do to one another.
 */
import { applyStep, applySteps, type TextStep } from './textSteps.ts';

/** Texts of which no more are looked for, in between and in all. */
const preimagesMax = 24;

export interface Preimage {
  readonly text: string;
  /** Which steps it is disguised against, and how: the same for other texts; empty for a text that is its own image. */
  readonly recipe: string;
}

interface Found extends Preimage {
  readonly disguises: number;
  readonly last: number;
}

/**
 * Texts whose image is `image`. What shows none of the signs by which a path leads elsewhere comes first, because checks look
 * for these; then what is disguised against few steps, the last one rather than the first.
 */
export function preimagesOf(
  image: string,
  steps: readonly TextStep[],
  /** A folder that is left again, where one is put before. */
  lead = 'x',
): readonly Preimage[] {
  let found: readonly Found[] = [{ text: image, recipe: '', disguises: 0, last: -1 }];
  for (const [index, step] of [...steps.entries()].toReversed())
    found = found.flatMap((one) => beforeStep(one, step, index, lead)).slice(0, preimagesMax);
  const exact = found.filter(({ text }) => applySteps(text, steps) === image);
  const sorted = exact.toSorted(
    (one, other) =>
      signsShown(one.text) - signsShown(other.text) ||
      one.disguises - other.disguises ||
      other.last - one.last,
  );
  const told = new Map<string, Preimage>();
  for (const { text, recipe } of sorted) if (!told.has(text)) told.set(text, { text, recipe });
  return [...told.values()];
}

/** Signs by which a path leads elsewhere, as far as a text shows them. */
export function signsShown(text: string): number {
  return ['..', '/'].filter((sign) => text.includes(sign)).length;
}

function beforeStep(one: Found, step: TextStep, index: number, lead: string): Found[] {
  const { text, recipe, disguises, last } = one;
  const disguised = undone(text, step, lead).flatMap((made, way): Found[] =>
    made === text || applyStep(made, step) !== text
      ? []
      : [
          {
            text: made,
            recipe: `${recipe} ${index}.${way}`,
            disguises: disguises + 1,
            last: Math.max(last, index),
          },
        ],
  );
  return [...(applyStep(text, step) === text ? [one] : []), ...disguised];
}

/** Guesses at what a step makes this text of; those that it does not are left out by whoever asks. */
function undone(text: string, step: TextStep, lead: string): readonly string[] {
  switch (step.do) {
    case 'percent':
    case 'plus':
      return [signsAs(text, percentEscape), steppingSigns(text, percentEscape)];
    case 'entities':
      return [signsAs(text, (sign) => `&#${sign.codePointAt(0)};`)];
    case 'nfc':
      return [text.normalize('NFD')];
    case 'nfkc':
      return [signsAs(text, fullWidth), [...text].map(fullWidth).join(''), text.replaceAll('..', '\u2025')];
    case 'lower':
      return [text.toUpperCase()];
    case 'upper':
      return [text.toLowerCase()];
    case 'base':
      return [`${lead}/${text}`];
    case 'stem':
      return [`${text}.txt`];
    case 'normalise':
      return [`${lead}/../${text}`, `./${text}`];
    case 'trim':
      return trimmings(text, step.signs);
    case 'remove':
      return removals(text, step.text);
    case 'replace':
      return replacedBack(text, step.text, step.by);
    case 'squeeze':
      return [text.replace(' ', '  ')];
    case 'slug':
    case 'secureName':
      return [`${text}!`];
    case 'validName':
      return [`${text} `, `${text}!`];
    case 'drop':
      return signsOf(step.signs).flatMap((sign) => removals(text, sign));
    case 'swap':
      return signsOf(step.signs).flatMap((sign) => replacedBack(text, sign, step.by));
    case 'cut':
      return [...text].length === step.at ? [`${text}x`] : [];
    case 'until':
      return [`${text}${step.sign}`, `${text}${step.sign}.png`];
  }
}

/** Those that mean nothing in a path before others. */
function signsOf(signs: string): readonly string[] {
  const meaning = (sign: string): number => ('./\\%'.includes(sign) ? 1 : 0);
  return [...signs].toSorted((one, other) => meaning(one) - meaning(other)).slice(0, 2);
}

function replacedBack(text: string, sign: string, by: string): readonly string[] {
  return by === '' ? [] : [text.replaceAll(by, sign), text.replaceAll(`..${by}`, `..${sign}`)];
}

function trimmings(text: string, signs: string): readonly string[] {
  const [sign = ''] = signs;
  return [text + sign, sign + text, sign + text + sign];
}

/** What is taken away stands within what a check looks for. */
function removals(text: string, part: string): readonly string[] {
  const half = Math.ceil(part.length / 2);
  const nested = part.slice(0, half) + part + part.slice(half);
  const steps = ['../', '..', '/'].filter((step) => text.includes(step));
  if (steps.length === 0) return [text + part, part + text];
  return [
    ...(text.includes(part) ? [text.replaceAll(part, nested)] : []),
    ...steps.map((step) => text.replaceAll(step, step.slice(0, 1) + part + step.slice(1))),
    ...steps.map((step) => text.replaceAll(step, part + step)),
  ];
}

/** The signs by which a path leads elsewhere, each as something else. */
function signsAs(text: string, write: (sign: string) => string): string {
  return text.replace(/[./\\%&:#|@ ]/g, write);
}

/** Slashes alone. */
function steppingSigns(text: string, write: (sign: string) => string): string {
  return text.replace(/[/\\]/g, write);
}

function percentEscape(sign: string): string {
  return [...Buffer.from(sign, 'utf8')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

function fullWidth(sign: string): string {
  return /[!-~]/.test(sign) ? String.fromCharCode(sign.charCodeAt(0) + 0xfee0) : sign;
}
