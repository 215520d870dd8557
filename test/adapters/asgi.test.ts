/** Projects asked by ASGI: the same answers as by WSGI, from async and from plain views. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../model/target.ts';
import {
  ask,
  bodyOf,
  djangoProject,
  file,
  type Ground,
  jsonOf,
  linesOf,
  makeGround,
  operationOf,
  removeGround,
  startDjango,
  text,
} from './kit.ts';

const urls = `
import asyncio, os, threading
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path
from asgiref.sync import sync_to_async

async def shown(request, rest):
    await asyncio.sleep(0)
    return JsonResponse({
        'kind': type(request).__name__, 'path': request.path, 'rest': rest, 'query': request.META['QUERY_STRING'],
        'method': request.method, 'tenant': request.headers.get('X-Tenant'), 'cookies': request.COOKIES,
        'host': request.get_host(), 'body': request.body.decode('latin-1'), 'raw': request.scope['raw_path'].decode(),
    })

async def write(request, name):
    await asyncio.sleep(0)
    with open(os.path.join(settings.MEDIA_ROOT, name), 'wb') as out:
        out.write(request.body)
    return HttpResponse(status=204)

def plain_write(request, name):
    with open(os.path.join(settings.MEDIA_ROOT, name), 'wb') as out:
        out.write(request.body)
    return HttpResponse(status=204)

async def users(request):
    if request.method == 'POST':
        await sync_to_async(User.objects.create_user)('late')
    return JsonResponse({'users': await sync_to_async(User.objects.count)()})

async def upload(request):
    sent = request.FILES['file']
    return JsonResponse({'name': sent.name, 'size': sent.size})

async def fails(request):
    raise KeyError('gone wrong')

def streams(request):
    return StreamingHttpResponse(b'x' * 100_000 for _ in range(100))

urlpatterns = [
    path('shown/<path:rest>', shown), path('write/<path:name>', write), path('plain/<path:name>', plain_write),
    path('users', users), path('upload', upload), path('fails', fails), path('streams', streams),
]
`;

const asgi = `
from django.core.asgi import get_asgi_application

inner = get_asgi_application()

async def application(scope, receive, send):
    async def marking(message):
        if message['type'] == 'http.response.start':
            message['headers'] = [*message['headers'], (b'X-Own', b'yes')]
        await send(message)
    await inner(scope, receive, marking)
`;

let ground: Ground;
let target: Target;

beforeAll(async () => {
  ground = await makeGround({
    ...djangoProject(urls, "ASGI_APPLICATION = 'site_asgi.application'\n"),
    'site_asgi.py': asgi,
  });
  target = await startDjango(ground, {
    actors: [
      {
        name: 'mallory',
        headers: { 'X-Tenant': 'm' },
        cookies: { flavour: 'plain' },
        login: null,
        hook: null,
      },
    ],
  });
  await target.seal();
});

afterAll(async () => {
  await target.stop();
  await removeGround(ground);
});

describe('a project that names an ASGI application alone', () => {
  it('is asked by it, with raw path, query, headers, cookies and body', async () => {
    const report = await ask(target, 'PUT', '/shown/%2e%2e/./%41?a=%2f', {
      body: '\u00ff',
      headers: [['Cookie', 'b=c']],
    });
    expect(jsonOf(report)).toEqual({
      kind: 'Request',
      path: '/shown/.././A',
      rest: '.././A',
      raw: '/shown/%2e%2e/./%41',
      query: 'a=%2f',
      method: 'PUT',
      tenant: 'm',
      cookies: { flavour: 'plain', b: 'c' },
      host: 'localhost',
      body: 'Ã¿',
    });
    expect(report.response.headers).toContainEqual(['X-Own', 'yes']);
  });

  it('is sent a header or cookie of the operation in the place of the actor’s', async () => {
    const headers = [
      ['x-tenant', 'other'],
      ['Cookie', 'flavour=sweet; b=c'],
    ] as const;
    const report = await ask(target, 'GET', '/shown/a', { headers });
    expect(jsonOf(report)).toMatchObject({ tenant: 'other', cookies: { flavour: 'sweet', b: 'c' } });
  });

  it.each([
    ['write', 'an async view'],
    ['plain_write', 'a plain view'],
  ])('names the line that touched a file in %s', async (name) => {
    const path = name === 'write' ? 'write' : 'plain';
    const report = await ask(target, 'POST', `/${path}/..%2F${name}`, { body: 'x' });
    expect(report.response.status).toBe(204);
    expect(linesOf(report.hooks, ground)).toEqual([`create {moat}/${name}`]);
    expect(report.hooks[0]?.location).toMatchObject({
      file: join(ground.config, 'site_urls.py'),
      function: name,
    });
  });

  it('gets files by multipart, without a CSRF token', async () => {
    const operation = operationOf({ kind: 'http', method: 'POST', path: '/upload' }, { file: 'multipart' });
    const request = target.prepare(operation, { file: file('b.txt', '123'), title: text('') });
    expect(jsonOf(await target.step('mallory', request, 10_000))).toEqual({ name: 'b.txt', size: 3 });
  });

  it('has its SQL taken back after a case', async () => {
    expect(jsonOf(await ask(target, 'POST', '/users'))).toEqual({ users: 1 });
    await target.endCase();
    expect(jsonOf(await ask(target, 'GET', '/users'))).toEqual({ users: 0 });
  });

  it('answers with the exception of an async view', async () => {
    const { response } = await ask(target, 'GET', '/fails');
    expect(response.status).toBe(500);
    expect(response.exception).toMatchObject({ type: 'KeyError', location: { function: 'fails' } });
  });

  it('is not read beyond the bound of an answer', async () => {
    const report = await ask(target, 'GET', '/streams');
    expect(report.limitsReached).toEqual(['responseBytesMax']);
    expect(bodyOf(report).length).toBeLessThan(10_000_000);
  });
});

describe('a project with both', () => {
  const wsgi = "WSGI_APPLICATION = 'site_wsgi.application'\nASGI_APPLICATION = 'site_asgi.application'\n";
  const kindOf = async (asked: boolean): Promise<unknown> => {
    const both = await makeGround({
      ...djangoProject(urls, wsgi),
      'site_asgi.py': asgi,
      'site_wsgi.py':
        'from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n',
    });
    const one = await startDjango(both, { asgi: asked });
    try {
      return (await ask(one, 'POST', '/plain/x', { body: 'x' })).response.headers.some(
        ([name]) => name === 'X-Own',
      );
    } finally {
      await one.stop();
      await removeGround(both);
    }
  };

  it('is asked by WSGI', async () => expect(await kindOf(false)).toBe(false));

  it('is asked by ASGI where the config says so', async () => expect(await kindOf(true)).toBe(true));
});
