/**
 * What a step of the attacker's writes into things of the attacker's own, which the attacker gets to see: files, items and objects
 * that were the attacker's before, or lie in a folder, a partition or under a prefix of the attacker's own. A new file anywhere
 * else may be a log, and is left out.
 */

import type { FileChange } from '../../model/change.ts';
import { attackerName } from '../../model/config.ts';
import type { Resource, SeenAccess } from '../../model/observation.ts';
import type { ObjectRecord } from '../../model/records.ts';
import type { StepTask } from '../step/step.ts';

export interface Gain {
  readonly access: SeenAccess;
  /** All that it holds now, bytes as Latin-1, and all that it held before. */
  readonly text: string;
  readonly before: string;
}

/** The contents of a resource after a step and before it; null where it was not written. */
export type WrittenContents = (resource: Resource) => Pick<Gain, 'text' | 'before'> | null;

export function gainsOf(
  { actor }: Pick<StepTask, 'actor'>,
  accesses: readonly SeenAccess[],
  written: WrittenContents,
): readonly Gain[] {
  if (actor !== attackerName) return [];
  return accesses.flatMap((access): Gain[] => {
    const { action, owner, refused, resource, before, after } = access;
    const isWrite = (action === 'create' || action === 'write') && !refused;
    if (!isWrite || owner.kind !== 'actor' || owner.name !== attackerName) return [];
    if (resource.store === 'item') return [{ access, text: textOfImage(after), before: textOfImage(before) }];
    const contents = written(resource);
    return contents === null ? [] : [{ access, ...contents }];
  });
}

function textOfImage(image: unknown): string {
  return JSON.stringify(image ?? null);
}

/** The contents that a step left in files and objects. */
export function contentsOfStep(
  changes: readonly FileChange[],
  stored: readonly ObjectRecord[],
): WrittenContents {
  return (resource) => {
    if (resource.store === 'file') {
      const change = changes.find(({ path }) => path === resource.path);
      if (change?.content === undefined) return null;
      return { text: textOfContent(change.content), before: textOfContent(change.contentBefore) };
    }
    if (resource.store !== 'object') return null;
    const touches = stored
      .flatMap((record) => record.touches)
      .filter(({ bucket, key }) => bucket === resource.bucket && key === resource.key);
    const last = touches.findLast(({ after }) => after !== null);
    return last === undefined
      ? null
      : { text: textOfImage(last.after), before: textOfImage(touches[0]?.before) };
  };
}

function textOfContent(content: Uint8Array = new Uint8Array()): string {
  return Buffer.from(content).toString('latin1');
}
