/** Smaller attacks than a given one, wherever it came from: powers, steps, layout, arguments, then texts. */
import { type Archive, allMembers, archiveFault, mapArchiveTexts } from '../model/archive.ts';
import {
  type Argument,
  type Attack,
  archiveIn,
  type Content,
  type Json,
  type JsonArgument,
  type LayoutEntry,
  type Race,
  type Step,
} from '../model/attack.ts';
import { hasMark } from '../model/jsonText.ts';
import { limits } from '../model/limits.ts';
import type { Knowledge, LearntAccess } from '../model/operation.ts';
import { racedPlace } from '../model/raceText.ts';
import { partsOf, stemOf, type Text, type TextPart, textOf } from '../model/text.ts';
import { archiveShrinks, areHarmless } from './archiveShrinks.ts';
import { isSmaller, jsonWeight, measureOf, textWeight } from './measure.ts';
import { isDocument } from './memberWords.ts';
import { isHarmless, textShrinks, withoutRuns } from './textShrinks.ts';

/** Each one strictly smaller by {@link measureOf}; at least one step stays. */
export function* attackShrinks(attack: Attack, accesses: Knowledge['accesses'] = {}): Generator<Attack> {
  const size = measureOf(attack);
  for (const candidate of candidates(attack, accesses))
    if (isPlantable(candidate) && isSmaller(measureOf(candidate), size)) yield candidate;
}

/** A planted link needs a name and a target; archives together climb no further than the moat is deep. */
function isPlantable({ layout, race, steps }: Attack): boolean {
  if (race?.put.kind === 'symlink' && partsOf(race.put.to).length === 0) return false;
  const named = layout.every(
    (entry) => partsOf(entry.path).length > 0 && (!('to' in entry) || partsOf(entry.to).length > 0),
  );
  return named && areHarmless(steps.flatMap(archivesOf));
}

/** The archives that a step sends. */
export function archivesOf(step: Step): readonly Archive[] {
  return Object.values(step.arguments).flatMap((argument) => archiveIn(argument) ?? []);
}

function* candidates(attack: Attack, accesses: NonNullable<Knowledge['accesses']>): Generator<Attack> {
  yield* withoutRace(attack, accesses);
  yield* fewerPowers(attack);
  yield* fewerSteps(attack);
  yield* fewerEntries(attack);
  yield* fewerArguments(attack);
  yield* plainerNames(attack);
  yield* plainerStems(attack);
  yield* shorterTexts(attack);
  yield* simplerArguments(attack);
  yield* emptierFiles(attack);
  if (attack.race !== null) for (const race of raceShrinks(attack.race)) yield { ...attack, race };
}

/** No race at all, or what it puts planted beforehand, at the name that harmless traffic uses there. */
function* withoutRace(attack: Attack, accesses: NonNullable<Knowledge['accesses']>): Generator<Attack> {
  const { race, steps, layout } = attack;
  if (race === null) return;
  yield { ...attack, layout: [], race: null };
  yield { ...attack, race: null };
  const learnt = accesses[steps[race.step]?.operation ?? ''] ?? [];
  const entry = entryInstead(race, learnt);
  if (entry === null) return;
  yield { ...attack, layout: [entry], race: null };
  if (layout.length > 0 && layout.length < limits.layoutEntriesMax)
    yield { ...attack, layout: [...layout, entry], race: null };
}

function entryInstead(race: Race, accesses: readonly LearntAccess[]): LayoutEntry | null {
  const place = racedPlace(race, accesses);
  const { put } = race;
  const isKnown = race.flip !== undefined || accesses[race.at]?.stable === true;
  if (place === null || !isKnown || put.kind === 'nothing') return null;
  if (put.kind === 'symlink') return { kind: 'symlink', ...place, to: put.to };
  return put.kind === 'file' ? { kind: 'file', ...place, content: '' } : { kind: 'directory', ...place };
}

/** The race with its step numbered anew; none where its step is left out. */
function racedAmong({ race }: Attack, kept: readonly number[]): Race | null {
  const step = race === null ? -1 : kept.indexOf(race.step);
  return race === null || step < 0 ? null : { ...race, step };
}

