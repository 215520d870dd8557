/** However a run ends, it says so: `finished` comes last, with what ended it, and nothing is left open. */
import { describe, expect, it } from 'vitest';
import {
  BugError,
  EnvironmentError,
  RehearsalError,
  StoppedError,
  TargetLostError,
  UndecodedError,
} from '../../model/errors.ts';
import { limits } from '../../model/limits.ts';
import type { SearchOptions } from '../../search/options.ts';
import { type SearchResult, search } from '../../search/search.ts';
import {
  type FakeEngine,
  fakeEngine,
  faulty,
  knowledge,
  msPerCase,
  observed,
  options,
  sending,
  textOf,
  trespass,
} from './fakeWorld.ts';

/** Searches, and shows that the run has ended as every run does. */
async function searched(engine: FakeEngine, more: Partial<SearchOptions> = {}): Promise<SearchResult> {
  const result = await search(engine.parts, { ...options, ...more });
  expectEnded(engine);
  return result;
}

function expectEnded({ events, open }: FakeEngine): void {
  expect(events.at(-1)?.type).toBe('finished');
  expect(events.filter(({ type }) => type === 'finished')).toHaveLength(1);
  expect(open()).toBe(0);
}

const notesOf = (engine: FakeEngine): string[] => engine.finished()?.notes.map(({ text }) => text) ?? [];
const lost = (): never => {
  throw new TargetLostError('died', 'the target was ended by SIGALRM');
};
const away = (): never => {
  throw new EnvironmentError('the engine is away');
};
/** A world that is lost with the attacks that hold a word. */
const losing = (word: string) => ({
  run: (attack: Parameters<typeof faulty>[0]) => (textOf(attack).includes(word) ? lost() : faulty(attack)),
});

describe('a run without a first world', () => {
  it('is told as failed before it rejects', async () => {
    const engine = fakeEngine(away);
    await expect(search(engine.parts, options)).rejects.toThrow('the engine is away');
    expectEnded(engine);
    expect(engine.events.map(({ type }) => type)).toEqual(['error', 'finished']);
    expect(engine.finished()).toMatchObject({ exitCode: 2, stats: { cases: 0, ended: null } });
    expect(engine.waits).toEqual([]);
  });

  it('is told as failed where no operation reaches anything', async () => {
    const engine = fakeEngine(() => ({ tested: false }));
    await expect(search(engine.parts, options)).rejects.toThrow('nothing was tested');
    expectEnded(engine);
    expect(engine.events.map(({ type }) => type)).toEqual(['rehearsed', 'error', 'finished']);
  });

  it('says that it was stopped where the user stopped it in rehearsal', async () => {
    const stop = new AbortController();
    const engine = fakeEngine((_, { signal }) => {
      stop.abort();
      expect(signal?.aborted).toBe(true);
      throw new StoppedError('stopped');
    });
    const { exitCode, errors } = await searched(engine, { signal: stop.signal });
    expect(exitCode).toBe(2);
    expect(errors.map(({ kind }) => kind)).toEqual(['stopped']);
  });
});

