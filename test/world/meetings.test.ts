/** What is one actor's own, and what several come upon: chance makes nobody an owner, and a collision is asked about. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fixed,
  text,
  type UserConfig,
  type UserOperation,
  type UserParameter,
} from '../../config/userConfig.ts';
import type { Argument, Step } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { attackOf, itemTable, targetWorld, violatedOn } from './kit.ts';

const call = (file: string, name: string, more: Readonly<Record<string, UserParameter>>): UserOperation => ({
  call: `./${file}.py:${name}`,
  arguments: more,
});
const root = fixed('{sandbox}');
const who = fixed('{actor}');
const named = (name: string, more: Readonly<Record<string, UserParameter>>) =>
  call('meetings', name, { who, ...more });

const open: World[] = [];
afterAll(() => Promise.all(open.map((world) => world.close())));

async function worldOf(
  operations: Record<string, UserOperation>,
  more: Omit<UserConfig, 'operations'> = {},
): Promise<World> {
  const world = await targetWorld(operations, {
    ...{ dynamodb: { tables: [itemTable('things')] }, attacker: { powers: ['request'] }, ...more },
  });
  open.push(world);
  return world;
}

async function violated(
  world: World,
  operation: string,
  args: Readonly<Record<string, Argument>> = {},
  earlier: readonly Step[] = [],
): Promise<string[]> {
  const steps = [...earlier, { operation, actor: 'attacker', arguments: args }];
  return violatedOn(world, attackOf(steps));
}

const questions = ({ rehearsal }: World): string[] =>
  rehearsal.notes.filter(({ kind }) => kind === 'question').map(({ text: asked }) => asked);

describe('folders', () => {
  let world: World;
  beforeAll(async () => {
    const whose = text({ example: '{actor}' });
    const about = { root, name: text(), text: text() };
    world = await worldOf({
      byContent: named('by_content', { root, text: text() }),
      byContentAgain: named('by_content_again', { root, text: text() }),
      toHome: named('to_home', about),
      toAnyHome: call('meetings', 'to_any_home', { whose, ...about }),
      toHiddenHome: named('to_hidden_home', about),
      toAnyHiddenHome: call('meetings', 'to_any_hidden_home', { whose, ...about }),
    });
  });

  it('of a store by content are nobody’s, whoever’s files came there', async () => {
    for (let tried = 0; tried < 40; tried += 1)
      for (const operation of ['byContent', 'byContentAgain'])
        expect(await violated(world, operation, { text: { text: `content ${tried}` } })).toEqual([]);
  });

  it('that are called after their owners are theirs', async () => {
    expect(await violated(world, 'toHome', { name: { text: 'new' } })).toEqual([]);
    expect(await violated(world, 'toAnyHome', { whose: { text: 'victim' }, name: { text: 'new' } })).toEqual([
      'no-cross-tenant-write',
    ]);
  });

  it('that hold all that one actor has are that actor’s, whatever they are called', async () => {
    expect(await violated(world, 'toHiddenHome', { name: { text: 'new' } })).toEqual([]);
    const attack = { whose: { text: 'victim' }, name: { text: 'new' } };
    expect(await violated(world, 'toAnyHiddenHome', attack)).toEqual(['no-cross-tenant-write']);
  });
});

describe('what harmless runs of several actors meet in', () => {
  const operations = {
    count: named('count', { root }),
    log: named('log', { root, line: text() }),
    tick: named('tick', {}),
  };
  const logos = {
    putLogo: named('put_logo', { root, pixels: text() }),
    getLogo: named('get_logo', { root }),
  };
  const audit = {
    enter: named('enter', { what: text() }),
    entries: named('entries', {}),
    ownEntries: named('own_entries', {}),
    filteredEntries: named('filtered_entries', {}),
  };

  it('is shared where it is a counter or a log, and nothing is asked', async () => {
    const world = await worldOf(operations);
    for (const operation of Object.keys(operations)) expect(await violated(world, operation)).toEqual([]);
    expect(questions(world)).toEqual([]);
  });

  const like: Omit<UserConfig, 'operations'> = { actors: { attacker: {}, attacker2: {} } };

  it('is its owner’s and asked about where rows carry that actor’s name alone', async () => {
    const world = await worldOf(audit, like);
    expect(await violated(world, 'ownEntries')).toEqual([]);
    expect(await violated(world, 'filteredEntries')).toEqual([]);
    expect(await violated(world, 'entries')).toContain('no-cross-tenant-read');
    expect(questions(world)).toEqual([
      expect.stringMatching(/^is this shared\? one of the items of things .* words of attacker2 alone/),
    ]);
  });

  const marked: Omit<UserConfig, 'operations'> = { actors: { attacker: {}, 'attacker@eu': {} } };

  it('is asked about where its name carries one actor’s name alone', async () => {
    const world = await worldOf(logos, marked);
    expect(await violated(world, 'putLogo')).toEqual([]);
    expect(questions(world)).toEqual([
      expect.stringMatching(
        /^is this shared\? one of the files of \{sandbox\}\/logos\/ .* words of attacker alone/,
      ),
    ]);
  });

  it('is not asked about where the config says that it is shared', async () => {
    const world = await worldOf(logos, {
      ...marked,
      shared: (question) => question.store === 'file' && question.path.startsWith('{sandbox}/logos/'),
    });
    expect(questions(world)).toEqual([]);
  });

  it('is shared where harmless requests name whose it is, as mail does', async () => {
    const world = await worldOf({
      deliver: named('deliver', { root, to: text({ example: 'victim' }), line: text() }),
    });
    expect(await violated(world, 'deliver')).toEqual([]);
    expect(questions(world)).toEqual([]);
  });
});

describe('a file that is made where it is not there', () => {
  let world: World;
  beforeAll(async () => {
    const whose = text({ example: '{actor}' });
    world = await worldOf({
      thumbnail: named('thumbnail', { root, picture: text() }),
      report: call('meetings', 'report', { root, whose, line: text() }),
      draft: call('meetings', 'draft', { root, name: text(), text: text() }),
    });
  });

  it('tells nothing where the case had it made that asks for the same', async () => {
    const args = { picture: { text: 'of both' } };
    const made = { operation: 'thumbnail', actor: 'victim', arguments: args };
    expect(await violated(world, 'thumbnail', args, [made])).toEqual([]);
  });

  it('is another’s where the case had it made with what the other sent', async () => {
    const name = { text: 'of-both' };
    const made = { operation: 'draft', actor: 'victim', arguments: { name, text: { text: 'theirs' } } };
    expect(await violated(world, 'draft', { name, text: { text: 'mine' } }, [made])).toEqual([
      'no-cross-tenant-read',
    ]);
  });

  it('tells nothing of who had it made, where whoever asks for the same gets the same', async () => {
    const picture = {
      text: [{ known: { actor: 'victim', operation: 'thumbnail', name: 'arguments.picture' } }],
    };
    expect(await violated(world, 'thumbnail', { picture })).toEqual([]);
    const made = { operation: 'thumbnail', actor: 'victim', arguments: { picture } };
    expect(await violated(world, 'thumbnail', { picture }, [made])).toEqual([]);
  });

  it('is another’s where it holds what the other sent', async () => {
    expect(await violated(world, 'report')).toEqual([]);
    expect(await violated(world, 'report', { whose: { text: 'victim' } })).toEqual(['no-cross-tenant-read']);
  });
});

describe('the file of a cache', () => {
  let world: World;
  beforeAll(async () => {
    world = await worldOf({
      page: named('page', { root, about: fixed('headers'), line: text() }),
      sweep: named('sweep', { root }),
      forge: named('forge', { root, about: text({ example: '{actor}' }), line: text() }),
      ask: named('ask', { root, about: text({ example: '{actor}' }) }),
    });
  });

  it('is for whoever comes, as far as the cache itself goes', async () => {
    for (const operation of ['page', 'sweep', 'ask']) expect(await violated(world, operation)).toEqual([]);
    expect(await violated(world, 'ask', { about: { text: 'victim' } })).toEqual([]);
  });

  it('is not for other code to write', async () => {
    expect(await violated(world, 'forge')).toEqual([]);
    expect(await violated(world, 'forge', { about: { text: 'victim' } })).toEqual(['no-cross-tenant-write']);
  });
});

describe('a partition', () => {
  const put = (name: string, more: Readonly<Record<string, UserParameter>>) =>
    call('partitions', name, { who, ...more });
  const project = text({ from: 'start.response' });
  let world: World;
  beforeAll(async () => {
    world = await worldOf({
      noteOwn: put('note_own', { text: text() }),
      noteFor: put('note_for', { tenant: text({ example: '{actor}' }), text: text() }),
      start: put('start', {}),
      task: put('task', { project, text: text() }),
      ownTask: put('own_task', { project, text: text() }),
      send: put('send', { to: text({ example: 'victim' }), text: text() }),
      remind: put('remind', { to: text({ example: '{actor}' }), text: text() }),
      tag: put('tag', { word: text() }),
      spread: put('spread', { text: text() }),
      board: put('board', { text: text() }),
    });
  });
  const to = (value: string): Argument => ({ text: value });
  const ofVictim = (operation: string, name: string): Argument => ({
    text: [{ known: { actor: 'victim', operation, name } }],
  });

  it('that is called after its owner takes nothing from others', async () => {
    expect(await violated(world, 'noteOwn')).toEqual([]);
    expect(await violated(world, 'noteFor')).toEqual([]);
    expect(await violated(world, 'noteFor', { tenant: to('victim') })).toEqual(['no-cross-tenant-write']);
    expect(await violated(world, 'noteFor', { tenant: to('nobody') })).toEqual([]);
  });

  it('that its owner made takes nothing from others', async () => {
    expect(await violated(world, 'ownTask', { project: ofVictim('start', 'response') })).toEqual([]);
    expect(await violated(world, 'task', { project: ofVictim('start', 'response') })).toEqual([
      'no-cross-tenant-write',
    ]);
  });

  it('into which several put something is everybody’s', async () => {
    for (const name of ['victim', 'attacker', 'nobody'])
      expect(await violated(world, 'send', { to: to(name) })).toEqual([]);
    expect(await violated(world, 'tag', { word: ofVictim('tag', 'arguments.word') })).toEqual([]);
    for (let tried = 0; tried < 16; tried += 1)
      expect(await violated(world, 'spread', { text: to('x'.repeat(tried + 1)) })).toEqual([]);
    expect(await violated(world, 'board')).toEqual([]);
  });

  it('into which something is put that names its sender informs', async () => {
    expect(await violated(world, 'remind')).toEqual([]);
    expect(await violated(world, 'remind', { to: to('victim') })).toEqual(['item-for-another']);
  });
});
