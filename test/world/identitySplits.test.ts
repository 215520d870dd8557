/** Tenants of which one's name goes on from the other's: told where the sign between may stand in a name, in every store. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../../config/userConfig.ts';
import { keyPatternRegex } from '../../model/keyPattern.ts';
import type { World } from '../../model/world.ts';
import { properties } from '../../properties/index.ts';
import { djangoProject, type Ground, makeGround, removeGround } from '../adapters/kit.ts';
import { probeAttacks } from '../probes.ts';
import { configIn, worldOf } from './kit.ts';

const urls = `
import functools
import hashlib
import os
import boto3
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.urls import path

@functools.lru_cache(maxsize=None)
def papers():
    return boto3.resource('dynamodb', region_name='eu-central-1').Table('papers')

@functools.lru_cache(maxsize=None)
def s3():
    return boto3.client('s3', region_name='eu-central-1')

def joined(sign, parts):
    return sign.join(parts)

def measured(sign, parts):
    return sign.join('%d%s%s' % (len(part), sign, part) for part in parts)

class Items:
    def put(key, value):
        papers().put_item(Item={'pk': key, 'sk': '-', 'text': value})
    def get(key):
        return papers().get_item(Key={'pk': key, 'sk': '-'}).get('Item', {}).get('text')

class Hashed(Items):
    def put(key, value):
        Items.put(hashlib.md5(key.encode()).hexdigest(), value)
    def get(key):
        return Items.get(hashlib.md5(key.encode()).hexdigest())

class Files:
    def path_of(key):
        path = os.path.normpath(os.path.join(settings.MEDIA_ROOT, key))
        if not path.startswith(settings.MEDIA_ROOT + os.sep):
            raise PermissionError(key)
        return path
    def put(key, value):
        os.makedirs(os.path.dirname(Files.path_of(key)), exist_ok=True)
        with open(Files.path_of(key), 'w') as out:
            out.write(value)
    def get(key):
        if not os.path.isfile(Files.path_of(key)):
            return None
        with open(Files.path_of(key)) as kept:
            return kept.read()

class Objects:
    def put(key, value):
        s3().put_object(Bucket='assets', Key=key, Body=value.encode())
    def get(key):
        try:
            return s3().get_object(Bucket='assets', Key=key)['Body'].read().decode()
        except s3().exceptions.NoSuchKey:
            return None

class Cached:
    def put(key, value):
        Items.put('cached', '-')
        cache.set(hashlib.sha256(key.encode()).hexdigest(), value)
    def get(key):
        Items.get('cached')
        return cache.get(hashlib.sha256(key.encode()).hexdigest())

stores = {
    'colon': (Items, ':', 'X-Colon'), 'hash': (Items, '#', 'X-Hash'), 'bar': (Hashed, '|', 'X-Bar'),
    'nothing': (Items, '', 'X-Nothing'), 'end': (Items, '#', 'X-End'), 'file': (Files, '/', 'X-Slash'),
    'object': (Objects, '/', 'X-Slash'), 'cache': (Cached, '#', 'X-Hash'),
}

def key_of(request, kind, safe):
    store, sign, header = stores[kind]
    tenant = request.headers[header]
    parts = [request.GET.get('space', ''), request.GET.get('doc', '')]
    if store in (Files, Objects) and any(part in ('', '.', '..') for part in '/'.join(parts).split('/')):
        raise PermissionError(parts)
    if safe and store is Files:
        return joined('/', ['%x' % int.from_bytes(tenant.encode(), 'big'), *parts])
    all_of_it = [*parts, tenant] if kind == 'end' else [tenant, *parts]
    return (measured if safe else joined)(sign or ('-' if safe else ''), all_of_it)

def save(request, kind, safe):
    stores[kind][0].put(key_of(request, kind, safe == 'safe'), request.GET['text'])
    return JsonResponse({'space': request.GET['space'], 'doc': request.GET['doc']})

def show(request, kind, safe):
    value = stores[kind][0].get(key_of(request, kind, safe == 'safe'))
    return HttpResponse(status=404) if value is None else HttpResponse(value)

urlpatterns = [path('save/<kind>/<safe>', save), path('show/<kind>/<safe>', show)]
`;

const kinds = ['colon', 'hash', 'bar', 'nothing', 'end', 'file', 'object', 'cache'] as const;

function named(kind: string, safe: string): Readonly<Record<string, object>> {
  const save = `save_${kind}_${safe}`;
  return {
    [save]: { http: `PUT /save/${kind}/${safe}`, query: { space: text(), doc: text(), text: text() } },
    [`show_${kind}_${safe}`]: {
      http: `GET /show/${kind}/${safe}`,
      query: { space: text({ from: `${save}.response.space` }), doc: text({ from: `${save}.response.doc` }) },
    },
  };
}

/** The victim's name goes on from the attacker's, behind a sign or before it. */
const tenants = (isVictim: boolean): Readonly<Record<string, string>> => {
  const names = [
    ...[['X-Colon', 'mallory', ':north'] as const, ['X-Hash', 'mallet', '#north'] as const],
    ...[['X-Bar', 'mallow', '|north'] as const, ['X-Nothing', 'mall', '2north'] as const],
    ['X-Slash', 'malt', '/north'] as const,
  ].map(([header, name, more]) => [header, isVictim ? name + more : name]);
  return { ...Object.fromEntries(names), 'X-End': isVictim ? 'north#milo' : 'milo' };
};

