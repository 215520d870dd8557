/** Operations that reach nothing once the search has begun are named, with what they answered first. */
import { expect, it } from 'vitest';
import { countReaching } from '../../engine/unreached.ts';
import type { Attack } from '../../model/attack.ts';
import type { Observation } from '../../model/observation.ts';

const raised = { type: 'KeyError', message: "'started'", location: null };

function observed(operation: string, reached: boolean): [Attack, Observation] {
  const attack: Attack = {
    layout: [],
    steps: [{ operation, actor: 'mallory', arguments: {} }],
    race: null,
  };
  const response = { status: null, headers: [], body: '', value: null, exception: reached ? null : raised };
  const responses = [{ operation, actor: 'mallory', response }];
  return [
    attack,
    { attack, attacker: 'mallory', accesses: [], disclosures: [], responses, reachedSink: [reached] },
  ];
}

it('names what reached something in rehearsal alone', () => {
  const reaching = countReaching();
  for (const [operation, reached] of [
    ['start', false],
    ['start', false],
    ['read', false],
    ['read', true],
    ['never', false],
  ] as const)
    reaching.count(...observed(operation, reached));
  const notes = reaching.notes({ stores: { start: ['file'], read: ['file'], never: [] } });
  expect(notes.map(({ text }) => text)).toEqual([
    "start reached no file, item or object in any of 2 cases (the first: raised KeyError: 'started'), although it did in rehearsal: what it keeps from one call to the next must not stand in the way",
  ]);
});

it('counts nothing of what was inconclusive', () => {
  const reaching = countReaching();
  reaching.count(observed('start', false)[0], null);
  expect(reaching.notes({ stores: { start: ['file'] } })).toEqual([]);
});
