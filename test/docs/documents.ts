/** The documents as they stand in the repository, and the fenced blocks in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../model/packageRoot.ts';

export interface Block {
  readonly document: string;
  readonly language: string;
  readonly lines: readonly string[];
}

export const documents: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'bench/README.md',
  ...readdirSync(join(packageRoot, 'docs'), { encoding: 'utf8', recursive: true })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`)
    .sort(),
];

export function textOf(document: string): string {
  return readFileSync(join(packageRoot, document), 'utf8');
}

/** Every fenced block of every document. */
export function blocks(): Block[] {
  return documents.flatMap((document) =>
    [...textOf(document).matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', body = '']) => ({
      document,
      language,
      lines: body.replace(/\n$/, '').split('\n'),
    })),
  );
}

/** Commands that a reader is told to run: lines of `sh` blocks, steps of pipelines, and `npm …` or `npx …` in a sentence. */
export function commands(): string[] {
  const fenced = blocks()
    .filter(({ language }) => ['sh', 'bash', 'shell'].includes(language))
    .flatMap(({ lines }) => lines.map((line) => line.replace(/\s+#.*$/, '').trim()))
    .filter((line) => line !== '');
  const inPipelines = blocks()
    .filter(({ language }) => language === 'yaml')
    .flatMap(({ lines }) => stepsIn(parse(lines.join('\n'))));
  const inSentences = documents.flatMap((document) =>
    [
      ...textOf(document)
        .replace(/^```.*?^```$/gms, '')
        .matchAll(/`((?:npm|npx) [^`]+)`/g),
    ].map(([, command = '']) => command),
  );
  return [...new Set([...fenced, ...inPipelines, ...inSentences])].sort();
}

/** What a pipeline runs: `run` of GitHub Actions, `script` of GitLab. */
function stepsIn(pipeline: unknown): string[] {
  if (typeof pipeline !== 'object' || pipeline === null) return [];
  return Object.entries(pipeline).flatMap(([name, value]: [string, unknown]) => {
    if (name === 'run' || name === 'script') return z.array(z.string()).parse([value].flat());
    return stepsIn(value);
  });
}

/** A file that a document shows whole: its first line is a comment that names it. */
export function shownFile(document: string, file: string): string {
  const found = blocks().find(
    (block) => block.document === document && /^(?:#|\/\/) (.*)$/.exec(block.lines[0] ?? '')?.[1] === file,
  );
  if (found === undefined) throw new Error(`${document} shows no ${file}`);
  return `${found.lines.join('\n')}\n`;
}