let ground: Ground;
let world: World;

beforeAll(async () => {
  const media = "\nMEDIA_ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'media')\n";
  ground = await makeGround(djangoProject(urls, `\nimport os${media}`));
  const user = {
    django: { project: '.', settings: 'site_settings' },
    sandbox: { settings: { MEDIA_ROOT: 'media' } },
    actors: { attacker: { headers: tenants(false) }, victim: { headers: tenants(true) } },
    attacker: { powers: ['request'] },
    dynamodb: {
      tables: [
        {
          TableName: 'papers',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: ['pk', 'sk'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
        },
      ],
    },
    s3: { buckets: ['assets'] },
    operations: Object.assign({}, ...kinds.flatMap((kind) => [named(kind, 'loose'), named(kind, 'safe')])),
  };
  world = await worldOf(configIn(ground.config, user));
}, 120_000);
afterAll(async () => {
  await world.close();
  await removeGround(ground);
});

const judging = properties.filter(({ severity }) => severity === 'critical' || severity === 'high');

/** By the first probes that say what the victim's name goes on with. */
async function toldBy(operation: string): Promise<string[]> {
  const told = new Set<string>();
  const probes = probeAttacks(world.knowledge, operation).filter((one) =>
    JSON.stringify(one).includes('north'),
  );
  for (const attack of probes.slice(0, 60)) {
    const observation = await world.resolveFlow(await world.run(attack));
    for (const { id, judge } of judging)
      if (judge(observation).some((one) => one.operation === operation)) told.add(id);
  }
  return [...told].sort();
}

describe('a name that goes on from another’s', () => {
  it.each(['colon', 'hash', 'bar', 'nothing', 'end', 'file', 'object'])(
    'comes to the other’s things by %s',
    async (kind) => {
      expect(await toldBy(`save_${kind}_loose`)).toContain('no-cross-tenant-write');
      expect(await toldBy(`show_${kind}_loose`)).toContain('no-cross-tenant-read');
    },
    60_000,
  );

  it('comes to what a cache keeps of the other', async () => {
    expect(await toldBy('show_cache_loose')).toContain('no-disclosure');
  }, 60_000);

  it.each(kinds)(
    'comes to nothing by %s where the parts are told apart',
    async (kind) => {
      expect(await toldBy(`save_${kind}_safe`)).toEqual([]);
      expect(await toldBy(`show_${kind}_safe`)).toEqual([]);
    },
    60_000,
  );
});

it('an expression for keys matches those of harmless runs, whoever made them', () => {
  const { keyPatterns, written: kept } = world.knowledge.stores;
  const checked = kept.flatMap(({ operation, name, value }) => {
    const patterns = keyPatterns.filter(
      (one) => one.operation === operation && `item.${one.attribute}` === name,
    );
    return patterns.length === 0 ? [] : [{ forms: patterns.map(keyPatternRegex), value }];
  });
  expect(checked.length).toBeGreaterThan(8);
  expect(checked.filter(({ forms, value }) => !forms.some((form) => new RegExp(form).test(value)))).toEqual(
    [],
  );
});