/** Not put back, simpler, higher up, earlier. The link's target shrinks as a text. */
function* raceShrinks(race: Race): Generator<Race> {
  const { at, up, back } = race;
  // Chance would decide which of several is smaller.
  if (race.flip !== undefined) return;
  const { put } = race;
  if (put.kind === 'symlink' && put.holding !== undefined)
    yield { ...race, put: { kind: 'symlink', to: put.to } };
  for (const kind of ['nothing', 'file', 'directory'] as const) yield { ...race, put: { kind } };
  if (back !== null) for (const later of [null, ...smallerNumbers(back, 1)]) yield { ...race, back: later };
  for (const fewer of smallerNumbers(up, 0)) yield { ...race, up: fewer };
  for (const earlier of smallerNumbers(at, 0)) yield { ...race, at: earlier };
}

function smallerNumbers(number: number, least: number): readonly number[] {
  return [...new Set([least, Math.floor(number / 2), number - 1])].filter((n) => n >= least && n < number);
}

function* fewerPowers(attack: Attack): Generator<Attack> {
  const { layout } = attack;
  if (layout.length === 0) return;
  yield { ...attack, layout: [] };
  yield { ...attack, layout: layout.filter(({ zone }) => zone === 'own') };
  yield { ...attack, layout: layout.filter(({ zone }) => zone === 'temp') };
  yield { ...attack, layout: layout.map((entry): LayoutEntry => ({ ...entry, zone: 'own' })) };
}

function* fewerSteps(attack: Attack): Generator<Attack> {
  const indices = [...attack.steps.keys()];
  for (const kept of withoutRuns(indices)) if (kept.length > 0) yield withSteps(attack, kept);
  for (const [index, step] of attack.steps.entries()) {
    const joined = withEarlierMembers(attack.steps[index - 1], step);
    if (joined !== null)
      yield withSteps(
        { ...attack, steps: attack.steps.with(index, joined) },
        indices.filter((kept) => kept !== index - 1),
      );
  }
}

/** What two archives did one after the other, one of them may do alone: the later step with all members. */
function withEarlierMembers(earlier: Step | undefined, later: Step): Step | null {
  if (earlier?.operation !== later.operation || earlier.actor !== later.actor) return null;
  for (const [name, argument] of Object.entries(later.arguments)) {
    const before = earlier.arguments[name];
    const first = before === undefined ? null : archiveIn(before);
    const second = archiveIn(argument);
    if (first === null || second?.format !== first.format) continue;
    const all = { ...second, members: [...first.members, ...second.members] };
    if (archiveFault(all) !== null) continue;
    const merged: Argument =
      'file' in argument ? { file: { ...argument.file, content: { archive: all } } } : { archive: all };
    return { ...later, arguments: { ...later.arguments, [name]: merged } };
  }
  return null;
}

/** The attack with some of its steps. A plain character stands for what those left out would have returned. */
function withSteps(attack: Attack, kept: readonly number[]): Attack {
  const steps = kept.flatMap((index) => attack.steps[index] ?? []);
  return withTexts({ ...attack, steps, race: racedAmong(attack, kept) }, (text) => renumbered(text, kept));
}

function renumbered(text: Text, kept: readonly number[]): Text {
  if (typeof text === 'string') return text;
  return textOf(
    text.flatMap((part): TextPart[] => {
      if (typeof part === 'string' || !('returned' in part)) return [part];
      const step = kept.indexOf(part.returned.step);
      return step < 0 ? ['a'] : [{ returned: { ...part.returned, step } }];
    }),
  );
}

function* fewerEntries(attack: Attack): Generator<Attack> {
  for (const layout of withoutRuns(attack.layout)) yield { ...attack, layout };
}

function* fewerArguments(attack: Attack): Generator<Attack> {
  const all = attack.steps.flatMap(({ arguments: given }, step) =>
    Object.keys(given).map((name) => ({ step, name })),
  );
  for (const kept of withoutRuns(all)) {
    const stays = (step: number, name: string) => kept.some((k) => k.step === step && k.name === name);
    yield {
      ...attack,
      steps: attack.steps.map((step, index) => ({
        ...step,
        arguments: Object.fromEntries(Object.entries(step.arguments).filter(([name]) => stays(index, name))),
      })),
    };
  }
}

/** A name that stands in several texts changes in all of them at once, so that link and argument still meet. */
function* plainerNames(attack: Attack): Generator<Attack> {
  const counts = new Map<string, number>();
  for (const text of textsOf(attack))
    for (const name of namesIn(text)) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const [name, count] of counts) {
    if (count < 2) continue;
    for (const letter of ['a', 'b', 'c', 'd'])
      if (!counts.has(letter)) yield withTexts(attack, (text) => renamed(text, name, letter));
  }
}

