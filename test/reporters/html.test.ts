/** The HTML report: what it says, that it is well formed, that hostile names stay text, and that it asks nobody for anything. */
import { createHash } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../model/attack.ts';
import { escapeText } from '../../model/escape.ts';
import type { Finding, RunEvent } from '../../model/finding.ts';
import { decodeEvent } from '../../model/runEventSchema.ts';
import { markupText } from '../../reporters/html/markup.ts';
import { pageOf } from '../../reporters/html/page.ts';
import { palettes } from '../../reporters/html/palette.ts';
import { sourceReader } from '../../reporters/html/sourceLines.ts';
import { emptyRecord, recordEvent } from '../../reporters/runRecord.ts';
import { inFolder } from '../cli/kit.ts';
import { hostileTexts, unprintable } from './hostileText.ts';
import { parsePage, structureFaults } from './htmlPage.ts';
import { render } from './render.ts';
import { calm, cwd, sampleAccess, sampleFinding, sampleRun } from './sampleRun.ts';

async function pageWith(...findings: readonly Finding[]): Promise<string> {
  const told = findings.map((finding): RunEvent => ({ type: 'finding', finding }));
  const others = sampleRun(calm).filter(({ type }) => type !== 'finding');
  return (await render('html', [...others.slice(0, 2), ...told, ...others.slice(2)])).text;
}

function withEvidence(evidence: Partial<Finding['evidence']>, more: Partial<Finding> = {}): Finding {
  const finding = sampleFinding(calm);
  return { ...finding, ...more, evidence: { ...finding.evidence, ...evidence } };
}

const sent = (arguments_: Readonly<Record<string, string>>, actor = 'attacker') => ({
  operation: 'upload',
  actor,
  arguments: Object.fromEntries(Object.entries(arguments_).map(([name, text]) => [name, { text }])),
});

describe('the HTML report', () => {
  it('is well formed, in order and labelled', async () => {
    const { text } = await render('html', sampleRun(calm));
    const page = parsePage(text);
    expect(structureFaults(page)).toEqual([]);
    for (const name of ['h2', 'article', 'svg', 'table', 'details'])
      expect([name, page.elements.some((element) => element.name === name)]).toEqual([name, true]);
  });

  it('says what the run says: verdict, flaw, place, remedy, replay, ledger, errors', async () => {
    const { text } = parsePage((await render('html', sampleRun(calm))).text);
    for (const said of [
      calm.summary,
      'shop/views.py:42',
      `trespass replay f-1a2b3c4d`,
      'Nothing outside is written.',
      'hard links are refused here',
      'path.dotdot',
      'the target died',
      'nothing: not tested',
    ])
      expect(text).toContain(said);
  });

  it('is a page too where a run was cut off before anything', async () => {
    const { text } = await render('html', []);
    expect(structureFaults(parsePage(text))).toEqual([]);
    expect(text).toContain('the run was cut off before it had finished');
  });

  it('has faults of structure where they are planted, so they can be seen', () => {
    const planted =
      '<h1>a</h1><h3 id="x">b</h3><div id="x"><svg></svg><a href="#y">c</a><input onclick="d"><p>e<pre>f</pre>';
    expect(structureFaults(parsePage(planted)).length).toBeGreaterThanOrEqual(7);
  });
});

