/** Other types in a JSON body: found where a check and a use take them differently, silent where strings are demanded. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { text } from '../../config/userConfig.ts';
import { classesOf } from '../../generators/index.ts';
import type { World } from '../../model/world.ts';
import { noCrossTenantRead } from '../../properties/noCrossTenantRead.ts';
import { djangoProject, type Ground, makeGround, removeGround } from '../adapters/kit.ts';
import { probeAttacks } from '../probes.ts';
import { configIn, worldOf } from './kit.ts';

const urls = `
import json
import os
import re
from django.conf import settings
from django.http import JsonResponse
from django.urls import path

def tenant_of(request):
    return request.headers['X-Tenant']

def place(name):
    return os.path.join(settings.MEDIA_ROOT, os.path.basename(name))

def is_own(request, name):
    return isinstance(name, str) and name.startswith(tenant_of(request) + '-')

def keep(request):
    name = tenant_of(request) + '-' + os.urandom(6).hex()
    with open(place(name), 'w') as file:
        file.write(json.loads(request.body)['words'])
    return JsonResponse({'name': name})

def read(names):
    return JsonResponse({'words': [open(place(name)).read() for name in names if os.path.exists(place(name))]})

def one_or_many(request):
    # The first is checked, all are read.
    names = json.loads(request.body)['name']
    names = names if isinstance(names, list) else [names]
    return read(names) if names and is_own(request, names[0]) else JsonResponse({}, status=403)

def each_of_many(request):
    names = json.loads(request.body)['name']
    names = names if isinstance(names, list) else [names]
    return read(names) if names and all(is_own(request, name) for name in names) else JsonResponse({}, status=403)

def first_by_hand(request):
    # What is looked at stands first, what is used last.
    seen = re.search(r'"name":"([^"]*)"', request.body.decode())
    if seen is None or not is_own(request, seen.group(1)):
        return JsonResponse({}, status=403)
    return read([json.loads(request.body)['name']])

def parsed_once(request):
    name = json.loads(request.body)['name']
    return read([name]) if is_own(request, name) else JsonResponse({}, status=403)

urlpatterns = [path(view.__name__, view) for view in [keep, one_or_many, each_of_many, first_by_hand, parsed_once]]
`;

let ground: Ground;
let world: World;

beforeAll(async () => {
  ground = await makeGround(djangoProject(urls));
  const name = text({ from: 'keep.response.name' });
  const reading = ['one_or_many', 'each_of_many', 'first_by_hand', 'parsed_once'];
  const user = {
    django: { project: '.', settings: 'site_settings' },
    actors: {
      attacker: { headers: { 'X-Tenant': 'attacker' } },
      victim: { headers: { 'X-Tenant': 'victim' } },
    },
    operations: {
      keep: { http: 'POST /keep', json: { words: text() } },
      ...Object.fromEntries(reading.map((view) => [view, { http: `POST /${view}`, json: { name } }])),
    },
  };
  world = await worldOf(configIn(ground.config, user));
});

afterAll(async () => {
  await world.close();
  await removeGround(ground);
});

/** Whether a victim's file comes back for any of the probes that send other types. */
async function isFound(operation: string): Promise<boolean> {
  const probes = probeAttacks(world.knowledge, operation).filter(
    ({ steps, layout, race }) => steps.length === 1 && layout.length === 0 && race === null,
  );
  const typed = probes.filter((attack) => classesOf(attack, world.knowledge).includes('key.type'));
  expect(typed.length).toBeGreaterThan(5);
  for (const attack of typed) if (noCrossTenantRead.judge(await world.run(attack)).length > 0) return true;
  return false;
}

it.each(['one_or_many', 'first_by_hand'])('%s takes what it did not look at', async (operation) => {
  expect(await isFound(operation)).toBe(true);
});

it.each(['each_of_many', 'parsed_once'])('%s uses what it looked at', async (operation) => {
  expect(await isFound(operation)).toBe(false);
});
