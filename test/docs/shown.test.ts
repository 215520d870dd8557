/** What the documents show in other languages is what it says it is: Python compiles, JSON and YAML are read. */
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { testPython } from '../python.ts';
import { type Block, blocks } from './documents.ts';

const compileAll = `import json, sys
for name, source in json.load(sys.stdin):
    try:
        compile(source, name, "exec")
    except SyntaxError as error:
        print(name, error)
`;

async function notCompiled(shown: readonly Block[]): Promise<string> {
  const input = JSON.stringify(shown.map(({ document, lines }) => [document, lines.join('\n')]));
  return (await execa(await testPython(), ['-c', compileAll], { input })).stdout;
}

function shownIn(language: string): Block[] {
  return blocks().filter((block) => block.language === language);
}

describe('blocks in the documents', () => {
  it('in Python compile', async () => {
    expect(shownIn('python').length).toBeGreaterThan(100);
    expect(await notCompiled(shownIn('python'))).toBe('');
    const planted = { document: 'planted', language: 'python', lines: ['def f(:'] };
    expect(await notCompiled([planted])).toMatch(/^planted/);
  });

  it('in JSON and YAML are read', () => {
    for (const { lines } of shownIn('json')) JSON.parse(lines.join('\n'));
    for (const { document, lines } of shownIn('yaml'))
      expect([document, parseDocument(lines.join('\n')).errors]).toEqual([document, []]);
  });

  it('are of a language that a test reads', () => {
    const known = ['sh', 'ts', 'python', 'json', 'yaml', 'text', ''];
    expect(blocks().filter(({ language }) => !known.includes(language))).toEqual([]);
  });
});