describe('what the page may do', () => {
  it('is nothing but its own style and script, and no network', async () => {
    const { text } = await render('html', sampleRun(calm));
    const { elements } = parsePage(text);
    const policy = elements.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy');
    const content = policy?.attributes['content'] ?? '';
    expect(content).toContain("default-src 'none'");
    expect(content).not.toContain('unsafe');
    for (const name of ['style', 'script']) {
      const own = elements.filter((element) => element.name === name);
      expect(own).toHaveLength(1);
      const hash = createHash('sha256')
        .update(own[0]?.text ?? '')
        .digest('base64');
      expect(content).toContain(`${name}-src 'sha256-${hash}'`);
    }
    const links = elements.flatMap(({ attributes }) => attributes['href'] ?? []);
    expect(links.filter((link) => !link.startsWith('#'))).toEqual([]);
    expect(text).not.toMatch(/url\(|@import|https?:(?!\/\/www\.w3\.org\/2000\/svg")/);
  });

  it('is the same whatever texts a run holds, and all of them can be read', async () => {
    const calmPage = parsePage((await render('html', sampleRun(calm))).text);
    const names = new Set([...calmPage.elements.map(({ name }) => name), 'br', 'mark']);
    await fc.assert(
      fc.asyncProperty(hostileTexts, async (texts) => {
        const { text } = await render('html', sampleRun(texts));
        expect(text).not.toMatch(unprintable);
        const page = parsePage(text);
        // An operation may be called by nothing at all.
        expect(structureFaults(page).filter((fault) => !fault.endsWith('is empty'))).toEqual([]);
        expect(page.elements.filter(({ name }) => !names.has(name))).toEqual([]);
        for (const unsafe of [texts.summary, texts.message, texts.operation])
          expect(page.text).toContain(escapeText(unsafe));
      }),
      { numRuns: 60 },
    );
  });

  it('is the same where every text of a run tries to run a script', async () => {
    const hostile =
      '</pre></title></style></script>"\'><script>alert(1)</script><img src=x onerror=alert(1)>';
    const events = sampleRun(calm).map((event) => everywhere(event, hostile));
    const { text } = await render('html', events);
    const page = parsePage(text);
    expect(structureFaults(page)).toEqual([]);
    expect(page.elements.filter(({ name }) => name === 'script')).toHaveLength(1);
    expect(page.elements.filter(({ name }) => name === 'img')).toEqual([]);
    expect(page.text.split('<script>alert(1)</script>').length).toBeGreaterThan(20);
  });
});

/** The event with `hostile` as each of its texts that is free, as the form of events says. */
function everywhere(event: RunEvent, hostile: string): RunEvent {
  const whole: Json = JSON.parse(JSON.stringify(event));
  const paths = leavesOf(whole, []);
  let changed = whole;
  for (const path of paths) {
    const next = replaced(changed, path, hostile);
    if (typeof decodeEvent(next) !== 'string') changed = next;
  }
  const decoded = decodeEvent(changed);
  if (typeof decoded === 'string') throw new Error(decoded);
  return decoded;
}

type JsonPath = readonly (string | number)[];

function leavesOf(value: Json, path: JsonPath): readonly JsonPath[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]: [string, Json]) => leavesOf(member, [...path, name]));
}

function replaced(value: Json, [name, ...rest]: JsonPath, by: string): Json {
  if (name === undefined || typeof value !== 'object' || value === null) return by;
  if (Array.isArray(value))
    return value.map((item: Json, index) => (String(index) === name ? replaced(item, rest, by) : item));
  return Object.fromEntries(
    Object.entries(value).map(([member, item]: [string, Json]) => [
      member,
      member === name ? replaced(item, rest, by) : item,
    ]),
  );
}

