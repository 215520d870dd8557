/** A violation becomes a finding when a fresh target shows it again; what does not repeat, or cannot be shown, is told as that. */
import { describe, expect, it } from 'vitest';
import { fakeEngine, faulty, observed } from './fakeWorld.ts';

import { away, lost, notesOf, searched } from './searched.ts';

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
