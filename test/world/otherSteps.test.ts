/** A whole step in the middle of another: what checks first and writes later is found, what checks as it writes is not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { meetingProbes } from '../../generators/races/meetingProbes.ts';
import type { Attack } from '../../model/attack.ts';
import { limits } from '../../model/limits.ts';
import type { Observation } from '../../model/observation.ts';
import { properties } from '../../properties/index.ts';
import { itemTable, targetWorld } from './kit.ts';
import { openSite, type Site } from './siteKit.ts';

const views = `
import contextlib
import os
import threading
import time
import uuid
import boto3
from boto3.dynamodb.conditions import Attr, Key
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

local = threading.local()
lock = threading.Lock()
acting = threading.local()

def table():
    if not hasattr(local, 'table'):
        local.table = boto3.resource('dynamodb', region_name='eu-central-1').Table('rooms')
    return local.table

def body(request):
    return json.loads(request.body)

def key(kind, name):
    return {'pk': kind + '#' + name, 'sk': '-'}

def item(kind, name):
    return table().get_item(Key=key(kind, name)).get('Item')

def conflict():
    return JsonResponse({'detail': 'taken'}, status=409)

def done(**more):
    return JsonResponse({'ok': True, **more})

def failed():
    return table().meta.client.exceptions.ConditionalCheckFailedException

def claim(request):
    room = body(request)['room']
    if item('claim', room):
        return conflict()
    table().put_item(Item={**key('claim', room), 'holder': tenant_of(request)})
    return done()

def claim_if_free(request):
    room = body(request)['room']
    if item('free', room):
        return conflict()
    try:
        table().put_item(
            Item={**key('free', room), 'holder': tenant_of(request)}, ConditionExpression=Attr('pk').not_exists())
    except failed():
        return conflict()
    return done()

def claim_in_transaction(request):
    room = body(request)['room']
    if item('whole', room):
        return conflict()
    put = {'TableName': 'rooms', 'Item': {**key('whole', room), 'holder': tenant_of(request)},
           'ConditionExpression': 'attribute_not_exists(pk)'}
    try:
        table().meta.client.transact_write_items(TransactItems=[{'Put': put}])
    except table().meta.client.exceptions.TransactionCanceledException:
        return conflict()
    return done()

def claim_locked(request):
    room = body(request)['room']
    with lock:
        if item('locked', room):
            return conflict()
        table().put_item(Item={**key('locked', room), 'holder': tenant_of(request)})
    return done()

def seat(request):
    table().put_item(Item={**key('seat', 'all'), 'seats': {}})
    return done()

def book(request):
    found = item('seats', 'all') or {}
    if found.get('seat'):
        return conflict()
    table().update_item(Key=key('seats', 'all'), UpdateExpression='SET seat = :me',
                        ExpressionAttributeValues={':me': tenant_of(request)})
    return done()

def free(request):
    table().update_item(Key=key('seats', 'all'), UpdateExpression='REMOVE seat')
    return done()

def count(request):
    n = int((item('count', 'all') or {}).get('n', 0))
    table().put_item(Item={**key('count', 'all'), 'n': n + 1})
    return done()

def count_by_adding(request):
    item('added', 'all')
    table().update_item(Key=key('added', 'all'), UpdateExpression='ADD n :one', ExpressionAttributeValues={':one': 1})
    return done()

def count_by_version(request):
    while True:
        n = int((item('version', 'all') or {}).get('n', 0))
        try:
            table().put_item(Item={**key('version', 'all'), 'n': n + 1},
                             ConditionExpression=Attr('n').eq(n) | Attr('pk').not_exists())
            return done()
        except failed():
            continue

LIMIT = 8

def save_within_limit(request):
    name = body(request)['room']
    part = 'limit#' + tenant_of(request)
    if len(table().query(KeyConditionExpression=Key('pk').eq(part))['Items']) >= LIMIT:
        return JsonResponse({'detail': 'full'}, status=403)
    table().put_item(Item={'pk': part, 'sk': name})
    return done()

def folder():
    path = os.path.join(settings.MEDIA_ROOT, 'shared')
    os.makedirs(path, exist_ok=True)
    return path

def publish(request):
    path = os.path.join(folder(), os.path.basename(body(request)['room']))
    if os.path.exists(path):
        return conflict()
    with open(path, 'w') as file:
        file.write(body(request)['room'] + tenant_of(request))
    return done()

def publish_new(request):
    path = os.path.join(folder(), os.path.basename(body(request)['room']))
    if os.path.exists(path):
        return conflict()
    try:
        with open(path, 'x') as file:
            file.write(body(request)['room'] + tenant_of(request))
    except FileExistsError:
        return conflict()
    return done()

def by_thread(request):
    """Keeps the tenant by thread, as middleware does, and reads it again behind the look."""
    acting.tenant = tenant_of(request)
    name = body(request)['room']
    item('thread', name)
    with connection.cursor() as cursor:
        cursor.execute('SELECT count(*) FROM auth_user')
    table().put_item(Item={**key('thread', acting.tenant + name), 'by': acting.tenant, 'of': tenant_of(request)})
    return done(tenant=acting.tenant)

def thumb(request):
    """A cache: whoever comes second makes the same again."""
    name = os.path.basename(body(request)['room'])
    path = os.path.join(folder(), name + '.thumb')
    if not os.path.exists(path):
        with open(path + '.part', 'w') as file:
            file.write('small ' + name)
        os.replace(path + '.part', path)
    if not item('thumb', name):
        table().put_item(Item={**key('thumb', name), 'made': 'small ' + name, 'at': int(time.time())})
    return done()

def sign_up(request):
    """Nothing in the file says whose it is, but only one is told to have it."""
    path = os.path.join(folder(), os.path.basename(body(request)['room']) + '.taken')
    if os.path.exists(path):
        return conflict()
    with open(path, 'w') as file:
        file.write('taken')
    return done()

def offer(request):
    ticket = uuid.uuid4().hex
    table().put_item(Item={**key('ticket', ticket), 'by': tenant_of(request)})
    return done(ticket=ticket)

def take(request):
    """The ticket of anybody, once."""
    ticket = body(request)['ticket']
    if (item('ticket', ticket) or {}).get('holder'):
        return conflict()
    table().update_item(Key=key('ticket', ticket), UpdateExpression='SET holder = :me',
                        ExpressionAttributeValues={':me': tenant_of(request)})
    return done()

@transaction.atomic
def claim_with_rows_locked(request):
    ContentType.objects.filter(pk=1).update(model='x')
    if item('sql', body(request)['room']):
        return conflict()
    table().put_item(Item={**key('sql', body(request)['room']), 'holder': tenant_of(request)})
    return done()

@transaction.atomic
def claim_atomically(request):
    ContentType.objects.filter(pk=1).first()
    if item('atomic', body(request)['room']):
        return conflict()
    table().put_item(Item={**key('atomic', body(request)['room']), 'holder': tenant_of(request)})
    return done()

def redeem(request):
    """A voucher of each tenant's own, that is worth something once."""
    if item('voucher', tenant_of(request)):
        return conflict()
    table().update_item(Key=key('credit', tenant_of(request)), UpdateExpression='ADD n :ten',
                        ExpressionAttributeValues={':ten': 10})
    table().put_item(Item=key('voucher', tenant_of(request)))
    return done()

def give_back(request):
    table().delete_item(Key=key('voucher', tenant_of(request)))
    return done()

views = [claim, claim_if_free, claim_in_transaction, claim_locked, book, free, count, count_by_adding,
         count_by_version, save_within_limit, publish, publish_new, by_thread, redeem, give_back,
         thumb, sign_up, offer, take, claim_with_rows_locked, claim_atomically]
urlpatterns = [path(view.__name__, view) for view in views]
`;

const post = (name: string): UserOperation => ({ http: `POST /${name}`, json: { room: text() } });
const names = [
  ...['claim', 'claim_if_free', 'claim_in_transaction', 'claim_locked', 'book', 'free', 'count'],
  ...['count_by_adding', 'count_by_version', 'save_within_limit', 'publish', 'publish_new', 'by_thread'],
  ...['redeem', 'give_back', 'thumb', 'sign_up', 'offer', 'claim_with_rows_locked', 'claim_atomically'],
];

let site: Site;

beforeAll(async () => {
  site = await openSite(
    views,
    {
      ...Object.fromEntries(names.map((name) => [name, post(name)])),
      take: { http: 'POST /take', json: { ticket: text({ from: 'offer.response.ticket' }) } },
    },
    {
      dynamodb: { tables: [itemTable('rooms')] },
    },
  );
});
afterAll(() => site.close());

function probesOn(operation: string): readonly Attack[] {
  return meetingProbes(site.world.knowledge, operation);
}

/** What the first probes on an operation violate, and how many it took. */
async function found(
  operation: string,
): Promise<{ readonly ids: readonly string[]; readonly tried: number }> {
  const ids = new Set<string>();
  let tried = 0;
  for (const attack of probesOn(operation)) {
    tried += 1;
    for (const id of violatedIn(await site.world.run(attack))) ids.add(id);
    if (ids.size > 0) break;
  }
  return { ids: [...ids], tried };
}

