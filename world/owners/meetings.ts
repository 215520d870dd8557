/**
 * Resources that harmless runs of several actors use. A counter or an index, with nobody's words or those of several, is shared
 * from then on. A resource with the words of its owner only may be a collision: `logos/acme.png` that two tenants write, or
 * rows of `mallory2` that a search for `mallory` returns. It stays its owner's, and the user is asked.
 */
import { attackerName } from '../../model/config.ts';
import type { LedgerNote } from '../../model/finding.ts';
import type { Owner } from '../../model/observation.ts';
import { type ActorWords, only } from './actorWords.ts';

/** A file, item or object of rehearsal, and who came by it. */
export interface MetRecord {
  readonly owner: Owner;
  readonly users: ReadonlySet<string>;
  /** Who made or changed it. */
  readonly writers: ReadonlySet<string>;
  /** Who came by it by a request that names another actor, as one who sends mail does. */
  readonly addressing: ReadonlySet<string>;
  /** Whether its content was shown to an actor other than its owner. */
  readonly shown: boolean;
  /** Its path or key. */
  readonly name: string;
  /** Its content; null where it is gone or cannot be read. */
  readonly text: string | null;
}

/** Null: unchanged. `kept`: it stays the owner's until the config declares it shared, about which the user may be asked. */
export type Meeting =
  | { readonly kind: 'shared' }
  | {
      readonly kind: 'kept';
      readonly whose: string;
      readonly asks: boolean;
      /** Whether it holds the last value of several actors, under a name that names nobody. */
      readonly isOverwritten: boolean;
    }
  | null;

export function judgeMeeting(met: MetRecord, words: ActorWords): Meeting {
  const { owner, users, writers, name, text } = met;
  if (owner.kind !== 'actor' || users.size < 2) return null;
  // Code that reads everything and reveals nothing of it is common, so it is judged by what it reveals.
  const kept = (whose: string): Meeting => ({
    ...{ kind: 'kept', whose },
    asks: writers.size > 1 || (met.shown && whose !== attackerName),
    isOverwritten: writers.size > 1 && words.all(name).size === 0,
  });
  if (text !== null && only(words.byCanary(text)) !== null) return kept(owner.name);
  const named = only(words.all(name));
  if (named !== null) return areOthersAddressed(met, named) ? { kind: 'shared' } : kept(named);
  // What others write is no longer its owner's word: a counter may say who came last.
  const isWrittenByOthers = [...writers].some((writer) => writer !== owner.name);
  if (text === null || isWrittenByOthers || areOthersAddressed(met, owner.name)) return { kind: 'shared' };
  const isOwn = only(words.all(`${name}\n${text}`)) === owner.name;
  return isOwn ? kept(owner.name) : { kind: 'shared' };
}

/** Whether all others reached it because their harmless requests name somebody, as the operation intends. */
function areOthersAddressed({ users, addressing }: MetRecord, whose: string): boolean {
  return [...users].every((user) => user === whose || addressing.has(user));
}

/** What the user is asked about, as one note for each place: a table, a bucket, a folder. */
export interface PlaceInQuestion {
  /** `items of audit`. */
  readonly place: string;
  /** The example in the note: `{"pk":…}`. */
  readonly example: string;
  readonly owner: string;
  readonly users: ReadonlySet<string>;
  /** The line of the config by which they are shared. */
  readonly answer: string;
}

/** One question for each place and owner. */
export function meetingQuestions(asked: readonly PlaceInQuestion[]): LedgerNote[] {
  const groups = new Map<string, PlaceInQuestion[]>();
  for (const one of asked) {
    const group = `${one.place}\0${one.owner}`;
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return [...groups.values()].flatMap((group): LedgerNote[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { place, example, owner, answer } = first;
    const others = [...new Set(group.flatMap(({ users }) => [...users]))].filter((user) => user !== owner);
    const many = group.length === 1 ? 'one' : String(group.length);
    const carry = group.length === 1 ? 'carries' : 'carry';
    const text = `is this shared? ${many} of the ${place} (${example}) ${carry} words of ${owner} alone, and harmless requests of ${others.join(', ')} come to it too: judged as ${owner}’s until the config says otherwise. Only if all of them are meant for everybody, say ${answer}: what is done to them is no finding then`;
    return [{ kind: 'question', text }];
  });
}
