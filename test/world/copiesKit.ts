/** Two worlds of one site, the second from the copy of the first where there is one. */
import { afterAll } from 'vitest';
import { startPythonTarget } from '../../adapters/python/pythonTarget.ts';
import { completeConfig } from '../../config/completeConfig.ts';
import { checkConfig } from '../../config/schema.ts';
import { text, type UserConfig, type UserOperation } from '../../config/userConfig.ts';
import { startItemEngine } from '../../engines/dynamodb/engine.ts';
import { startObjectEngine } from '../../engines/s3/engine.ts';
import type { Attack } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { createWorld, type WorldMemory } from '../../world/world.ts';
import { djangoProject, makeGround, removeGround } from '../adapters/kit.ts';
import { testPython } from '../python.ts';
import { itemTable } from './kit.ts';
import { records, tenants } from './siteKit.ts';

const noCsrf = "MIDDLEWARE = [one for one in MIDDLEWARE if 'Csrf' not in one]\n";

/** An operation on what `add` has made. */
export const byId = (view: string): UserOperation => ({
  http: `GET /${view}/{id}`,
  path: { id: text({ from: 'add.response.id' }) },
});

export const add: UserOperation = { http: 'POST /add', form: { text: text() } };

export const stores: Required<Pick<UserConfig, 'actors' | 'dynamodb' | 's3'>> = {
  actors: { attacker: { login: { username: 'mallory' } }, victim: { login: { username: 'victor' } } },
  dynamodb: { tables: [itemTable('notes')] },
  s3: { buckets: ['kept'] },
};

export interface Twice {
  readonly first: World;
  readonly second: World;
  /** Steps that each took to open. */
  readonly steps: readonly [number, number];
  /** Steps since the second one was open. */
  readonly stepsSince: () => number;
  readonly memory: WorldMemory;
  /** The arena of each. */
  readonly arenas: readonly string[];
}

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Two worlds of one site, the second opened when the first has been. */
export async function openTwice(
  views: string,
  asked: Readonly<Record<string, UserOperation>>,
  more: UserConfig = {},
): Promise<Twice> {
  const project = djangoProject(records + views);
  const ground = await makeGround({
    ...project,
    'site_settings.py': (project['site_settings.py'] ?? '') + noCsrf,
  });
  closing.push(() => removeGround(ground));
  const user = {
    ...{ django: { project: '.', settings: 'site_settings' }, actors: tenants },
    ...{ sandbox: { settings: { MEDIA_ROOT: 'media' } }, operations: asked },
    ...more,
  };
  const config = completeConfig(checkConfig(user, 'c.ts'), `${ground.config}/c.ts`);
  let steps = 0;
  const arenas: string[] = [];
  const memory: WorldMemory = { learnt: null };
  const makers = {
    ...{ startItemEngine, startObjectEngine, memory, python: await testPython() },
    startTarget: async (options: Parameters<typeof startPythonTarget>[0]) => {
      const target = await startPythonTarget(options);
      arenas.push(options.arena);
      const step: typeof target.step = (...given) => {
        steps += 1;
        return target.step(...given);
      };
      return { ...target, step };
    },
  };
  const open = async (): Promise<readonly [World, number]> => {
    steps = 0;
    const world = await createWorld(config, makers);
    closing.push(world.close);
    return [world, steps];
  };
  const [first, atFirst] = await open();
  const [second, then] = await open();
  return { first, second, steps: [atFirst, then], stepsSince: () => steps - then, memory, arenas };
}

export function harmless(operation: string, actor: string): Attack {
  return { layout: [], race: null, steps: [{ operation, actor, arguments: {} }] };
}
