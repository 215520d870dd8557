/** A whole step in the middle of another: what checks first and writes later is found, what checks as it writes is not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text, type UserOperation } from '../../config/userConfig.ts';
import { meetingProbes } from '../../generators/races/meetingProbes.ts';
import type { Attack } from '../../model/attack.ts';
import { limits } from '../../model/limits.ts';
import type { Observation } from '../../model/observation.ts';
import { properties } from '../../properties/index.ts';
import { itemTable } from './kit.ts';
import { openSite, type Site } from './siteKit.ts';

const views = `
import threading
import boto3
from boto3.dynamodb.conditions import Attr

local = threading.local()

def table():
    if not hasattr(local, 'table'):
        local.table = boto3.resource('dynamodb', region_name='eu-central-1').Table('rooms')
    return local.table

def body(request):
    return json.loads(request.body)

def key(kind, name):
    return {'pk': kind + '#' + name, 'sk': '-'}

def conflict():
    return JsonResponse({'detail': 'taken'}, status=409)

def claim(request):
    room = body(request)['room']
    if 'Item' in table().get_item(Key=key('claim', room)):
        return conflict()
    table().put_item(Item={**key('claim', room), 'holder': tenant_of(request)})
    return JsonResponse({'room': room})

def claim_if_free(request):
    room = body(request)['room']
    if 'Item' in table().get_item(Key=key('free', room)):
        return conflict()
    try:
        table().put_item(
            Item={**key('free', room), 'holder': tenant_of(request)}, ConditionExpression=Attr('pk').not_exists())
    except table().meta.client.exceptions.ConditionalCheckFailedException:
        return conflict()
    return JsonResponse({'room': room})

urlpatterns = [path(view.__name__, view) for view in (claim, claim_if_free)]
`;

const post = (name: string): UserOperation => ({
  http: `POST /${name}`,
  json: { room: text() },
});

let site: Site;

beforeAll(async () => {
  site = await openSite(
    views,
    { claim: post('claim'), claimIfFree: post('claim_if_free') },
    { dynamodb: { tables: [itemTable('rooms')] } },
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

describe('what is claimed', () => {
  it('is taken from its owner where a look comes first and a put later', async () => {
    const { ids, tried } = await found('claim');
    expect(ids).toEqual(['no-cross-tenant-write']);
    expect(tried).toBeLessThanOrEqual(limits.meetingProbesMax);
  });

  it('is refused to the second one where the put has a condition', async () => {
    expect(probesOn('claimIfFree').length).toBeGreaterThan(0);
    expect((await found('claimIfFree')).ids).toEqual([]);
  });
});
