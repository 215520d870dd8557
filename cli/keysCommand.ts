/** `keys`: how the keys of items are made of what is sent, as text, as JSON, or as regular expressions to monitor with. */
import { loadConfig } from '../config/loadConfig.ts';
import { escapeText } from '../model/escape.ts';
import { encodeJson } from '../model/escapeJson.ts';
import { type KeyPattern, keyPatternRegex, keyPatternText } from '../model/keyPattern.ts';
import type { Knowledge } from '../model/operation.ts';
import type { JailChoice } from '../model/target.ts';
import { worldMaker } from './compose.ts';

export type KeysForm = 'text' | 'json' | 'regex';

/** Writes the key patterns that rehearsal learns. */
export async function runKeys(
  path: string | null,
  form: KeysForm,
  jail: JailChoice,
  write: (line: string) => void,
): Promise<0> {
  const config = await loadConfig(path, process.cwd());
  const createWorld = await worldMaker(config, {
    jail,
    lessons: { archives: true, predictable: false, races: false },
  });
  const world = await createWorld();
  try {
    const patterns = world.knowledge.keyPatterns ?? [];
    if (form === 'json') write(encodeJson(patterns.map(described), 2));
    else if (form === 'regex') for (const line of regexLines(patterns)) write(line);
    else for (const line of keyLines(world.knowledge)) write(line);
    return 0;
  } finally {
    await world.close();
  }
}

/** One line a pattern, after a title; nothing where none was learnt. */
export function keyLines({ keyPatterns = [] }: Pick<Knowledge, 'keyPatterns'>): string[] {
  const lines = keyPatterns.map((pattern) => {
    const doubt = pattern.actors > 1 ? '' : ' (seen of one actor alone)';
    return `  ${escapeText(`${pattern.operation}: ${keyPatternText(pattern)}`)}${doubt}`;
  });
  return lines.length === 0 ? [] : ['Keys, as harmless runs make them:', ...lines];
}

function described(pattern: KeyPattern): object {
  return { ...pattern, text: keyPatternText(pattern), regex: keyPatternRegex(pattern) };
}

/** One line an attribute and expression, tab between: what no line of its attribute matches is worth a look. */
function regexLines(patterns: readonly KeyPattern[]): readonly string[] {
  const lines = patterns.map((pattern) => {
    const { table, index, attribute } = pattern;
    const name = index === null ? `${table}.${attribute}` : `${table}/${index}.${attribute}`;
    return `${escapeText(name)}\t${keyPatternRegex(pattern)}`;
  });
  return [...new Set(lines)].sort();
}
