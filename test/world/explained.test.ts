/** A file finding says how its path went and which parts of the input matter, on a real target. */
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseProperties, composeEngine } from '../../cli/compose.ts';
import { fixed, text } from '../../config/userConfig.ts';
import type { Attack } from '../../model/attack.ts';
import type { Finding } from '../../model/finding.ts';
import { limits } from '../../model/limits.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { describeFinding } from '../../reporters/findingText.ts';
import { matteringOf } from '../../search/mattering.ts';
import { search } from '../../search/search.ts';
import { testPython } from '../python.ts';
import { targetConfig } from './kit.ts';

const name = text({ example: '{token}.txt' });
const operations = {
  write: { call: './files.py:write', arguments: { root: fixed('{sandbox}'), name } },
  read: {
    call: './files.py:read',
    arguments: { root: fixed('{sandbox}'), name: text({ from: 'write.response' }) },
  },
};

let findings: readonly Finding[];

beforeAll(async () => {
  const config = targetConfig({ operations });
  const properties = chooseProperties(['no-write-outside', 'no-read-outside']);
  const parts = await composeEngine(config, properties, () => undefined, { python: await testPython() });
  const stop = new AbortController();
  const bounds = { seed: 1, runs: 60, timeMs: null, workers: 1, operations: [], corpus: [] };
  ({ findings } = await search(parts, { ...bounds, signal: stop.signal }));
});

function told(property: string, operation: string): readonly string[] {
  const finding = findings.find((one) => one.property === property && one.operation === operation);
  return finding === undefined ? [] : describeFinding(finding, { cwd: packageRoot });
}

describe('a finding', () => {
  it('tells the walk of a path that wrote, where it left the sandbox, and that the name may be anything', () => {
    const lines = told('no-write-outside', 'write');
    const walk = lines.findIndex((line) => line.startsWith('  walk '));
    expect(lines.slice(walk, walk + 4).map((line) => line.replace(/ {2,}/g, ' '))).toEqual([
      ' walk {sandbox} folder',
      ' .. {moat}/…/r0 leaves the sandbox here',
      ' a missing, created',
      ' matters ../ of name; the rest may be anything',
    ]);
  });

  it('tells that all of a name matters where only that name reads something', () => {
    const lines = told('no-read-outside', 'read');
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}walk .* folder$/));
    expect(lines).toContain('  matters  all of name');
  });

  it('leaves the walk out where a report is to be short', () => {
    for (const finding of findings)
      for (const line of describeFinding(finding, { cwd: packageRoot, brief: true }))
        expect(line).not.toMatch(/^ {2}(?:walk|matters) /);
  });
});

describe('what matters', () => {
  const attack = (written: string): Attack => ({
    layout: [],
    steps: [{ operation: 'write', actor: 'attacker', arguments: { name: { text: written } } }],
    race: null,
  });
  const written = ({ steps: [step] }: Attack): string => {
    const argument = step?.arguments['name'];
    return argument !== undefined && 'text' in argument && typeof argument.text === 'string'
      ? argument.text
      : '';
  };
  const rows: readonly [string, RegExp, readonly string[]][] = [
    ['a/../../b.txt', /^\w+\/\.\.\/\.\.\/\w+\.\w+$/, ['/../../']],
    ['a/../../b.txt', /^\w+\/\.\.\/\.\.\/\w+\.txt$/, ['/../../', '.txt']],
    ['..%2f..%2fsecret', /^(?:\.\.%2f){2}secret$/, ['..%2f..%2fsecret']],
    ['&#46;&#46;&#47;b', /^&#46;&#46;&#47;\w+$/, ['&#46;&#46;&#47;']],
  ];

  it.each(rows)('of %s is what %s needs, found in a few executions', async (unsafe, needs, expected) => {
    let executions = 0;
    const [mattering] = await matteringOf(attack(unsafe), async (candidate) => {
      executions += 1;
      return needs.test(written(candidate));
    });
    const kept = mattering?.parts.filter(({ matters }) => matters).map(({ unsafeText }) => unsafeText);
    expect(kept).toEqual(expected);
    expect(mattering?.parts.map(({ unsafeText }) => unsafeText).join('')).toBe(unsafe);
    expect(executions).toBeLessThanOrEqual(limits.matteringExecutionsMax);
  });

  it('is not asked of an argument without a word in it', async () => {
    expect(await matteringOf(attack('../..'), async () => true)).toEqual([]);
  });
});
