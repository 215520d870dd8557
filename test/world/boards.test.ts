/** A board for everybody accuses nobody; a list that lacks its tenant, which harmless runs read just so, does. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { text } from '../../config/userConfig.ts';
import type { Step } from '../../model/attack.ts';
import { noCrossTenantRead } from '../../properties/noCrossTenantRead.ts';
import { attackOf, itemTable, violatedOn } from './kit.ts';
import { openSite, type Site } from './siteKit.ts';

const urls = `
import random, time, uuid
import boto3
from boto3.dynamodb.conditions import Key

def t():
    return boto3.resource('dynamodb', region_name='us-east-1').Table('things')

def list_of(pk, **more):
    sk = '%d-%s' % (time.time_ns(), uuid.uuid4().hex[:6])
    t().put_item(Item={'pk': pk, 'sk': sk, 'colour': '#%03x' % random.randrange(4096), 'n': random.randrange(900), **more})
    return t().query(KeyConditionExpression=Key('pk').eq(pk))['Items']

def shown(items):
    return JsonResponse({'colours': [i['colour'] for i in items]})

def count(request):
    return JsonResponse({'posts': len(list_of('COUNTED'))})

def board(request):
    return shown(list_of('BOARD'))

def by_number(request):
    return shown(list_of('BY_NUMBER', org=len(tenant_of(request))))

def by_name(request):
    return shown(list_of('BY_NAME', org=tenant_of(request)))

def by_text(request):
    return shown(list_of('BY_TEXT', text=request.POST['text']))

def own(request):
    return shown([i for i in list_of('OWN', org=len(tenant_of(request))) if i['org'] == len(tenant_of(request))])


def mine(request):
    return shown(list_of('MINE#' + tenant_of(request)))

urlpatterns = [path(view.__name__, view) for view in [count, board, by_number, by_name, by_text, own, mine]]
`;
const operations = {
  ...Object.fromEntries(
    ['count', 'board', 'by_number', 'by_name', 'own', 'mine'].map((name) => [
      name,
      { http: `POST /${name}` },
    ]),
  ),
  by_text: { http: 'POST /by_text', form: { text: text() } },
};

let site: Site;
beforeAll(async () => {
  site = await openSite(urls, operations, { dynamodb: { tables: [itemTable('things')] } });
}, 60_000);
afterAll(() => site.close());

async function violated(operation: string): Promise<string[]> {
  const steps = ['victim', 'attacker'].map((actor): Step => ({ operation, actor, arguments: {} }));
  return violatedOn(site.world, attackOf(steps), [noCrossTenantRead]);
}

it.each(['count', 'board', 'own', 'mine'])('%s accuses nobody', async (operation) => {
  for (let asked = 0; asked < 4; asked += 1) expect(await violated(operation)).toEqual([]);
});

it.each(['by_number', 'by_name', 'by_text'])('%s tells everybody what is one tenant’s', async (operation) => {
  expect(await violated(operation)).toEqual(['no-cross-tenant-read']);
});

it('a board is listed in the ledger', () => {
  const notes = site.world.rehearsal.notes.filter(({ text: said }) => said.includes('shared to look at'));
  expect(notes.map(({ text: said }) => said.split(' counts')[0])).toEqual(
    expect.arrayContaining(['things pk "BOARD"', 'things pk "COUNTED"']),
  );
  expect(notes).toHaveLength(2);
});
