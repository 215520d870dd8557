/** Worlds from the copy of a rehearsed one: the same knowledge, the same answers, a fraction of the steps. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { UserOperation } from '../../config/userConfig.ts';
import type { World } from '../../model/world.ts';
import { add, byId, harmless, openTwice, stores, type Twice } from './copiesKit.ts';
import { violatedBy } from './siteKit.ts';

const urls = `
import os
import uuid
import boto3
from django.contrib import auth
from django.core.cache import cache

table = boto3.resource('dynamodb').Table('notes')
bucket = boto3.client('s3')

def add(request):
    id = str(uuid.uuid4())
    keep(id, {'owner': request.user.username, 'text': request.POST['text'], 'at': str(at(id))})
    table.put_item(Item={'pk': request.user.username, 'sk': id, 'text': request.POST['text']})
    bucket.put_object(Bucket='kept', Key=id, Body=request.POST['text'].encode())
    cache.set('last-' + request.user.username, id)
    request.session['last'] = id
    os.makedirs(at('links').parent / 'links', exist_ok=True)
    link = at('links').parent / 'links' / id
    link.symlink_to(at(id))
    return JsonResponse({'id': id})

def show_any(request, id):
    return JsonResponse(load(id))

def show_own(request, id):
    if load(id)['owner'] != request.user.username:
        return refused(403)
    return JsonResponse(json.loads(pathlib.Path(load(id)['at']).read_text()))

def item(request, id):
    found = table.get_item(Key={'pk': request.user.username, 'sk': id}).get('Item')
    return JsonResponse({'text': found['text']}) if found else refused()

def last(request):
    ids = [cache.get('last-' + request.user.username), request.session.get('last')]
    return JsonResponse(load(ids[0])) if ids[0] == ids[1] else refused()

def download(request, id):
    return HttpResponse(bucket.get_object(Bucket='kept', Key=id)['Body'].read())

urlpatterns = [
    path('add', add),
    path('last', last),
    *[path(view.__name__ + '/<id>', view) for view in [show_any, show_own, item, download]],
]
`;
const operations = {
  add,
  show_any: byId('show_any'),
  show_own: byId('show_own'),
  item: byId('item'),
  download: byId('download'),
  last: { http: 'GET /last', after: ['add'] },
} as const satisfies Record<string, UserOperation>;
const { show_any } = operations;

/** All that a world knows, as text in which arenas and ports are nobody's. */
function known({ knowledge, rehearsal }: World): string {
  const plain = (name: string, value: unknown): unknown =>
    name === 'cuts' ? null : value instanceof Set || value instanceof Map ? [...value] : value;
  return JSON.stringify({ knowledge, rehearsal }, plain, 1).replace(/trespass-arena-\w{6}/g, 'arena');
}

describe('a world from a copy', () => {
  let twice: Twice;
  beforeAll(async () => {
    twice = await openTwice(urls, operations, stores);
  });

  it('knows what a rehearsed one knows, without a step', () => {
    const { first, second, steps, memory } = twice;
    expect(first.rehearsal.operations.filter(({ tested, refused }) => !tested || refused)).toEqual([]);
    expect(memory.learnt?.copy).not.toBeNull();
    expect(known(second)).toBe(known(first));
    expect(steps[1]).toBe(0);
  });

  it('shows that an operation ends in it as in the first one before it is attacked, and once', async () => {
    const { second, stepsSince } = twice;
    const before = stepsSince();
    await second.run(harmless('last', 'attacker'));
    expect(stepsSince() - before).toBeGreaterThan(1);
    const then = stepsSince();
    await second.run(harmless('last', 'attacker'));
    expect(stepsSince() - then).toBe(1);
  });

  it('shows the flaw that the first one shows, and accuses nobody else', async () => {
    const site = { world: twice.second, close: twice.second.close };
    expect(await violatedBy(site, 'show_any')).toContain('no-cross-tenant-read');
    for (const name of ['show_own', 'item', 'last']) expect(await violatedBy(site, name, 20)).toEqual([]);
  });

  it('holds files of its own, whatever paths they carry', () => {
    const [there = '', here = ''] = twice.arenas;
    const names = filesBelow(here, '.json').filter((path) => readFileSync(path, 'utf8').includes('"at"'));
    expect(names.length).toBeGreaterThan(0);
    for (const path of names) {
      const { at } = JSON.parse(readFileSync(path, 'utf8'));
      expect(at.startsWith(here) && existsSync(at)).toBe(true);
      expect(at).not.toContain(there.split('/').at(-1));
    }
  });
});

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

const inMemory = `
notes = {}

def add(request):
    id = str(len(notes) * 7919)
    notes[id] = (tenant_of(request), request.POST['text'])
    keep(tenant_of(request), {})
    return JsonResponse({'id': id})

def show_any(request, id):
    keep('log', {})
    return JsonResponse({'text': notes[id][1]}) if id in notes else refused()

urlpatterns = [path('add', add), path('show_any/<id>', show_any)]
`;
it('what a target keeps in variables is made again by a rehearsal', async () => {
  const { second, steps, stepsSince, memory, arenas } = await openTwice(inMemory, { add, show_any });
  const shown = await second.run(harmless('show_any', 'victim'));
  expect(shown.responses[0]?.response.status).toBe(200);
  expect(memory.learnt?.copy).toBeNull();
  expect(stepsSince()).toBeGreaterThan(steps[0] / 2);
  await second.close();
  expect(arenas.slice(1).filter((arena) => existsSync(arena))).toEqual([]);
});

const leavingPipe = `
import os

def add(request):
    if not os.path.exists(at('pipe')):
        os.mkfifo(at('pipe'))
    return JsonResponse({'id': str(len(keep('a', {'b': 1})))})

urlpatterns = [path('add', add)]
`;

const wearingOut = `
added = []

def add(request):
    added.append(keep(tenant_of(request), {}))
    return JsonResponse({'id': 'a'})

def show_any(request, id):
    keep('log', {})
    return JsonResponse({}) if len(added) < 200 else refused(429)

urlpatterns = [path('add', add), path('show_any/<id>', show_any)]
`;

it('a copy that cases have worn out is replaced by another one, which is compared at once', async () => {
  const { second, memory, arenas } = await openTwice(wearingOut, { add, show_any });
  for (let i = 0; i < 200; i += 1) await second.run(harmless('add', 'attacker'));
  expect(arenas).toHaveLength(2);
  const shown = await second.run(harmless('show_any', 'victim'));
  expect(shown.responses[0]?.response.status).toBe(200);
  expect(arenas).toHaveLength(3);
  expect(memory.learnt?.copy).not.toBeNull();
});

it('what cannot be written again is made again by a rehearsal', async () => {
  const { memory, steps } = await openTwice(leavingPipe, { add });
  expect(memory.learnt?.copy).toBeNull();
  expect(steps[1]).toBeGreaterThan(0);
});

const holdingMuch = `
from django.db import connection

def add(request):
    with connection.cursor() as cursor:
        cursor.execute('create table if not exists much (content blob)')
        cursor.execute('insert into much values (zeroblob(6000000))')
    keep(tenant_of(request), {})
    return JsonResponse({'id': 'a'})

urlpatterns = [path('add', add)]
`;

it('a database that is too large is made again by a rehearsal', async () => {
  const { memory, first, steps } = await openTwice(holdingMuch, { add });
  expect(first.rehearsal.operations.map(({ answer }) => answer)).toEqual(['200']);
  expect(memory.learnt?.copy).toBeNull();
  expect(steps[1]).toBeGreaterThan(0);
});
