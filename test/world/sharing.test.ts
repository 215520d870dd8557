/** What everybody may do with a part of an item, by an operation, or see of a value: nothing else is let through. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import type { SharedAnswer, SharedQuestion } from '../../model/config.ts';
import type { World } from '../../model/world.ts';
import { sharingOf } from '../../world/owners/sharing.ts';
import { attackOf, itemTable, targetWorld, violatedIn, violatedOn } from './kit.ts';

const tenant = fixed('{actor}');
const root = fixed('{sandbox}');
type Arguments = Readonly<Record<string, UserParameter>>;
const call = (name: string, more: Arguments = {}): UserOperation => ({
  call: `./profiles.py:${name}`,
  arguments: { tenant, ...more },
});
const id = text({ from: 'save.response' });
const page = { root, id: text({ from: 'post.response' }) };
const operations: Record<string, UserOperation> = {
  save: call('save', { id: text(), name: text(), email: text() }),
  card: call('card', { id }),
  contact: call('contact', { id }),
  initial: call('initial', { id }),
  cards: call('cards'),
  like: call('like', { id }),
  rename: call('rename', { id, name: text() }),
  remove: call('remove', { id }),
  post: call('post', { root, id: text(), text: text() }),
  read: call('read', page),
  overwrite: call('overwrite', { ...page, text: text() }),
};

async function worldOf(
  shared: ((question: SharedQuestion) => SharedAnswer) | undefined,
  declared: Record<string, UserOperation> = operations,
): Promise<World> {
  const rule = shared === undefined ? {} : { shared };
  const dynamodb = { tables: [itemTable('profiles')] };
  return targetWorld(declared, { dynamodb, ...rule, attacker: { powers: ['request'] } });
}

async function violated(world: World, operation: string, maker: 'save' | 'post' = 'save'): Promise<string[]> {
  const known = { actor: 'victim', operation: maker, name: 'response' };
  const sent = operation === 'cards' ? {} : { id: { text: [{ known }] } };
  const steps = [{ operation, actor: 'attacker', arguments: sent }];
  return violatedOn(world, attackOf(steps));
}

function inWorld(open: () => Promise<World>, tell: (world: () => World) => void): void {
  let world: World;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.close());
  tell(() => world);
}

const reads = ['no-cross-tenant-read', 'no-disclosure'];
const writes = ['no-cross-tenant-write'];

describe('where nothing is everybody’s', () => {
  inWorld(
    () => worldOf(undefined),
    (world) => {
      it.each([
        ['card', reads],
        ['contact', reads],
        ['cards', reads],
        ['like', writes],
        ['rename', writes],
      ])('%s is a trespass', async (operation, expected) => {
        expect(await violated(world(), operation)).toEqual(expected);
      });
    },
  );
});

describe('of an item one attribute of which everybody may see, and another change,', () => {
  inWorld(
    () => worldOf(({ store }) => store === 'item' && { read: ['display_name'], write: ['likes'] }),
    (world) => {
      it.each(['card', 'cards', 'like'])('%s uses these alone', async (operation) => {
        expect(await violated(world(), operation)).toEqual([]);
      });

      it.each([
        ['contact', reads],
        ['initial', ['no-cross-tenant-read']],
        ['rename', writes],
        ['remove', ['no-cross-tenant-delete']],
      ])('%s uses others', async (operation, expected) => {
        expect(await violated(world(), operation)).toEqual(expected);
      });
    },
  );
});

describe('what everybody may look at', () => {
  inWorld(
    () => worldOf(() => 'read'),
    (world) => {
      it('is shown to all', async () => {
        for (const operation of ['card', 'contact', 'cards'])
          expect(await violated(world(), operation)).toEqual([]);
        expect(await violated(world(), 'read', 'post')).toEqual([]);
      });

      it('is changed by its owner alone', async () => {
        expect(await violated(world(), 'rename')).toEqual(writes);
        expect(await violated(world(), 'remove')).toEqual(['no-cross-tenant-delete']);
        expect(await violated(world(), 'overwrite', 'post')).toEqual(writes);
      });
    },
  );
});

describe('an operation that anybody may call', () => {
  const everybodys = Object.entries(operations).map(([name, one]) => [name, { ...one, public: true }]);
  inWorld(
    () => worldOf(undefined, { ...Object.fromEntries(everybodys), mine: call('contact', { id }) }),
    (world) => {
      it('may show what it likes of others', async () => {
        for (const operation of ['card', 'contact', 'cards'])
          expect(await violated(world(), operation)).toEqual([]);
        expect(await violated(world(), 'read', 'post')).toEqual([]);
      });

      it('may change nothing of theirs', async () => {
        expect(await violated(world(), 'rename')).toEqual(writes);
        expect(await violated(world(), 'overwrite', 'post')).toEqual(writes);
      });

      it('may not lead out of the sandbox', async () => {
        const way = { text: [{ place: 'moat' as const }, '/secret.txt'] };
        const steps = [{ operation: 'read', actor: 'attacker', arguments: { id: way } }];
        const observation = await world().run(attackOf(steps));
        expect(violatedIn(observation)).toEqual(['no-read-outside', 'no-disclosure']);
      });

      it('makes nothing public for other operations', async () => {
        expect(await violated(world(), 'mine')).toEqual(reads);
      });
    },
  );
});

describe('a value that everybody may see', () => {
  const name = text({ public: true });
  const open = {
    ...operations,
    save: call('save', { id: text(), name, email: text() }),
    rename: call('rename', { id, name }),
    post: call('post', { root, id: text(), text: text({ public: true }) }),
    overwrite: call('overwrite', { ...page, text: text({ public: true }) }),
  };
  inWorld(
    () => worldOf(undefined, open),
    (world) => {
      it('tells nothing by being shown, one by one or in a list', async () => {
        expect(await violated(world(), 'card')).toEqual([]);
        expect(await violated(world(), 'cards')).toEqual([]);
        expect(await violated(world(), 'read', 'post')).toEqual([]);
      });

      it('does not cover what stands beside it, nor a change', async () => {
        expect(await violated(world(), 'contact')).toEqual(reads);
        expect(await violated(world(), 'initial')).toEqual(['no-cross-tenant-read']);
        expect(await violated(world(), 'rename')).toEqual(writes);
      });
    },
  );
});

describe('a member of an answer that everybody may see', () => {
  const { save = call('save'), contact = call('contact') } = operations;
  const card: UserOperation = { ...call('card', { id }), response: { '': { public: true } } };
  inWorld(
    () => worldOf(undefined, { save, contact, plain: call('card', { id }), card }),
    (world) => {
      it('tells nothing by being shown, wherever that is, once harmless runs have shown it', async () => {
        expect(await violated(world(), 'card')).toEqual([]);
        expect(await violated(world(), 'plain')).toEqual([]);
        expect(await violated(world(), 'contact')).toEqual(reads);
      });
    },
  );
});

describe('an answer of a rule that means nothing is told: ', () => {
  const item: SharedQuestion = { store: 'item', table: 't', key: {}, item: null };
  const file: SharedQuestion = { store: 'file', path: '{sandbox}/a' };
  it.each([
    ['a-word', item, 'write', 'shared: "write" is no answer; there are true, false, \'read\''],
    ['a-member', item, { see: true }, 'shared: {"see":true} is no answer'],
    ['numbers', item, { read: [1] }, 'shared: {"read":[1]} is no answer'],
    ['attributes-of-a-file', file, { read: ['a'] }, 'names attributes, which a file has none of'],
  ])('%s', (_, question, answer, message) => {
    expect(() => sharingOf(() => answer as SharedAnswer, question)).toThrow(message);
  });

  it('while nothing is no', () => {
    expect(sharingOf(() => undefined as unknown as SharedAnswer, item)).toEqual({
      read: false,
      write: false,
    });
  });
});
