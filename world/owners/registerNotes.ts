/**
 * Writes the ledger's notes on owners: each question to the user with the config line that would answer it, and which
 * partitions belong to whom. `audit`, which two actors write, becomes one note that proposes a `shared` rule.
 */
import { parentOf } from '../../arena/filePath.ts';
import type { LedgerNote } from '../../model/finding.ts';
import type { ItemTouch, ObjectTouch } from '../../model/records.ts';
import type { PlaceInQuestion } from './meetings.ts';
import type { Sealed } from './ownRecords.ts';
import type { Partitions } from './partitions.ts';

/** A file by its shown path. */
export function askedFile(path: string, owner: string, users: ReadonlySet<string>): PlaceInQuestion {
  const folder = `${parentOf(path)}/`;
  return {
    ...{ place: `files of ${folder}`, example: path, owner, users },
    answer: `shared: (one) => one.store === 'file' && one.path.startsWith(${JSON.stringify(folder)})`,
  };
}

export function askedItem({
  touch: { table, key },
  owner,
  users,
}: Sealed<ItemTouch>['asked'][number]): PlaceInQuestion {
  return {
    ...{ place: `items of ${table}`, example: JSON.stringify(key), owner, users },
    answer: `shared: (one) => one.store === 'item' && one.table === ${JSON.stringify(table)}`,
  };
}

export function askedObject({
  touch: { bucket, key },
  owner,
  users,
}: Sealed<ObjectTouch>['asked'][number]): PlaceInQuestion {
  return {
    ...{ place: `objects of ${bucket}`, example: key, owner, users },
    answer: `shared: (one) => one.store === 'object' && one.bucket === ${JSON.stringify(bucket)}`,
  };
}

/** One line for each board. */
export function boardNotes(labels: readonly string[]): LedgerNote[] {
  return labels.map((label) => ({
    kind: 'shared',
    text: `${label} counts as shared to look at, with what comes to it: several actors put items there that carry nobody’s words, and harmless requests of each read those of the others`,
  }));
}

/**
 * One line for each table. Only a third actor, neither sender nor recipient, would show whether others can read the mail.
 */
export function mailNotes(given: readonly ItemTouch[]): LedgerNote[] {
  return [...new Set(given.map(({ table }) => table))].map((table) => {
    const [example, ...more] = given.filter((touch) => touch.table === table);
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    const text = `item ${JSON.stringify(example?.key)} of ${table}${others}: the attacker’s, because harmless requests of others that name it put them there for it, and its own read them; a further actor shows whether it comes upon what others send each other`;
    return { kind: 'learnt', text };
  });
}

/** One line for each actor. */
export function partitionNotes(owned: ReturnType<Partitions['owned']>): LedgerNote[] {
  const actors = [...new Set(owned.map(({ actor }) => actor))];
  return actors.map((actor) => {
    const labels = owned.filter((one) => one.actor === actor).map(({ label }) => label);
    const more = labels.length > labelsMax ? ` and ${labels.length - labelsMax} more` : '';
    const text = `${labels.slice(0, labelsMax).join(', ')}${more}: ${actor}'s own, because nobody else puts items there`;
    return { kind: 'learnt', text };
  });
}

const labelsMax = 3;
