/** A target's process starts while its engines load; its project is loaded when they hold their tables. */
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startPythonTarget } from '../../adapters/python/pythonTarget.ts';
import { startItemEngine } from '../../engines/dynamodb/engine.ts';
import { startObjectEngine } from '../../engines/s3/engine.ts';
import type { ItemEngineOptions } from '../../model/itemEngine.ts';
import type { TargetOptions } from '../../model/target.ts';
import type { World } from '../../model/world.ts';
import { djangoProject, type Ground, makeGround, removeGround } from '../adapters/kit.ts';
import { configIn, itemTable, worldOf } from './kit.ts';
import { records, tenants } from './siteKit.ts';

const askingAtImport = `
import boto3

held = boto3.resource('dynamodb').Table('notes').scan()['Items']
boto3.client('s3').list_objects_v2(Bucket='kept')

def show(request):
    return JsonResponse(keep('a', {'held': len(held)}))

urlpatterns = [path('show', show)]
`;

let ground: Ground;
beforeEach(async () => {
  ground = await makeGround(djangoProject(records + askingAtImport));
});
afterEach(() => removeGround(ground));

async function started(tables: readonly object[], events: string[], arenas: string[]): Promise<World> {
  const config = configIn(ground.config, {
    ...{ django: { project: '.', settings: 'site_settings' }, actors: tenants },
    sandbox: { settings: { MEDIA_ROOT: 'media' } },
    ...{ dynamodb: { tables }, s3: { buckets: ['kept'] } },
    operations: { show: { http: 'GET /show' } },
  });
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  return worldOf(config, {
    startObjectEngine,
    startItemEngine: async (options: ItemEngineOptions) => {
      const engine = await startItemEngine(options);
      // However fast it is: a world that waits for it before it begins the target would wait for ever.
      await begun;
      events.push('tables exist');
      return engine;
    },
    startTarget: (options: TargetOptions) => {
      events.push('target is begun');
      begin();
      arenas.push(options.arena);
      return startPythonTarget(options);
    },
  });
}

it('a target is begun before its tables exist, and its project finds them', async () => {
  const events: string[] = [];
  const world = await started([itemTable('notes')], events, []);
  expect(events).toEqual(['target is begun', 'tables exist']);
  expect(world.rehearsal.operations.map(({ answer }) => answer)).toEqual(['200']);
  await world.close();
});

it('a table that the engine refuses is the reason, and the target that was begun is gone', async () => {
  const arenas: string[] = [];
  await expect(started([{ TableName: 'notes' }], [], arenas)).rejects.toThrow('refused the table notes');
  expect(arenas).toHaveLength(1);
  expect(arenas.filter((arena) => existsSync(arena))).toEqual([]);
});
