/** Operations on what another operation's harmless run has put away by the time when the cases begin. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { text } from '../../config/userConfig.ts';
import type { Observation } from '../../model/observation.ts';
import { answerTo, openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
def create(request):
    id = '%d-%s' % (next_id(), tenant_of(request))
    keep(id, {'owner': tenant_of(request), 'trashed': False, 'text': request.POST['text']})
    return JsonResponse({'id': id})

def trash(request, id):
    record = load(id)
    if record['owner'] != tenant_of(request) or record['trashed']:
        return refused(404)
    keep(id, {**record, 'trashed': True})
    return JsonResponse({})

def restore(request, id):
    record = load(id)
    if record['owner'] != tenant_of(request) or not record['trashed']:
        return refused(404)
    keep(id, {**record, 'trashed': False})
    return JsonResponse({'restored': True})

def tag(request, id):
    record = load(id)
    if record['trashed']:
        return refused(404)
    keep(id, {**record, 'tag': request.POST['tag']})
    return JsonResponse({'text': record['text']})

def tag_own(request, id):
    if load(id)['owner'] != tenant_of(request):
        return refused(404)
    return tag(request, id)

def purge(request, id):
    record = load(id)
    if record['owner'] != tenant_of(request) or not record['trashed']:
        return refused(404)
    at(id).unlink()
    return JsonResponse({})

urlpatterns = [path('create', create)] + [
    path(view.__name__ + '/<slug:id>', view) for view in [trash, restore, tag, tag_own, purge]
]
`;

const id = text({ from: 'create.response.id' });
const on = (name: string) => ({ http: `POST /${name}/{id}`, path: { id } }) as const;
const operations = {
  create: { http: 'POST /create', form: { text: text() } },
  trash: on('trash'),
  restore: { ...on('restore'), after: ['trash'] },
  tag: { ...on('tag'), form: { tag: text() } },
  tag_own: { ...on('tag_own'), form: { tag: text() } },
} as const;
let site: Site;
/** There everything is back from the trash when the cases begin. */
let restored: Site;

beforeAll(async () => {
  site = await openSite(urls, operations);
  restored = await openSite(urls, {
    ...operations,
    purge: { ...on('purge'), after: ['trash'] },
    tag_own: { ...operations.tag_own, after: ['restore'] },
  });
});
afterAll(() => Promise.all([site.close(), restored.close()]));

/** How a harmless step of an operation is answered in a case. */
async function harmlessCase(
  { world }: Site,
  operation: string,
  actor = 'attacker',
): Promise<number | null | undefined> {
  const attack = { layout: [], steps: [{ operation, actor, arguments: {} }], race: null };
  const observation: Observation = await world.run(attack);
  return observation.responses[0]?.response.status;
}

it.each(Object.keys(operations))('does %s well in cases', async (operation) => {
  expect(answerTo(site, operation)).toMatch(/^200/);
  expect(await harmlessCase(site, operation)).toBe(200);
  expect(await harmlessCase(site, operation, 'victim')).toBe(200);
});

it.each([...Object.keys(operations), 'purge'])(
  'does %s well where everything is restored',
  async (operation) => {
    expect(answerTo(restored, operation)).toMatch(/^200/);
    expect(await harmlessCase(restored, operation)).toBe(200);
  },
);

it('changes another’s record that is not put away', async () => {
  expect(await violatedBy(site, 'tag')).toContain('no-cross-tenant-write');
});

it('violates nothing where it asks whose the record is', async () => {
  expect(await violatedBy(site, 'tag_own')).toEqual([]);
});
