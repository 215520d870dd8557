/** Counterfactual runs are asked for where they may tell something new. */
import { expect, it } from 'vitest';
import type { Access, Observation } from '../../model/observation.ts';
import { flowMemory } from '../../search/observe.ts';
import { access, item, seen, victor } from '../properties/kit.ts';

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
