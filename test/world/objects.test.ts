/** Each property of objects fails on a planted fault and holds on its corrected twin, with real boto3. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { classesOf } from '../../generators/index.ts';
import type { Attack } from '../../model/attack.ts';
import type { Violation } from '../../model/finding.ts';
import type { Text } from '../../model/text.ts';
import type { World } from '../../model/world.ts';
import { properties } from '../../properties/index.ts';
import { probeAttacks } from '../probes.ts';
import { targetWorld } from './kit.ts';

const tenant = fixed('{actor}');
const key = text({ from: 'make.response' });
const onKey = (name: string): UserOperation => ({ call: `./objects.py:${name}`, arguments: { tenant, key } });
const onPrefix = (name: string): UserOperation => ({
  call: `./objects.py:${name}`,
  arguments: { tenant, prefix: text({ example: '' }) },
});
const called = {
  read: 'read',
  readByThread: 'read_by_thread',
  readAndRefuse: 'read_and_refuse',
  readSafely: 'read_safely',
  checksum: 'checksum',
  size: 'size',
  write: 'write',
  writeSafely: 'write_safely',
  copy: 'copy',
  delete: 'delete',
  deleteSafely: 'delete_safely',
  share: 'share',
  shareSafely: 'share_safely',
  shareOfOld: 'share_of_old',
  uploadAddress: 'upload_address',
  deleteAddress: 'delete_address',
  uploadForm: 'upload_form',
  uploadFormOfOld: 'upload_form_of_old',
  uploadFormSafely: 'upload_form_safely',
  uploadFormBelow: 'upload_form_below',
  uploadFormBelowSafely: 'upload_form_below_safely',
  uploadFormUnsigned: 'upload_form_unsigned',
  addressOfOthers: 'address_of_others',
  echo: 'echo',
} as const;
const operations: Record<string, UserOperation> = {
  seed: { call: './objects.py:seed', arguments: { tenant } },
  make: { call: './objects.py:make', arguments: { tenant, name: text(), content: text() } },
  ...Object.fromEntries(Object.entries(called).map(([name, function_]) => [name, onKey(function_)])),
  readNormalised: onKey('read_normalised'),
  attach: { call: './objects.py:attach', arguments: { tenant, name: text() } },
  attachLater: { call: './objects.py:attach_later', arguments: { tenant, name: text() } },
  attachSafely: { call: './objects.py:attach_safely', arguments: { tenant, name: text() } },
  names: onPrefix('names'),
  namesSafely: onPrefix('names_safely'),
};

let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { s3: { buckets: ['assets'] } });
});
afterAll(() => world.close());

const victims: Text[number] = { known: { actor: 'victim', operation: 'make', name: 'response' } };

function once(operation: string, parameter: string, value: Text): Attack {
  const steps = [{ operation, actor: 'attacker', arguments: { [parameter]: { text: value } } }];
  return { layout: [], steps, race: null };
}

async function violations(attack: Attack): Promise<{ id: string; told: readonly Violation[] }[]> {
  const observation = await world.resolveFlow(await world.run(attack));
  return properties
    .map(({ id, judge }) => ({ id, told: judge(observation) }))
    .filter(({ told }) => told.length > 0);
}

async function violated(attack: Attack): Promise<string[]> {
  return (await violations(attack)).map(({ id }) => id);
}

const readAndTold = ['no-cross-tenant-read', 'no-disclosure'];
const rows: readonly [operation: keyof typeof called, violated: readonly string[]][] = [
  ['read', readAndTold],
  ['readByThread', readAndTold],
  ['readAndRefuse', []],
  ['readSafely', []],
  ['checksum', ['no-cross-tenant-read']],
  ['size', ['no-cross-tenant-read']],
  ['write', ['no-cross-tenant-write']],
  ['writeSafely', []],
  ['copy', ['no-cross-tenant-write']],
  ['delete', ['no-cross-tenant-delete']],
  ['deleteSafely', []],
  // Whoever is handed an address that is signed may follow it.
  ['share', ['no-cross-tenant-read']],
  ['shareSafely', []],
  ['shareOfOld', ['no-cross-tenant-read']],
  ['uploadAddress', ['no-cross-tenant-write']],
  ['deleteAddress', ['no-cross-tenant-delete']],
  ['uploadForm', ['no-cross-tenant-write']],
  ['uploadFormOfOld', ['no-cross-tenant-write']],
  ['uploadFormSafely', []],
  ['uploadFormBelow', ['no-cross-tenant-write']],
  ['uploadFormBelowSafely', []],
  ['uploadFormUnsigned', []],
  ['addressOfOthers', []],
  ['echo', []],
];

describe('with a victim’s key', () => {
  it.each(rows)('%s is judged by whose object was touched', async (operation, expected) => {
    expect(await violated(once(operation, 'key', [victims]))).toEqual(expected);
  });

  it.each(rows)('%s with the attacker’s own key violates nothing', async (operation) => {
    const steps = [{ operation, actor: 'attacker', arguments: {} }];
    expect(await violated({ layout: [], steps, race: null })).toEqual([]);
  });
});

describe('an address that is signed', () => {
  it('of nothing opens nothing', async () => {
    expect(await violated(once('share', 'key', ['victim/nothing']))).toEqual([]);
    expect(await violated(once('share', 'key', ['attacker/../', victims]))).toEqual([]);
  });

  it('of what the attacker made before opens its own', async () => {
    const made = [{ returned: { step: 0, field: 'response' } }];
    const steps = [
      { operation: 'make', actor: 'attacker', arguments: { name: { text: 'mine' } } },
      { operation: 'share', actor: 'attacker', arguments: { key: { text: made } } },
    ];
    expect(await violated({ layout: [], steps, race: null })).toEqual([]);
  });

  it('that was sent is told to nobody', async () => {
    const address = { text: [{ returned: { step: 0, field: 'response.url' } }] };
    const steps = [
      { operation: 'share', actor: 'victim', arguments: {} },
      { operation: 'echo', actor: 'attacker', arguments: { key: address } },
    ];
    expect(await violated({ layout: [], steps, race: null })).toEqual([]);
  });

  it('is told with the line that signed it', async () => {
    const [found] = (await violations(once('share', 'key', [victims]))).flatMap(({ told }) => told);
    expect(found?.location).toMatchObject({ function: 'share', file: expect.stringMatching(/objects\.py$/) });
    expect(found?.access?.seenBy).toEqual(['answer']);
  });

  it('as a form is told with the line that signed it', async () => {
    const [found] = (await violations(once('uploadForm', 'key', [victims]))).flatMap(({ told }) => told);
    expect(found?.location).toMatchObject({ function: 'upload_form' });
  });

  it('is what makes an operation tested that does nothing else', () => {
    const share = world.rehearsal.operations.find(({ name }) => name === 'share');
    expect(share).toMatchObject({ tested: true, reached: ['object'] });
  });
});

describe('with dot segments behind the attacker’s own prefix', () => {
  const climbing: Text = ['attacker/../', victims];

  it('a target that normalises the key after its check reads another’s object', async () => {
    expect(await violated(once('readNormalised', 'key', climbing))).toEqual(readAndTold);
  });

  it('a target that does not is answered with another object, which is not there', async () => {
    expect(await violated(once('readSafely', 'key', climbing))).toEqual([]);
  });
});

describe('what is generated', () => {
  const violatedBy = async (operation: string): Promise<Set<string>> => {
    const found = new Set<string>();
    for (const attack of probeAttacks(world.knowledge, operation)) {
      if (!classesOf(attack, world.knowledge).includes('object.dotdot')) continue;
      for (const id of await violated(attack)) found.add(id);
    }
    return found;
  };

  it('leads a key that is normalised after its check to another’s object', async () => {
    expect([...(await violatedBy('readNormalised'))].sort()).toEqual(readAndTold);
  });

  it('leads a key that is taken as it is nowhere', async () => {
    expect(await violatedBy('readSafely')).toEqual(new Set());
  });
});

describe('listings', () => {
  it('that show another’s keys disclose them', async () => {
    expect(await violated(once('names', 'prefix', ['']))).toEqual(['no-disclosure']);
  });

  it('of the attacker’s own prefix violate nothing', async () => {
    expect(await violated(once('namesSafely', 'prefix', ['']))).toEqual([]);
  });
});

describe('a finding', () => {
  it('names object, bucket, owner and the line of the target', async () => {
    const found = await violations(once('read', 'key', [victims]));
    const read = found.find(({ id }) => id === 'no-cross-tenant-read')?.told[0];
    expect(read?.unsafeSummary).toMatch(
      /^read, done as attacker, reads object victim\/\w+ of assets, which belongs to victim$/,
    );
    expect(read?.location).toMatchObject({
      file: expect.stringMatching(/objects\.py$/),
      function: 'read',
    });
  });

  it('is of each case alone: what one deleted is there in the next', async () => {
    await world.run(once('delete', 'key', [victims]));
    expect(await violated(once('read', 'key', [victims]))).toEqual(readAndTold);
  });
});

describe('a name that is joined to folders of a key', () => {
  const written = async (operation: string, most: number): Promise<boolean> => {
    for (const attack of probeAttacks(world.knowledge, operation).slice(0, most))
      if ((await violated(attack)).includes('no-cross-tenant-write')) return true;
    return false;
  };

  it('leads to another’s object by the first probes', async () => {
    expect(await written('attach', 6)).toBe(true);
    expect(await written('attachLater', 10)).toBe(true);
  });

  it('leads nowhere where its last part alone is taken', async () => {
    expect(await written('attachSafely', 40)).toBe(false);
  });
});
