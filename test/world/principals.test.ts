/** Actors by any name, with words of their own and more than one identity: what is made by any of them is the actor's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../../config/userConfig.ts';
import { attackShrinks } from '../../generators/shrinks/attackShrinks.ts';
import type { Attack } from '../../model/attack.ts';
import { missingFrom } from '../../model/missing.ts';
import { describeAttack } from '../../reporters/attackText.ts';
import { decodeAttack, encodeAttack } from '../attackJson.ts';
import { answerTo, openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
def join(request):
    if 'X-Tenant' in request.headers or request.COOKIES:
        return refused(400)
    name = request.POST['name']
    keep('invitation-' + name, {'name': name, 'mail': request.POST['mail']})
    return JsonResponse({'name': name})
def read(request, name):
    tenant_of(request)
    return JsonResponse(load('invitation-' + name))
def alone(request):
    return JsonResponse(keep('user-' + request.headers['X-User'], {'text': request.POST['text']}))
def save(request):
    if not request.headers['X-Tenant'].startswith(request.POST['tenant']):
        return refused()
    return JsonResponse(keep('note-' + request.POST['tenant'], {'text': request.POST['text']}))
def peek(request, name):
    tenant = request.headers.get('X-Tenant')
    record = load('note-' + name)
    if tenant is not None and tenant != name:
        return refused()
    return JsonResponse(record)
def look(request, name):
    if request.headers.get('X-Tenant') != name:
        return refused()
    return JsonResponse(load('note-' + name))
urlpatterns = [path('peek/<str:name>', peek), path('look/<str:name>', look), path('join', join), path('read/<str:name>', read), path('alone', alone), path('save', save)]
`;

const identitiesOf = (user: string) => ({ lonely: { headers: { 'X-User': user } } });
let site: Site;

beforeAll(async () => {
  site = await openSite(
    urls,
    {
      join: { http: 'POST /join', as: 'anonymous', form: { name: text(), mail: text() } },
      read: { http: 'GET /read/{name}', path: { name: text({ from: 'join.response.name' }) } },
      alone: { http: 'POST /alone', as: 'lonely', form: { text: text() } },
      peek: { http: 'GET /peek/{name}', path: { name: text({ from: 'save.arguments.tenant' }) } },
      look: { http: 'GET /look/{name}', path: { name: text({ from: 'save.arguments.tenant' }) } },
      save: { http: 'POST /save', form: { tenant: text({ example: '{actor.tenant}' }), text: text() } },
    },
    {
      actors: {
        attacker: {
          words: { tenant: 'acme#eu2' },
          headers: { 'X-Tenant': '{actor.tenant}' },
          identities: identitiesOf('mallory'),
        },
        'acme#eu': {
          words: { tenant: 'acme#eu' },
          headers: { 'X-Tenant': '{actor.tenant}' },
          identities: identitiesOf('alice'),
        },
      },
    },
  );
});
afterAll(() => site.close());

describe('an operation that is done by another identity', () => {
  it('is told of nobody, or of whom the actor is otherwise', () => {
    expect(answerTo(site, 'join')).toMatch(/^200/);
    expect(answerTo(site, 'alone')).toMatch(/^200/);
  });

  it('makes what is its actor’s', async () => {
    expect(await violatedBy(site, 'read')).toEqual(['no-cross-tenant-read']);
  });

  it('is shown as it was asked', () => {
    const steps = [{ operation: 'join', actor: 'acme#eu', arguments: {} }];
    const { requests } = site.world.describe({ layout: [], steps, race: null });
    expect(requests[0]).toBe('acme#eu as anonymous: POST /join');
  });
});

describe('an operation that is done by the usual one', () => {
  it('is tried by others of the attacker’s as well', async () => {
    expect(site.world.knowledge.actors.identities).toEqual(['anonymous', 'lonely']);
    expect(await violatedBy(site, 'peek')).toEqual(['no-cross-tenant-read']);
    expect(await violatedBy(site, 'look')).toEqual([]);
  });

  const as = (identity: string, actor = 'attacker'): Attack => ({
    ...{ layout: [], race: null },
    steps: [{ operation: 'peek', actor, as: identity, arguments: { name: { text: 'a' } } }],
  });

  it('is kept, shown and shrunk with the identity', () => {
    expect(decodeAttack(encodeAttack(as('lonely')))).toEqual(as('lonely'));
    expect(site.world.describe(as('lonely')).requests[0]).toBe('attacker as lonely: GET /peek/a');
    expect(describeAttack(as('lonely')).steps).toEqual(['attacker as lonely: peek(name = "a")']);
    const smaller = [...attackShrinks(as('lonely'))].flatMap(({ steps }) => steps);
    expect(smaller).toContainEqual({
      operation: 'peek',
      actor: 'attacker',
      arguments: { name: { text: 'a' } },
    });
  });

  it('is missing where the identity is', () => {
    const { knowledge } = site.world;
    expect(missingFrom(as('lonely'), knowledge)).toBeNull();
    expect(missingFrom(as('admin'), knowledge)).toBe('identity admin of attacker');
    expect(missingFrom(as('lonely', 'acme#eu'), knowledge)).toBe('identity lonely of acme#eu');
  });
});

describe('words of an actor', () => {
  it('stand where examples and headers ask for them', () => {
    expect(answerTo(site, 'save')).toMatch(/^200/);
  });

  it('are known to everybody, and tried', async () => {
    const { known } = site.world.knowledge;
    expect(known.filter(({ value }) => value === 'acme#eu').map(({ actor }) => actor)).toContain('acme#eu');
    expect(await violatedBy(site, 'save')).toEqual(['no-cross-tenant-write']);
  });
});
