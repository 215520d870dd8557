/** Values that are computed of what else a step sends: digests, signatures and ranges fit in attacks as in harmless runs. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archive, bytes, fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { answerTo, openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
import hashlib
import hmac

def is_signed(request):
    digest = hashlib.sha256(request.body).hexdigest()
    signed = '%s %s %s' % (request.method, request.get_full_path(), digest)
    signature = hmac.new(tenant_of(request).encode(), signed.encode(), 'sha256').hexdigest()
    return request.headers['X-Digest'] == digest and request.headers['X-Signature'] == signature

def save_any(request, id):
    if not is_signed(request):
        return refused(400)
    if at(id).exists():
        load(id)
    return JsonResponse(keep(id, {'owner': tenant_of(request), 'text': request.body.decode('utf8', 'replace')}))

def save_own(request, id):
    if at(id).exists() and load(id)['owner'] != tenant_of(request):
        return refused(403)
    return save_any(request, id)

urlpatterns = [path(view.__name__ + '/<slug:id>', view) for view in [save_any, save_own]]
`;

const helpers = `
import hashlib
import hmac
import os

def digest_of(arguments):
    return hashlib.sha256(arguments['body']).hexdigest()

def sign(arguments, request):
    assert request['body'] == arguments['body'] and ('X-Digest', arguments['X-Digest']) in request['headers']
    signed = '%s %s %s' % (request['method'], request['target'], arguments['X-Digest'])
    tenant = {'attacker': 'mallory', 'victim': 'mallory2'}[request['actor']]
    return hmac.new(tenant.encode(), signed.encode(), 'sha256').hexdigest()

def range_of(arguments):
    return {'first': 0, 'size': len(arguments['content'])}

def range_of_plain(arguments):
    assert arguments['name'].isalnum()
    return range_of(arguments)

def md5_of_file(arguments):
    return hashlib.md5(arguments['file'].read()).digest()

def store(root, name, content, range):
    if range != {'first': 0, 'size': len(content)}:
        raise ValueError('no such range')
    with open(os.path.join(root, name), 'wb') as file:
        file.write(content)

def store_below(root, name, content, range):
    if os.path.basename(name) != name or name in ('', '.', '..'):
        raise ValueError('no such name')
    if os.path.lexists(os.path.join(root, name)):
        raise ValueError('there already')
    store(root, name, content, range)

def unpack(file, md5, root):
    with open(file, 'rb') as opened:
        content = opened.read()
    if hashlib.md5(content).digest() != md5:
        raise ValueError('another file')
    os.listdir(root)

def refuse(arguments):
    raise ValueError('not of %s' % sorted(arguments))

def nothing(arguments):
    return object()
`;

const put = (view: string): UserOperation => ({
  http: `PUT /${view}/{id}`,
  path: { id: text() },
  headers: {
    'X-Digest': text({ compute: './helpers.py:digest_of' }),
    'X-Signature': text({ compute: './helpers.py:sign' }),
  },
  body: bytes(),
});
const store = (name: string, range = 'range_of'): UserOperation => ({
  call: `./helpers.py:${name}`,
  arguments: {
    ...{ root: fixed('{sandbox}'), name: text(), content: bytes() },
    range: text({ compute: `./helpers.py:${range}` }),
  },
});
const unpack: UserOperation = {
  call: './helpers.py:unpack',
  arguments: {
    ...{ file: archive({ as: 'path' }), root: fixed('{sandbox}') },
    md5: bytes({ compute: './helpers.py:md5_of_file' }),
  },
};
const views = ['save_any', 'save_own'];
const stores = ['store', 'store_below'];

describe('in a site', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite(
      urls,
      {
        ...Object.fromEntries(views.map((view) => [view, put(view)])),
        ...Object.fromEntries(stores.map((name) => [name, store(name)])),
        ...{ unpack, store_plain: store('store', 'range_of_plain') },
      },
      // What looks whether something is there and writes then can be met in between: no matter of computed values.
      { attacker: { powers: ['request'] } },
      { 'helpers.py': helpers },
    );
  });
  afterAll(() => site.close());

  it.each([
    ...views.map((view) => [view, '200']),
    ...[...stores, 'unpack'].map((name) => [name, 'returned']),
  ])('the harmless run of %s goes well', (operation, answer) => {
    expect(answerTo(site, operation)).toBe(answer);
  });

  it.each([
    ['save_any', ['no-cross-tenant-read', 'no-cross-tenant-write']],
    ['save_own', []],
    ['store', ['no-cross-tenant-write']],
    ['store_below', []],
  ])('%s violates %j', async (operation, properties) => {
    expect(await violatedBy(site, operation)).toEqual(properties);
  });

  it('is told to be no aim of attacks, and to be empty where it is not computed of a hostile value', async () => {
    const { rehearsal, knowledge, run } = site.world;
    expect(rehearsal.notes.map(({ text }) => text)).toContain(
      'computed of what else is sent, and not attacked themselves: save_any.X-Digest, save_any.X-Signature, save_own.X-Digest, save_own.X-Signature, store.range, store_below.range, unpack.md5, store_plain.range',
    );
    for (const sent of ['plain', '../hostile']) {
      const step = { operation: 'store_plain', actor: 'attacker', arguments: { name: { text: sent } } };
      await run({ layout: [], steps: [step], race: null });
    }
    const [note] = (knowledge.cuts?.notes() ?? []).filter(({ text }) => text.includes('computed values'));
    expect(note?.text).toMatch(
      /^not all computed values could be made \(an empty one is sent instead\): store_plain\.range \((\d+) of \d+\)$/,
    );
  });

  it('is shown as it was sent where a request is told that was made, else as what makes it', async () => {
    const step = { operation: 'save_any', actor: 'attacker', arguments: { body: { bytes: 'YWJj' } } };
    const attack = { layout: [], steps: [step], race: null };
    expect(site.world.describe(attack).requests).toContain(
      '  X-Digest: ‹what ./helpers.py:digest_of computes›',
    );
    const { requests } = site.world.describe(attack, await site.world.run(attack));
    const digest = createHash('sha256').update('abc').digest('hex');
    expect(requests).toContain(`  X-Digest: ${digest}`);
    expect(requests.join('\n')).toMatch(/^ {2}X-Signature: [0-9a-f]{64}$/m);
  });
});

it.each([
  ['refuse', "raised: ValueError: not of ['content', 'name', 'root']"],
  ['nothing', 'raised: TypeError: object is no text, bytes or JSON'],
  ['missing', './helpers.py has no missing'],
])('a function that does not compute a harmless value is an error: %s', async (name, message) => {
  const { arguments: args = {} } = store('store') as { arguments?: Record<string, ReturnType<typeof text>> };
  const operation = {
    call: './helpers.py:store',
    arguments: { ...args, range: text({ compute: `./helpers.py:${name}` }) },
  };
  await expect(openSite(urls, { operation }, {}, { 'helpers.py': helpers })).rejects.toThrow(
    new RegExp(`range is computed by ./helpers.py:${name}, and .*${message.replace(/[[\]()]/g, '\\$&')}`),
  );
});
