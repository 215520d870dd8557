/** Keys of objects are taken apart like keys of items, and ways through them are solved from where a text stands in them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text, type UserOperation } from '../../config/userConfig.ts';
import { probesOf } from '../../generators/index.ts';
import { keyPatternText } from '../../model/keyPattern.ts';
import { properties } from '../../properties/index.ts';
import { openSite, type Site } from './siteKit.ts';

const urls = `
import functools
import posixpath
import boto3

@functools.lru_cache(maxsize=None)
def s3():
    return boto3.client('s3', region_name='eu-central-1')

def drawer_of(request):
    return 'drawers/%s/papers' % tenant_of(request)

def put(request):
    name = request.GET['name']
    if '/' in name or name.startswith('.'):
        return refused(400)
    s3().put_object(Bucket='assets', Key=posixpath.join(drawer_of(request), name), Body=request.GET['text'].encode())
    return JsonResponse({'name': name})

def read(key):
    try:
        return HttpResponse(s3().get_object(Bucket='assets', Key=key)['Body'].read())
    except s3().exceptions.NoSuchKey:
        return refused()

def show_loose(request):
    return read(posixpath.normpath(posixpath.join(drawer_of(request), request.GET['name'])))

def show_safe(request):
    key = posixpath.normpath(posixpath.join(drawer_of(request), request.GET['name']))
    return read(key) if key.startswith(drawer_of(request) + '/') else refused()

def claimed(request, sign):
    group, name = request.GET['group'], request.GET['name']
    if '/' in group + name:
        raise PermissionError()
    claim = pathlib.Path(settings.MEDIA_ROOT) / 'claims' / json.dumps([group, name])
    claim.parent.mkdir(exist_ok=True)
    if claim.exists() and claim.read_text() != tenant_of(request):
        raise PermissionError()
    claim.write_text(tenant_of(request))
    s3().put_object(Bucket='pairs', Key=group + sign + name, Body=request.GET['text'].encode())
    return JsonResponse({})

urlpatterns = [
    path('put', put), path('show/loose', show_loose), path('show/safe', show_safe),
    path('claim/loose', lambda request: claimed(request, '-')),
    path('claim/safe', lambda request: claimed(request, '/')),
]
`;

const named = { name: text({ from: 'put.response.name' }) };
const pair = {
  group: text({ example: '{token}' }),
  name: text({ example: '{token}-{token}' }),
  text: text(),
};
const operations: Record<string, UserOperation> = {
  put: { http: 'PUT /put', query: { name: text(), text: text() } },
  showLoose: { http: 'GET /show/loose', query: named },
  showSafe: { http: 'GET /show/safe', query: named },
  claimLoose: { http: 'PUT /claim/loose', query: pair },
  claimSafe: { http: 'PUT /claim/safe', query: pair },
};

let site: Site;
beforeAll(async () => {
  const more = { s3: { buckets: ['assets', 'pairs'] }, attacker: { powers: ['request' as const] } };
  site = await openSite(urls, operations, more);
}, 120_000);
afterAll(() => site.close());

const judging = properties.filter(({ severity }) => severity === 'critical' || severity === 'high');

/** The kind of the probe that first shows an operation to do what it should not; null for none. */
async function foundBy(operation: string, most: number): Promise<string | null> {
  for (const { kind, attack } of probesOf(site.world.knowledge, operation).slice(0, most)) {
    const observation = await site.world.resolveFlow(await site.world.run(attack));
    if (judging.some(({ judge }) => judge(observation).some((one) => one.operation === operation)))
      return kind;
  }
  return null;
}

describe('a key of an object', () => {
  it('is taken apart', () => {
    const patterns = site.world.knowledge.stores.objectPatterns.map(
      (pattern) => `${pattern.operation}: ${keyPatternText(pattern)}`,
    );
    expect(patterns).toEqual([
      'put: assets.key = drawers/{X-Tenant}/papers/{name}',
      'showLoose: assets.key = drawers/{X-Tenant}/papers/{name}',
      'showSafe: assets.key = drawers/{X-Tenant}/papers/{name}',
      'claimLoose: pairs.key = {group}-{name}',
      'claimSafe: pairs.key = {group}/{name}',
    ]);
  });

  it('is led to by as many steps up as it has folders, where they are taken away', async () => {
    expect(await foundBy('showLoose', 6)).toBe('text.solved-key');
    expect(await foundBy('showSafe', 60)).toBeNull();
  });

  it('is made of other parts where a sign may stand in them', async () => {
    expect(await foundBy('claimLoose', 6)).toBe('key-collision');
    expect(await foundBy('claimSafe', 60)).toBeNull();
  });
});
