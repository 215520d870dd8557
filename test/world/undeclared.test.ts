/** Members that no parameter declares: told where the target takes them into keys, silent where it names what it takes. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { composeEngine } from '../../cli/compose.ts';
import { completeConfig } from '../../config/completeConfig.ts';
import { json, text } from '../../config/userConfig.ts';
import type { Attack } from '../../model/attack.ts';
import { undeclaredArgument } from '../../model/operation.ts';
import type { World } from '../../model/world.ts';
import { noCrossTenantRead } from '../../properties/noCrossTenantRead.ts';
import { noCrossTenantWrite } from '../../properties/noCrossTenantWrite.ts';
import { replay } from '../../search/replay.ts';
import { djangoProject, type Ground, makeGround, removeGround } from '../adapters/kit.ts';
import { probeAttacks } from '../probes.ts';
import { testPython } from '../python.ts';
import { configIn, itemTable, worldOf } from './kit.ts';

const urls = `
import functools
import json
import boto3
from boto3.dynamodb.conditions import Attr, Key
from django.http import JsonResponse
from django.urls import path

@functools.lru_cache(maxsize=None)
def notes():
    return boto3.resource('dynamodb', region_name='eu-central-1').Table('notes')

def tenant_of(request):
    return request.headers['X-Tenant']

def own_keys(request, id):
    return {'pk': 'TENANT:' + tenant_of(request), 'sk': 'NOTE:' + id}

def kept(item):
    notes().put_item(Item=item)
    return JsonResponse({'title': item['title']})

def keep_all(request, id):
    return kept({**own_keys(request, id), **json.loads(request.body)})

def keep_below(request, id):
    return kept({**json.loads(request.body), **own_keys(request, id)})

def keep_named(request, id):
    return kept({**own_keys(request, id), 'title': json.loads(request.body)['title']})

def keep_whole(request, id):
    return keep_all(request, id)

def keep_form(request, id):
    return kept({**own_keys(request, id), **request.POST.dict()})

def listed(tenant):
    rows = notes().query(KeyConditionExpression=Key('pk').eq('TENANT:' + tenant))['Items']
    return JsonResponse({'tenant': tenant, 'titles': [row['title'] for row in rows]})

def list_any(request):
    return listed(request.GET.get('tenant', tenant_of(request)))

def list_own(request):
    if request.GET.get('tenant', tenant_of(request)) != tenant_of(request):
        return JsonResponse({}, status=403)
    return listed(tenant_of(request))

def found(filters):
    condition = functools.reduce(lambda all, one: all & one, [Attr(name).eq(value) for name, value in filters.items()])
    rows = notes().scan(FilterExpression=condition)['Items']
    return JsonResponse({'notes': [row['sk'] for row in rows]})

def find_any(request):
    return found({'pk': 'TENANT:' + tenant_of(request), **request.GET.dict()})

def find_own(request):
    return found({**request.GET.dict(), 'pk': 'TENANT:' + tenant_of(request)})

urlpatterns = [
    *[path(view.__name__ + '/<id>', view) for view in [keep_all, keep_below, keep_named, keep_whole, keep_form]],
    *[path(view.__name__, view) for view in [list_any, list_own, find_any, find_own]],
]
`;

let ground: Ground;
let world: World;

beforeAll(async () => {
  const hooks = "def headers(actor):\n    return {'X-Tenant': 'good-tenant'}\n";
  ground = await makeGround({ ...djangoProject(urls), 'hooks.py': hooks });
  const to = (view: string, more: object) => [
    view,
    { http: `PUT /${view}/{id}`, path: { id: text() }, ...more },
  ];
  const title = { title: text() };
  const wanted = { title: text({ from: 'keep_named.arguments.title' }) };
  const user = {
    django: { project: '.', settings: 'site_settings' },
    actors: {
      attacker: { headers: { 'X-Tenant': 'evil-tenant' } },
      // The word that tells the victim is known whether the config or a hook says it.
      victim: { hook: './hooks.py:headers' },
    },
    dynamodb: { tables: [itemTable('notes')] },
    operations: {
      ...Object.fromEntries(
        ['keep_all', 'keep_below', 'keep_named'].map((view) => to(view, { json: title })),
      ),
      keep_whole: {
        http: 'PUT /keep_whole/{id}',
        path: { id: text() },
        body: json({ example: { title: '{token}' } }),
      },
      keep_form: { http: 'POST /keep_form/{id}', path: { id: text() }, form: title },
      list_any: { http: 'GET /list_any' },
      list_own: { http: 'GET /list_own' },
      find_any: { http: 'GET /find_any', query: wanted },
      find_own: { http: 'GET /find_own', query: wanted },
    },
  };
  world = await worldOf(configIn(ground.config, user));
});
afterAll(async () => {
  await world.close();
  await removeGround(ground);
});

const properties = [noCrossTenantRead, noCrossTenantWrite];

/** The attacks on an operation alone: members in a step before it are tried with an effect of that step too. */
function attacksOn(operation: string): Attack[] {
  return probeAttacks(world.knowledge, operation).filter(({ steps }) => steps.length === 1);
}

async function toldBy(operation: string): Promise<string[]> {
  const told = new Set<string>();
  for (const attack of attacksOn(operation)) {
    const [step] = attack.steps;
    if (!Object.keys(step?.arguments ?? {}).some((name) => name.startsWith(undeclaredArgument('')))) continue;
    const observation = await world.resolveFlow(await world.run(attack));
    for (const { id, judge } of properties) if (judge(observation).length > 0) told.add(id);
  }
  return [...told];
}

it.each([
  ['keep_all', ['no-cross-tenant-write']],
  ['keep_whole', ['no-cross-tenant-write']],
  ['keep_form', ['no-cross-tenant-write']],
  ['list_any', ['no-cross-tenant-read']],
  ['find_any', ['no-cross-tenant-read']],
  ['keep_below', []],
  ['keep_named', []],
  ['list_own', []],
  ['find_own', []],
])('%s', async (operation, told) => {
  expect(await toldBy(operation)).toEqual(told);
});

it('is replayed as what it is: failing where it fails, and not as something that is gone', async () => {
  const parts = await composeEngine(completeConfig({}, '/srv/c.ts'), properties, () => undefined, {
    python: await testPython(),
  });
  const verdictOn = async (operation: string): Promise<string> => {
    const attack = attacksOn(operation).find(({ steps }) => '+pk' in (steps[0]?.arguments ?? {}));
    expect(attack).toBeDefined();
    if (attack === undefined) return '';
    return (await replay(parts, world, { property: 'no-cross-tenant-write', operation, attack })).kind;
  };
  expect(await verdictOn('keep_all')).toBe('STILL FAILS');
  expect(await verdictOn('keep_below')).toBe('FIXED');
});

it('members are tried in a case of their own on each operation', () => {
  for (const { name } of world.knowledge.operations)
    expect(attacksOn(name).some(({ steps }) => '+tenant' in (steps[0]?.arguments ?? {}))).toBe(true);
});
