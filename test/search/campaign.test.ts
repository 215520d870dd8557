/** A search with the memory of a campaign judges nothing again, and notes a case after its findings were reported. */
import { describe, expect, it } from 'vitest';
import type { Attack } from '../../model/attack.ts';
import type { CampaignMemory } from '../../model/campaign.ts';
import { limits } from '../../model/limits.ts';
import { fakeEngine, faulty, sending, textOf } from './fakeWorld.ts';
import { notesOf, searched } from './searched.ts';

function memoryOf(known: readonly Attack[], interesting: readonly Attack[] = []) {
  const taken = new Set(known.map((attack) => JSON.stringify(attack)));
  const noted: string[] = [];
  const memory: CampaignMemory = {
    interesting,
    shown: [],
    take: (attack) => {
      const written = JSON.stringify(attack);
      if (taken.has(written)) return false;
      taken.add(written);
      return true;
    },
    note: (attack) => void noted.push(textOf(attack)),
  };
  return { memory, noted };
}

const probes = ['a', 'b', 'bad', 'c'];

describe('a search of a campaign', () => {
  it('leaves out what was judged, which the ledger says, and counts only the rest', async () => {
    const ran: string[] = [];
    const run = (attack: Attack) => {
      ran.push(textOf(attack));
      return faulty(attack);
    };
    const engine = fakeEngine(() => ({ run }), probes);
    const { memory, noted } = memoryOf([sending('a'), sending('b')]);
    await searched(engine, { runs: 2, operations: ['save'], campaign: memory });
    expect(ran).not.toContain('a');
    expect(noted).toEqual(['bad', 'c']);
    expect(notesOf(engine).join('\n')).toMatch(/^2 planned attacks were left out/m);
  });

  it('notes a case when its finding was reported, not before', async () => {
    const engine = fakeEngine(() => ({}), ['bad']);
    const { memory } = memoryOf([]);
    let found = -1;
    const note = (attack: Attack): void => {
      if (textOf(attack) === 'bad') found = engine.events.filter(({ type }) => type === 'finding').length;
    };
    await searched(engine, { runs: 1, operations: ['save'], campaign: { ...memory, note } });
    expect(found).toBe(1);
  });

  it('does not note what was seen and did not repeat', async () => {
    let times = 0;
    const run = (attack: Attack) =>
      textOf(attack) === 'bad' && times++ > 0 ? faulty(sending('x')) : faulty(attack);
    const engine = fakeEngine(() => ({ run }), ['bad', 'good']);
    const { memory, noted } = memoryOf([]);
    await searched(engine, { runs: 2, operations: ['save'], campaign: memory });
    expect(noted).toEqual(['good']);
  });

  it('tries what showed something new first, and leaves an operation of which nothing new is drawn', async () => {
    const ran: string[] = [];
    const run = (attack: Attack) => {
      ran.push(textOf(attack));
      return faulty(attack);
    };
    const engine = fakeEngine(() => ({ run }), ['a']);
    const { memory } = memoryOf([], [sending('before')]);
    let draws = 0;
    const take = (attack: Attack, key: string): boolean => {
      draws += 1;
      return ['before', 'a'].includes(textOf(attack)) && memory.take(attack, key);
    };
    await searched(engine, { runs: null, operations: ['save'], campaign: { ...memory, take } });
    expect(ran).toEqual(['', 'before', 'a']);
    expect(draws).toBe(2 + limits.drawnInVainMax);
    expect(notesOf(engine).join('\n')).toContain('save was left when');
  });
});
