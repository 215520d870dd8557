/**
 * `keys`: shows how the keys of items are composed of arguments (`notes.pk = {tenant}#{id}`), as text, as JSON, as regular
 * expressions for monitoring, or as the access policy that harmless requests need.
 */
import { escapeText } from '../model/escape.ts';
import { encodeJson } from '../model/escapeJson.ts';
import { type KeyPattern, keyPatternRegex, keyPatternText } from '../model/keyPattern.ts';
import type { KnownStores } from '../model/knowledge.ts';
import type { Actor, JailChoice } from '../model/target.ts';
import type { HarmlessRequest } from '../model/traffic.ts';
import { checkPolicy, leastPrivilege } from '../reporters/leastPrivilege.ts';
import { noLessons } from '../world/lessons/lessons.ts';
import { worldMaker } from './compose.ts';
import { readConfig } from './readConfig.ts';

export type KeysForm = 'text' | 'json' | 'regex' | 'iam' | 'prove';

/** Where lines go: results, and remarks about them. */
export interface Lines {
  readonly write: (line: string) => void;
  readonly remark: (line: string) => void;
}

/** Writes the key patterns that rehearsal learns. */
export async function runKeys(
  path: string | null,
  form: KeysForm,
  jail: JailChoice,
  { write, remark }: Lines,
): Promise<0 | 1 | 2> {
  const config = await readConfig(path, process.cwd());
  const createWorld = await worldMaker(config, {
    jail,
    lessons: { ...noLessons, archives: true, texts: form === 'prove' },
  });
  const world = await createWorld();
  try {
    if (form === 'prove') return await (await import('./keyProof.ts')).proveKeys(world, write);
    if (form === 'iam') {
      tellPolicy(config.actors, world.rehearsal.traffic, { write, remark });
      return 0;
    }
    const patterns = world.knowledge.stores.keyPatterns;
    if (form === 'json') write(encodeJson(patterns.map(describedPattern), 2));
    else if (form === 'regex') for (const line of regexLines(patterns)) write(line);
    else for (const line of keyLines(world.knowledge.stores)) write(line);
    return 0;
  } finally {
    await world.close();
  }
}

/** Prints the policy as JSON, and as remarks what it cannot limit and how it was checked. */
function tellPolicy(
  actors: readonly Actor[],
  traffic: readonly HarmlessRequest[],
  { write, remark }: Lines,
): void {
  const { policy, unlimited } = leastPrivilege(traffic);
  const { recorded, refused, swapped, passed } = checkPolicy(policy, traffic, actors);
  write(encodeJson(policy, 2));
  remark(
    `checked against ${counted(recorded, 'harmless request')}: ${recorded - refused.length} admitted; ${counted(swapped, 'time')} in another actor's session: ${swapped - passed.length} refused${passed.length === 0 ? '' : ', the rest is of actions that leading keys do not limit'}`,
  );
  for (const { action, resource, why } of unlimited)
    remark(escapeText(`not limited by leading keys: ${action} on ${resource}, because ${why}`));
  remark(
    'Leading keys isolate tenants only where each request runs with credentials of its tenant, in a session that carries the tags named in the policy; where one role serves all tenants they isolate nothing. Sort keys are not limited. For indexes, check on AWS that the keys of the index are compared.',
  );
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A title and one line for each pattern; empty if none was learnt. */
export function keyLines({ keyPatterns }: Pick<KnownStores, 'keyPatterns'>): string[] {
  const lines = keyPatterns.map((pattern) => {
    const doubt = pattern.actors > 1 ? '' : ' (seen of one actor alone)';
    return `  ${escapeText(`${askersOf(pattern)}: ${keyPatternText(pattern)}`)}${doubt}`;
  });
  return lines.length === 0 ? [] : ['Keys, as harmless runs make them:', ...lines];
}

function askersOf({ operation, also = [] }: KeyPattern): string {
  return also.length < 2 ? [operation, ...also].join(', ') : `${operation} and ${also.length} more`;
}

function describedPattern(pattern: KeyPattern): object {
  return { ...pattern, text: keyPatternText(pattern), regex: keyPatternRegex(pattern) };
}

/**
 * One line for each attribute and expression, separated by a tab. A key that matches no line of its attribute deserves a look.
 */
function regexLines(patterns: readonly KeyPattern[]): readonly string[] {
  const lines = patterns.map((pattern) => {
    const { table, index, attribute } = pattern;
    const name = index === null ? `${table}.${attribute}` : `${table}/${index}.${attribute}`;
    return `${escapeText(name)}\t${keyPatternRegex(pattern)}`;
  });
  return [...new Set(lines)].sort();
}
