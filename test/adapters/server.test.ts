/** Projects asked through Django's own server: its parser reads every byte, and steps are watched as without it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../model/target.ts';
import { ask, djangoProject, type Ground, jsonOf, makeGround, removeGround, startDjango } from './kit.ts';

const urls = `
import os
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

def shown(request, rest):
    return JsonResponse({
        'rest': rest, 'query': request.META['QUERY_STRING'], 'method': request.method,
        'tenant': request.headers.get('X-Tenant'), 'cookies': request.COOKIES, 'host': request.get_host(),
        'type': request.META.get('CONTENT_TYPE'), 'body': request.body.decode('latin-1'),
    })

def write(request, name):
    with open(os.path.join(settings.MEDIA_ROOT, name), 'wb') as out:
        out.write(request.body)
    return HttpResponse(status=204)

def users(request):
    if request.method == 'POST':
        User.objects.create_user('late')
    return JsonResponse({'users': User.objects.count()})

def fails(request):
    raise KeyError('gone wrong')

def streams(request):
    return StreamingHttpResponse(b'x' * 100_000 for _ in range(100))

urlpatterns = [
    path('shown/<path:rest>', shown), path('write/<path:name>', write), path('users', users),
    path('fails', fails), path('streams', streams),
]
`;

let ground: Ground;
let target: Target;
beforeAll(async () => {
  ground = await makeGround(djangoProject(urls));
  const mallory = {
    name: 'mallory',
    headers: { 'X-Tenant': 'm' },
    cookies: { a: 'b' },
    login: null,
    hook: null,
  };
  target = await startDjango(ground, { actors: [mallory], server: 'runserver' });
  await target.seal();
});
afterAll(async () => {
  await target.stop();
  await removeGround(ground);
});

describe('a project behind runserver', () => {
  it('is sent raw path, query, headers, cookies and body', async () => {
    const headers = [
      ['Cookie', 'b=c'],
      ['Content-Type', 'text/x'],
    ] as const;
    const report = await ask(target, 'PUT', '/shown/%2e%2e/./%41?a=%2f', { body: '\u00ff', headers });
    expect(jsonOf(report)).toEqual({
      ...{ rest: '.././A', query: 'a=%2f', method: 'PUT', tenant: 'm', cookies: { a: 'b', b: 'c' } },
      ...{ host: 'localhost', type: 'text/x', body: 'Ã¿' },
    });
    expect(report.response.headers.map(([name]) => name)).toContain('Server');
  });

  it('does not get headers with underscores, which the server drops', async () => {
    const headers = [
      ['X_Other', 'yes'],
      ['X_Tenant', 'v'],
    ] as const;
    expect(jsonOf(await ask(target, 'GET', '/shown/a', { headers }))).toMatchObject({ tenant: null });
  });

  it('is watched: a write is heard of with its place', async () => {
    const report = await ask(target, 'PUT', '/write/..%2fa.txt', { body: 'x' });
    expect(report.response.status).toBe(204);
    const written = report.hooks.filter(({ action }) => action === 'create' || action === 'write');
    expect(written.map(({ path }) => path)).toContain(`${ground.moat}/a.txt`);
  });

  it('goes back to the sealed database after a case', async () => {
    expect(jsonOf(await ask(target, 'POST', '/users'))).toEqual({ users: 1 });
    await target.endCase();
    expect(jsonOf(await ask(target, 'GET', '/users'))).toEqual({ users: 0 });
  });

  it('answers what the server refuses, what the view raises, and streams up to a bound', async () => {
    expect((await ask(target, 'GET', '/shown/a b')).response.status).toBe(400);
    expect((await ask(target, 'GET', '/shown/%00')).response.status).toBe(200);
    const failed = await ask(target, 'GET', '/fails');
    expect([failed.response.status, failed.response.exception?.type]).toEqual([500, 'KeyError']);
    const streamed = await ask(target, 'GET', '/streams');
    expect(streamed.limitsReached).toEqual(['responseBytesMax']);
  });
});
