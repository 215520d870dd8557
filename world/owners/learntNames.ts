/**
 * Names that a target gives its actors, as its items say them: `u7` in `owner` of each of mallory's items and of nobody
 * else's. Folders may be called after them.
 */
import { textIn } from '../../model/json.ts';
import type { ItemTouch } from '../../model/records.ts';

export interface LearntNames {
  /** Notes one harmless step. */
  readonly note: (actor: string, touches: readonly ItemTouch[]) => void;
  readonly isOf: (word: string, actor: string) => boolean;
}

/** Steps in which an attribute must have the one value, so that this is no coincidence. */
const heldStepsMin = 3;
const charactersMax = 64;

interface Held {
  readonly values: Set<string>;
  steps: number;
}

export function learnNames(): LearntNames {
  /** By attribute its values in each actor's items. */
  const attributes = new Map<string, Map<string, Held>>();
  return {
    note: (actor, touches) => {
      const written = touches.flatMap(valuesIn);
      for (const attribute of new Set(written.map(([name]) => name))) {
        const byActor = attributes.get(attribute) ?? new Map<string, Held>();
        attributes.set(attribute, byActor);
        const held = byActor.get(actor) ?? { values: new Set<string>(), steps: 0 };
        byActor.set(actor, held);
        held.steps += 1;
        for (const [name, value] of written) if (name === attribute) held.values.add(value);
      }
    },
    isOf: (word, actor) =>
      [...attributes.values()].some((byActor) => {
        const own = byActor.get(actor);
        const others = [...byActor].filter(([name]) => name !== actor).map(([, { values }]) => values);
        const isConstant = own !== undefined && own.values.size === 1 && own.values.has(word);
        return isConstant && own.steps >= heldStepsMin && others.every((values) => !values.has(word));
      }),
  };
}

/** Texts by table and attribute. */
function valuesIn({ table, action, after }: ItemTouch): [string, string][] {
  if (action !== 'create' && action !== 'write') return [];
  return Object.entries(after ?? {}).flatMap(([name, value]): [string, string][] => {
    const text = textIn(value, 'S');
    return text === null || text === '' || text.length > charactersMax ? [] : [[`${table}.${name}`, text]];
  });
}