function violatedIn(observation: Observation): readonly string[] {
  return properties.filter(({ judge }) => judge(observation).length > 0).map(({ id }) => id);
}

describe('what looks first and writes later', () => {
  it.each([
    ['claim', 'no-cross-tenant-write'],
    ['book', 'no-lost-update'],
    ['count', 'no-lost-update'],
    ['save_within_limit', 'no-lost-update'],
    ['redeem', 'no-lost-update'],
    ['claim_atomically', 'no-cross-tenant-write'],
    ['take', 'no-lost-update'],
    ['sign_up', 'no-cross-tenant-write'],
    ['publish', 'no-cross-tenant-write'],
  ])('is found in %s as %s within a few executions', async (operation, property) => {
    const { ids, tried } = await found(operation);
    expect(ids).toEqual([property]);
    expect(tried).toBeLessThanOrEqual(limits.meetingProbesMax);
  });
});

it('names the line that writes, and the turn at which the other step was done', async () => {
  const [attack] = probesOn('claim');
  if (attack === undefined) throw new Error('no probe on claim');
  const observation = await site.world.run(attack);
  const [violation] = properties.flatMap(({ judge }) => judge(observation));
  expect(violation?.location?.function).toBe('claim');
  expect(site.world.describe(attack, observation).race).toMatch(
    /^at turn 2 of step 1 \(request at .*site_urls\.py:\d+\), step 2 is done as a whole$/,
  );
});

