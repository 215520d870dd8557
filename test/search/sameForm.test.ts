/** An attack is the same in another run although what the target has made has another name there. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Attack } from '../../model/attack.ts';
import type { CampaignMemory } from '../../model/campaign.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { sameForms } from '../../search/sameForm.ts';
import { fakeEngine, faulty, knowledge, sending, textOf } from './fakeWorld.ts';
import { searched } from './searched.ts';

/** A target whose `save` answers with ids that it makes anew in each run. */
function knowingIds(own: string, other: string): Knowledge {
  const known = [
    { actor: 'mallory', operation: 'save', name: 'response.id', value: own },
    { actor: 'victor', operation: 'save', name: 'response.id', value: other },
  ];
  return { ...knowledge, known };
}

const ids = (): readonly [string, string] => [randomUUID(), randomUUID().replaceAll('-', '')];
const runs = [ids(), ids()].map(([own, other]) => {
  const { form, key } = sameForms(knowingIds(own, other));
  return {
    own,
    other,
    form: (text: string) => form(sending(text)),
    key: (text: string) => key(sending(text)),
  };
});
const [one, two] = runs as [(typeof runs)[0] & object, (typeof runs)[0] & object];

describe('an attack with a word that the target made', () => {
  it.each<readonly [string, (id: string) => string]>([
    ['as-it-is', (id) => id],
    ['below-a-folder', (id) => `../bundles/${id}/a.txt`],
    ['upper-case', (id) => id.toUpperCase()],
    ['without-its-end', (id) => id.slice(0, -1)],
    ['base64', (id) => Buffer.from(id).toString('base64')],
  ])('has one form in all runs: %s', (_name, change) => {
    expect(one.form(change(one.other))).toBe(two.form(change(two.other)));
    expect(one.form(change(one.other))).not.toContain(one.other);
  });

  it('has another form with the word of another actor', () => {
    expect(one.form(one.own)).not.toBe(one.form(one.other));
  });

  it('has a key of its own in its run, also where nobody knows where the word came from', () => {
    const texts = [0, 1, 2].map(() => `x-${randomUUID().replaceAll('-', '')}`);
    expect(new Set(texts.map(one.key)).size).toBe(3);
    expect(texts.map(one.key)).toEqual(texts.map(one.key));
  });

  it.each(['../../a', '..%2f..%2fetc', 'victor-id', 'deadbeef', 'a'.repeat(20)])(
    'is left as it is where no word is made up: %s',
    (text) => {
      expect(one.form(text)).toBe(JSON.stringify(sending(text)));
    },
  );
});

it('is judged by one shard and once in a campaign', async () => {
  const taken = new Set<string>();
  const memory: CampaignMemory = {
    interesting: [],
    shown: [],
    take: (_attack, key) => {
      const isNew = !taken.has(key);
      taken.add(key);
      return isNew;
    },
    note: () => undefined,
  };
  const judged = async (index: number | null): Promise<readonly number[]> => {
    const [own, other] = ids();
    const ran: Attack[] = [];
    const run = (attack: Attack) => {
      ran.push(attack);
      return faulty(attack);
    };
    const probes = Array.from({ length: 12 }, (_, at) => `${at}/${at % 2 === 0 ? own : other}`);
    const engine = fakeEngine(() => ({ run, knowledge: knowingIds(own, other) }), probes);
    const how = index === null ? { campaign: memory } : { shard: { index, of: 3 } };
    await searched(engine, { runs: 12, operations: ['save'], ...how });
    return ran
      .map((attack) => textOf(attack).split('/'))
      .flatMap(([at = '', id]) => (id ? [Number(at)] : []));
  };
  const all = [...Array(12).keys()];
  const shards = (await Promise.all([1, 2, 3].map(judged))).flat();
  expect(shards.toSorted((a, b) => a - b)).toEqual(all);
  expect(await judged(null)).toEqual(expect.arrayContaining(all));
  expect((await judged(null)).filter((at) => all.includes(at))).toEqual([]);
});
