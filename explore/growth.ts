/**
 * Lets a candidate grow by what a request of it has shown: the view looked up `title` in JSON, so `title` is a parameter; the
 * answer says that `email` is required, so it is one too.
 */
import type { Json } from '../model/attack.ts';
import type { MinedUse, MinedValue } from '../model/exploring.ts';
import { fieldsNamed, type NamedField } from './answers.ts';
import type { Asked } from './asked.ts';
import { type Candidate, keyOf, templateOf, type Wanted, type WantedPlace } from './candidate.ts';
import { filesFor } from './files.ts';
import { isOrdinaryHeader } from './identities.ts';
import { holdsMadeUpWord } from './madeUp.ts';
import { noHints, type ValueHints, valuesFor, valuesForConverter } from './values.ts';

/** What is known of the project beyond one operation. */
export interface GrowthContext {
  /** Headers and cookies by which the project knows who acts; they are no parameters. */
  readonly identity: ReadonlySet<string>;
  /** Whether actors have a word for their tenant. */
  readonly hasTenant: boolean;
  /** These words, filled in for the actor that asks. */
  readonly ownWords: ReadonlySet<string>;
}

const wantedPlaceOf: Readonly<Partial<Record<MinedValue['place'], WantedPlace>>> = {
  path: 'path',
  query: 'query',
  form: 'form',
  files: 'form',
  header: 'header',
  cookie: 'cookie',
  json: 'json',
  body: 'body',
};

const plumbing = new Set(['csrfmiddlewaretoken', 'csrftoken', 'sessionid', 'django_language', '_method']);
const wantedMax = 40;

/** The candidate with what the request has shown beyond it; the same object if it has shown nothing. */
export function grown(candidate: Candidate, asked: Asked, context: GrowthContext): Candidate {
  const mined = asked.mined.filter(
    (one) => isMinedParameter(one, candidate, context) && !isDropped(candidate, one),
  );
  let wanted: readonly Wanted[] = candidate.wanted;
  for (const one of mined) wanted = withMined(wanted, one, context);
  if (asked.outcome === 'invalid' || asked.outcome === 'failed')
    for (const field of fieldsNamed(asked.response)) wanted = withNamed(wanted, field, candidate, context);
  return sameWanted(wanted, candidate.wanted)
    ? candidate
    : { ...candidate, wanted: wanted.slice(0, wantedMax) };
}

function sameWanted(one: readonly Wanted[], other: readonly Wanted[]): boolean {
  return one.length === other.length && one.every((wanted, index) => wanted === other[index]);
}

function isDropped({ dropped }: Candidate, { place, name }: MinedValue): boolean {
  const wanted = wantedPlaceOf[place];
  return (
    wanted !== undefined && dropped.has(keyOf({ place: wanted, name: wanted === 'body' ? 'body' : name }))
  );
}

