/** What is done to a text before it becomes a path is learnt by harmless values, and attacks are solved through it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text, type UserOperation } from '../../config/userConfig.ts';
import { chainText } from '../../model/textChain.ts';
import { properties } from '../../properties/index.ts';
import { probeAttacks } from '../probes.ts';
import { openSite, type Site } from './siteKit.ts';

const urls = `
import html
import unicodedata
from urllib.parse import unquote, unquote_plus

becomes = {
    'plain': lambda name: name,
    'percent': unquote,
    'twice': lambda name: unquote(unquote(name)),
    'between': lambda name: unquote(checked(unquote(name))),
    'nfkc': lambda name: unicodedata.normalize('NFKC', name),
    'entities': html.unescape,
    'blanks': lambda name: name.replace(' ', ''),
    'tildes': lambda name: name.replace('~', ''),
    'unseen': lambda name: name.replace('\\u200b', ''),
    'zero': lambda name: name.split('\\0')[0],
    'slashes': lambda name: name.replace('\\\\', '/'),
    'tidied': lambda name: unicodedata.normalize('NFKC', unquote(name).strip()).lower(),
}

def checked(name, kind='plain'):
    without = {'slashes': ['/'], 'blanks': ['..', ' /'], 'unseen': ['..'], 'tildes': ['..']}.get(kind, ['..', '/'])
    if any(sign in name for sign in without) or name.startswith('.') and kind == 'plain':
        raise PermissionError(name)
    return name

def home_of(request):
    home = pathlib.Path(settings.MEDIA_ROOT) / 'teams' / tenant_of(request) / 'pages'
    home.mkdir(parents=True, exist_ok=True)
    return home

def put(request):
    name = checked(request.GET['name'])
    (home_of(request) / (name + '.html')).write_text(request.GET['text'])
    return JsonResponse({'name': name})

def show(request, kind, safe):
    name = request.GET['name']
    become = becomes[kind]
    name = checked(become(name)) if safe == 'safe' else become(checked(name, kind))
    page = home_of(request) / (name + '.html')
    if not page.is_file():
        return refused()
    return HttpResponse(page.read_text())

urlpatterns = [path('put', put), path('show/<kind>/<safe>', show)]
`;

const kinds = [
  'percent',
  'twice',
  'between',
  'nfkc',
  'entities',
  'blanks',
  'unseen',
  'tildes',
  'slashes',
  'tidied',
] as const;
const showing = (kind: string, safe: string): Record<string, UserOperation> => ({
  [`show_${kind}_${safe}`]: {
    http: `GET /show/${kind}/${safe}`,
    query: { name: text({ from: 'put.response.name' }) },
  },
});
const operations: Record<string, UserOperation> = {
  put: { http: 'PUT /put', query: { name: text(), text: text() } },
  ...Object.assign(
    {},
    ...['plain', 'zero', ...kinds].flatMap((kind) => [showing(kind, 'loose'), showing(kind, 'safe')]),
  ),
};

let site: Site;
beforeAll(async () => {
  site = await openSite(urls, operations, { attacker: { powers: ['request'] } });
}, 120_000);
afterAll(() => site.close());

/** The kind of a text that is first answered with what it should not be, and after how many; null for none. */
async function foundAfter(operation: string, most: number): Promise<number | null> {
  const judging = properties.filter(({ severity }) => severity === 'critical' || severity === 'high');
  for (const [index, attack] of probeAttacks(site.world.knowledge, operation).slice(0, most).entries()) {
    const observation = await site.world.resolveFlow(await site.world.run(attack));
    if (judging.some(({ judge }) => judge(observation).some((one) => one.operation === operation)))
      return index + 1;
  }
  return null;
}

describe('what is done to a text before it becomes a path', () => {
  it.each([
    ['plain', []],
    ['percent', ['decode percent']],
    ['twice', ['decode percent', 'decode percent']],
    ['between', ['decode percent', 'decode percent']],
    ['zero', ['cut at "\\u0000"']],
    ['nfkc', ['NFKC']],
    ['entities', ['decode entities']],
    ['blanks', ['remove " "']],
    ['tildes', ['remove "~"']],
    ['slashes', ['"\\\\" to "/"']],
    ['tidied', ['decode percent', 'NFKC', 'lower case', 'trim " "']],
  ])('is learnt by harmless values (%s)', (kind, steps) => {
    const learnt = site.world.knowledge.stores.chains.filter(
      ({ operation }) => operation === `show_${kind}_loose`,
    );
    expect(learnt.map(chainText)).toEqual([
      `show_${kind}_loose: ${['name', ...steps, '{sandbox}/teams/mallory/pages/⟨name⟩.html'].join(' → ')}`,
    ]);
  });

  it('is told in the ledger, with what it cost', () => {
    const [note] = site.world.rehearsal.notes.filter(({ text: told }) => told.includes('on their way'));
    expect(note?.text).toMatch(
      /\bshow_percent_loose\.name, .* and \d+ more change on their way .*\d+ harmless values/,
    );
  });

  it.each(kinds)('leads out behind a check that comes before it (%s)', async (kind) => {
    expect(await foundAfter(`show_${kind}_loose`, 60)).toBeLessThanOrEqual(4);
  });

  it.each(kinds)('leads nowhere where the check comes after it (%s)', async (kind) => {
    expect(await foundAfter(`show_${kind}_safe`, 80)).toBeNull();
  });
});
