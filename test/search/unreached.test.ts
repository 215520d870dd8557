/** Operations that reach nothing once the search has begun are named, with what they answered first. */
import { expect, it } from 'vitest';
import type { Attack } from '../../model/attack.ts';
import type { Observation } from '../../model/observation.ts';
import { countReaching } from '../../search/unreached.ts';
import { answer, attackOf, observed, step } from '../properties/kit.ts';

const raised = { type: 'KeyError', message: "'started'", location: null };

function done(
  operation: string,
  reached: boolean,
  args: Attack['steps'][number]['arguments'] = {},
): [Attack, Observation] {
  const attack = attackOf(step({}, { operation, arguments: args }));
  const response = { status: null, exception: reached ? null : raised };
  return [attack, observed({ attack, responses: [answer(response, { operation })], reachedSink: [reached] })];
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
    reaching.count(...done(operation, reached));
  const notes = reaching.notes({ reached: { start: ['file'], read: ['file'], never: [] } });
  expect(notes.map(({ text }) => text)).toEqual([
    "start reached no file, item or object in any of 2 cases (the first: raised KeyError: 'started'), although it did in rehearsal: what it keeps from one call to the next must not stand in the way",
  ]);
});

it('counts nothing of what was inconclusive', () => {
  const reaching = countReaching();
  reaching.count(done('start', false)[0], null);
  expect(reaching.notes({ reached: { start: ['file'] } })).toEqual([]);
});

it('names what is refused without an attack though rehearsal saw it go well', () => {
  const reaching = countReaching();
  const hostile = { id: { text: '../a' } };
  for (const counted of [
    done('tag', false),
    done('tag', true, hostile),
    done('show', false),
    done('show', true),
    done('list', true),
    done('list', false, hostile),
    done('log', false),
  ])
    reaching.count(...counted);
  const rehearsed = (name: string, outcome: 'accepted' | 'refused') =>
    ({ name, reached: ['file'], tested: true, outcome, answer: '' }) as const;
  const notes = reaching.refusals([
    rehearsed('tag', 'accepted'),
    rehearsed('show', 'accepted'),
    rehearsed('list', 'accepted'),
    rehearsed('log', 'refused'),
  ]);
  expect(notes).toEqual([
    {
      kind: 'failing',
      operation: 'tag',
      text: "tag was refused without any attack (raised KeyError: 'started'), although it went well in rehearsal, so nothing behind that is tested: what it works on is used up, or put away by another operation, when the cases begin",
    },
  ]);
});
