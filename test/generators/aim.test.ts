import { expect, it } from 'vitest';
import { aimAt } from '../../generators/base/aim.ts';
import { learntWays } from '../../generators/texts/learntWays.ts';
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

it('a victim whose folder goes on from the attacker’s is aimed at among the first, whoever else there is', () => {
  const saving: Operation = {
    ...adding('save'),
    parameters: [{ name: 'name', kind: 'text', place: 'form' }],
  };
  const base = { operation: 'save', parameter: 'name', store: 'file', joined: false } as const;
  const knowledge = knowing({
    actors: { attacker: 'mallory', victims: ['other', 'mallory2'] },
    operations: [saving],
    files: { bases: [{ ...base, folder: ['mallory'], theirs: ['other/a.txt', 'mallory2/b.txt'] }] },
  });
  const [parameter] = saving.parameters;
  if (parameter === undefined) throw new Error('no parameter');
  const ways = learntWays(aimAt(knowledge, saving, parameter)).map((text) => JSON.stringify(text));
  expect(ways.slice(0, 2)).toEqual(['"../other/a.txt"', '"../mallory2/b.txt"']);
});

it('a victim’s file of which no name is known is aimed at by what the victim sends at the parameter', () => {
  const [parameter] = showing('read', 'make').parameters;
  if (parameter === undefined) throw new Error('no parameter');
  const reading: Operation = { ...showing('read', 'make'), parameters: [parameter] };
  const base = { operation: 'read', parameter: 'id', store: 'file', joined: false } as const;
  const theirs = ['mallory2/5d8e1f0a9b7c/notes.txt'];
  const sent = {
    actor: 'mallory2',
    operation: 'read',
    name: 'arguments.id',
    value: '77aa88bb99cc/notes.txt',
  };
  const knowledge = (folder: readonly string[]) =>
    knowing({
      actors: { attacker: 'mallory', victims: ['mallory2'] },
      operations: [adding('make'), reading],
      known: [sent],
      files: { bases: [{ ...base, folder, theirs }] },
    });
  const ways = (folder: readonly string[]) => learntWays(aimAt(knowledge(folder), reading, parameter));
  const { value: _, ...known } = sent;
  expect(ways(['mallory'])[0]).toEqual(['../mallory2/', { known }]);
  expect(ways([]).filter((text) => typeof text !== 'string')).toEqual([]);
});
