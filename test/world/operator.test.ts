/**
 * Commands and pages on a real project in two tenants: what an actor does is judged by owners, what an operator does by the
 * sandbox.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text } from '../../config/userConfig.ts';
import type { Attack } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { djangoProject, type Ground, makeGround, removeGround } from '../adapters/kit.ts';
import { configIn, violatedIn, worldOf } from './kit.ts';

const urls = `
import os
from django.conf import settings
from django.http import JsonResponse
from django.urls import path

def keep(request, name):
    folder = os.path.join(settings.MEDIA_ROOT, request.headers['X-Tenant'])
    os.makedirs(folder, exist_ok=True)
    # A list of names that the command reads later: what is stored now is a path then.
    with open(os.path.join(folder, 'kept-' + os.urandom(4).hex()), 'w') as out:
        out.write(name)
    return JsonResponse({'name': name})

def all_kept():
    for folder, _, names in os.walk(settings.MEDIA_ROOT):
        for name in sorted(names):
            with open(os.path.join(folder, name), errors='replace') as source:
                yield source.read()

def report(request, name, clean=lambda name: name):
    if 'X-Staff' not in request.headers:
        return JsonResponse({}, status=403)
    told = list(all_kept())
    with open(os.path.join(settings.MEDIA_ROOT, clean(name) + '.report'), 'w') as out:
        out.write(str(len(told)))
    return JsonResponse({'told': told})

def announce(request, word):
    if 'X-Staff' not in request.headers:
        return JsonResponse({}, status=403)
    with open(os.path.join(settings.MEDIA_ROOT, 'news'), 'w') as out:
        out.write(word)
    return JsonResponse({})

def news(request):
    with open(os.path.join(settings.MEDIA_ROOT, 'news')) as source:
        return JsonResponse({'news': source.read()})

urlpatterns = [
    path('keep/<path:name>', keep), path('announce/<path:word>', announce), path('news', news),
    path('loose/<path:name>', report), path('safe/<path:name>', lambda request, name: report(request, name, os.path.basename)),
]
`;

const command = `
import os
from django.conf import settings
from django.core.management.base import BaseCommand

class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument('--tenant')

    def handle(self, tenant, **options):
        for name in [tenant] if tenant else sorted(os.listdir(settings.MEDIA_ROOT)):
            folder = os.path.join(settings.MEDIA_ROOT, name)
            for kept in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
                if kept.startswith('kept-'):
                    with open(os.path.join(folder, kept)) as source:
                        words = source.read()
                    self.stdout.write(words)
                    with open(os.path.join(folder, PLACE), 'w') as out:
                        out.write('x')
`;

const commands = {
  'shelf/__init__.py': '',
  'shelf/management/__init__.py': '',
  'shelf/management/commands/__init__.py': '',
  'shelf/management/commands/loose.py': command.replace('PLACE', "words + '.made'"),
  'shelf/management/commands/safe.py': command.replace('PLACE', "kept.replace('kept', 'made')"),
};

let ground: Ground;
let world: World;

beforeAll(async () => {
  ground = await makeGround({
    ...djangoProject(urls, "INSTALLED_APPS = INSTALLED_APPS + ['shelf']\n"),
    ...commands,
  });
  const tenant = { '--tenant': text({ example: '{actor}', public: true }) };
  const staff = { staff: { headers: { 'X-Tenant': '{actor}', 'X-Staff': '1' } } };
  const page = { as: 'staff', operator: true };
  const user = {
    django: { project: '.', settings: 'site_settings' },
    actors: {
      attacker: { headers: { 'X-Tenant': 'attacker' }, identities: staff },
      victim: { headers: { 'X-Tenant': 'victim' }, identities: staff },
    },
    operations: {
      keep: { http: 'GET /keep/{name}', path: { name: text() } },
      loose: { command: 'loose', options: { '--tenant': fixed('{actor}') } },
      safe: { command: 'safe', options: { '--tenant': fixed('{actor}') } },
      safeOfAny: { command: 'safe', options: tenant },
      safeOfAll: { command: 'safe', operator: true },
      looseOfAll: { command: 'loose', operator: true },
      looseReport: { http: 'POST /loose/{name}', path: { name: text() }, ...page },
      safeReport: { http: 'POST /safe/{name}', path: { name: text() }, ...page },
      announce: { http: 'POST /announce/{word}', path: { word: text() }, ...page },
      news: { http: 'GET /news', after: ['announce'] },
    },
  };
  world = await worldOf(configIn(ground.config, user));
});

afterAll(async () => {
  await world.close();
  await removeGround(ground);
});

async function violated(operation: string, { kept, tenant }: { kept?: string; tenant?: string }) {
  const keep = kept === undefined ? [] : [step('keep', { name: { text: kept } })];
  const run = step(operation, tenant === undefined ? {} : { '--tenant': { text: tenant } });
  return violatedIn(await world.run({ layout: [], steps: [...keep, run], race: null }));
}

function step(operation: string, args: Attack['steps'][number]['arguments']): Attack['steps'][number] {
  return { operation, actor: 'attacker', arguments: args };
}

describe('a command of one tenant', () => {
  it('that writes where a stored name leads is found by two steps', async () => {
    expect(await violated('loose', { kept: '../../a' })).toEqual(['no-write-outside']);
    expect(await violated('loose', { kept: '../victim/a' })).toEqual(['no-cross-tenant-write']);
  });

  it('that makes its own names is not accused', async () => {
    expect(await violated('safe', { kept: '../../a' })).toEqual([]);
  });

  it('that works for whichever tenant is named touches the victim’s', async () => {
    expect(await violated('safeOfAny', { tenant: 'victim' })).toContain('no-cross-tenant-read');
  });
});

describe('a command of the operator', () => {
  it('that works for all tenants is not accused of what is theirs', async () => {
    expect(await violated('safeOfAll', {})).toEqual([]);
  });

  it('that writes where a stored name leads is found outside the sandbox', async () => {
    expect(await violated('looseOfAll', { kept: '../../a' })).toEqual(['no-write-outside']);
  });
});

describe('a page of the operator', () => {
  it('that shows and counts what all tenants have is not accused', async () => {
    expect(await violated('safeReport', {})).toEqual([]);
    expect(await reported('safeReport', '../../a')).toEqual([]);
  });

  it('that writes where a name leads is found outside the sandbox', async () => {
    expect(await reported('looseReport', '../../a')).toEqual(['no-write-outside']);
  });

  it('sends what everybody may see', async () => {
    const seen = await world.run({
      ...{ layout: [], race: null },
      steps: [{ operation: 'announce', actor: 'victim', arguments: {} }, step('news', {})],
    });
    expect(violatedIn(seen)).toEqual([]);
  });

  it('is the only one that is asked by its identity', () => {
    expect(world.knowledge.actors.identities).toEqual([]);
  });
});

async function reported(operation: string, name: string): Promise<string[]> {
  const run = step(operation, { name: { text: name } });
  return violatedIn(await world.run({ layout: [], steps: [run], race: null }));
}
