import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeText, unescapeText } from '../../model/escape.ts';
import type { RehearsedOperation, RunEvent } from '../../model/finding.ts';
import type { Access } from '../../model/observation.ts';
import { accessViolation } from '../../properties/judging.ts';
import { wantsColour } from '../../reporters/paint.ts';
import { hostileTexts, unprintable } from './hostileText.ts';
import { render } from './render.ts';
import { calm, sampleAccess, sampleFinding, sampleRun } from './sampleRun.ts';

const verbosely = (events: readonly RunEvent[]) => render('terminal', events, false, true);

describe('the terminal report', () => {
  test('tells a finding with sentence, place, power, attack, resource, owner and replay', async () => {
    const { text } = await verbosely(sampleRun(calm));
    expect(text).toContain('CRITICAL no-write-outside in upload (CWE-22)');
    expect(text).toContain(`  ${calm.summary}\n`);
    expect(text).toContain('where    shop/views.py:42\n');
    expect(text).toContain("needs    a link planted in the attacker's own folder\n");
    expect(text).toContain('link own/inbox/l -> {moat}/secret.txt\n');
    expect(text).toContain('1. attacker: upload(avatar = file "../../evil/avatar.png"');
    expect(text).toContain('{moat}/../../evil/avatar.png, which lies outside the sandbox');
    expect(text).toContain(
      'item {"pk":{"S":"../../evil/avatar.png"}} of table assets, which belongs to victim',
    );
    expect(text).toContain('walk     {sandbox}              folder\n');
    expect(text).toContain('matters  ../../evil/avatar.png of upload; the rest may be anything\n');
    expect(text).toContain('trespass replay f-1a2b3c4d\n');
    expect(text).toContain('it did not repeat every time');
  });

  test('keeps a line of what was just seen apart from the finding above it', async () => {
    const other = {
      ...sampleFinding(calm, 'g-1'),
      operation: 'other',
      location: { file: '/srv/shop/views.py', line: 9 },
    };
    const events = sampleRun(calm).flatMap((event): RunEvent[] =>
      event.type === 'finding' && event.finding.id.startsWith('f-')
        ? [event, { type: 'finding', finding: other, rough: true }]
        : [event],
    );
    const { text } = await render('terminal', events);
    expect(text).toMatch(/again .*\n\nfound: /);
  });

  test('names the place in a library that did it, as it is called among installed packages', async () => {
    const through = { file: '/venv/lib/python3.11/site-packages/kept/io.py', line: 7, function: 'move' };
    const events = sampleRun(calm).map((event): RunEvent => {
      if (event.type !== 'finding' || event.finding.evidence.access === null) return event;
      const evidence = {
        ...event.finding.evidence,
        access: { ...event.finding.evidence.access, through },
      };
      return { ...event, finding: { ...event.finding, evidence } };
    });
    const { text } = await render('terminal', events);
    expect(text).toContain('where    shop/views.py:42, by kept/io.py:7 (move)\n');
  });

  test('ends with the ledger, the errors, the stats and one clear line', async () => {
    const { text } = await verbosely(sampleRun(calm));
    const lines = text.trimEnd().split('\n');
    expect(lines.at(-1)).toBe('1 flaw (2 findings) in 1,204 cases, 12.3 s');
    expect(lines.at(-2)).toBe('1 critical');
    expect(lines.at(-3)).toBe('1 of 2 operations tested, 98 cases judged a second, 1 inconclusive, seed 7');
    expect(text).toMatch(/^path +1 of 2 +1,230 +800 +790$/m);
    expect(text).toContain('link.hard: hard links are refused here');
    expect(text).toContain('not tested\n  ping reached no file and no item');
    expect(text).toContain('learnt from harmless traffic\n  index the target died');
    expect(text).toContain('possible, but never judged\n  path.nul');
    expect(text).toContain('ERROR target in upload: the target died');
  });

  test('counts apart what is tested as far as a refusal alone', async () => {
    const events = sampleRun(calm).map((event): RunEvent => {
      if (event.type !== 'rehearsed') return event;
      const note = { kind: 'failing', operation: calm.operation, text: 'it is refused' } as const;
      return { ...event, notes: [...event.notes, note] };
    });
    const { text } = await render('terminal', events);
    expect(text).toContain('\n1 of 2 operations tested (1 as far as a refusal), ');
  });

  test.each([
    [0, 'Nothing found in 1,204 cases, 12.3 s, and 1 that only inform (--verbose)'],
    [2, 'The run failed with 1 error: 0 findings in 1,204 cases, 12.3 s, and 1 that only inform (--verbose)'],
  ] as const)('counts a finding that only informs as no finding, at exit code %i', async (exitCode, last) => {
    const events = sampleRun(calm)
      .filter((event) => event.type !== 'finding' || event.finding.id === 'f-99')
      .map((event): RunEvent => {
        if (event.type === 'finding') return { ...event, finding: { ...event.finding, severity: 'info' } };
        return event.type === 'finished' ? { ...event, exitCode } : event;
      });
    const { text } = await render('terminal', events);
    expect(text.trimEnd().split('\n').at(-1)).toBe(last);
  });

  test('tells what holds under a condition in a section of its own, and counts it apart', async () => {
    const events = sampleRun(calm).map((event): RunEvent => {
      if (event.type === 'finished') return { ...event, exitCode: 0 };
      if (event.type !== 'finding') return event;
      const ifGranted = { powers: ['own-folder', 'race'], severity: 'critical' } as const;
      return { ...event, finding: { ...event.finding, severity: 'info', ifGranted } };
    });
    const { text } = await verbosely(events);
    const [before = '', section = ''] = text.split(/^If the attacker can do more.*$/m);
    expect(before).not.toContain('no-write-outside');
    expect(section).toContain('INFO no-write-outside in upload (CWE-22)');
    expect(section).toContain(
      'if       a tenant can also write to its folder by other means, and somebody can act in the middle of a step: then it is critical (attacker.powers does not hold own-folder, race)\n',
    );
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      'Nothing found in 1,204 cases, 12.3 s, and 1 if the attacker can do more',
    );
  });

  test('says of a finding that holds under a condition one severity, and what it would be', async () => {
    const events = sampleRun(calm).map((event): RunEvent => {
      if (event.type !== 'finding') return event;
      const ifGranted = { powers: ['own-folder'], severity: 'critical' } as const;
      return { ...event, rough: true, finding: { ...event.finding, severity: 'info', ifGranted } };
    });
    const { text } = await render('terminal', events);
    expect(text).toContain(
      '\nfound: info no-write-outside in upload, shop/views.py:42 (critical if attacker.powers holds own-folder)\n',
    );
  });

  test('lists the worst flaws first at its end', async () => {
    const apart = { location: { file: '/srv/shop/x.py', line: 1 }, operation: 'ping' };
    const events = sampleRun(calm).map((event): RunEvent => {
      if (event.type !== 'finding' || event.finding.id !== 'f-99') return event;
      return { ...event, finding: { ...event.finding, ...apart } };
    });
    const found = events.filter(({ type }) => type === 'finding');
    const others = events.filter(({ type }) => type !== 'finding');
    const { text } = await render('terminal', [
      ...others.slice(0, 2),
      ...found.toReversed(),
      ...others.slice(2),
    ]);
    expect(text).toMatch(
      /\nCRITICAL {2}upload writes outside .*f-1a2b3c4d\nLOW {7}ping shows another .*f-99\n/,
    );
  });

  test('shows one finding of a flaw in full, and what only informs not at all', async () => {
    const { text } = await render('terminal', sampleRun(calm));
    expect(text).toContain('CRITICAL no-write-outside in upload (CWE-22)');
    expect(text).not.toContain('no-disclosure');
    const all = (await verbosely(sampleRun(calm))).text;
    expect(all).toContain('LOW no-disclosure in upload (CWE-200)');
    expect(all).toContain('  no-write-outside (critical), no-disclosure (low)\n');
  });

  test('says what was not tested in three lines, and where the ledger is', async () => {
    const { text } = await render('terminal', sampleRun(calm));
    expect(text).toContain(
      '\nnot tested: ping\ntested as far as a refusal: export\n1 of 4 attack classes not judged, 1 that could not be tried, 1 left out, 1 inconclusive: --verbose shows the ledger\n',
    );
    expect(text).not.toContain('learnt from harmless traffic');
    const failed = sampleRun(calm).map(
      (event): RunEvent => (event.type === 'finished' ? { ...event, exitCode: 2 } : event),
    );
    expect((await render('terminal', failed)).text).toContain('inconclusive\n  FLAKY: seen once\n');
  });

  test('shows no more flaws in full than it is asked for, and lists all', async () => {
    const many = sampleRun(calm).flatMap((event): RunEvent[] => {
      if (event.type !== 'finding') return [event];
      const ids = Array.from({ length: 20 }, (_, index) => `${event.finding.id}${index}`);
      return ids.map((id) => ({ ...event, finding: { ...event.finding, id, operation: id } }));
    });
    const { text } = await render('terminal', many, false, false, { detailsMax: 1 });
    expect(text.match(/^ {2}again /gm)).toHaveLength(1);
    expect(text).toContain('\n40 flaws (40 findings) in ');
    expect(text.split('\n').length).toBeLessThan(100);
  });

  test('says what to do next', async () => {
    const events = sampleRun(calm).map((event): RunEvent => {
      if (event.type !== 'rehearsed') return event;
      const refused = (name: string): RehearsedOperation => ({
        ...{ name, reached: ['file'], tested: true, outcome: 'refused', answer: '404', refused: true },
        advice: 'give id the answer of another operation (from)',
      });
      const operations = ['a', 'b', 'c', 'd', 'e\u001b'].map(refused);
      const note = { kind: 'question', text: 'is board shared?' } as const;
      return { ...event, operations: [...event.operations, ...operations], notes: [note] };
    });
    const { text } = await render('terminal', events);
    expect(text).toContain(
      'next  5 operations answered 404 to everybody (a, b, c, d and 1 more): give id the answer of another operation (from)\nnext  answer 1 question in the config (--verbose), first: is board shared?\n',
    );
  });

  test('tells what is new since the last run before what was known', async () => {
    const apart = { location: { file: '/srv/shop/x.py', line: 1 }, operation: 'ping' };
    const events = sampleRun(calm).map((event): RunEvent => {
      if (event.type === 'started') return { ...event, known: ['f-1a2b3c4d'] };
      if (event.type !== 'finding' || event.finding.id !== 'f-99') return event;
      return { ...event, finding: { ...event.finding, ...apart } };
    });
    const { text } = await render('terminal', events);
    expect(text).toMatch(/\nNew since the last run\nLOW .*f-99\nKnown before\nCRITICAL .*f-1a2b3c4d\n/);
  });

  test('fits the end of a run with twenty flaws on one screen', async () => {
    const events = sampleRun(calm).flatMap((event): RunEvent[] => {
      if (event.type !== 'finding') return [event];
      return Array.from({ length: 10 }, (_, index) => ({
        ...event,
        finding: {
          ...event.finding,
          id: `${event.finding.id}${index}`,
          operation: `${event.finding.id}${index}`,
        },
      }));
    });
    const { text } = await render('terminal', events);
    const lines = text.trimEnd().split('\n');
    const end = lines.slice(lines.findLastIndex((line) => line.startsWith('ERROR')));
    expect(lines.at(-1)).toBe('20 flaws (20 findings) in 1,204 cases, 12.3 s');
    expect(end.length).toBeLessThanOrEqual(50);
  });

  test('says what the names of places stand for, once', async () => {
    const { text } = await verbosely(sampleRun(calm));
    const line =
      '\n{moat} is watched ground outside the sandbox, which stands for all else on the machine; {sandbox} is the folder that the target is given to work in\n';
    expect(text.split(line)).toHaveLength(2);
    const { text: without } = await render(
      'terminal',
      sampleRun(calm).filter(({ type }) => type === 'started' || type === 'rehearsed'),
    );
    expect(without).not.toContain('{moat}');
  });

  test('says that another actor asked first where nothing but the answer shows what is theirs', async () => {
    const told = async (more: object): Promise<string> => {
      const events = sampleRun(calm).map((event): RunEvent => {
        if (event.type !== 'finding') return event;
        const evidence = { ...event.finding.evidence, access: null, accesses: [] };
        return { ...event, finding: { ...event.finding, location: null, evidence, ...more } };
      });
      return (await render('terminal', events)).text;
    };
    const asked =
      'where    no line of the target is known: victim asked before, in a harmless step, and what';
    expect(await told({})).toContain(asked);
    const steps = [{ operation: 'upload', actor: 'victim', arguments: {} }];
    expect(await told({ attack: { layout: [], steps, race: null } })).not.toContain('asked before');
  });

  test('says that a run was cut off, and never that nothing was found', async () => {
    const events = sampleRun(calm).filter((event) => event.type === 'started');
    const { text } = await render('terminal', events);
    expect(text).toContain('ERROR the run was cut off before it had finished');
    expect(text).toContain('Cut off: 0 findings');
    expect(text).not.toContain('Nothing found');
  });

  test('says of one path where it lies as the sentence of the finding does', async () => {
    const written = sampleAccess(calm);
    const resource = { ...written.resource, ground: 'moat', path: '/a/b', shown: '{sandbox}/x' } as const;
    const access: Access = { ...written, resource: { ...resource, store: 'file', directory: false } };
    const events = sampleRun(calm).map((event): RunEvent => {
      if (event.type !== 'finding' || event.finding.evidence.access === null) return event;
      const evidence = { ...event.finding.evidence, access, accesses: [] };
      const summary = accessViolation(access).unsafeSummary;
      return { ...event, finding: { ...event.finding, summary, evidence } };
    });
    const { text } = await render('terminal', events);
    expect(text).toMatch(/ \{sandbox\}\/x, outside the folder that it is given/);
    expect(text).toContain('{sandbox}/x, which lies outside the folder that it is given');
    expect(text).not.toContain('{sandbox}/x, which lies outside the sandbox');
  });

  test('shows the attack of a note below it', async () => {
    const { text } = await verbosely(sampleRun(calm));
    expect(text).toMatch(/^ {2}FLAKY: seen once\n {4}planted {2}dir own\/inbox\n/m);
    expect(text).toMatch(/^ {4}attacker: upload\(avatar = file "\.\.\/\.\.\/evil\/avatar\.png"/m);
  });

  test('prefers the ready lines of the world to its own description', async () => {
    const events = sampleRun(calm).map((event): RunEvent => {
      if (event.type !== 'finding') return event;
      const evidence = {
        ...event.finding.evidence,
        unsafeRequests: ['PUT /files/\x1b HTTP/1.1'],
        unsafeLayout: ['link own/x -> {moat}/y\0'],
      };
      return { ...event, finding: { ...event.finding, evidence } };
    });
    const { text } = await render('terminal', events);
    expect(text).toContain('attack   PUT /files/\\u{1b} HTTP/1.1\n');
    expect(text).toContain('planted  link own/x -> {moat}/y\\u{0}\n');
  });

  test('shows progress as sparse lines where there is no terminal', async () => {
    const progress = (cases: number, seconds: number, doing: string): RunEvent => ({
      type: 'progress',
      cases,
      seconds,
      findings: 1,
      doing,
    });
    const events = [
      progress(1, 0, 'read'),
      progress(500, 5, 'write'),
      progress(900, 9.9, 'delete'),
      progress(1100, 11, 'shrinking'),
      progress(1200, 12, 'read'),
    ];
    const rendered = await render('terminal', events);
    expect(rendered.progress).toBe(
      'read: 1 case in 0.0 s, 1 finding\nshrinking: 1,100 cases in 11.0 s, 100 a second, 1 finding\n',
    );
    expect(rendered.text).not.toContain('shrinking');
  });

  test.each([false, true])('writes nothing raw from any text (colour %s)', async (colour) => {
    await fc.assert(
      fc.asyncProperty(hostileTexts, async (texts) => {
        const { text, progress } = await render('terminal', sampleRun(texts), colour);
        const bare = text.replace(/\x1b\[\d{1,2}m/g, '');
        if (!colour) expect(bare).toBe(text);
        expect(bare).not.toMatch(unprintable);
        expect(progress).not.toMatch(unprintable);
      }),
      { numRuns: 60 },
    );
  });

  test('gives back every sentence, operation and message after unescaping', async () => {
    await fc.assert(
      fc.asyncProperty(hostileTexts, async (texts) => {
        const { text } = await render('terminal', sampleRun(texts), true);
        const lines = stripVTControlCharacters(text).split('\n');
        expect(unescapeText(lines[3]?.slice(2) ?? '')).toBe(texts.summary);
        const error = lines.find((line) => line.startsWith('ERROR target in ')) ?? '';
        expect(error).toBe(`ERROR target in ${escapeText(texts.operation)}: ${escapeText(texts.message)}`);
        expect(unescapeText(error)).toBe(`ERROR target in ${texts.operation}: ${texts.message}`);
      }),
      { numRuns: 60 },
    );
  });
});

describe('colour', () => {
  test.each([
    ['terminal', true, {}, true],
    ['no-terminal', false, {}, false],
    ['dumb-terminal', true, { TERM: 'dumb' }, false],
    ['NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['NO_COLOR-empty', true, { NO_COLOR: '' }, true],
    ['FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR-0', true, { FORCE_COLOR: '0' }, false],
    ['FORCE_COLOR-wins', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ] as const)('is welcome or not: %s', (_row, terminal, environment, welcome) => {
    expect(wantsColour(terminal, environment)).toBe(welcome);
  });

  test('marks a finding where it is welcome', async () => {
    const { text } = await render('terminal', sampleRun(calm), true);
    expect(text).toContain('\x1b[1m');
  });
});
