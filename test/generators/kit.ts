/** What every generator of attacks must keep to, as one call that declares the tests. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areHarmless } from '../../generators/archives/harmlessArchives.ts';
import { staysInArena } from '../../generators/base/harmlessText.ts';
import { classesOf } from '../../generators/index.ts';
import { archivesSent, attackShrinks } from '../../generators/shrinks/attackShrinks.ts';
import { isSmaller, measureOf } from '../../generators/shrinks/measure.ts';
import { archiveFault, archiveTexts } from '../../model/archive.ts';
import type { Argument, Attack, Content, Json } from '../../model/attack.ts';
import type { AttackClass } from '../../model/attackClass.ts';
import { attackSchema } from '../../model/codec.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import { literalOf, type Text } from '../../model/text.ts';
import { decodeAttack, encodeAttack } from '../attackJson.ts';

export interface KitSubject {
  readonly arbitrary: fc.Arbitrary<Attack>;
  readonly knowledge: Knowledge;
  readonly promised: readonly AttackClass[];
  /** Draws within which each promised class appears. */
  readonly draws: number;
}

export function attackKit(name: string, { arbitrary, knowledge, promised, draws }: KitSubject): void {
  const drawn = (numRuns: number, seed: number) => fc.sample(arbitrary, { numRuns, seed });

  describe(`the kit, for ${name}`, () => {
    test('the same seed gives the same attacks', () => {
      expect(drawn(200, 7)).toStrictEqual(drawn(200, 7));
      expect(drawn(200, 7)).not.toStrictEqual(drawn(200, 8));
    });

    test('every attack is valid and comes back from its JSON', () => {
      for (const attack of drawn(1_000, 1)) {
        expect(attackSchema.safeParse(attack).success).toBe(true);
        expect(decodeAttack(encodeAttack(attack))).toStrictEqual(attack);
      }
    });

    test('each promised class appears', () => {
      const seen = new Set(drawn(draws, 2).flatMap((attack) => classesOf(attack, knowledge)));
      expect(promised.filter((id) => !seen.has(id))).toEqual([]);
    });

    test('every attack keeps within the bounds', () => {
      for (const attack of drawn(3_000, 3)) expect(faultsOf(attack, knowledge)).toEqual([]);
    });

    test('every shrink is valid, strictly smaller, and within the bounds', () => {
      for (const attack of drawn(60, 4)) {
        const size = measureOf(attack);
        for (const shrunk of first(attackShrinks(attack, knowledge.races.accesses), 300)) {
          expect(attackSchema.safeParse(shrunk).success).toBe(true);
          expect(isSmaller(measureOf(shrunk), size)).toBe(true);
          expect(faultsOf(shrunk, knowledge)).toEqual([]);
        }
      }
    });

    test('shrinking ends at one step without arguments', () => {
      for (const attack of drawn(40, 5)) {
        const end = lastOf(attack, (value) => first(attackShrinks(value, knowledge.races.accesses), 1)[0]);
        expect(end.layout).toEqual([]);
        expect(end.race).toBeNull();
        expect(end.steps.map(({ arguments: given }) => given)).toEqual([{}]);
      }
    });

    test('a foreign attack shrinks without context', () => {
      for (const attack of drawn(50, 6)) {
        const pasted = decodeAttack(encodeAttack(attack));
        expect(arbitrary.canShrinkWithoutContext(pasted)).toBe(true);
        const shrunk = [...arbitrary.shrink(pasted, undefined).take(5)].map(({ value }) => value);
        expect(shrunk).toEqual(first(attackShrinks(attack, knowledge.races.accesses), 5));
      }
      expect(arbitrary.canShrinkWithoutContext({ layout: [], steps: 1, race: null })).toBe(false);
    });
  });
}

/** The first few values of what may go on for long. */
export function first<T>(values: Iterable<T>, most: number): readonly T[] {
  const taken: T[] = [];
  for (const value of values) {
    if (taken.length >= most) break;
    taken.push(value);
  }
  return taken;
}

function lastOf<T>(start: T, next: (value: T) => T | undefined): T {
  let at = start;
  for (let count = 0; count < 10_000; count++) {
    const following = next(at);
    if (following === undefined) return at;
    at = following;
  }
  throw new Error('it does not end');
}

/** What is wrong with an attack, in words. */
export function faultsOf(attack: Attack, knowledge: Knowledge): readonly string[] {
  const faults: string[] = [];
  if (attack.steps.length > limits.stepsMax) faults.push('too many steps');
  if (attack.layout.length > limits.layoutEntriesMax) faults.push('too many entries');
  for (const text of everyText(attack)) {
    const literal = literalOf(text);
    if (literal.length > limits.stringCharactersMax) faults.push('too long a text');
    if (climbsOf(literal) > limits.dotdotMax) faults.push(`too many ..: ${literal}`);
    if (!staysInArena(text)) faults.push(`out of the arena: ${JSON.stringify(text)}`);
    if (/[\ud800-\udbff](?![\udc00-\udfff])/.test(literal)) faults.push('an unpaired high surrogate');
  }
  const archives = attack.steps.flatMap(archivesSent);
  faults.push(...archives.flatMap((archive) => archiveFault(archive) ?? []));
  if (!areHarmless(archives)) faults.push('archives that climb too far together');
  for (const step of attack.steps) {
    const operation = knowledge.operations.find(({ name }) => name === step.operation);
    const fixed = operation?.parameters.filter((p) => p.fixed === true && p.name in step.arguments) ?? [];
    if (operation === undefined || fixed.length > 0) faults.push('what is fixed is attacked');
  }
  if (attack.race !== null && attack.race.step >= attack.steps.length) faults.push('a race without a step');
  for (const { zone } of attack.layout)
    if (!knowledge.means.zones.includes(zone)) faults.push(`no zone ${zone}`);
  return faults;
}

/** `..` components however they are written. */
function climbsOf(literal: string): number {
  const decoded = literal
    .replaceAll('%25', '%')
    .replaceAll('%25', '%')
    .replace(/%(?:2e|c0%ae)|&#46;|&period;/gi, '.');
  return decoded.match(/\.\./g)?.length ?? 0;
}

function everyText(attack: Attack): readonly Text[] {
  const put = attack.race?.put;
  const raced = put?.kind === 'symlink' ? [put.to] : [];
  const planted = attack.layout.flatMap((entry) => ('to' in entry ? [entry.path, entry.to] : [entry.path]));
  return [
    ...raced,
    ...planted,
    ...attack.steps.flatMap((step) => Object.values(step.arguments).flatMap(textsIn)),
  ];
}

function stringsIn(json: Json): readonly string[] {
  if (typeof json === 'string') return [json];
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(stringsIn) : [];
}

function contentTexts(content: Content): readonly Text[] {
  return 'archive' in content ? archiveTexts(content.archive) : [];
}

function textsIn(argument: Argument): readonly Text[] {
  if ('text' in argument) return [argument.text];
  if ('archive' in argument) return archiveTexts(argument.archive);
  if ('file' in argument) return [argument.file.name, ...contentTexts(argument.file.content)];
  if ('bytes' in argument) return [Buffer.from(argument.bytes, 'base64').toString('latin1')];
  return [...stringsIn(argument.json), ...(argument.within === undefined ? [] : [argument.within])];
}