describe('the story of a flaw', () => {
  it('draws the walk: the steps on the tree, the link to where it leads, and where it leaves', async () => {
    const walk = {
      left: 0,
      steps: [
        { unsafeName: '{sandbox}', was: 'folder', unsafeAt: '{sandbox}' },
        { unsafeName: 'inbox', was: 'folder', unsafeAt: '{sandbox}/inbox' },
        { unsafeName: 'l', was: 'link', unsafeTarget: '{moat}/d', unsafeAt: '{moat}/d', leaves: 'sandbox' },
        { unsafeName: 'secret.txt', was: 'file', unsafeAt: '{moat}/d/secret.txt' },
      ],
    } as const;
    const page = parsePage(await pageWith(withEvidence({ access: { ...sampleAccess(calm), walk } })));
    const drawing = page.elements.find(
      ({ name, attributes }) => name === 'svg' && attributes['role'] === 'img',
    );
    expect(drawing?.text).toMatch(/The walk over 6 places, by a link; it leaves what it was given at d/);
    for (const said of ['1', '4', '{sandbox}', 'inbox', 'link', '{moat}', 'secret.txt'])
      expect(drawing?.text).toContain(said);
    const parts = page.elements
      .filter(({ within }) => within.includes('svg'))
      .map(({ attributes }) => attributes['class']);
    expect(parts).toContain('edge');
    expect(parts).toContain('jump');
    expect(parts.filter((part) => part === 'ground')).toHaveLength(2);
  });

  it('marks the bytes that matter, in the form in which a request carries them', async () => {
    const mattering = [
      {
        step: 0,
        parameter: 'id',
        parts: [
          { unsafeText: '../', matters: true },
          { unsafeText: 'x', matters: false },
        ],
      },
    ];
    const unsafeRequests = ['attacker: GET /assets/..%2Fx/', 'attacker: POST / {"id":"../x"}'];
    const page = parsePage(await pageWith(withEvidence({ mattering, unsafeRequests })));
    expect(page.elements.filter(({ name }) => name === 'mark').map(({ text }) => text)).toEqual([
      '..%2F',
      '../',
    ]);
  });

  it('shows which part of a key the attacker sent', async () => {
    const resource = { store: 'item', table: 'notes', key: { pk: { S: 'victim#7' } } } as const;
    const access = { ...sampleAccess(calm), resource, walk: { steps: [], left: 0 } };
    const attack = { layout: [], race: null, steps: [sent({ tenant: 'victim' })] };
    const page = parsePage(await pageWith(withEvidence({ access }, { attack })));
    const cells = page.elements.filter(({ attributes }) => attributes['class']?.startsWith('cell') === true);
    expect(cells.map(({ text }) => text)).toEqual(['victimsent as tenant', '#7the target’s']);
  });

  it('takes no letter of a word for what was sent, and one beside other sent texts for it', async () => {
    const resource = {
      store: 'item',
      table: 'notes',
      key: { pk: { S: 'abx' }, sk: { S: 'export#x' } },
    } as const;
    const access = { ...sampleAccess(calm), resource, walk: { steps: [], left: 0 } };
    const attack = { layout: [], race: null, steps: [sent({ a: 'ab', b: 'x' })] };
    const page = parsePage(await pageWith(withEvidence({ access }, { attack })));
    const cells = page.elements.filter(({ attributes }) => attributes['class']?.startsWith('cell') === true);
    const told = cells.map(({ text }) => text.replace(/sent as |the target’s/, ' '));
    expect(told).toEqual(['ab a', 'x b', 'export# ', 'x b']);
  });

  it('shows both ways to split a key to which two steps come', async () => {
    const attack = {
      layout: [],
      race: null,
      steps: [sent({ a: 'x#y', b: 'z' }), sent({ a: 'x', b: 'y#z' })],
    };
    const more = { attack, property: 'no-key-collision' };
    const page = parsePage(await pageWith(withEvidence({ access: null, disclosure: null }, more)));
    const cells = page.elements.filter(({ attributes }) => attributes['class']?.startsWith('cell') === true);
    expect(cells.map(({ text }) => text.replace(/sent as |the target’s/, ' '))).toEqual([
      'x#y a',
      '# ',
      'z b',
      'x a',
      '# ',
      'y#z b',
    ]);
  });

  it('draws a race as a time line with the moment at which the intruder acts', async () => {
    const race = {
      step: 0,
      at: 2,
      up: 0,
      put: { kind: 'symlink', to: [{ place: 'moat' }] },
      back: 1,
    } as const;
    const attack = { ...sampleFinding(calm).attack, race };
    const unsafeRace = 'at access 3 of step 1 (look at views.py:30), own/a becomes a link to {moat}';
    const page = parsePage(await pageWith(withEvidence({ unsafeRace }, { attack })));
    const drawing = page.elements.find(({ name, text }) => name === 'svg' && text.includes('Time line'));
    expect(drawing?.text).toContain('step 1 begins, and makes 2 accesses');
    expect(drawing?.text).toContain('own/a becomes a link to {moat}');
    expect(drawing?.text).toContain('1 later, everything is back as it was');
  });
});

