/** Counterfactual runs are asked for where they may tell something new. */
import { describe, expect, it } from 'vitest';
import type { Access, Interference, Observation } from '../../model/observation.ts';
import { flowMemory } from '../../search/observe.ts';
import { access, interference, item, seen, victor } from '../properties/kit.ts';

function asking(flow: Access['flow'], operation = 'read'): Observation {
  return seen(access('read', item('victor'), victor, { operation, flow }));
}

/** How many of so many cases at one place ask, each settled as `flow`. */
function askedOf(cases: number, flow: 'shown' | 'none'): number {
  const memory = flowMemory();
  let asked = 0;
  for (let index = 0; index < cases; index += 1) {
    const isAsked = memory.shouldAsk(asking('unknown'));
    if (isAsked) asked += 1;
    memory.note(asking(isAsked ? flow : 'unknown'));
  }
  return asked;
}

it('a place that tells nothing is asked about several times, then spot-checked', () => {
  expect(askedOf(24, 'none')).toBe(8);
  expect(askedOf(60, 'none')).toBe(10);
});

it('a place that was shown to tell is asked about once, then spot-checked', () => {
  expect(askedOf(16, 'shown')).toBe(1);
  expect(askedOf(60, 'shown')).toBeLessThan(5);
});

it('another operation at the same place is asked about all the same', () => {
  const memory = flowMemory();
  memory.note(asking('shown'));
  expect(memory.shouldAsk(asking('unknown', 'other'))).toBe(true);
});

describe('a place at which an answer depends on the presence of what another has', () => {
  const place = { file: '/project/views.py', line: 7, function: 'keep' };
  const by = (on: Interference['on'], how: Interference['by']): Interference =>
    interference({ on, by: how, location: place });
  const knownAfter = (one: Interference, at: Pick<Interference, 'operation' | 'location'>): boolean => {
    const memory = flowMemory();
    memory.note({ ...asking('none'), interference: [one] });
    return memory.isPresenceKnown(at);
  };

  it('is known to, whichever operation comes to it', () => {
    expect(knownAfter(by('presence', 'key'), { operation: 'rename', location: place })).toBe(true);
    const other = { ...place, line: 8 };
    expect(knownAfter(by('presence', 'key'), { operation: 'keep', location: other })).toBe(false);
    expect(knownAfter(by('presence', 'key'), { operation: 'keep', location: null })).toBe(false);
  });

  it('is asked again for content and for ranges, which are other findings', () => {
    expect(knownAfter(by('content', 'key'), by('content', 'key'))).toBe(false);
    expect(knownAfter(by('presence', 'range'), by('presence', 'range'))).toBe(false);
  });
});
