/** What a request may look like: headers that replace the actor's, types that the user says, names in two places or sent twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytes, file, fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { answerTo, openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
def create(request):
    id = str(next_id() * 7919)
    keep(id, {'owner': tenant_of(request), 'text': request.POST['text']})
    return JsonResponse({'id': id})

def put(request, id):
    body = json.loads(request.body)
    if body['id'] != id:
        return refused(400)
    if not at(id).exists():
        return refused(404)
    return JsonResponse(keep(id, {**load(id), 'text': body['text']}))

def put_own(request, id):
    if at(id).exists() and load(id)['owner'] != tenant_of(request):
        return refused(403)
    return put(request, id)

def put_unequal(request, id):
    if load(id)['owner'] != tenant_of(request):
        return refused(403)
    body = json.loads(request.body)
    return JsonResponse(keep(body['id'], {**load(body['id']), 'text': body['text']}))

def read_many(request):
    ids = request.GET.getlist('id')
    if len(ids) != 2 or load(ids[0])['owner'] != tenant_of(request):
        return refused(400)
    return JsonResponse({'all': [load(id) for id in ids]})

def read_many_own(request):
    ids = request.GET.getlist('id')
    if len(ids) != 2 or any(load(id)['owner'] != tenant_of(request) for id in ids):
        return refused(400)
    return JsonResponse({'all': [load(id) for id in ids]})

def patched(request, id):
    if request.headers['X-Method'] != 'patch' or request.headers['Content-Type'] != 'application/merge-patch+json':
        return refused(415)
    if request.COOKIES != {'mode': 'write', 'theme': 'dark'}:
        return refused(400)
    record = {**load(id), **json.loads(request.body)}
    return JsonResponse(keep(id, record))

def patched_own(request, id):
    if at(id).exists() and load(id)['owner'] != tenant_of(request):
        return refused(403)
    return patched(request, id)

def typed(request):
    names = sorted(request.FILES) + sorted(request.POST)
    keep('t' + tenant_of(request), {'type': request.headers['Content-Type'], 'names': names})
    return JsonResponse({}) if request.headers['X-Type'] in request.headers['Content-Type'] and names in ([], ['file', 'note']) else refused(415)

urlpatterns = [
    *[path(view.__name__, view) for view in [create, read_many, read_many_own, typed]],
    *[path(view.__name__ + '/<id>', view) for view in [put, put_own, put_unequal, patched, patched_own]],
]
`;

const id = text({ from: 'create.response.id' });
const put = (view: string): UserOperation => ({
  http: `PUT /${view}/{id}`,
  path: { id },
  json: { id, text: text() },
});
const readMany = (view: string): UserOperation => ({ http: `GET /${view}`, query: { id: [id, id] } });
const patch = (view: string): UserOperation => ({
  http: `POST /${view}/{id}`,
  path: { id },
  headers: { 'x-method': fixed('patch'), 'content-type': fixed('application/merge-patch+json') },
  cookies: { mode: fixed('write') },
  json: { text: text() },
});
const typed = (type: string, more: object): UserOperation => ({
  http: 'POST /typed',
  headers: { 'X-Type': fixed(type) },
  ...more,
});
const multipart = { file: file(), note: text() };

const actor = (name: string) => ({
  headers: { 'X-Tenant': name, 'X-Method': 'none', 'Content-Type': 'application/x-actor' },
  cookies: { mode: 'read', theme: 'dark' },
});
let site: Site;

beforeAll(async () => {
  site = await openSite(
    urls,
    {
      create: { http: 'POST /create', form: { text: text() } },
      ...Object.fromEntries(['put', 'put_own', 'put_unequal'].map((view) => [view, put(view)])),
      ...Object.fromEntries(['read_many', 'read_many_own'].map((view) => [view, readMany(view)])),
      ...Object.fromEntries(['patched', 'patched_own'].map((view) => [view, patch(view)])),
      form_type: typed('multipart/form-data', { multipart }),
      own_multipart: typed('multipart/mixed', {
        multipart,
        headers: {
          'X-Type': fixed('multipart/form-data'),
          'Content-Type': fixed('multipart/form-data; charset=utf-8'),
        },
      }),
      actors_type: typed('application/x-actor', { body: bytes() }),
    },
    { actors: { attacker: actor('mallory'), victim: actor('mallory2') } },
  );
});
afterAll(() => site.close());

describe('the harmless run goes well where', () => {
  it.each([
    ['one id stands in path and body', 'put'],
    ['one field is sent twice', 'read_many'],
    ['headers, type and cookie replace the actor’s', 'patched'],
    ['a form says its own type', 'form_type'],
    ['a type that the user gives lacks the boundary', 'own_multipart'],
    ['the actor gives the type of what has none', 'actors_type'],
  ])('%s: %s', (_, operation) => {
    expect(answerTo(site, operation)).toBe('200');
  });
});

it.each([
  ['put', ['no-cross-tenant-read', 'no-cross-tenant-write']],
  ['put_unequal', ['no-cross-tenant-read', 'no-cross-tenant-write']],
  ['read_many', ['no-cross-tenant-read']],
  ['patched', ['no-cross-tenant-read', 'no-cross-tenant-write']],
  ['put_own', []],
  ['read_many_own', []],
  ['patched_own', []],
])('%s violates %j', async (operation, properties) => {
  expect(await violatedBy(site, operation)).toEqual(properties);
});