describe('what checks as it writes', () => {
  it.each([
    'claim_if_free',
    'claim_in_transaction',
    'count_by_adding',
    'count_by_version',
    'publish_new',
    'thumb',
    'claim_with_rows_locked',
  ])('is silent in %s', async (operation) => {
    expect(probesOn(operation).length).toBeGreaterThan(0);
    expect((await found(operation)).ids).toEqual([]);
  });

  it('keeps apart what frameworks keep by thread, and shares the database', async () => {
    const step = (actor: string) => ({ operation: 'by_thread', actor, arguments: {} });
    const { race, accesses, responses } = await site.world.run({
      layout: [],
      steps: [step('attacker'), step('victim')],
      race: { step: 0, at: 1, up: 0, put: { kind: 'step' }, back: null },
    });
    expect(race?.cameAbout).toBe(true);
    expect(responses.map(({ response }) => response.value)).toEqual([
      { ok: true, tenant: 'mallory' },
      { ok: true, tenant: 'mallory2' },
    ]);
    const made = accesses.filter(({ action }) => action === 'create');
    expect(made.map(({ step: index, after }) => [index, after?.['by'], after?.['of']])).toEqual([
      [0, { S: 'mallory' }, { S: 'mallory' }],
      [1, { S: 'mallory2' }, { S: 'mallory2' }],
    ]);
  });

  it('is silent where the other one waits for a lock', async () => {
    expect((await found('claim_locked')).ids).toEqual([]);
  });
});

it('tells in the ledger where a step was not stopped', async () => {
  for (const operation of ['claim_locked', 'claim_with_rows_locked']) await found(operation);
  const notes = site.world.knowledge.cuts.notes().map(({ text }) => text);
  const told = notes.filter((text) => text.includes('steps were stopped for another one')).join();
  expect(told).toMatch(/claim_locked \(0 of \d+\)/);
  expect(told).toMatch(/claim_with_rows_locked \(0 of \d+\)/);
});

describe('a target', () => {
  it('that does not survive many requests is asked for none, and starts', async () => {
    const fragile = await openSite(
      `${views}
def fragile(request):
    part = 'fragile#' + tenant_of(request)
    if len(table().query(KeyConditionExpression=Key('pk').eq(part))['Items']) > 6:
        os._exit(3)
    table().put_item(Item={'pk': part, 'sk': body(request)['room']})
    return done()
urlpatterns.append(path('fragile', fragile))
`,
      { fragile: post('fragile') },
      { dynamodb: { tables: [itemTable('rooms')] } },
    );
    try {
      expect(meetingProbes(fragile.world.knowledge, 'fragile')).toEqual([]);
    } finally {
      await fragile.close();
    }
  });

  it('that is called by ASGI stops as well', async () => {
    const asynchronous = await openSite(
      views,
      { claim: post('claim') },
      {
        django: { project: '.', settings: 'site_settings', asgi: true },
        dynamodb: { tables: [itemTable('rooms')] },
      },
    );
    try {
      const [attack] = meetingProbes(asynchronous.world.knowledge, 'claim');
      if (attack === undefined) throw new Error('no probe on claim');
      expect(violatedIn(await asynchronous.world.run(attack))).toEqual(['no-cross-tenant-write']);
    } finally {
      await asynchronous.close();
    }
  });
});

describe('an object', () => {
  const call = (name: string): UserOperation => ({
    call: `./looked_first.py:${name}`,
    arguments: { tenant: fixed('{actor}'), name: text() },
  });

  it('is taken from its owner where a look comes first, and not where names are each one’s own', async () => {
    const world = await targetWorld(
      { shelve: call('shelve'), shelve_own: call('shelve_own') },
      { s3: { buckets: ['shelves'] } },
    );
    const violatedBy = async (operation: string): Promise<ReadonlySet<string>> => {
      const ids: string[] = [];
      for (const attack of meetingProbes(world.knowledge, operation))
        ids.push(...violatedIn(await world.run(attack)));
      return new Set(ids);
    };
    try {
      expect([...(await violatedBy('shelve'))]).toEqual(['no-cross-tenant-write']);
      expect(meetingProbes(world.knowledge, 'shelve_own').length).toBeGreaterThan(0);
      expect([...(await violatedBy('shelve_own'))]).toEqual([]);
    } finally {
      await world.close();
    }
  });
});
