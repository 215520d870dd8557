/** The rule for the length of files: a longer one does several things, and is divided by what they are. */
import { describe, expect, it } from 'vitest';
import { type Source, sourceFiles } from './sources.ts';

const linesMax = 300;

/** Files with more lines than that, one line each. */
function tooLong(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.split('\n').length - 1;
    return lines > linesMax ? [`${path} has ${lines} lines`] : [];
  });
}

describe('the rule for the length of files', () => {
  it('holds for every source file', () => {
    const sources = sourceFiles('*.ts', '*.py');
    expect(sources.some(({ path }) => path.endsWith('.py'))).toBe(true);
    expect(tooLong(sources)).toEqual([]);
  });

  it('is broken by one line more, so it can fail', () => {
    const planted = [
      { path: 'model/long.ts', text: '\n'.repeat(linesMax + 1) },
      { path: 'model/just.ts', text: '\n'.repeat(linesMax) },
    ];
    expect(tooLong(planted)).toEqual(['model/long.ts has 301 lines']);
  });
});
