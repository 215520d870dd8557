/** What belongs to another actor: read, changed, deleted, made in the other's place, or changed on grounds that may hold for all. */
import {
  access,
  attackOf,
  file,
  item,
  mallory,
  object,
  outside,
  seen,
  shared,
  step,
  type Table,
  victor,
} from '../kit.ts';

const theirs = item('victor');
const theirFile = file('sandbox', 'victor/a.txt');
const addressed = access('create', theirs, victor, { signed: true });

export const tenantTables: Readonly<Record<string, Table>> = {
  'no-cross-tenant-read': {
    fails: {
      'an item whose content the answer shows': [
        seen(access('read', theirs, victor, { flow: 'shown' })),
        /reads item .* of notes, which belongs to victor/,
      ],
      'an object whose content the answer shows': [
        seen(access('read', object('victor/a'), victor, { flow: 'shown' })),
        /reads object victor\/a of assets/,
      ],
      'a file behind a link, of which nothing is asked': [
        seen(access('read', theirFile, victor, { flow: null })),
        /reads \{sandbox\}\/victor\/a\.txt/,
      ],
    },
    holds: {
      'an item that is read and of which nothing is shown': seen(
        access('read', theirs, victor, { flow: 'none' }),
      ),
      'an item of which it is not known yet': seen(access('read', theirs, victor, { flow: 'unknown' })),
      'a file of which nothing is shown': seen(access('read', theirFile, victor, { flow: 'none' })),
      'an item that nobody asked about': seen(access('read', theirs, victor, { flow: null })),
      'an own item': seen(access('read', item('mallory'), mallory, { flow: 'shown' })),
      'a shared item': seen(access('read', theirs, shared, { flow: 'shown' })),
      'a victim’s own read': seen(access('read', theirs, victor, { actor: 'victor', flow: 'shown' })),
      'a file outside, which is judged as that': seen(access('read', theirFile, outside, { flow: 'shown' })),
    },
  },
  'no-cross-tenant-write': {
    fails: {
      'an item of another written': [seen(access('write', theirs, victor)), /writes item/],
      'an item made in another’s partition': [seen(access('create', theirs, victor)), /creates item/],
      'the mode of another’s file changed': [seen(access('metadata', theirFile, victor)), /metadata/],
      'an item that names its sender, by a member that is not declared': [
        seen(addressed, { attack: attackOf(step({ title: 'a', '+to': 'victor' })) }),
        /creates item/,
      ],
    },
    holds: {
      'exactly what was there already': seen(access('write', theirs, victor, { unchanged: true })),
      'an item that names its sender': seen(addressed, { attack: attackOf(step({ to: 'victor' })) }),
      'a counter that is added to': seen(access('write', theirs, victor, { question: 'counted' })),
      'a file that holds what came last': seen(
        access('write', theirFile, victor, { question: 'overwritten' }),
      ),
      'an own item written': seen(access('write', item('mallory'), mallory)),
      'a shared item written': seen(access('write', theirs, shared)),
      'a victim’s own write': seen(access('write', theirs, victor, { actor: 'victor' })),
      'an item of another read': seen(access('read', theirs, victor, { flow: 'shown' })),
    },
  },
  'no-cross-tenant-delete': {
    fails: {
      'an item of another deleted': [seen(access('delete', theirs, victor)), /deletes item/],
      'an object of another deleted': [seen(access('delete', object('victor/a'), victor)), /deletes object/],
    },
    holds: {
      'what is swept away because its time is over': seen(
        access('delete', theirs, victor, { question: 'over' }),
      ),
      'an own item deleted': seen(access('delete', item('mallory'), mallory)),
      'an item of another written': seen(access('write', theirs, victor)),
      'a victim’s own deletion': seen(access('delete', theirs, victor, { actor: 'victor' })),
    },
  },
  'item-for-another': {
    fails: {
      'an item that names its sender in another’s partition': [
        seen(addressed, { attack: attackOf(step({ to: 'victor' })) }),
        /creates item .*belongs to victor/,
      ],
    },
    holds: {
      'an item that names nobody': seen(access('create', theirs, victor)),
      'one that needed a member that is not declared': seen(addressed, {
        attack: attackOf(step({ '+to': 'victor' })),
      }),
      'an item that names its sender and is written over': seen(
        access('write', theirs, victor, { signed: true }),
      ),
      'an item in an own partition': seen(access('create', item('mallory'), mallory, { signed: true })),
    },
  },
  'unclear-owner': {
    fails: {
      'what is swept away because its time is over': [
        seen(access('delete', theirs, victor, { question: 'over' })),
        /once a time that an item holds is over. Is this shared\?/,
      ],
      'what is taken on a condition that it meets': [
        seen(access('write', theirs, victor, { question: 'free' })),
        /on a condition that it meets/,
      ],
      'a counter that is added to': [
        seen(access('write', theirs, victor, { question: 'counted' })),
        /by adding to a counter/,
      ],
      'a file that holds what came last': [
        seen(access('write', theirFile, victor, { question: 'overwritten' })),
        /by overwriting what harmless runs of several actors overwrite/,
      ],
    },
    holds: {
      'a deletion on no such grounds': seen(access('delete', theirs, victor)),
      'an own item that is swept away': seen(
        access('delete', item('mallory'), mallory, { question: 'over' }),
      ),
      'a sweep of a victim’s': seen(access('delete', theirs, victor, { actor: 'victor', question: 'over' })),
    },
  },
};