describe("the target's own lines", () => {
  it('are shown around the place, as text', async () => {
    await inFolder({ 'views.py': 'a = 1\nb = "</pre><script>"\nc = "\\n"\n' }, async (folder) => {
      const shown = markupText(sourceReader(folder)({ file: join(folder, 'views.py'), line: 2 }));
      const page = parsePage(shown);
      expect(page.elements.map(({ name }) => name)).toEqual(['pre', 'span', 'span', 'span', 'span']);
      expect(page.text).toContain('▶    2  b = "</pre><script>"');
      expect(page.text).toContain('c = "\\n"');
    });
  });

  it('are not shown of files that are no Python or lie elsewhere, whatever a link says', async () => {
    await inFolder({ 'secret.txt': 'token', 'out/other.py': 'token', 'in/a.py': 'ok' }, async (folder) => {
      await mkdir(join(folder, 'in', 'deep'));
      await symlink(join(folder, 'secret.txt'), join(folder, 'in', 'text.py'));
      await symlink(join(folder, 'out', 'other.py'), join(folder, 'in', 'l.py'));
      await writeFile(join(folder, 'in', 'b.txt'), 'token');
      const read = sourceReader(join(folder, 'in'));
      for (const name of [
        'in/text.py',
        'in/l.py',
        'in/b.txt',
        'out/other.py',
        'in/../out/other.py',
        'in/none.py',
      ])
        expect(markupText(read({ file: `${folder}/${name}`, line: 1 }))).toContain('could not be read');
      expect(markupText(read({ file: join(folder, 'in', 'a.py'), line: 1 }))).toContain('ok');
    });
  });
});

describe('the colours', () => {
  const grounds = {
    ground: ['text', 'dim', 'accent', 'critical', 'high', 'medium', 'low', 'info'],
    panel: ['text', 'dim', 'accent', 'critical', 'high', 'medium', 'low', 'info'],
    beyondGround: ['text', 'critical', 'dim'],
    markGround: ['markText'],
    partGround: ['partText'],
    accent: ['ground'],
    critical: ['ground'],
  } as const;

  it.each(['light', 'dark'] as const)(
    'can be read on every %s ground they stand on (WCAG 2.2, 1.4.3)',
    (name) => {
      const palette = palettes[name];
      const pairs = Object.entries(grounds).flatMap(([ground, texts]) =>
        texts.map((text) => [ground, text] as const),
      );
      const weak = pairs.filter(
        ([ground, text]) => contrast(palette[text], palette[ground as keyof typeof grounds]) < 4.5,
      );
      expect(weak).toEqual([]);
      expect(contrast(palette.line, palette.ground)).toBeGreaterThanOrEqual(3);
    },
  );
});

/** As WCAG defines it, 1 to 21. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('a report of many findings', () => {
  const many = (count: number, text: typeof calm): Finding[] =>
    Array.from({ length: count }, (_, index) => ({
      ...sampleFinding({ ...text, operation: `operation${index}` }, `f-${index}`),
      location: { file: `${cwd}/shop/views.py`, line: index + 1 },
    }));
  const pageOfAll = (findings: readonly Finding[]): string => {
    const told = findings.map((finding): RunEvent => ({ type: 'finding', finding }));
    const record = [...sampleRun(calm), ...told].reduce(recordEvent, emptyRecord);
    return pageOf(record, { cwd, readSource: sourceReader(null) });
  };

  it('weighs less than 5 MB for 500 flaws that are told in full', () => {
    const page = pageOfAll(many(500, calm));
    expect(Buffer.byteLength(page)).toBeLessThan(5_000_000);
    expect(page.match(/<article/g)?.length).toBeGreaterThanOrEqual(500);
    expect(page).not.toContain('Not told in full');
  });

  it('stays as small with long names, and says what it leaves out', () => {
    const page = pageOfAll(many(500, { ...calm, fileName: 'é'.repeat(5_000), message: '<'.repeat(5_000) }));
    expect(Buffer.byteLength(page)).toBeLessThan(5_000_000);
    expect(page.match(/<article/g)?.length).toBeGreaterThanOrEqual(500);
    expect(page).toContain('Not told in full, because the page would be too large');
  });
});
