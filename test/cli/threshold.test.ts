/** What is reported, what fails a run, and when there is enough. */
import { describe, expect, it } from 'vitest';
import { chooseProperties } from '../../cli/compose.ts';
import { openThreshold } from '../../cli/threshold.ts';
import { properties } from '../../properties/index.ts';
import { calm, sampleFinding } from '../reporters/sampleRun.ts';
import { faultyProject, inFolder, trespass } from './kit.ts';

const never = new AbortController().signal;
const wants = { severity: null, failOn: null, stopAt: null };

describe('properties to judge by', () => {
  it('may be named, or left out', () => {
    const ids = (given: readonly string[]) => chooseProperties(given).map(({ id }) => id);
    expect(ids(['no-disclosure'])).toEqual(['no-disclosure']);
    expect(ids(['!no-disclosure'])).toHaveLength(properties.length - 1);
    expect(ids(['!no-disclosure'])).not.toContain('no-disclosure');
    expect(() => ids(['no-disclosure', '!no-disclosure'])).toThrow('leaves no property');
    expect(() => ids(['!no'])).toThrow('no property "no"; there are');
  });
});

describe('a threshold', () => {
  it('reports what is severe enough, and says that the rest is left out', () => {
    const threshold = openThreshold({ ...wants, severity: 'high' }, never);
    expect(threshold.tells({ ...sampleFinding(calm), severity: 'high' })).toBe(true);
    expect(threshold.tells({ ...sampleFinding(calm), severity: 'medium' })).toBe(false);
    const ifGranted = { powers: ['race'], severity: 'high' } as const;
    expect(threshold.tells({ ...sampleFinding(calm), severity: 'info', ifGranted })).toBe(true);
    expect(threshold.notes).toHaveLength(1);
    expect(threshold.failOn).toBe('high');
    expect(openThreshold(wants, never)).toMatchObject({ failOn: 'low', notes: [] });
  });

  it('ends the search at the last flaw that is wanted, counting those that fail the run', () => {
    const threshold = openThreshold({ ...wants, stopAt: 2 }, never);
    threshold.tells(sampleFinding(calm, 'a'));
    threshold.tells(sampleFinding(calm, 'b'));
    threshold.tells({ ...sampleFinding(calm, 'c'), operation: 'other', severity: 'info' });
    expect(threshold.signal.aborted).toBe(false);
    threshold.tells({ ...sampleFinding(calm, 'd'), operation: 'other' });
    expect(threshold.signal.aborted).toBe(true);
  });

  it('lets a run end well whose findings are less severe', async () => {
    await inFolder(faultyProject, async (folder) => {
      const args = ['check', '--seed', '1', '--workers', '1', '--property', 'no-existence-leak'];
      const failing = await trespass(folder, [...args, '--runs', '60', '--fail-on', 'critical']);
      expect(failing.exitCode, failing.stdout + failing.stderr).toBe(0);
      const all = ['check', '--seed', '1', '--workers', '1', '--runs', '5000', '--stop-at', '1'];
      const stopped = await trespass(folder, all);
      expect(stopped.exitCode, stopped.stderr).toBe(1);
      expect(stopped.stdout).toMatch(/^The search ended when the run was stopped/m);
    });
  });
});
