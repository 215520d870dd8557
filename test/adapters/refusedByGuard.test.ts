/** What fails because the driver refused a call is told apart from what fails by itself, by a mark and not by a sentence. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Target } from '../../model/target.ts';
import { noServerError } from '../../properties/noServerError.ts';
import { answer, observed } from '../properties/kit.ts';
import { ask, djangoProject, type Ground, makeGround, removeGround, startDjango } from './kit.ts';

const urls = `
import asyncio, socket, urllib.request
from django.http import HttpResponse
from django.urls import path

def network(request):
    urllib.request.urlopen('http://192.0.2.1/')

def name_server(request):
    socket.getaddrinfo('example.com', 80)

def file(request):
    open('/must-not-exist', 'w')

class Unavailable(Exception):
    pass

def wrapped(request):
    try:
        socket.create_connection(('192.0.2.1', 80))
    except OSError as error:
        raise Unavailable('try again later') from error

def several(request):
    async def connect():
        raise OSError('Multiple exceptions: %s' % ', '.join(errors))
    errors = []
    for host in ('192.0.2.1', '192.0.2.2'):
        try:
            socket.create_connection((host, 80))
        except OSError as error:
            errors.append(str(error))
    asyncio.run(connect())

def caught(request):
    try:
        file(request)
    except OSError:
        return HttpResponse('no', status=503)

def afterwards(request):
    try:
        file(request)
    except OSError:
        pass
    raise KeyError('gone wrong')

def by_itself(request):
    raise PermissionError('Trespass refused a write outside the arena')

def answers(request):
    return HttpResponse('no', status=500)

views = [network, name_server, file, wrapped, several, caught, afterwards, by_itself, answers]
urlpatterns = [path(view.__name__, view) for view in views]
`;

let ground: Ground;
let target: Target;

beforeAll(async () => {
  ground = await makeGround(djangoProject(urls));
  target = await startDjango(ground);
  await target.seal();
});
afterAll(async () => {
  await target.stop();
  await removeGround(ground);
});

async function errorsOf(name: string): Promise<number> {
  const { response } = await ask(target, 'GET', `/${name}`);
  expect(response.status).toBeGreaterThanOrEqual(500);
  return noServerError.judge(observed({ responses: [answer(response)] })).length;
}

it.each(['network', 'name_server', 'file', 'wrapped', 'several', 'caught'])(
  'no server error is told where the driver refused a call: %s',
  async (name) => {
    expect(await errorsOf(name)).toBe(0);
  },
);

it.each(['afterwards', 'by_itself', 'answers'])(
  'a server error is told where the target fails by itself: %s',
  async (name) => {
    expect(await errorsOf(name)).toBe(1);
  },
);
