/** Values that come from answers: of the type that they have there, of lists, of headers, cookies and HTML, and missing ones. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, text, type UserOperation } from '../../config/userConfig.ts';
import type { StepResponse } from '../../model/records.ts';
import { answerValue } from '../../world/step/answerValues.ts';
import { answerTo, openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
import hashlib

def version_of(tenant):
    return 'v%d' % (sum(tenant.encode()) % 997)

def make(request):
    record = keep(next_id(), {'owner': tenant_of(request), 'text': json.loads(request.body)['text']})
    return JsonResponse({'note': {'id': next_id() - 1}})

def submit(request):
    id = next_id()
    keep(id, {'owner': tenant_of(request), 'text': request.POST['text']})
    answer = HttpResponseRedirect('/notes/%d/' % id)
    answer.set_cookie('folder', version_of(tenant_of(request)))
    return answer

def listed(request):
    own = [json.loads(one.read_text()) for one in sorted(pathlib.Path(settings.MEDIA_ROOT).glob('*.json'))]
    ids = [{'id': id} for id in range(1, next_id()) if load(id)['owner'] == tenant_of(request)]
    return JsonResponse({'items': [{'id': 'none'}, *ids]})

def form(request):
    return HttpResponse('<form><p>Note of <b>%s</b></p><input name=version value="%s"></form>'
        % (tenant_of(request), version_of(tenant_of(request))))

def wanted(request):
    id = json.loads(request.body)['id']
    return id if type(id) is int and 0 < id < next_id() else None

def read_any(request):
    id = wanted(request)
    return refused(400) if id is None else JsonResponse(load(id))

def read_own(request):
    id = wanted(request)
    if id is None or load(id)['owner'] != tenant_of(request):
        return refused(400)
    return JsonResponse(load(id))

def read_many(request):
    ids = json.loads(request.body)['ids']
    if any(type(id) is not int or not 0 < id < next_id() for id in ids):
        return refused(400)
    return JsonResponse({'all': [load(id) for id in ids]})

def save_any(request, id):
    if request.POST.get('version') != version_of(tenant_of(request)) or request.COOKIES.get('folder') != version_of(tenant_of(request)):
        return refused(409)
    if not at(id).exists():
        return refused(404)
    return JsonResponse(keep(id, {**load(id), 'text': request.POST['text']}))

def save_own(request, id):
    if at(id).exists() and load(id)['owner'] != tenant_of(request):
        return refused(403)
    return save_any(request, id)

urlpatterns = [
    *[path(view.__name__, view) for view in [make, submit, listed, form, read_any, read_own, read_many]],
    *[path(view.__name__ + '/<id>', view) for view in [save_any, save_own]],
]
`;

const number = text({ from: 'make.response.note.id' });
const save = (view: string): UserOperation => ({
  http: `POST /${view}/{id}`,
  path: { id: text({ from: { operation: 'submit', header: 'Location', match: '/notes/(\\d+)/' } }) },
  form: {
    version: text({ from: { operation: 'form', select: '[name=version]', attribute: 'value' } }),
    text: text(),
  },
  cookies: { folder: text({ from: { operation: 'submit', cookie: 'folder' } }) },
});
const operations: Readonly<Record<string, UserOperation>> = {
  make: { http: 'POST /make', json: { text: text() } },
  submit: { http: 'POST /submit', form: { text: text() } },
  listed: { http: 'GET /listed', after: ['make'] },
  form: { http: 'GET /form' },
  read_any: { http: 'POST /read_any', json: { id: number } },
  read_own: { http: 'POST /read_own', json: { id: number } },
  read_last: { http: 'POST /read_any', json: { id: text({ from: 'listed.response.items.-1.id' }) } },
  read_whole: {
    http: 'POST /read_any',
    body: json({ from: 'make.response.note.id', example: { id: '{from}' } }),
  },
  read_many: {
    http: 'POST /read_many',
    json: { ids: json({ from: 'make.response.note.id', example: ['{from}'] }) },
  },
  save_any: save('save_any'),
  save_own: save('save_own'),
};

describe('in a site', () => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite(urls, operations);
  });
  afterAll(() => site.close());

  it.each(['read_any', 'read_own', 'read_last', 'read_whole', 'read_many', 'save_any', 'save_own'])(
    '%s goes well',
    (operation) => {
      expect(answerTo(site, operation)).toBe('200');
    },
  );

  it.each([
    ['a number is taken for a number', 'read_any', ['no-cross-tenant-read']],
    ['the last of a list is taken', 'read_last', ['no-cross-tenant-read']],
    ['a number within JSON is taken for a number', 'read_whole', ['no-cross-tenant-read']],
    ['a number in a list is taken for a number', 'read_many', ['no-cross-tenant-read']],
    [
      'a redirect, a cookie and a form are followed',
      'save_any',
      ['no-cross-tenant-read', 'no-cross-tenant-write'],
    ],
    ['the record’s owner is asked for', 'read_own', []],
    ['the owner is asked for before anything is stored', 'save_own', []],
  ])('where %s, %s violates %j', async (_, operation, properties) => {
    expect(await violatedBy(site, operation)).toEqual(properties);
  });
});

describe('a value that no answer has', () => {
  const made = operations.make as UserOperation;
  it.each([
    ['make.response.id', 'no answer of make has response.id; it has response.note.id'],
    [
      { operation: 'submit', select: 'a' },
      'no answer of submit has response {"select":"a"}; it has no JSON (302, text/html',
    ],
  ])('%j is an error that names what is there', async (from, message) => {
    const read: UserOperation = { http: 'POST /read_any', json: { id: text({ from }) } };
    const submit = operations.submit as UserOperation;
    await expect(openSite(urls, { make: made, submit, read })).rejects.toThrow(
      `operations.read: id.from: ${message}`,
    );
  });
});

describe('a value that an answer had no more than the place for', () => {
  const view = (body: string) =>
    `\ndef empty(request):\n    return JsonResponse(${body})\n\nurlpatterns.append(path('empty', empty))\n`;
  it.each([
    ['of an empty list', "{'items': []}", 'empty.response.items.-1.id', 'response.items (empty)'],
    [
      'that is null',
      "{'next': None, 'count': 0}",
      'empty.response.next',
      'response.next (null), response.count',
    ],
  ])('%s is noted and ends no run', async (_, body, from, has) => {
    const read: UserOperation = { http: 'POST /read_any', json: { id: text({ from }) } };
    const site = await openSite(urls + view(body), { empty: { http: 'GET /empty' }, read });
    try {
      const name = from.replace('empty.', '');
      expect(site.world.rehearsal.notes.map((one) => one.text)).toContain(
        `read is sent a word of its own as id for victim, attacker: no answer of empty has ${name} there; it has ${has}`,
      );
    } finally {
      await site.close();
    }
  });
});

describe('an answer', () => {
  const answer = (more: Partial<StepResponse>): StepResponse => ({
    ...{ status: 200, headers: [], body: '', value: null, exception: null },
    ...more,
  });
  const html = (text: string) => answer({ body: Buffer.from(text).toString('base64') });

  it.each([
    ['response.items.0', answer({ value: { items: [5, 6] } }), 5],
    ['response.items.-1', answer({ value: { items: [5, 6] } }), 6],
    ['response.items.2', answer({ value: { items: [5, 6] } }), undefined],
    ['response.items.length', answer({ value: { items: [5, 6] } }), undefined],
    ['response.__proto__', answer({ value: {} }), undefined],
    ['response', answer({ value: false }), false],
    ['response {"match":"no\\\\. (\\\\d+)"}', html('Order no. 17'), '17'],
    [
      'response {"select":"a.edit","attribute":"href"}',
      html('<a href=x></a><A class="edit b" href="/e/&amp;1">'),
      '/e/&1',
    ],
    ['response {"select":"li","match":"id (.)"}', html('<ul><li>none<li>id <b>7</b></ul>'), '7'],
    ['response {"select":"td"}', html('<table><td> a <i>b</i> </table>'), 'a b'],
    ['response {"header":"location"}', answer({ headers: [['Location', '/x']] }), '/x'],
    [
      'response {"cookie":"sid"}',
      answer({
        headers: [
          ['set-cookie', 'a=b'],
          ['Set-Cookie', 'sid="x=y"; Path=/'],
        ],
      }),
      'x=y',
    ],
    ['response {"cookie":"none"}', answer({ headers: [['Set-Cookie', 'sid=x']] }), undefined],
  ])('has %s', (name, response, value) => {
    expect(answerValue(response, name)).toEqual(value);
  });
});
