/**
 * Smaller attacks than a given one, wherever it came from: fewer powers, steps, links, arguments, then shorter texts. An attack
 * with a race comes without it first.
 */
import { type Archive, allMembers, archiveFault } from '../../model/archive.ts';
import { type Argument, type Attack, archiveIn, type LayoutEntry, type Step } from '../../model/attack.ts';
import { textsOfAttack, withTexts } from '../../model/attackTexts.ts';
import { distinctByContent } from '../../model/distinctByContent.ts';
import type { KnownLookups } from '../../model/knowledge.ts';
import { partsOf, stemOf, type Text, type TextPart, textOf } from '../../model/text.ts';
import { areHarmless } from '../archives/harmlessArchives.ts';
import { isDocument } from '../base/memberWords.ts';
import { argumentShrinks } from './argumentShrinks.ts';
import { isSmaller, measureOf, textWeight } from './measure.ts';
import { racedAmong, raceShrinks, withoutRace } from './raceShrinks.ts';
import { textShrinks, withoutRuns } from './textShrinks.ts';

/** Each one strictly smaller by {@link measureOf}; at least one step stays. */
export function* attackShrinks(attack: Attack, accesses: KnownLookups['accesses'] = {}): Generator<Attack> {
  const size = measureOf(attack);
  for (const candidate of smallerAttacks(attack, accesses))
    if (isPlantable(candidate) && isSmaller(measureOf(candidate), size)) yield candidate;
}

/** A planted link needs a name and a target; archives together climb no further than the moat is deep. */
function isPlantable({ layout, race, steps }: Attack): boolean {
  if (race?.put.kind === 'symlink' && partsOf(race.put.to).length === 0) return false;
  const named = layout.every(
    (entry) => partsOf(entry.path).length > 0 && (!('to' in entry) || partsOf(entry.to).length > 0),
  );
  return named && areHarmless(steps.flatMap(archivesSent));
}

/** The archives that a step sends. */
export function archivesSent(step: Step): readonly Archive[] {
  return Object.values(step.arguments).flatMap((argument) => archiveIn(argument) ?? []);
}

function* smallerAttacks(attack: Attack, accesses: KnownLookups['accesses']): Generator<Attack> {
  yield* withoutRace(attack, accesses);
  yield* fewerPowers(attack);
  yield* fewerSteps(attack);
  yield* asUsual(attack);
  yield* fewerEntries(attack);
  yield* fewerArguments(attack);
  yield* fewerMembers(attack);
  yield* plainerNames(attack);
  yield* plainerStems(attack);
  yield* shorterTexts(attack);
  yield* simplerArguments(attack);
  yield* emptierFiles(attack);
  if (attack.race !== null) for (const race of raceShrinks(attack.race)) yield { ...attack, race };
}

function* fewerPowers(attack: Attack): Generator<Attack> {
  const { layout } = attack;
  if (layout.length === 0) return;
  yield { ...attack, layout: [] };
  yield { ...attack, layout: layout.filter(({ zone }) => zone === 'own') };
  yield { ...attack, layout: layout.filter(({ zone }) => zone === 'temp') };
  yield { ...attack, layout: layout.map((entry): LayoutEntry => ({ ...entry, zone: 'own' })) };
}

/** Each step that is performed by another identity, by the usual one. */
function* asUsual(attack: Attack): Generator<Attack> {
  for (const [index, { as, ...step }] of attack.steps.entries())
    if (as !== undefined) yield { ...attack, steps: attack.steps.with(index, step) };
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

/** Two archives in a row may be replaced by one: the later step with all members. */
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

/** The attack with some of its steps. A plain character replaces the answers of those left out. */
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

/** Members of archives are left out before any name is made plainer: names are many, and most members are not needed. */
function* fewerMembers(attack: Attack): Generator<Attack> {
  for (const [index, step] of attack.steps.entries())
    for (const [name, argument] of Object.entries(step.arguments)) {
      const archive = archiveIn(argument);
      if (archive === null) continue;
      for (const members of withoutRuns(archive.members)) {
        const fewer = { archive: { ...archive, members } };
        const held: Argument = 'file' in argument ? { file: { ...argument.file, content: fewer } } : fewer;
        yield {
          ...attack,
          steps: attack.steps.with(index, { ...step, arguments: { ...step.arguments, [name]: held } }),
        };
      }
    }
}

/** A name in several texts changes in all of them at once, so that link and argument still match. */
function* plainerNames(attack: Attack): Generator<Attack> {
  const counts = new Map<string, number>();
  for (const text of textsOfAttack(attack))
    for (const name of untouchedNames(text)) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const [name, count] of counts) {
    if (count < 2) continue;
    for (const letter of ['a', 'b', 'c', 'd'])
      if (!counts.has(letter)) yield withTexts(attack, (text) => withLetterAsName(text, name, letter));
  }
}

/** What several texts are made of, a derived name among them, becomes plain in all of them at once. */
function* plainerStems(attack: Attack): Generator<Attack> {
  const texts = textsOfAttack(attack);
  const pieces = texts.flatMap((text): TextPart[] =>
    typeof text === 'string' ? [stemOf(text)] : text.filter((part) => typeof part !== 'string'),
  );
  for (const piece of distinctByContent(pieces)) {
    if (typeof piece === 'string' && (piece.length < 2 || /^[./]|\//.test(piece))) continue;
    const changed = texts.filter((text) => textWeight(withoutPiece(text, piece)) < textWeight(text));
    if (changed.length > 1) yield withTexts(attack, (text) => withoutPiece(text, piece));
  }
}

/** The text with the plainest character in place of a piece. */
function withoutPiece(text: Text, piece: TextPart): Text {
  return textOf(
    partsOf(text).map((part) => {
      if (typeof part === 'string' && typeof piece === 'string') return part.replaceAll(piece, 'a');
      return JSON.stringify(part) === JSON.stringify(piece) ? 'a' : part;
    }),
  );
}

/** Names between slashes that no filled-in part touches. */
function untouchedNames(text: Text): ReadonlySet<string> {
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

function withLetterAsName(text: Text, name: string, letter: string): Text {
  if (!untouchedNames(text).has(name)) return text;
  const rename = (literal: string) =>
    literal
      .split('/')
      .map((segment) => (segment === name ? letter : segment))
      .join('/');
  return textOf(partsOf(text).map((part) => (typeof part === 'string' ? rename(part) : part)));
}

/** Shrinks each distinct text: all its occurrences at once, then one by one. */
function* shorterTexts(attack: Attack): Generator<Attack> {
  const texts = textsOfAttack(attack).map((text) => JSON.stringify(text));
  const said = documentsIn(attack);
  for (const [first, text] of textsOfAttack(attack).entries()) {
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
  const members = steps.flatMap(archivesSent).flatMap(allMembers);
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

function* emptierFiles(attack: Attack): Generator<Attack> {
  for (const [index, entry] of attack.layout.entries())
    if (entry.kind === 'file' && entry.content !== '')
      yield { ...attack, layout: attack.layout.with(index, { ...entry, content: '' }) };
}