describe('a run with a world less', () => {
  it('goes on in the first where a second does not start, and waits for it with growing patience', async () => {
    const engine = fakeEngine((count) => (count === 0 ? { run: observed } : away()));
    const { exitCode, stats } = await searched(engine, { workers: 2, runs: 400 });
    expect(exitCode).toBe(0);
    expect(stats.cases).toBe(402);
    expect(engine.waits[0]).toBe(1_000);
  });

  it('says which world does not start while the search goes on', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const run = async (attack: Parameters<typeof faulty>[0]) => {
      await gate;
      return observed(attack);
    };
    const engine = fakeEngine((count) => (count === 0 ? { run } : away()));
    const running = searched(engine, { workers: 2 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    release();
    const { errors } = await running;
    expect(engine.waits).toEqual([...limits.worldWaitsMs]);
    expect(errors.map(({ message }) => message)).toEqual(['one world less to search in: the engine is away']);
  });

  it('replaces a world that is lost once, and counts the case as inconclusive', async () => {
    const engine = fakeEngine((count) => (count === 0 ? losing('kill') : { run: observed }), ['kill', 'a']);
    const { exitCode, stats, errors } = await searched(engine);
    expect([exitCode, stats.inconclusive, stats.cases]).toEqual([0, 1, 62]);
    expect(errors.map(({ kind }) => kind)).toEqual(['target']);
  });

  it('goes on where some attack loses every world', async () => {
    const engine = fakeEngine(() => losing('kill'), ['kill', 'kill2', 'kill3']);
    const { stats } = await searched(engine);
    expect([stats.cases, stats.inconclusive, stats.ended?.by]).toEqual([62, 6, 'cases']);
  });

  it('waits for a world that cannot be replaced at once', async () => {
    const engine = fakeEngine(
      (count) => {
        if (count === 0) return losing('kill');
        return count < 4 ? away() : { run: observed };
      },
      ['kill'],
    );
    const { exitCode, stats } = await searched(engine, { operations: ['save'] });
    expect([exitCode, stats.cases]).toEqual([0, 61]);
    expect(engine.waits).toEqual([1_000, 2_000, 4_000]);
  });

  it('ends as failed where no world takes the place of the last', async () => {
    const engine = fakeEngine((count) => (count === 0 ? losing('kill') : away()), ['a', 'kill']);
    const { exitCode, stats } = await searched(engine, { operations: ['save'] });
    expect(exitCode).toBe(2);
    expect(stats.ended?.by).toBe('failure');
    expect(engine.waits).toEqual([...limits.worldWaitsMs]);
  });

  it('keeps what it found where no world takes the place of the last', async () => {
    const engine = fakeEngine((count) => (count < 2 ? losing('kill') : away()), ['bad', 'kill']);
    const { exitCode, findings } = await searched(engine, { operations: ['save'] });
    expect([exitCode, findings.length]).toEqual([1, 1]);
  });

  it('goes on without an operation that no world rehearses with any more, and says so', async () => {
    const engine = fakeEngine(
      (count, { without }) => {
        if (count === 0) return losing('kill');
        if (without?.has('save') !== true) throw new RehearsalError('save', 'the harmless run of save hung');
        return { run: observed, knowledge: { ...knowledge, operations: knowledge.operations.slice(1) } };
      },
      ['kill'],
    );
    const { stats } = await searched(engine, { runs: 100 });
    expect(stats.ended?.by).toBe('cases');
    expect(notesOf(engine)).toContainEqual(
      expect.stringMatching(/^save, and what takes values from it, was not tried/),
    );
    expect(stats.ended?.short.map(({ operation }) => operation)).toEqual(['save']);
  });
});

describe('a run whose harmless runs all failed', () => {
  it('is no pass, though its cases reached something', async () => {
    const engine = fakeEngine(() => ({ run: observed, refused: ['save', 'show'] }));
    const { exitCode, errors } = await searched(engine);
    expect(exitCode).toBe(2);
    expect(errors.map(({ kind, message }) => [kind, message])).toEqual([
      [
        'not-tested',
        'no operation went well in any of its harmless runs, so that nothing behind their refusals was tested: save (404), show (404); give the parameters examples that the target accepts, or check actors and sandbox',
      ],
    ]);
  });

  it('is no pass for what was chosen, whatever else there is', async () => {
    const engine = fakeEngine(() => ({ run: observed, refused: ['show'] }));
    expect((await searched(engine, { operations: ['show'] })).exitCode).toBe(2);
    const whole = fakeEngine(() => ({ run: observed, refused: ['show'] }));
    expect((await searched(whole)).exitCode).toBe(0);
  });

  it('tells what it found all the same', async () => {
    const engine = fakeEngine(() => ({ refused: ['save', 'show'] }), ['bad']);
    const { exitCode, findings } = await searched(engine);
    expect([exitCode, findings.length > 0]).toEqual([1, true]);
  });
});

describe('a violation', () => {
  const confirmed = (finding: { confirmed: string } | undefined) => finding?.confirmed;

  it('is confirmed where the confirming target is lost once', async () => {
    const engine = fakeEngine((count) => (count === 1 ? { run: lost } : {}), ['bad']);
    const { findings, exitCode } = await searched(engine, { operations: ['save'] });
    expect([exitCode, findings.map(confirmed)]).toEqual([1, ['confirmed']]);
    expect(notesOf(engine)).toContain('the target in which findings are confirmed was lost once');
  });

  it('is told as not confirmed, and no pass, where the target is lost whenever it is shown again', async () => {
    const engine = fakeEngine((count) => (count === 0 ? {} : { run: lost }), ['bad']);
    const { findings, exitCode, stats } = await searched(engine, { operations: ['save'] });
    expect([exitCode, findings.length, stats.cases]).toEqual([2, 0, 61]);
    expect(notesOf(engine)).toContainEqual(
      expect.stringMatching(/^FLAKY: no-write-outside of save was seen, but the target was lost/),
    );
  });

  it('is confirmed later, when it is seen again, where the target was lost twice in an outage', async () => {
    const engine = fakeEngine((count) => (count === 1 || count === 2 ? { run: lost } : {}), ['bad', 'bad1']);
    const { findings, exitCode } = await searched(engine, { operations: ['save'] });
    expect([exitCode, findings.length]).toEqual([1, 1]);
    expect(notesOf(engine).join()).not.toContain('FLAKY');
  });

  it('is told as not confirmed where no confirming target starts', async () => {
    const engine = fakeEngine((count) => (count === 0 ? {} : away()), ['bad']);
    const { exitCode } = await searched(engine, { operations: ['save'] });
    expect(exitCode).toBe(2);
    expect(notesOf(engine)).toContainEqual(expect.stringContaining('the engine is away'));
  });

  it('that a fresh target never shows again is a note', async () => {
    const engine = fakeEngine((count) => (count === 0 ? {} : { run: observed }), ['bad']);
    const { findings } = await searched(engine, { operations: ['save'] });
    expect(findings).toEqual([]);
    expect(notesOf(engine)).toContainEqual(expect.stringMatching(/was seen once and did not repeat/));
  });

  it('that a fresh target shows some of the time is flaky', async () => {
    let asked = 0;
    const sometimes = {
      run: (attack: Parameters<typeof faulty>[0]) => (asked++ % 2 === 0 ? observed(attack) : faulty(attack)),
    };
    const engine = fakeEngine((count) => (count === 0 ? {} : sometimes), ['bad']);
    const { findings } = await searched(engine, { operations: ['save'] });
    expect(findings.map(confirmed)).toEqual(['flaky']);
  });
});

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
