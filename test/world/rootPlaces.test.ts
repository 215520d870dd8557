/** Roots of the sandbox by name in environment, settings and examples, and what a project finds in `sys.argv`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeConfig } from '../../config/completeConfig.ts';
import { checkConfig } from '../../config/schema.ts';
import { json, text } from '../../config/userConfig.ts';
import { answerTo, openSite, type Site, violatedBy } from './siteKit.ts';

const siteSettings = `
import os
import sys
from site_settings import *

EXPORTS = os.environ['EXPORTS'].split(':')[1]
COMMAND = sys.argv[1]
`;

const urls = `
import os

def export(request, under):
    where, name = json.loads(request.body)['to'], tenant_of(request)
    if settings.COMMAND != 'runserver' or settings.SPOOL['folder'] + '/x' != settings.EXPORTS + '/x':
        return refused(500)
    if not where.startswith(settings.EXPORTS + '/') or not under(where):
        return refused(400)
    with open(where, 'a') as file:
        file.write(name)
    return JsonResponse({})

def export_any(request):
    return export(request, lambda where: True)

def export_below(request):
    return export(request, lambda where: os.path.dirname(os.path.abspath(where)) == settings.EXPORTS and not os.path.exists(where))

urlpatterns = [path(view.__name__, view) for view in [export_any, export_below]]
`;

let site: Site;

beforeAll(async () => {
  const to = text({ example: '{sandbox:exports}/{token}.csv' });
  site = await openSite(
    urls,
    {
      export_any: { http: 'POST /export_any', json: { to } },
      export_below: { http: 'POST /export_below', json: { to } },
      export_whole: {
        http: 'POST /export_any',
        body: json({ example: { to: '{sandbox:exports}/{token}.csv' } }),
      },
    },
    {
      django: { project: '.', settings: 'root_settings' },
      sandbox: { settings: { MEDIA_ROOT: 'media' }, roots: ['exports'] },
      settings: { SPOOL: { folder: '{sandbox:exports}' } },
      environment: { EXPORTS: 'to:{sandbox:exports}:{unknown}' },
      argv: ['manage.py', 'runserver'],
    },
    { 'root_settings.py': siteSettings },
  );
});
afterAll(() => site.close());

it.each(['export_any', 'export_below', 'export_whole'])('%s goes well in its root', (operation) => {
  expect(answerTo(site, operation)).toBe('200');
});

it.each([
  ['export_any', ['no-cross-tenant-write']],
  ['export_whole', ['no-cross-tenant-write']],
  ['export_below', []],
])('%s, attacked from within that root, violates %j', async (operation, properties) => {
  expect(await violatedBy(site, operation)).toEqual(properties);
});

describe('a root that is not there', () => {
  it.each([
    ['environment', { environment: { A: '{sandbox:exprts}' } }],
    ['settings', { settings: { A: ['{sandbox:exprts}'] } }],
    [
      'operations',
      { operations: { a: { call: 'a:b', arguments: { b: text({ example: '{sandbox:exprts}' }) } } } },
    ],
  ])('is told in %s', (where, more) => {
    const config = checkConfig({ sandbox: { roots: ['exports'] }, ...more }, 'c.ts');
    expect(() => completeConfig(config, '/c.ts')).toThrow(
      `${where}: {sandbox:exprts} names no root; there are exports`,
    );
  });
});
