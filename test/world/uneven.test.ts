/** consistent-validation fails where one of two operations that keep the same takes what the other refuses. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { World } from '../../model/world.ts';
import { consistentValidation } from '../../properties/consistentValidation.ts';
import { probeAttacks } from '../probes.ts';
import { itemTable, targetWorld } from './kit.ts';

const keeping = (name: string, parameter = 'title'): UserOperation => ({
  call: `./titles.py:${name}`,
  arguments: { tenant: fixed('{actor}'), [parameter]: text() },
});
const filing = (name: string): UserOperation => ({
  call: `./titles.py:${name}`,
  arguments: { root: fixed('{sandbox}'), title: text() },
});
const operations: Record<string, UserOperation> = {
  add: keeping('add'),
  add_unchecked: keeping('add_unchecked'),
  add_checked: keeping('add_checked'),
  add_comment: keeping('add_comment', 'comment'),
  ...Object.fromEntries(
    ['add_label', 'add_label_unchecked', 'add_mark'].map((name) => [name, keeping(name)]),
  ),
  ...Object.fromEntries(
    ['file_report', 'file_report_unchecked', 'file_picture'].map((name) => [name, filing(name)]),
  ),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { dynamodb: { tables: [itemTable('notes')] } });
}, 120_000);
afterAll(() => world.close());

async function told(operation: string): Promise<ReadonlySet<string>> {
  const sentences: string[] = [];
  for (const attack of probeAttacks(world.knowledge, operation).filter(({ steps }) => steps.length === 2)) {
    const observation = await world.run(attack);
    sentences.push(...consistentValidation.judge(observation).map(({ unsafeSummary }) => unsafeSummary));
  }
  return new Set(sentences);
}

it('what keeps anything is told beside each operation that does not', async () => {
  expect([...(await told('add_unchecked'))].sort()).toEqual([
    'add_unchecked, done as attacker, keeps as title in notes.title what add refuses',
    'add_unchecked, done as attacker, keeps as title in notes.title what add_checked refuses',
  ]);
});

it('names behind one prefix are of one kind', async () => {
  expect([...(await told('add_label_unchecked'))]).toEqual([
    'add_label_unchecked, done as attacker, keeps as title in notes.sk behind LABEL# what add_label refuses',
  ]);
});

it('names of files in one folder are of one kind', async () => {
  const toldAfterReport = async (operation: string): Promise<readonly string[]> => {
    const steps = ['file_report', operation].map((name) => ({
      ...{ operation: name, actor: 'attacker', arguments: { title: { text: '%2e%2e' } } },
    }));
    const observation = await world.run({ layout: [], steps, race: null });
    return consistentValidation.judge(observation).map(({ unsafeSummary }) => unsafeSummary);
  };
  expect(await toldAfterReport('file_report_unchecked')).toEqual([
    'file_report_unchecked, done as attacker, keeps as title in names of files in {sandbox}/reports what file_report refuses',
  ]);
  expect(await toldAfterReport('file_picture')).toEqual([]);
});

it.each(['add', 'add_checked', 'add_comment', 'add_mark'])('%s is not accused', async (operation) => {
  expect([...(await told(operation))]).toEqual([]);
});
