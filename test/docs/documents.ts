/** The documents as they stand in the repository, and the fenced blocks in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../model/packageRoot.ts';

export interface Block {
  readonly document: string;
  readonly language: string;
  readonly lines: readonly string[];
}

export const documents: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
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
      lines: body.split('\n').filter((line) => line !== ''),
    })),
  );
}

/** Commands that a reader is told to type: lines of `sh` blocks without comments, and `npm …` or `npx …` in a sentence. */
export function commands(): string[] {
  const fenced = blocks()
    .filter(({ language }) => ['sh', 'bash', 'shell'].includes(language))
    .flatMap(({ lines }) => lines.map((line) => line.replace(/\s+#.*$/, '').trim()));
  const inSentences = documents.flatMap((document) =>
    [
      ...textOf(document)
        .replace(/^```.*?^```$/gms, '')
        .matchAll(/`((?:npm|npx) [^`]+)`/g),
    ].map(([, command = '']) => command),
  );
  return [...new Set([...fenced, ...inSentences])].sort();
}
