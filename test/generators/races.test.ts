import { describe, expect, test } from 'vitest';
import { raceProbes } from '../../generators/races/raceProbes.ts';
import { attackShrinks } from '../../generators/shrinks/attackShrinks.ts';
import type { Attack, Race } from '../../model/attack.ts';
import { attackSchema } from '../../model/codec.ts';
import { racedPlace, raceText } from '../../model/raceText.ts';
import { literalOf } from '../../model/text.ts';
import { knowing } from '../knowledge.ts';
import { callable, service } from './knowledge.ts';

const uploads = service.races.accesses?.upload ?? [];

/** A race of an upload in short: `write ^1 /secret.txt` for the folder of what is written. */
function short({ race }: Attack): string {
  if (race === null) return '';
  const { at, up, put, back } = race;
  const to = put.kind === 'symlink' ? literalOf(put.to) : put.kind;
  return `${uploads[at]?.action}${at} ^${up} ${to}${back === null ? '' : ` <${back}`}`;
}

function attackWith(race: Partial<Race>): Attack {
  const step = { operation: 'upload', actor: 'mallory', arguments: {} };
  const whole: Race = { step: 1, at: 3, up: 1, put: { kind: 'symlink', to: '../x' }, back: 2 };
  return { layout: [], steps: [{ ...step, operation: 'export' }, step], race: { ...whole, ...race } };
}

describe('the probes of an operation', () => {
  const probes = raceProbes(service, 'upload');

  test('are valid attacks, each one only once, the same every time', () => {
    for (const probe of probes) expect(attackSchema.safeParse(probe).success).toBe(true);
    expect(new Set(probes.map((probe) => JSON.stringify(probe))).size).toBe(probes.length);
    expect(raceProbes(service, 'upload')).toStrictEqual(probes);
  });

  test('begin with what is written, and the folder that it is moved to', () => {
    expect(probes.slice(0, 5).map(short)).toEqual([
      'write1 ^0 /secret.txt',
      'write1 ^1 ',
      'rename2 ^1 ',
      'rename3 ^1 ',
      'write1 ^0 /a',
    ]);
  });

  test('try no check in itself, and no name that nobody can know', () => {
    expect(probes.some(({ race }) => race?.at === 0)).toBe(false);
    expect(raceProbes(service, 'export').map(({ race }) => race?.at)).not.toContain(0);
  });

  test('are none without the power, a zone or a lookup', () => {
    expect(raceProbes(knowing({ means: { powers: ['request', 'own-folder'] } }, service), 'upload')).toEqual(
      [],
    );
    expect(raceProbes(knowing({ means: { zones: [] } }, service), 'upload')).toEqual([]);
    expect(raceProbes(callable, 'read')).toEqual([]);
  });
});

describe('an attack with a race shrinks to', () => {
  const shrinks = [...attackShrinks(attackWith({}), service.races.accesses)];

  test('no race first, then what it puts planted beforehand', () => {
    expect(shrinks[0]?.race).toBeNull();
    const entry = { kind: 'symlink', zone: 'own', path: 'drawings-1', to: '../x' };
    expect(shrinks.slice(0, 3).map(({ layout }) => layout)).toContainEqual([entry]);
  });

  test('fewer steps, with the race in the step that stays or none', () => {
    const single = shrinks.filter(({ steps, layout }) => steps.length === 1 && layout.length === 0);
    expect(single.map(({ steps, race }) => [steps[0]?.operation, race?.step])).toEqual([
      ['upload', 0],
      ['export', undefined],
    ]);
  });

  test.each([
    ['earlier', { at: 0 }],
    ['higher', { up: 0 }],
    ['for good', { back: null }],
    ['simpler', { put: { kind: 'nothing' } }],
    ['with a shorter target', { put: { kind: 'symlink', to: 'a' } }],
  ] as const)('one that acts %s', (_, race) => {
    expect(shrinks).toContainEqual(attackWith(race));
  });
});

describe('a race in words', () => {
  test.each([
    [{}, 'at access 4 of step 2, own/drawings-1 becomes a link to ../x, and is back 2 accesses later'],
    [
      { back: 1, put: { kind: 'file' } },
      'at access 4 of step 2, own/drawings-1 becomes an empty file, and is back 1 access later',
    ],
    [
      { back: null, at: 9, put: { kind: 'nothing' } },
      'at access 10 of step 2, the folder 1 above what it names is removed',
    ],
  ] as const)('%j', (changed, words) => {
    const { race } = attackWith(changed);
    const place = race && racedPlace(race, uploads);
    expect(race && raceText(race, place && `${place.zone}/${place.path}`, literalOf)).toBe(words);
  });
});
