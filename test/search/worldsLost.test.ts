/** A run whose worlds do not start, are lost or reach nothing goes on as long as it can, and is never a pass for what was not tested. */
import { describe, expect, it } from 'vitest';
import { RehearsalError, StoppedError } from '../../model/errors.ts';
import { limits } from '../../model/limits.ts';
import { search } from '../../search/search.ts';
import { fakeEngine, type faulty, knowledge, observed, options } from './fakeWorld.ts';

import { away, expectEnded, losing, notesOf, searched } from './searched.ts';

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
