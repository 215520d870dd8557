import { describe, expect, test } from 'vitest';
import { meetingProbes } from '../../generators/races/meetingProbes.ts';
import { raceProbes } from '../../generators/races/raceProbes.ts';
import { attackShrinks } from '../../generators/shrinks/attackShrinks.ts';
import { type Attack, powerOf, type Race } from '../../model/attack.ts';
import { attackSchema } from '../../model/codec.ts';
import { countCuts } from '../../model/cuts.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import { racedPlace, raceText } from '../../model/raceText.ts';
import { literalOf } from '../../model/text.ts';
import { decodeAttack, encodeAttack } from '../attackJson.ts';
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

describe('another step in the middle', () => {
  const step = { operation: 'upload', actor: 'victor', arguments: { name: { text: 'new1' } } };
  const meeting = { arguments: { name: { text: 'new1' } }, other: step, turns: [2, 1] };
  const filled = { ...meeting, before: [{ ...step, actor: 'mallory' }], turns: [3] };
  const meetings = { upload: [meeting, filled] };
  const known = { ...service, races: { ...service.races, meetings } };
  const probes = meetingProbes(known, 'upload');

  test('is tried at the likeliest turn of each meeting first, and is a value', () => {
    expect(probes.map(({ steps, race }) => [steps.length, race?.step, race?.at])).toEqual([
      [2, 0, 2],
      [3, 1, 3],
      [2, 0, 1],
    ]);
    for (const probe of probes) expect(decodeAttack(encodeAttack(probe))).toStrictEqual(probe);
    expect(new Set(probes.map(powerOf))).toEqual(new Set(['race']));
  });

  test('is tried no more often than the bound says, which the ledger tells', () => {
    const many = Array.from({ length: 30 }, () => meeting);
    const cuts = countCuts();
    const all = { ...known, cuts, races: { ...service.races, meetings: { upload: many } } };
    expect(meetingProbes(all, 'upload')).toHaveLength(limits.meetingProbesMax);
    expect(cuts.notes().map(({ text }) => text)).toEqual([
      expect.stringMatching(/steps are done in the middle of others before any is drawn.*upload/),
    ]);
  });

  test('is none without the power, or where no steps meet', () => {
    const request: Knowledge = { ...known, means: { ...known.means, powers: ['request'] } };
    expect(meetingProbes(request, 'upload')).toEqual([]);
    expect(meetingProbes(known, 'export')).toEqual([]);
  });

  test('shrinks to one step after the other in both orders, to earlier turns and to what needs no steps before', () => {
    const [, attack = attackWith({})] = probes;
    const shrunk = [...attackShrinks(attack, service.races.accesses)];
    const actors = ({ steps }: Attack): string[] => steps.map(({ actor }) => actor);
    const orders = shrunk.filter(({ race, steps }) => race === null && steps.length === 3).map(actors);
    expect(orders).toContainEqual(['mallory', 'mallory', 'victor']);
    expect(orders).toContainEqual(['mallory', 'victor', 'mallory']);
    const raced = shrunk.flatMap(({ race, steps }) =>
      race === null ? [] : [[steps.length, race.step, race.at]],
    );
    for (const smaller of [
      [3, 1, 0],
      [3, 1, 2],
      [2, 0, 3],
    ])
      expect(raced).toContainEqual(smaller);
    expect(raced.every(([length = 0, index = 0]) => length > index + 1)).toBe(true);
  });

  test('is said in words', () => {
    const [{ race } = attackWith({})] = probes;
    expect(race && raceText(race, null, literalOf, 'request at views.py:30')).toBe(
      'at turn 3 of step 1 (request at views.py:30), step 2 is done as a whole',
    );
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
