/** Several steps: what is stored, led on by what each step returns or was sent, changed by its reference, and then used. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import type { Attack } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { noWriteOutside } from '../../properties/noWriteOutside.ts';
import { probeAttacks } from '../probes.ts';
import { targetWorld } from './kit.ts';

const calling =
  (file: string) =>
  (name: string, more: Readonly<Record<string, UserParameter>>): UserOperation => ({
    call: `./${file}.py:${name}`,
    arguments: { root: fixed('{sandbox}'), ...more },
  });

async function foundBy(world: World, operation: string): Promise<Attack | null> {
  for (const attack of probeAttacks(world.knowledge, operation))
    if (noWriteOutside.judge(await world.run(attack)).some((one) => one.operation === operation))
      return attack;
  return null;
}

function stepsOf(attack: Attack | null): readonly string[] | undefined {
  return attack?.steps.map(({ operation }) => operation);
}

describe('a draft that is used once it is approved', () => {
  const draft = calling('drafts');
  const id = text({ from: 'draft.response' });
  let world: World;
  beforeAll(async () => {
    const operations = {
      draft: draft('draft', { name: text({ example: '{token}.txt' }) }),
      approve: draft('approve', { id }),
      publish: draft('publish', { id }),
      publishSafely: draft('publish_safely', { id }),
    };
    world = await targetWorld(operations, {});
  });
  afterAll(() => world.close());

  it('is found where the last step says only that it comes after the one before', async () => {
    const world = await targetWorld(
      {
        draft: draft('draft', { name: text({ example: '{token}.txt' }) }),
        approve: draft('approve', { id }),
        publish: { ...draft('publish', { id }), after: ['approve'] },
      },
      {},
    );
    const attack = await foundBy(world, 'publish').finally(() => world.close());
    expect(stepsOf(attack)).toEqual(['draft', 'approve', 'publish']);
  });

  it('is found where the last step follows what was stored', async () => {
    expect(stepsOf(await foundBy(world, 'publish'))).toEqual(['draft', 'approve', 'publish']);
  });

  it('accuses nobody where it does not', async () => {
    expect(await foundBy(world, 'publishSafely')).toBeNull();
  });
});

describe('a chain of operations that take from each other', () => {
  const album = calling('chained');
  const closed = text({ from: 'close.arguments.id' });
  const named = text({ from: 'describe.arguments.name' });
  let world: World;
  beforeAll(async () => {
    const operations = {
      begin: album('begin', { title: text({ example: '{token}.txt' }) }),
      add: album('add', { id: text({ from: 'begin.response.album.id' }) }),
      close: album('close', {
        id: text({ from: 'add.arguments.id' }),
        cover: text({ from: 'add.response.picture', example: 'cover-{from}' }),
      }),
      print: album('print_album', { id: closed }),
      printSafely: album('print_safely', { id: closed }),
      describe: album('describe', { name: text(), layout: text({ example: '{token}.html' }) }),
      render: album('render', { name: named }),
      renderSafely: album('render_safely', { name: named }),
    };
    world = await targetWorld(operations, { attacker: { powers: ['request'] } });
  });
  afterAll(() => world.close());

  it('is followed through answers and arguments to the operation that is given the text', async () => {
    const attack = await foundBy(world, 'print');
    expect(stepsOf(attack)).toEqual(['begin', 'add', 'close', 'print']);
    expect(attack?.steps.map((step) => step.arguments).slice(1)).toEqual([
      { id: { text: [{ returned: { step: 0, field: 'album.id' } }] } },
      {
        id: { text: [{ returned: { step: 0, field: 'album.id' } }] },
        cover: { text: ['cover-', { returned: { step: 1, field: 'picture' } }] },
      },
      { id: { text: [{ returned: { step: 0, field: 'album.id' } }] } },
    ]);
  });

  it('has its later steps name what the first one was sent, where no answer says it', async () => {
    const attack = await foundBy(world, 'render');
    expect(stepsOf(attack)).toEqual(['describe', 'render']);
    expect(attack?.steps[1]?.arguments).toEqual({
      name: { text: [{ returned: { step: 0, field: 'arguments.name' } }] },
    });
  });

  it.each(['printSafely', 'renderSafely'])('accuses nobody in %s', async (operation) => {
    expect(await foundBy(world, operation)).toBeNull();
  });
});
