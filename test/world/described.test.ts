/** What is printed of an attack is enough to do it by hand: values of other worlds by their names, bodies with all that was chosen. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { completeConfig } from '../../config/completeConfig.ts';
import { checkConfig } from '../../config/schema.ts';
import { file, json, text } from '../../config/userConfig.ts';
import type { Argument, Attack, Step } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { djangoProject, type Ground, makeGround, removeGround } from '../adapters/kit.ts';
import { worldOf } from './kit.ts';

const urls = `
import json, os, uuid
from django.conf import settings
from django.http import JsonResponse
from django.urls import path

def place(request, id):
    return os.path.join(settings.MEDIA_ROOT, request.headers['X-Tenant'], id)

def make(request):
    id = uuid.uuid4().hex
    os.makedirs(os.path.dirname(place(request, id)), exist_ok=True)
    with open(place(request, id), 'w') as out:
        out.write(request.body.decode())
    return JsonResponse({'note': {'id': id}})

def remove(request, id):
    os.remove(place(request, id))
    return JsonResponse({})

def replace(request):
    with open(place(request, json.loads(request.body)['id']), 'w') as out:
        out.write('replaced')
    return JsonResponse({})

def upload(request):
    with open(place(request, 'upload'), 'wb') as out:
        out.write(request.FILES['data'].read())
    return JsonResponse({})

urlpatterns = [path('make/', make), path('remove/<id>/', remove), path('replace/', replace), path('upload/', upload)]
`;

let ground: Ground;
let world: World;

beforeAll(async () => {
  ground = await makeGround(djangoProject(urls));
  const operations = {
    make: { http: 'POST /make/', body: json({ example: { title: 'a' } }) },
    remove: { http: 'DELETE /remove/{id}/', path: { id: text({ from: 'make.response.note.id' }) } },
    replace: {
      http: 'POST /replace/',
      json: { id: text({ from: 'make.response.note.id' }), title: text() },
    },
    find: { http: 'GET /find', query: { q: text(), p: text() } },
    upload: { http: 'POST /upload/', multipart: { data: file() } },
  };
  const config = checkConfig(
    {
      django: { project: '.', settings: 'site_settings' },
      actors: { attacker: { headers: { 'X-Tenant': 'a' } }, victim: { headers: { 'X-Tenant': 'b' } } },
      operations,
    },
    'trespass.config.ts',
  );
  world = await worldOf(completeConfig(config, `${ground.config}/trespass.config.ts`));
});
afterAll(async () => {
  await world.close();
  await removeGround(ground);
});

function described(...steps: readonly Step[]): readonly string[] {
  const attack: Attack = { layout: [], steps, race: null };
  return world.describe(attack).requests;
}

function step(operation: string, given: Readonly<Record<string, Argument>> = {}): Step {
  return { operation, actor: 'attacker', arguments: given };
}

it('names what an earlier answer of the attack returns', () => {
  const returned = { step: 0, field: 'response.note.id' };
  const lines = described(
    step('make'),
    step('remove', { id: { text: [{ returned }] } }),
    step('replace', { id: { text: [{ returned }, '/../x'] } }),
  );
  expect(lines).toContain("attacker: DELETE /remove/‹step 1's response.note.id›/");
  expect(lines.join('\n')).toContain(`"id":"‹step 1's response.note.id›/../x"`);
});

it('says whose values are that a world makes by itself, the actor’s own and others’', () => {
  const known = { actor: 'victim', operation: 'make', name: 'response.note.id' };
  const [request = '', whose = ''] = described(step('remove', { id: { text: [{ known }] } }));
  const [, id = '?'] = /DELETE \/remove\/([0-9a-f]{32})\/$/.exec(request) ?? [];
  expect(whose).toBe(`  ${id} is victim's make response.note.id`);
  expect(described(step('replace', { title: { text: 'x' } })).at(-1)).toMatch(
    /^ {2}[0-9a-f]{32} is attacker's make response\.note\.id$/,
  );
});

it('shows all of a body that the attack chose, and says how much of the rest is left out', () => {
  const content = { text: `${'line\n'.repeat(100)}../chosen` };
  const lines = described(step('upload', { data: { file: { name: 'a/../b.txt', content } } }));
  expect(lines.join('\n')).toContain('filename="a/../b.txt"');
  expect(lines).toContain('  ../chosen');
  const long = described(
    step('upload', { data: { file: { name: 'b', content: { text: `x\n${'\n'.repeat(100)}y` } } } }),
  );
  expect(long).toContain('  y');
  expect(long.join('\n')).toMatch(/‹\d+ more lines›/);
});

it('names folders of the arena where they are percent-encoded too', () => {
  const places = ['moat', 'sandbox'] as const;
  const lines = places.flatMap((place) =>
    described(
      step('find', { q: { text: [{ place }, '/a'] } }),
      step('find', { p: { text: [{ place }, '/a'] } }),
    ),
  );
  expect(lines.filter((line) => line.includes('find'))).toEqual([
    expect.stringMatching(/find\?q=\{moat\}%2Fa(&|$)/),
    expect.stringMatching(/p=\{moat\}%2Fa(&|$)/),
    expect.stringMatching(/find\?q=\{sandbox\}%2Fa(&|$)/),
    expect.stringMatching(/p=\{sandbox\}%2Fa(&|$)/),
  ]);
});

it('shows bytes that are no text', () => {
  const content = { bytes: Buffer.from([0, 255, 1]).toString('base64') };
  expect(described(step('upload', { data: { file: { name: 'a', content } } }))).toContain(
    '  data is base64 AP8B',
  );
});
