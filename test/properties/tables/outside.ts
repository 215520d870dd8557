/** What lies beyond the sandbox. Any actor's access counts: what an attacker stored may be used on another's behalf. */
import { access, file, item, mallory, outside, seen, shared, type Table, victor } from '../kit.ts';

const secret = file('moat', 'secret.txt');
const own = file('sandbox', 'mallory/a.txt');

export const outsideTables: Readonly<Record<string, Table>> = {
  'no-write-outside': {
    fails: {
      'a file made in the moat': [
        seen(access('create', secret, outside)),
        /creates \{moat\}\/secret\.txt, .*outside/,
      ],
      'a file written in the moat': [
        seen(access('write', secret, outside)),
        /^save, done as mallory, writes/,
      ],
      'a write to the system that the hook refused': [
        seen(access('write', file('system', 'etc/motd'), outside, { refused: true, seenBy: ['hook'] })),
        /tries to write/,
      ],
      'a write by a victim, who uses what the attacker stored': [
        seen(access('write', secret, outside, { actor: 'victor' })),
        /done as victor/,
      ],
      'a write where the temporary folder is a file system of its own': [
        seen(access('write', secret, outside, { apart: true })),
        /outside the sandbox, where the temporary folder is a file system of its own$/,
      ],
      'a write beside the folder that the operation is given': [
        seen(access('write', file('sandbox', 'other/a.txt'), outside)),
        /outside the folder that it is given/,
      ],
    },
    holds: {
      'a write to an own file, in a file system of its own': seen(
        access('write', own, mallory, { apart: true }),
      ),
      'a write to an own file': seen(access('write', own, mallory)),
      'a write to what is shared': seen(access('write', file('sandbox', 'index.json'), shared)),
      'a read of the same file': seen(access('read', secret, outside)),
    },
  },
  'no-read-outside': {
    fails: {
      'a file read in the moat': [seen(access('read', secret, outside)), /reads \{moat\}\/secret\.txt/],
      'a folder listed in the moat': [seen(access('list', file('moat', 'a', true), outside)), /lists/],
      'a read by another way, which is told': [
        seen(access('read', secret, outside, { asked: '../moat/secret.txt' })),
        /through \.\.\/moat\/secret\.txt/,
      ],
    },
    holds: {
      'a read of an own file': seen(access('read', own, mallory)),
      'a read of another actor’s file, which is judged across tenants': seen(
        access('read', file('sandbox', 'victor/a.txt'), victor),
      ),
      'a write to the same file': seen(access('write', secret, outside)),
    },
  },
  'no-delete-outside': {
    fails: {
      'a file deleted in the moat': [seen(access('delete', secret, outside)), /deletes/],
      'a folder moved away from the moat': [
        seen(access('delete', file('moat', 'a', true), outside)),
        /deletes/,
      ],
    },
    holds: {
      'an own file deleted': seen(access('delete', own, mallory)),
      'a file written in the moat': seen(access('write', secret, outside)),
    },
  },
  'no-metadata-change-outside': {
    fails: {
      'a mode changed in the moat': [seen(access('metadata', secret, outside)), /changes the metadata of/],
      'a change that the hook refused': [
        seen(access('metadata', secret, outside, { refused: true })),
        /tries to change the metadata of/,
      ],
    },
    holds: {
      'a mode changed of an own file': seen(access('metadata', own, mallory)),
      'a file read in the moat': seen(access('read', secret, outside)),
    },
  },
  'no-link-out': {
    fails: {
      'a link to the moat': [seen(access('link', secret, outside)), /makes a link to \{moat\}\/secret\.txt/],
    },
    holds: {
      'a link within the sandbox': seen(access('link', own, mallory)),
      'what a link of the attack’s leads to, read': seen(access('read', secret, outside)),
    },
  },
  'no-endless-wait': {
    fails: {
      'a pipe of the attacker’s that a victim opens': [
        seen(access('wait', file('sandbox', 'mallory/p'), mallory, { actor: 'victor' })),
        /done as victor, waits for the other end of/,
      ],
    },
    holds: {
      'a file of the attacker’s that a victim opens': seen(access('read', own, mallory, { actor: 'victor' })),
      'an item that is read': seen(access('read', item('mallory'), mallory)),
    },
  },
};
