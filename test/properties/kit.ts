/**
 * Observations for judging, without a target: what is not said of one is as it is where nothing happened. The attacker is `mallory`,
 * the others are `victor` and `wendy`; a single step `save` of the attacker's is accepted.
 */
import type { Argument, Attack, Step } from '../../model/attack.ts';
import type { ItemRequest, LearntRequests, RequestWord } from '../../model/itemRequest.ts';
import type {
  Access,
  Action,
  Disclosure,
  Ground,
  Interference,
  Observation,
  Owner,
  Resource,
} from '../../model/observation.ts';
import type { StepResponse } from '../../model/records.ts';
import { shapeKey, wordKey } from '../../model/requestShape.ts';
import type { Text } from '../../model/text.ts';

export const mallory: Owner = { kind: 'actor', name: 'mallory' };
export const victor: Owner = { kind: 'actor', name: 'victor' };
export const wendy: Owner = { kind: 'actor', name: 'wendy' };
export const shared: Owner = { kind: 'shared' };
export const outside: Owner = { kind: 'outside' };

const place = { file: '/app/views.py', line: 7, function: 'view' };
const done = { step: 0, operation: 'save', actor: 'mallory', location: place } as const;

/** Observations on which a property fails, each with what it tells of it, and near misses on which it holds. */
export interface Table {
  readonly fails: Readonly<Record<string, readonly [observation: Observation, tells: RegExp]>>;
  readonly holds: Readonly<Record<string, Observation>>;
}

export function observed(parts: Partial<Observation> = {}): Observation {
  return {
    attack: attackOf(step()),
    attacker: 'mallory',
    accesses: [],
    disclosures: [],
    responses: [answer()],
    reachedSink: [true],
    ...{ requests: [], asked: [], lookups: [], interference: null, guessable: [], uneven: [] },
    ...{ race: null, limitsReached: [], unresolved: null, computed: [] },
    ...parts,
  };
}

/** What is observed of one access. */
export function seen(one: Access, parts: Partial<Observation> = {}): Observation {
  return observed({ accesses: [one], ...parts });
}

export function attackOf(...steps: readonly Step[]): Attack {
  return { layout: [], steps, race: null };
}

export function step(texts: Readonly<Record<string, Text>> = {}, more: Partial<Step> = {}): Step {
  const given = Object.entries(texts).map(([name, text]): [string, Argument] => [name, { text }]);
  return { operation: 'save', actor: 'mallory', arguments: Object.fromEntries(given), ...more };
}

type Answer = Observation['responses'][number];

export function answer(response: Partial<StepResponse> = {}, more: Partial<Answer> = {}): Answer {
  const empty = { headers: [], body: '', value: null, exception: null };
  return { operation: 'save', actor: 'mallory', response: { status: 200, ...empty, ...response }, ...more };
}

export function file(ground: Ground, name: string, directory = false): Resource {
  return { store: 'file', ground, path: `/arena/${ground}/${name}`, shown: `{${ground}}/${name}`, directory };
}

export function item(pk: string, table = 'notes'): Resource {
  return { store: 'item', table, key: { pk: { S: pk } } };
}

export function object(key: string, bucket = 'assets'): Resource {
  return { store: 'object', bucket, key };
}

export function access(action: Action, resource: Resource, owner: Owner, more: Partial<Access> = {}): Access {
  const facts = { seenBy: ['wire'], refused: false, asked: null, flow: null } as const;
  return { ...done, action, resource, owner, ...facts, ...more };
}

export function disclosure(more: Partial<Disclosure> = {}): Disclosure {
  const canary = { form: 'plain', planted: "victor's save.content", unsafeExcerpt: '…' } as const;
  return { ...done, owner: victor, where: 'response', ...canary, ...more };
}

export function interference(more: Partial<Interference> = {}): Interference {
  return { ...done, owner: victor, resource: item('victor'), on: 'content', by: 'key', ...more };
}

/** Words as a request has them: `name title`, `sign =`. */
export function words(...said: readonly string[]): readonly RequestWord[] {
  const kinds = ['table', 'index', 'parameter', 'name', 'operator', 'sign'] as const;
  return said.map((one) => {
    const [first, ...rest] = one.split(' ');
    return { kind: kinds.find((kind) => kind === first) ?? 'sign', text: rest.join(' ') };
  });
}

/** What harmless traffic showed that came with these lists of words. */
export function learnt(...requests: readonly (readonly RequestWord[])[]): LearntRequests {
  return {
    shapes: new Set(requests.map(shapeKey)),
    words: new Set(requests.flat().map(wordKey)),
    coversForeign: false,
  };
}

export function request(more: Partial<ItemRequest> = {}): ItemRequest {
  const usual = words('table notes', 'name pk', 'sign =', 'sign :');
  return {
    ...done,
    ...{ api: 'Query', words: usual, learnt: learnt(usual), unsafeChosen: ['sent'], endedBy: null },
    ...{ knownNames: new Set(['pk', 'title']), covers: [], exact: false, table: 'notes', foundBy: ['pk'] },
    ...{ filteredTo: null, ...more },
  };
}