/** What several texts are made of, a derived name among them, becomes plain in all of them at once. */
function* plainerStems(attack: Attack): Generator<Attack> {
  const texts = textsOf(attack);
  const pieces = texts.flatMap((text): TextPart[] =>
    typeof text === 'string' ? [stemOf(text)] : text.filter((part) => typeof part !== 'string'),
  );
  for (const piece of new Map(pieces.map((one) => [JSON.stringify(one), one])).values()) {
    if (typeof piece === 'string' && (piece.length < 2 || /^[./]|\//.test(piece))) continue;
    const changed = texts.filter((text) => textWeight(withoutPiece(text, piece)) < textWeight(text));
    if (changed.length > 1) yield withTexts(attack, (text) => withoutPiece(text, piece));
  }
}

/** The text with the plainest character in the place of a piece. */
function withoutPiece(text: Text, piece: TextPart): Text {
  return textOf(
    partsOf(text).map((part) => {
      if (typeof part === 'string' && typeof piece === 'string') return part.replaceAll(piece, 'a');
      return JSON.stringify(part) === JSON.stringify(piece) ? 'a' : part;
    }),
  );
}

/** Names between slashes that no filled-in part touches. */
function namesIn(text: Text): ReadonlySet<string> {
  const names = new Set<string>();
  const parts = partsOf(text);
  for (const [index, part] of parts.entries()) {
    if (typeof part !== 'string') continue;
    const segments = part.split('/');
    const from = index === 0 ? 0 : 1;
    const to = index === parts.length - 1 ? segments.length : segments.length - 1;
    for (const name of segments.slice(from, to)) if (!/^\.*$/.test(name)) names.add(name);
  }
  return names;
}

function renamed(text: Text, name: string, letter: string): Text {
  if (!namesIn(text).has(name)) return text;
  const rename = (literal: string) =>
    literal
      .split('/')
      .map((segment) => (segment === name ? letter : segment))
      .join('/');
  return textOf(partsOf(text).map((part) => (typeof part === 'string' ? rename(part) : part)));
}

/** Shrinks each distinct text: everywhere at once, then, where it stands several times, one by one. */
function* shorterTexts(attack: Attack): Generator<Attack> {
  const texts = textsOf(attack).map((text) => JSON.stringify(text));
  const said = documentsIn(attack);
  for (const [first, text] of textsOf(attack).entries()) {
    const written = texts[first] ?? '';
    if (said.has(written)) continue;
    const everywhere = texts.indexOf(written) === first;
    const several = texts.lastIndexOf(written) !== texts.indexOf(written);
    for (const shorter of textShrinks(text)) {
      if (everywhere) yield withTexts(attack, (old, index) => (texts[index] === written ? shorter : old));
      if (several) yield withTexts(attack, (old, index) => (index === first ? shorter : old));
    }
  }
}

/** What members of archives say shrinks with these, as documents do. */
function documentsIn({ steps }: Attack): ReadonlySet<string> {
  const members = steps.flatMap(archivesOf).flatMap(allMembers);
  const texts = members.flatMap((member) =>
    member.kind === 'file' && 'text' in member.content ? [member.content.text] : [],
  );
  return new Set(texts.filter(isDocument).map((text) => JSON.stringify(text)));
}

/** JSON and bytes become smaller in themselves, and a file loses its content type. */
function* simplerArguments(attack: Attack): Generator<Attack> {
  for (const [index, step] of attack.steps.entries())
    for (const [name, argument] of Object.entries(step.arguments))
      for (const simpler of argumentShrinks(argument)) {
        const changed: Step = { ...step, arguments: { ...step.arguments, [name]: simpler } };
        yield { ...attack, steps: attack.steps.with(index, changed) };
      }
}

function* argumentShrinks(argument: Argument): Generator<Argument> {
  if ('bytes' in argument) for (const bytes of byteShrinks(argument.bytes)) yield { bytes };
  if ('json' in argument) for (const smaller of jsonArgumentShrinks(argument)) yield withoutIdleText(smaller);
  if ('archive' in argument) for (const archive of archiveShrinks(argument.archive)) yield { archive };
  if (!('file' in argument)) return;
  const { name, content, contentType } = argument.file;
  if (contentType !== undefined) yield { file: { name, content } };
  for (const held of contentShrinks(content)) yield { file: { ...argument.file, content: held } };
}

function* jsonArgumentShrinks(argument: JsonArgument): Generator<JsonArgument> {
  const { first, ...alone } = argument;
  if (first !== undefined) yield* [alone, { ...alone, json: first }];
  for (const json of jsonShrinks(argument.json)) yield { ...argument, json };
  if (first !== undefined) for (const shorter of jsonShrinks(first)) yield { ...argument, first: shorter };
}

/** A text that has no place any more is left out. */
function withoutIdleText(argument: JsonArgument): JsonArgument {
  const { within, ...alone } = argument;
  const stands = within !== undefined && hasMark([alone.json, alone.first ?? null]);
  return stands ? argument : alone;
}

function* contentShrinks(content: Content): Generator<Content> {
  if ('text' in content) return;
  yield { text: '' };
  if ('archive' in content) for (const archive of archiveShrinks(content.archive)) yield { archive };
  else for (const bytes of byteShrinks(content.bytes)) yield { bytes };
}

function* byteShrinks(encoded: string): Generator<string> {
  const bytes = [...Buffer.from(encoded, 'base64')];
  if (bytes.length > 0) yield '';
  for (const kept of withoutRuns(bytes)) {
    const shorter = Buffer.from(kept);
    if (isHarmless(shorter.toString('latin1'))) yield shorter.toString('base64');
  }
}

function* jsonShrinks(json: Json): Generator<Json> {
  const weight = jsonWeight(json);
  for (const candidate of jsonCandidates(json)) if (jsonWeight(candidate) < weight) yield candidate;
}

function* jsonCandidates(json: Json): Generator<Json> {
  yield* [null, 0, ''];
  if (typeof json === 'string') yield* [...textShrinks(json)].filter((text) => typeof text === 'string');
  if (typeof json !== 'object' || json === null) return;
  yield* Object.values(json);
  if (isArray(json)) {
    yield* withoutRuns(json);
    for (const [at, item] of json.entries())
      for (const smaller of jsonShrinks(item)) yield json.with(at, smaller);
    return;
  }
  for (const kept of withoutRuns(Object.entries(json))) yield Object.fromEntries(kept);
  for (const [member, value] of Object.entries(json))
    for (const smaller of jsonShrinks(value)) yield { ...json, [member]: smaller };
}

function isArray(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

function* emptierFiles(attack: Attack): Generator<Attack> {
  for (const [index, entry] of attack.layout.entries())
    if (entry.kind === 'file' && entry.content !== '')
      yield { ...attack, layout: attack.layout.with(index, { ...entry, content: '' }) };
}

/** Every text of an attack, in a fixed order. */
function textsOf(attack: Attack): readonly Text[] {
  const texts: Text[] = [];
  withTexts(attack, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

type TextMapper = (text: Text, index: number) => Text;

/** The attack with each text mapped, in the order of {@link textsOf}: layout first, then steps, then the race. */
function withTexts(attack: Attack, map: TextMapper): Attack {
  let index = 0;
  const next = (text: Text) => map(text, index++);
  const layout = attack.layout.map((entry): LayoutEntry => {
    const path = next(entry.path);
    return 'to' in entry ? { ...entry, path, to: next(entry.to) } : { ...entry, path };
  });
  const steps = attack.steps.map((step) => ({
    ...step,
    arguments: Object.fromEntries(
      Object.entries(step.arguments).map(([name, argument]) => [name, withArgumentTexts(argument, next)]),
    ),
  }));
  const { race } = attack;
  if (race?.put.kind !== 'symlink') return { ...attack, layout, steps };
  return { ...attack, layout, steps, race: { ...race, put: { ...race.put, to: next(race.put.to) } } };
}

function withArgumentTexts(argument: Argument, next: (text: Text) => Text): Argument {
  if ('text' in argument) return { text: next(argument.text) };
  if ('archive' in argument) return { archive: mapArchiveTexts(argument.archive, next) };
  if ('json' in argument && argument.within !== undefined)
    return { ...argument, within: next(argument.within) };
  if (!('file' in argument)) return argument;
  const { file } = argument;
  const name = next(file.name);
  return { file: { ...file, name, content: withContentTexts(file.content, next) } };
}

function withContentTexts(content: Content, next: (text: Text) => Text): Content {
  if ('text' in content) return { text: next(content.text) };
  return 'archive' in content ? { archive: mapArchiveTexts(content.archive, next) } : content;
}
