/** Stream consumers: generated records and really caused ones, faults found in both, corrected twins silent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { classesOf } from '../../generators/index.ts';
import type { Attack, Json, Step } from '../../model/attack.ts';
import { recordsParameter } from '../../model/operation.ts';
import type { StreamView } from '../../model/streamView.ts';
import type { Text } from '../../model/text.ts';
import type { World } from '../../model/world.ts';
import { properties } from '../../properties/index.ts';
import { probeAttacks } from '../probes.ts';
import { itemTable, targetWorld } from './kit.ts';

const tenant = fixed('{actor}');
const consumer = (
  name: string,
  event: 'lambda' | 'record' = 'lambda',
  view: StreamView = 'NEW_AND_OLD_IMAGES',
): UserOperation => ({
  consumer: `./consumers.py:${name}`,
  ...{ table: 'assets', event, view },
  attributes: { tenant, key: text({ from: 'put.response' }) },
});
const called = (name: string, args: Readonly<Record<string, ReturnType<typeof text>>>): UserOperation => ({
  call: `./consumers.py:${name}`,
  arguments: { tenant, ...args },
});
const operations: Record<string, UserOperation> = {
  put: called('put', { name: text(), content: text() }),
  register: called('register', { name: text(), key: text({ from: 'put.response' }) }),
  byPrefix: consumer('by_prefix'),
  byPrefixSafely: consumer('by_prefix_safely'),
  byPrefixWithLog: consumer('by_prefix_with_log'),
  preview: called('preview', {}),
  oldKey: consumer('old_key'),
  oldKeySafely: consumer('old_key_safely'),
  byText: consumer('by_text'),
  byTextSafely: consumer('by_text_safely'),
  toSharedFolder: consumer('to_shared_folder', 'record'),
  toOwnFile: consumer('to_own_file', 'record'),
  look: consumer('look'),
  lookByKey: { ...consumer('look'), attributes: { tenant, pk: text(), key: text() } },
  lookAtKeys: consumer('look', 'lambda', 'KEYS_ONLY'),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, {
    dynamodb: { tables: [itemTable('assets')] },
    s3: { buckets: ['assets'] },
  });
});
afterAll(() => world.close());

const victims: Text[number] = { known: { actor: 'victim', operation: 'put', name: 'response' } };
const climbing: Text = ['attacker/../', victims];

function step(operation: string, texts: Readonly<Record<string, Text>> = {}, shape: Json = null): Step {
  const args = Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, { text: value }]));
  const records = shape === null ? {} : { [recordsParameter]: { json: shape } };
  return { operation, actor: 'attacker', arguments: { ...args, ...records } };
}

function attackOf(...steps: readonly Step[]): Attack {
  return { layout: [], steps, race: null };
}

/** Of one operation's steps, or of all. */
async function violated(attack: Attack, by: string | null = null): Promise<string[]> {
  const observation = await world.resolveFlow(await world.run(attack));
  const isMeant = ({ operation }: { readonly operation: string }): boolean => by === null || operation === by;
  return properties.filter(({ judge }) => judge(observation).some(isMeant)).map(({ id }) => id);
}

async function lastAnswer(attack: Attack): Promise<Json> {
  const { responses } = await world.run(attack);
  return responses.at(-1)?.response.value ?? null;
}

describe('a consumer that checks a prefix and lets the key be tidied up', () => {
  const readAndTold = ['no-cross-tenant-read', 'no-disclosure'];

  it('reads another’s object for a generated record, which the next answer shows', async () => {
    expect(await violated(attackOf(step('byPrefix', { key: climbing }), step('preview')))).toEqual(
      readAndTold,
    );
  });

  it('reads another’s object for the record that an earlier step really caused', async () => {
    const stored = step('register', { key: climbing });
    expect(await violated(attackOf(stored, step('byPrefix'), step('preview')))).toEqual(readAndTold);
  });

  it('puts another’s object into what was the attacker’s, whether anybody looks or not', async () => {
    expect(await violated(attackOf(step('byPrefix', { key: climbing })))).toEqual(['no-cross-tenant-read']);
  });

  it('violates nothing where it fetches, refuses and logs what it refused', async () => {
    expect(await violated(attackOf(step('byPrefixWithLog', { key: [victims] })))).toEqual([]);
  });

  it.each([
    ['a generated record', [step('byPrefixSafely', { key: climbing }), step('preview')]],
    ['a caused record', [step('register', { key: climbing }), step('byPrefixSafely'), step('preview')]],
  ])('violates nothing for %s where it takes the key as it is', async (_, steps) => {
    expect(await violated(attackOf(...steps))).toEqual([]);
  });
});

describe('a consumer that checks one image and uses the other', () => {
  const attack = (name: string) => attackOf(step(name, { key: [victims] }, { sentIn: 'old' }));

  it('reads another’s object', async () => {
    expect(await violated(attack('oldKey'))).toContain('no-cross-tenant-read');
  });

  it('violates nothing where it checks what it uses', async () => {
    expect(await violated(attack('oldKeySafely'))).toEqual([]);
  });

  it('violates nothing where a single image is sent', async () => {
    expect(await violated(attackOf(step('oldKey', { key: [victims] })))).toEqual([]);
  });
});

