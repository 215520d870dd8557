/**
 * What everybody may do with a resource, as the config's `shared` rule answers: `true` anything, `'read'` look at it,
 * `{ read: ['display_name'], write: ['likes'] }` look at one attribute of an item and change another.
 */
import { isDeepStrictEqual } from 'node:util';
import type { SharedAnswer, SharedQuestion } from '../../model/config.ts';
import { UsageError } from '../../model/errors.ts';
import type { Owner } from '../../model/observation.ts';
import type { ItemImage } from '../../model/records.ts';

/** All of it, nothing of it, or some attributes. */
type Extent = boolean | ReadonlySet<string>;

export interface Sharing {
  readonly read: Extent;
  readonly write: Extent;
}

/** Of what a rule lets everybody touch, or several actors left in common. */
export const sharedOwner: Owner = { kind: 'shared' };

const sharedWithNobody: Sharing = { read: false, write: false };

/** What a rule answers to a question. Throws a `UsageError` for an answer that means nothing. */
export function sharingOf(
  rule: ((question: SharedQuestion) => SharedAnswer) | null,
  question: SharedQuestion,
): Sharing {
  // A function of the user's may return whatever it likes, nothing above all.
  const answer: unknown = rule?.(question) ?? false;
  if (answer === false) return sharedWithNobody;
  if (answer === true) return { read: true, write: true };
  if (answer === 'read') return { read: true, write: false };
  const members = typeof answer === 'object' && answer !== null ? Object.entries(answer) : [];
  if (members.length === 0 || members.some(([name]) => name !== 'read' && name !== 'write'))
    throw refused(answer);
  const extentOf = (wanted: keyof Sharing): Extent =>
    extentIn(members.find(([name]) => name === wanted)?.[1] ?? false, answer, question);
  return { read: extentOf('read'), write: extentOf('write') };
}

function extentIn(given: unknown, answer: unknown, { store }: SharedQuestion): Extent {
  if (typeof given === 'boolean') return given;
  if (!isNames(given)) throw refused(answer);
  if (store === 'item') return new Set(given);
  throw new UsageError(
    `shared: ${JSON.stringify(answer)} names attributes, which a ${store} has none of; answer 'read' or true`,
  );
}

function isNames(given: unknown): given is readonly string[] {
  return Array.isArray(given) && given.every((name) => typeof name === 'string');
}

function refused(answer: unknown): UsageError {
  return new UsageError(
    `shared: ${JSON.stringify(answer)} is no answer; there are true, false, 'read', and { read, write } with true, false or names of attributes`,
  );
}

/** Whether the rule allows anything. */
export function isAnswered({ read, write }: Sharing): boolean {
  return read !== false || write !== false;
}

/** Whether an action only looks, and leaves its resource as it was. */
export function isLooking(action: string): boolean {
  return action === 'read' || action === 'list' || action === 'requested';
}

/** Whether everybody may touch the whole of it so. */
export function sharingAllows({ read, write }: Sharing, action: string): boolean {
  return (isLooking(action) ? read : write) === true;
}

interface ImageChange {
  readonly action: string;
  readonly before: ItemImage | null;
  readonly after: ItemImage | null;
}

/** The same of an item, some attributes of which everybody may change. */
export function allowsOnItem(sharing: Sharing, { action, before, after }: ImageChange): boolean {
  if (isLooking(action) || typeof sharing.write === 'boolean') return sharingAllows(sharing, action);
  if (before === null || after === null) return false;
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const { write } = sharing;
  return [...names].every((name) => write.has(name) || isDeepStrictEqual(before[name], after[name]));
}

/** The part of an item that everybody may see. */
export function readableOf({ read }: Sharing, image: ItemImage): ItemImage {
  if (typeof read === 'boolean') return read ? image : {};
  return Object.fromEntries(Object.entries(image).filter(([name]) => read.has(name)));
}

/** Whether everybody may know that it exists. */
export function isAnnounced({ read }: Sharing): boolean {
  return read === true || (read !== false && read.size > 0);
}
