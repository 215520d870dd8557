import { expect, it } from 'vitest';
import { aimAt } from '../../generators/base/aim.ts';
import type { Operation } from '../../model/operation.ts';
import { knowing } from '../knowledge.ts';

const showing = (name: string, from: string): Operation => ({
  name,
  entry: { kind: 'http', method: 'GET', path: `/${name}/{id}` },
  parameters: [{ name: 'id', kind: 'text', place: 'path', from: { operation: from, name: 'response.id' } }],
});
const adding = (name: string): Operation => ({
  name,
  entry: { kind: 'http', method: 'POST', path: `/${name}` },
  parameters: [],
});

it('a parameter is aimed at with values of its own source first, whatever else is called like it', () => {
  const made = (operation: string) => ({
    actor: 'victor',
    operation,
    name: 'response.id',
    value: `${operation}-1`,
  });
  const sent = (operation: string, source: string) => ({
    ...{ actor: 'victor', operation, name: 'arguments.id', value: `${source}-1` },
    origin: { actor: 'victor', operation: source, name: 'response.id' },
  });
  const show = showing('showTrip', 'addTrip');
  const knowledge = knowing({
    actors: { attacker: 'mallory', victims: ['victor'] },
    operations: [adding('addSample'), showing('showSample', 'addSample'), adding('addTrip'), show],
    known: [made('addSample'), sent('showSample', 'addSample'), made('addTrip'), sent('showTrip', 'addTrip')],
  });
  const [parameter] = show.parameters;
  if (parameter === undefined) throw new Error('no parameter');
  const [first] = aimAt(knowledge, show, parameter).foreign;
  expect(first?.value).toBe('addTrip-1');
});
