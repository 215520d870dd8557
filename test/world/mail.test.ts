/** What a harmless step puts where another's name stands, for the one whom it names, is that actor's to read; nothing else is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../../config/userConfig.ts';
import type { Step } from '../../model/attack.ts';
import { noCrossTenantRead } from '../../properties/noCrossTenantRead.ts';
import { noDisclosure } from '../../properties/noDisclosure.ts';
import { attackOf, itemTable, violatedOn } from './kit.ts';
import { openSite, type Site } from './siteKit.ts';

const urls = `
import uuid
import boto3
from boto3.dynamodb.conditions import Attr, Key

def t():
    return boto3.resource('dynamodb', region_name='us-east-1').Table('things')

def put(pk, **more):
    t().put_item(Item={'pk': pk, 'sk': uuid.uuid4().hex, **more})
    return JsonResponse({})

def told(items):
    return JsonResponse({'items': [i['text'] for i in items]})

def of(pk):
    return t().query(KeyConditionExpression=Key('pk').eq(pk))['Items']

def send(request):
    to, me = request.POST['to'], tenant_of(request)
    if to not in ('t100', 't200', 't300') or to == me:
        return refused(400)
    return put('inbox#' + to, sender=me, text=request.POST['text'])

def inbox(request):
    return told(of('inbox#' + tenant_of(request)))

def any_inbox(request, team):
    return told(of('inbox#' + team))

def invite(request):
    return put('invitation#' + uuid.uuid4().hex, by=tenant_of(request), guest=request.POST['to'], text=request.POST['text'])

def invitations(request):
    return told(t().scan(FilterExpression=Attr('guest').eq(tenant_of(request)))['Items'])

def any_invitations(request):
    return told(t().scan(FilterExpression=Attr('guest').exists())['Items'])

def note(request):
    me = tenant_of(request)
    for copy in of('copy#' + me):
        put('inbox#' + copy['to'], sender=me, text=request.POST['text'])
    return put('note#' + me, text=request.POST['text'])

def copy(request):
    return put('copy#' + request.POST['whose'], to=tenant_of(request))

urlpatterns = [path(view.__name__, view) for view in [send, inbox, invite, invitations, any_invitations, note, copy]]
urlpatterns += [path('any_inbox/<team>', any_inbox)]
`;
const to = text({ example: '{actor.other}' });
const operations = {
  send: { http: 'POST /send', form: { to, text: text() } },
  inbox: { http: 'GET /inbox', after: ['send'] },
  anyInbox: { http: 'GET /any_inbox/{team}', path: { team: text({ example: '{actor.team}' }) } },
  invite: { http: 'POST /invite', form: { to, text: text() } },
  invitations: { http: 'GET /invitations', after: ['invite'] },
  anyInvitations: { http: 'GET /any_invitations', after: ['invite'] },
  note: { http: 'POST /note', form: { text: text() } },
  copy: { http: 'POST /copy', form: { whose: text({ example: '{actor.team}' }) } },
} as const;
const actor = (team: string, other: string) => ({ headers: { 'X-Tenant': team }, words: { team, other } });

let site: Site;
beforeAll(async () => {
  site = await openSite(urls, operations, {
    actors: {
      attacker: actor('t100', 't200'),
      victim: actor('t200', 't100'),
      bystander: actor('t300', 't200'),
    },
    dynamodb: { tables: [itemTable('things')] },
  });
}, 60_000);
afterAll(() => site.close());

const violated = (...steps: readonly Step[]): Promise<string[]> => violatedAt(site, ...steps);

const violatedAt = ({ world }: Site, ...steps: readonly Step[]): Promise<string[]> =>
  violatedOn(world, attackOf(steps), [noCrossTenantRead, noDisclosure]);

const attacker = (operation: string, args: Step['arguments'] = {}): Step => ({
  ...{ operation, actor: 'attacker', arguments: args },
});
const victim = (operation: string): Step => ({ operation, actor: 'victim', arguments: {} });
const both = ['no-cross-tenant-read', 'no-disclosure'];

describe('who reads what was sent to it', () => {
  it.each(['send', 'invite'])('is not accused, after a new %s either', async (sending) => {
    const reading = sending === 'send' ? 'inbox' : 'invitations';
    expect(await violated(attacker(reading))).toEqual([]);
    expect(await violated(victim(sending), attacker(reading))).toEqual([]);
  });

  it('is told of in the ledger, and nothing is asked', () => {
    const notes = site.world.rehearsal.notes.map(({ text: said }) => said);
    expect(notes).toContainEqual(
      expect.stringMatching(/the attacker’s, because harmless requests of others that name it/),
    );
    expect(notes.filter((said) => said.startsWith('is this shared?'))).toEqual([]);
  });
});

describe('who reads what others sent each other', () => {
  it('is found in their inbox, and where nobody looks whom it is for', async () => {
    expect(await violated(attacker('anyInbox', { team: { text: 't200' } }))).toEqual(both);
    expect(await violated(attacker('anyInvitations'))).toEqual(both);
  });

  it('is found where the attacker made it come to its own inbox', async () => {
    const copied = attacker('copy', { whose: { text: 't200' } });
    expect(await violated(copied, victim('note'), attacker('inbox'))).toEqual(['no-cross-tenant-read']);
    expect(await violated(copied, attacker('note'), attacker('inbox'))).toEqual([]);
  });
});

describe('where no name is known', () => {
  let unnamed: Site;
  beforeAll(async () => {
    unnamed = await openSite(
      `${urls}
def tenant_of(request):
    return {'key one': 't100', 'key two': 't200'}[request.headers['X-Key']]

def channel(request):
    name = request.GET.get('name', 'general')
    return told(of('channel#' + name))

def say(request):
    return put('channel#' + request.POST['name'], text=request.POST['text'])

urlpatterns += [path('say', say), path('channel', channel)]
`,
      {
        send: operations.send,
        inbox: operations.inbox,
        anyInbox: operations.anyInbox,
        say: { http: 'POST /say', form: { name: text({ example: 'general' }), text: text() } },
        channel: { http: 'GET /channel', after: ['say'] },
      },
      {
        actors: {
          attacker: { headers: { 'X-Key': 'key one' }, words: { team: 't100', other: 't200' } },
          victim: { headers: { 'X-Key': 'key two' }, words: { team: 't200', other: 't100' } },
        },
        dynamodb: { tables: [itemTable('things')] },
      },
    );
  }, 60_000);
  afterAll(() => unnamed.close());

  it('an inbox is known by who alone reads there', async () => {
    expect(await violatedAt(unnamed, attacker('inbox'))).toEqual([]);
    expect(await violatedAt(unnamed, victim('send'), attacker('inbox'))).toEqual([]);
    const args = { team: { text: 't200' } };
    expect(await violatedAt(unnamed, attacker('anyInbox', args))).toEqual(['no-cross-tenant-read']);
  });

  it('what all read by a word that all send is nobody’s inbox', async () => {
    expect(await violatedAt(unnamed, attacker('channel'))).toEqual(both);
  });
});