describe('a consumer that downloads under the base name of a key', () => {
  const attack = (name: string): Attack => ({
    layout: [{ kind: 'symlink', zone: 'temp', path: 'report.txt', to: [{ place: 'moat' }, '/report.txt'] }],
    steps: [step('put', { name: 'report.txt' }), step(name)],
    race: null,
  });

  it('follows a link that waits for it in the shared folder', async () => {
    expect(await violated(attack('toSharedFolder'))).toContain('no-write-outside');
  });

  it('violates nothing with a name of its own', async () => {
    expect(await violated(attack('toOwnFile'))).toEqual([]);
  });
});

describe('what is generated', () => {
  const violatedBy = async (operation: string): Promise<Set<string>> => {
    const found = new Set<string>();
    const probes = probeAttacks(world.knowledge, operation).filter((attack) =>
      classesOf(attack, world.knowledge).some((id) => id === 'object.dotdot' || id.startsWith('stream.')),
    );
    for (const attack of probes) for (const id of await violated(attack, operation)) found.add(id);
    return found;
  };

  it('finds the image that is used unchecked', async () => {
    expect(await violatedBy('oldKey')).toContain('no-cross-tenant-read');
  });

  it('finds nothing in a consumer that checks what it uses', async () => {
    expect(await violatedBy('oldKeySafely')).toEqual(new Set());
  });
});

describe('types of records', () => {
  const typed = (type: string): Json => ({ type, typed: 'key' });

  it('are given to one attribute, so that the rest passes', async () => {
    expect(await violated(attackOf(step('byText', { key: [victims] }, typed('L'))))).toContain(
      'no-cross-tenant-read',
    );
    expect(await violated(attackOf(step('byTextSafely', { key: [victims] }, typed('L'))))).toEqual([]);
  });

  it('are tried one attribute after the other, before anything is planted or drawn', () => {
    const tried = probeAttacks(world.knowledge, 'byText');
    const list = tried.findIndex(({ steps }) =>
      JSON.stringify(steps.at(-1)?.arguments[recordsParameter] ?? null).includes('"L"'),
    );
    expect(list).toBeGreaterThan(0);
    expect(list).toBeLessThan(100);
  });

  it('are not given to keys of the table', async () => {
    const all = await lastAnswer(attackOf(step('lookByKey', { pk: 'a', key: 'b' }, { type: 'NULL' })));
    expect(all).toMatchObject({
      Records: [{ dynamodb: { NewImage: { pk: { S: 'a' }, key: { NULL: true } } } }],
    });
  });
});

describe('records', () => {
  it('that are generated have the form of a stream’s', async () => {
    expect(await lastAnswer(attackOf(step('look', { key: 'a/b' }, { sentIn: 'both' })))).toMatchObject({
      Records: [
        {
          eventName: 'MODIFY',
          eventSource: 'aws:dynamodb',
          dynamodb: {
            Keys: { pk: { S: 'record' }, sk: { S: 'record' } },
            NewImage: { key: { S: 'a/b' }, tenant: { S: 'attacker' }, pk: { S: 'record' } },
            OldImage: { tenant: { S: 'attacker' } },
            StreamViewType: 'NEW_AND_OLD_IMAGES',
            SequenceNumber: expect.stringMatching(/^\d{21}$/),
          },
        },
      ],
    });
  });

  it('that are caused are of the writes of the same actor, in order', async () => {
    const steps = [step('register', { name: 'n', key: 'one' }), step('register', { name: 'n', key: 'two' })];
    const foreign = { ...step('register', { name: 'n', key: 'three' }), actor: 'victim' };
    const answer = await lastAnswer(attackOf(...steps, foreign, step('look')));
    const image = (key: string) => ({ key: { S: key }, tenant: { S: 'attacker' } });
    expect(answer).toMatchObject({
      Records: [
        {
          eventName: 'INSERT',
          dynamodb: { Keys: { pk: { S: 'attacker' }, sk: { S: 'n' } }, NewImage: image('one') },
        },
        { eventName: 'MODIFY', dynamodb: { OldImage: image('one'), NewImage: image('two') } },
      ],
    });
    expect(answer).toHaveProperty('Records.length', 2);
  });

  it('hold what the view says', async () => {
    const answer = await lastAnswer(attackOf(step('lookAtKeys', { key: 'a' }, { sentIn: 'both', times: 2 })));
    expect(answer).toHaveProperty('Records.length', 2);
    expect(answer).not.toHaveProperty('Records.0.dynamodb.NewImage');
    expect(answer).not.toHaveProperty('Records.0.dynamodb.OldImage');
  });

  it.each([
    ['removed', { sentIn: 'removed' }, 'dynamodb.OldImage.key', { S: 'a' }],
    ['of another type', { type: 'NULL' }, 'dynamodb.NewImage.key', { NULL: true }],
    [
      'behind a harmless one',
      { after: 'harmless' },
      'dynamodb.NewImage.key',
      { S: expect.stringMatching(/^attacker\//) },
    ],
  ])('are sent %s', async (_, shape, path, expected) => {
    const answer = await lastAnswer(attackOf(step('look', { key: 'a' }, shape)));
    expect(answer).toHaveProperty(`Records.0.${path}`, expected);
  });
});