function isMinedParameter(
  { place, name, own, how }: MinedValue,
  { method, route }: Candidate,
  { identity }: GrowthContext,
): boolean {
  if (wantedPlaceOf[place] === undefined || plumbing.has(name)) return false;
  if (place === 'header')
    return own && !isOrdinaryHeader(name) && !identity.has(`header:${name.toLowerCase()}`);
  if (place === 'cookie') return own && !identity.has(`cookie:${name}`);
  // A form asks whether its box for removing a file was ticked.
  if (how === 'asked' && !own) return false;
  // What is parsed shows in its parts.
  if (place === 'body') return own && method !== 'GET' && method !== 'DELETE';
  if (place === 'path') return route.parameters.some((parameter) => parameter.name === name);
  if (/[^\w.*:\- []|^$/.test(name) && place !== 'json') return false;
  // A form of a GET is none, and a body is none either.
  return method !== 'GET' || place === 'query';
}

function withMined(
  wanted: readonly Wanted[],
  one: MinedValue,
  { hasTenant, ownWords }: GrowthContext,
): readonly Wanted[] {
  const place = wantedPlaceOf[one.place] ?? 'query';
  const name = place === 'body' ? 'body' : one.name;
  const key = keyOf({ place, name });
  const held = wanted.find((other) => keyOf(other) === key);
  const isNeeded = one.how === 'needed' && one.own;
  const hints: ValueHints = {
    ...(held?.hints ?? noHints(name, place, hasTenant)),
    uses: distinctUses([...(held?.hints.uses ?? []), ...withoutOwnWords(one.uses, ownWords)]),
    ...(one.default === null ? {} : { default: one.default }),
    isRepeated: one.repeated || (held?.hints.isRepeated ?? false),
  };
  const isFile = one.place === 'files';
  if (held === undefined) return [...wanted, newWanted(place, name, hints, isFile, isNeeded)];
  const changed = withHints(held, hints);
  return changed === held && held.isNeeded === (held.isNeeded || isNeeded)
    ? wanted
    : wanted.map((other) => (other === held ? { ...changed, isNeeded: held.isNeeded || isNeeded } : other));
}

export function newWanted(
  place: WantedPlace,
  name: string,
  hints: ValueHints,
  isFile: boolean,
  isNeeded: boolean,
): Wanted {
  const values = isFile ? filesFor(name, hints.said) : valuesFor(hints);
  return { ...{ place, name, isFile, hints, values, chosen: 0, source: null, isNeeded } };
}

/** What is compared with what the actor itself has stored, as its tenant or a name, says nothing of a choice. */
function withoutOwnWords(uses: readonly MinedUse[], own: ReadonlySet<string>): readonly MinedUse[] {
  return uses.flatMap((use) => {
    if (use.kind !== 'words') return [use];
    const words = use.words.filter((word) => !own.has(word) && !holdsMadeUpWord(word));
    return words.length === 0 ? [] : [{ ...use, words }];
  });
}

function distinctUses(uses: readonly MinedUse[]): readonly MinedUse[] {
  return [...new Map(uses.map((use) => [JSON.stringify(use), use])).values()];
}

/** The parameter with more known of its value. A value that was chosen before stays if it may still do. */
function withHints(held: Wanted, hints: ValueHints): Wanted {
  if (JSON.stringify(hints) === JSON.stringify(held.hints)) return held;
  const values = valuesForHeld(held, hints);
  const before = JSON.stringify(templateOf(held));
  const kept = held.chosen > 0 ? values.findIndex((value) => JSON.stringify(value) === before) : 0;
  return { ...held, hints, values, chosen: Math.max(kept, 0) };
}

/** A path parameter keeps to what its converter takes, and takes words that the view compares it with. */
function valuesForHeld(held: Wanted, hints: ValueHints): Wanted['values'] {
  if (held.isFile) return filesFor(held.name, hints.said);
  const values = valuesFor(hints);
  if (held.place !== 'path') return values;
  const words = hints.uses.flatMap((use) => (use.kind === 'words' ? use.words : []));
  const isWord = (value: Json): boolean =>
    typeof value === 'string' && words.includes(value) && /^[\w-]+$/.test(value);
  const fitting = values.filter((value) => held.values.includes(value) || isWord(value));
  return [...fitting, ...held.values.filter((value) => !fitting.includes(value))];
}

function withNamed(
  wanted: readonly Wanted[],
  { name, message }: NamedField,
  candidate: Candidate,
  { hasTenant }: GrowthContext,
): readonly Wanted[] {
  const held = wanted.find((one) => one.name === name || one.name.endsWith(`.${name}`));
  if ([...candidate.dropped].some((key) => key.endsWith(`:${name}`))) return wanted;
  if (held === undefined) {
    const place = restPlace(wanted, candidate.method);
    const hints = { ...noHints(name, place, hasTenant), said: message };
    const isFile = /\bfile\b.*(?:submitted|uploaded|required)|no file/i.test(message);
    return [...wanted, newWanted(isFile ? 'form' : place, name, hints, isFile, true)];
  }
  if (held.hints.said.includes(message)) return wanted;
  const changed = withHints(held, { ...held.hints, said: `${held.hints.said} ${message}`.trim() });
  return wanted.map((one) => (one === held ? { ...changed, isNeeded: true } : one));
}

/** Where a field is sent of which only the name is known: with the others, else as JSON. */
function restPlace(wanted: readonly Wanted[], method: string): WantedPlace {
  if (method === 'GET' || method === 'DELETE') return 'query';
  const isForm = wanted.some(({ place }) => place === 'form');
  return isForm ? 'form' : 'json';
}

/** The path parameters of a route. */
export function wantedInPath(
  parameters: readonly { readonly name: string; readonly converter: string }[],
  hasTenant: boolean,
): Wanted[] {
  return parameters.map(({ name, converter }) => ({
    ...{ place: 'path', name, isFile: false, hints: noHints(name, 'path', hasTenant) },
    ...{ values: valuesForConverter(name, converter, hasTenant), chosen: 0, source: null, isNeeded: true },
  }));
}
