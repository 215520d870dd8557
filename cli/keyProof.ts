/**
 * `keys --prove`: says of each learnt key whether two different inputs can make it. What is not proved is tried on the target
 * before it is told: both inputs, and a third one, and which keys the requests named.
 */
import type { Attack } from '../model/attack.ts';
import { escapeText } from '../model/escape.ts';
import { type KeyPattern, keyPatternText } from '../model/keyPattern.ts';
import { type KeyInputs, type KeySuspicion, reasonAboutKey } from '../model/keyProof.ts';
import type { Observation } from '../model/observation.ts';
import { isRefusal } from '../model/outcome.ts';
import type { World } from '../model/world.ts';

/** Writes a line for each key. Resolves to 1 if two inputs make one key, to 2 if it could not be decided of one, to 0 otherwise. */
export async function proveKeys(world: World, write: (line: string) => void): Promise<0 | 1 | 2> {
  const { keyPatterns } = world.knowledge.stores;
  const decided = keyPatterns.filter(({ index, asked }) => index === null && asked === 'exact');
  let code: 0 | 1 | 2 = 0;
  for (const pattern of decided) {
    const lines = await decide(world, pattern);
    for (const line of lines) write(escapeText(line));
    if (lines.some((line) => line.startsWith('one key'))) code = 1;
    else if (code === 0 && lines.some((line) => line.startsWith('open'))) code = 2;
  }
  const left = keyPatterns.length - decided.length;
  if (left > 0)
    write(
      `not decided: ${left} keys of indexes, prefixes and bounds, which several items may share by design`,
    );
  if (keyPatterns.length === 0) write('nothing to decide: no key is made of what is sent');
  return keyPatterns.length === 0 ? 2 : code;
}

async function decide(world: World, pattern: KeyPattern): Promise<readonly string[]> {
  const { operations, stores } = world.knowledge;
  const operation = operations.find(({ name }) => name === pattern.operation);
  const free = (operation?.parameters ?? []).filter(({ fixed, kind }) => fixed !== true && kind === 'text');
  const place = `${pattern.table}.${pattern.attribute}`;
  const chains = stores.chains.filter((one) => one.operation === pattern.operation && one.place === place);
  const { because, suspicions } = reasonAboutKey(pattern, new Set(free.map(({ name }) => name)), chains);
  const shown = `${pattern.operation}: ${keyPatternText(pattern)}`;
  if (suspicions.length === 0)
    return [
      `proven: ${shown}: no two inputs make one key${because.length === 0 ? '' : `, where ${because.join(', ')}`}`,
    ];
  const lines: string[] = [];
  for (const suspicion of suspicions) lines.push(await tried(world, pattern, suspicion, shown));
  return lines;
}

async function tried(
  world: World,
  pattern: KeyPattern,
  { why, one, other }: KeySuspicion,
  shown: string,
): Promise<string> {
  const third = Object.fromEntries(Object.keys(one).map((name) => [name, `${name}zq`]));
  const observation = await world.run(sending(world, pattern, [one, other, third]));
  const pair = `${JSON.stringify(one)} and ${JSON.stringify(other)}`;
  const isRefused = [0, 1].some((step) => isRefusal(observation.responses[step]?.response));
  if (isRefused) return `open: ${shown}: ${why}, and ${pair} were refused, which does not prove it of others`;
  const [first, second, control] = [0, 1, 2].map((step) => keysOf(observation, step, pattern));
  const both = [...(first ?? [])].find((key) => second?.has(key) === true && control?.has(key) !== true);
  if (both === undefined) return `open: ${shown}: ${why}, but ${pair} made two keys`;
  return `one key: ${shown}: ${why}: ${pair} both make ${both}`;
}

function sending({ knowledge }: World, { operation }: KeyPattern, inputs: readonly KeyInputs[]): Attack {
  const steps = inputs.map((given) => ({
    ...{ operation, actor: knowledge.actors.attacker },
    arguments: Object.fromEntries(Object.entries(given).map(([name, text]) => [name, { text }])),
  }));
  return { layout: [], steps, race: null };
}

/** The values of the key's attribute in what a step touched. */
function keysOf(observation: Observation, step: number, { table, attribute }: KeyPattern): Set<string> {
  return new Set(
    observation.accesses.flatMap(({ step: at, resource }) =>
      at === step && resource.store === 'item' && resource.table === table && attribute in resource.key
        ? [JSON.stringify(resource.key[attribute])]
        : [],
    ),
  );
}
