/** However a run ends, it says so: `finished` comes last, with what ended it, and nothing is left open. */
import { describe, expect, it } from 'vitest';
import { BugError, UndecodedError } from '../../model/errors.ts';
import type { RunEvent } from '../../model/finding.ts';
import { search } from '../../search/search.ts';
import { fakeEngine, faulty, msPerCase, observed, options, sending, textOf, trespass } from './fakeWorld.ts';

import { expectEnded, lost, notesOf, searched } from './searched.ts';

describe('a search', () => {
  it('ends at its bound of cases and says that operations had fewer than their first attacks', async () => {
    const engine = fakeEngine(() => ({ run: observed }));
    const { exitCode, stats } = await searched(engine, { runs: 30, boundsAreDefault: true });
    expect(exitCode).toBe(0);
    expect(stats.ended).toMatchObject({
      ...{ by: 'cases', bound: 30, isDefault: true, firstAttacks: 25, operations: 2 },
      short: [
        { operation: 'save', attacks: 15 },
        { operation: 'show', attacks: 15 },
      ],
      enough: { cases: 50 },
    });
  });

  it('ends at its bound of time', async () => {
    const engine = fakeEngine(() => ({ run: observed }));
    const { stats } = await searched(engine, { runs: null, timeMs: 100 * msPerCase });
    expect(stats.ended).toMatchObject({
      by: 'time',
      bound: 1_000,
      isDefault: false,
      short: [],
      enough: null,
    });
    expect(stats.cases).toBe(100);
  });

  it.each([
    ['no time bounds it', null],
    ['time does', 60_000],
  ])('shrinks a finding to the end in the middle of a search where %s', async (_why, timeMs) => {
    const engine = fakeEngine(
      () => ({}),
      ['a bad one', ...Array.from({ length: 20 }, (_, at) => `good ${at}`)],
    );
    let cases = 0;
    let casesThen: number | null = null;
    const emit = (event: RunEvent): void => {
      if (event.type === 'progress') cases = event.cases;
      if (event.type === 'finding' && event.rough !== true) casesThen ??= cases;
      engine.parts.emit(event);
    };
    await search({ ...engine.parts, emit }, { ...options, runs: 400, timeMs });
    expectEnded(engine);
    expect([casesThen !== null, (casesThen ?? 0) < 200]).toEqual([true, true]);
  });

  it.each([
    ['critical', 2],
    ['info', 0],
  ] as const)('says on the way how many findings it has: %s ones count as %d', async (severity, count) => {
    const engine = fakeEngine(() => ({}), ['bad', 'good']);
    const properties = engine.parts.properties.map((one) => ({ ...one, severity }));
    const { findings } = await search({ ...engine.parts, properties }, options);
    const told = engine.events.flatMap((event) => (event.type === 'progress' ? [event.findings] : []));
    expect([findings.length > 0, told.at(-1)]).toEqual([true, count]);
  });

  it('takes no time to search away by shrinking in the middle of it', async () => {
    let runs = 0;
    const run = (attack: Parameters<typeof faulty>[0]) => {
      runs += 1;
      return faulty(attack);
    };
    const long = `${'x'.repeat(200)}bad${'y'.repeat(200)}`;
    const { findings, stats } = await searched(
      fakeEngine(() => ({ run }), [long]),
      { runs: null, timeMs: 400 * msPerCase },
    );
    const shrinking = runs - stats.cases;
    expect(findings.map(({ attack }) => textOf(attack))).toEqual(['bad', 'bad']);
    expect([stats.ended?.by, shrinking > 40, stats.cases > 400 - 40]).toEqual(['time', true, true]);
  });

  it('tries the corpus and the harmless runs where it draws nothing', async () => {
    const engine = fakeEngine(() => ({}));
    const { exitCode, findings, stats } = await searched(engine, { runs: 0, corpus: [sending('bad')] });
    expect([exitCode, findings.length, stats.cases]).toEqual([1, 1, 3]);
  });

  it('says what an attack of the corpus refers to that is not there any more', async () => {
    const engine = fakeEngine(() => ({}));
    const { stats } = await searched(engine, { runs: 0, corpus: [sending('bad', 'gone')] });
    expect(stats).toMatchObject({ cases: 3, inconclusive: 1 });
    expect(notesOf(engine)).toContain(
      'operation gone is missing in the target, so that 1 case could not be tried as meant',
    );
  });

  it('is no pass where no case reached anything', async () => {
    const engine = fakeEngine(() => ({ run: (attack) => ({ ...observed(attack), reachedSink: [false] }) }));
    const { exitCode, errors } = await searched(engine);
    expect([exitCode, errors.map(({ kind }) => kind)]).toEqual([2, ['not-tested']]);
  });

  it('is no pass where no case was judged', async () => {
    const engine = fakeEngine(() => ({ run: lost }));
    const { exitCode, stats } = await searched(engine, { runs: 10 });
    expect([exitCode, stats.cases, stats.inconclusive]).toEqual([2, 12, 12]);
  });

  it('is no pass where a request could not be decoded, and goes on after it', async () => {
    const undecoded = (): never => {
      throw new UndecodedError('PutItem of another protocol');
    };
    const run = (attack: Parameters<typeof faulty>[0]) =>
      textOf(attack) === 'x' ? undecoded() : observed(attack);
    const engine = fakeEngine(() => ({ run }), ['x']);
    const { exitCode, stats, errors } = await searched(engine);
    expect([exitCode, stats.cases]).toEqual([2, 62]);
    expect(errors.map(({ kind }) => kind)).toContain('undecoded');
  });

  it('is no pass where the moat differs and nobody saw a case change it', async () => {
    const engine = fakeEngine(() => ({ run: observed, moat: ['{moat}/passwd is changed'] }));
    const { exitCode, errors } = await searched(engine);
    expect(exitCode).toBe(2);
    expect(errors).toMatchObject([{ kind: 'unseen', message: expect.stringContaining('{moat}/passwd') }]);
  });

  it('ends with finished where something goes wrong that must not', async () => {
    const engine = fakeEngine(() => ({
      run: () => {
        throw new BugError('this cannot be');
      },
    }));
    await expect(search(engine.parts, { ...options, workers: 2 })).rejects.toThrow('this cannot be');
    expectEnded(engine);
    expect(engine.finished()).toMatchObject({ exitCode: 2 });
  });

  it('ends when the user stops it, and says so', async () => {
    const stop = new AbortController();
    let cases = 0;
    const run = (attack: Parameters<typeof faulty>[0]) => {
      cases += 1;
      if (cases === 7) stop.abort();
      return observed(attack);
    };
    const { exitCode, stats } = await searched(
      fakeEngine(() => ({ run })),
      { signal: stop.signal, runs: null },
    );
    expect([exitCode, stats.cases, stats.ended?.by]).toEqual([0, 7, 'stop']);
  });

  it('keeps the finding whose shrinking the user stops', async () => {
    const stop = new AbortController();
    const events: string[] = [];
    const engine = fakeEngine(
      () => ({
        run: (attack) => {
          if (events.length > 0) stop.abort();
          return faulty(attack);
        },
      }),
      [`${'x'.repeat(400)}bad${'y'.repeat(400)}`],
    );
    const emit = engine.parts.emit;
    const parts = {
      ...engine.parts,
      emit: (event: Parameters<typeof emit>[0]) => {
        if (event.type === 'finding') events.push(event.finding.id);
        emit(event);
      },
    };
    const result = await search(parts, { ...options, signal: stop.signal, runs: null, operations: ['save'] });
    expectEnded(engine);
    expect([result.exitCode, result.findings.length, result.stats.ended?.by]).toEqual([1, 1, 'stop']);
  });

  it('shrinks to the end what it found, though its time is over by then', async () => {
    const long = `${'x'.repeat(60)}bad${'y'.repeat(60)}`;
    const walk = { steps: [], left: 0 };
    const run = (attack: Parameters<typeof faulty>[0]) => {
      const seen = faulty(attack);
      return { ...seen, accesses: seen.accesses.map((access) => ({ ...access, walk })) };
    };
    const engine = fakeEngine(() => ({ run }), [long]);
    const { findings } = await searched(engine, { runs: null, timeMs: 4 * msPerCase, operations: ['save'] });
    expect(findings.map(({ attack }) => textOf(attack))).toEqual(['bad']);
    expect(findings[0]?.evidence.mattering).toBeDefined();
  });

  it('shrinks for as long as it was given to search, and no longer', async () => {
    const run = (attack: Parameters<typeof faulty>[0]) =>
      textOf(attack).length > 300 ? trespass(attack) : observed(attack);
    const engine = fakeEngine(() => ({ run }), ['z'.repeat(3_000)]);
    const slow = { ...engine.parts, now: () => engine.clock.ms * 1_000 };
    const result = await search(slow, { ...options, runs: null, timeMs: 40_000, operations: ['save'] });
    expectEnded(engine);
    expect(result.findings).toHaveLength(1);
    expect(notesOf(engine)).toContainEqual(expect.stringMatching(/^shrinking .* was stopped at its bound/));
  });
});

describe('a finding', () => {
  const shown = async (probes: readonly string[], corpus: readonly string[], fault: typeof faulty) => {
    const engine = fakeEngine(() => ({ run: fault }), probes);
    const { findings } = await searched(engine, { corpus: corpus.map((id) => sending(id)) });
    return [...new Set(findings.map(({ foundBy }) => foundBy))];
  };

  it('says by what it was found first, whatever its smallest attack is', async () => {
    expect(await shown(['fine', 'bad'], [], faulty)).toEqual(['text']);
    expect(await shown(['bad'], ['bad'], faulty)).toContain('corpus');
    expect(await shown([], [], trespass)).toEqual(['harmless']);
    const long = (attack: Parameters<typeof faulty>[0]) =>
      textOf(attack).length > 3 ? trespass(attack) : observed(attack);
    expect(await shown(['a', 'b'], [], long)).toEqual(['drawn']);
  });
});
