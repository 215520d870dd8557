/** A world of functions that unpack archives, some faulty, others their corrected twins, and attacks on one of them alone. */
import fc from 'fast-check';
import {
  archive,
  bytes,
  file,
  fixed,
  type UserOperation,
  type UserParameter,
} from '../../config/userConfig.ts';
import { attackArbitrary, classesOf } from '../../generators/index.ts';
import type { Attack } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { probeAttacks } from '../probes.ts';
import { convicting, targetConfig, violatedIn, worldOf } from './kit.ts';

const into = fixed('{sandbox}');
const call = (name: string, given: Record<string, UserParameter>): UserOperation => ({
  call: `./archives.py:${name}`,
  arguments: { into, ...given },
});
const tar = { data: archive({ formats: ['tar'] }) };
const zip = { data: archive({ formats: ['zip'] }) };
const path = { path: archive({ as: 'path' }) };
const template = {
  data: archive({ formats: ['zip'], members: { 'page.html': '<h1>{{ title }}</h1> {id} {token}' } }),
};
const backup = {
  data: archive({
    formats: ['zip'],
    members: { 'index.json': '{"version": 2, "file": "{token}.txt"}', 'data.txt': 'Hello {content}' },
  }),
};
const pages = {
  data: archive({ formats: ['zip'], members: { 'data/page-{token}.xml': '<p>{content}</p>' } }),
};
const named = {
  data: archive({
    formats: ['zip'],
    members: { 'index.json': '{"file": "data.txt"}', 'data.txt': 'Hello {content}' },
  }),
};
const listed = {
  data: archive({ formats: ['zip'], members: { 'list.ini': '[files]\nkeep = a\nempty = {token}\n' } }),
};
const operations: Record<string, UserOperation> = {
  untar: call('untar', tar),
  untarFiltered: call('untar_filtered', tar),
  unzipByHand: call('unzip_by_hand', zip),
  unzip: call('unzip', zip),
  unpack: call('unpack', path),
  unpackFiltered: call('unpack_filtered', path),
  unzipByPrefix: call('unzip_by_prefix', zip),
  unzipBySeparatedPrefix: call('unzip_by_separated_prefix', zip),
  unzipTurnedLate: call('unzip_turned_late', zip),
  unzipTurnedFirst: call('unzip_turned_first', zip),
  untarWithLinks: call('untar_with_links', tar),
  untarWithin: call('untar_within', tar),
  untarWithLinksByPrefix: call('untar_with_links_by_prefix', tar),
  untarWithLinksByComponent: call('untar_with_links_by_component', tar),
  unzipThenProtect: call('unzip_then_protect', zip),
  unzipThenProtectExtracted: call('unzip_then_protect_extracted', zip),
  unzipUpload: call('unzip_upload', { upload: file({ archive: true }) }),
  unzipUploadSafely: call('unzip_upload_safely', { upload: file({ archive: { formats: ['zip'] } }) }),
  unzipByPattern: call('unzip_by_pattern', pages),
  unzipByNarrowPattern: call('unzip_by_narrow_pattern', pages),
  unzipTemplate: call('unzip_template', template),
  unzipTemplateSafely: call('unzip_template_safely', template),
  restore: call('restore', backup),
  restoreWithin: call('restore_within', backup),
  restoreNamed: call('restore_named', named),
  restoreNamedBelow: call('restore_named_below', named),
  restoreListed: call('restore_listed', listed),
  restoreListedBelow: call('restore_listed_below', listed),
  undeclared: call('unzip_by_hand', { data: bytes() }),
  unzipBelow: {
    call: './archives.py:unzip',
    arguments: { into: fixed('{sandbox}/out'), data: archive({ formats: ['zip'] }) },
  },
  tell: call('tell', path),
  store: call('store', { data: bytes() }),
};

export interface Archives {
  readonly world: World;
  /** What is tried first at an operation where there is no other, probes before what is drawn. */
  readonly attacksOn: (operation: string, runs: number) => readonly Attack[];
  readonly drawnOn: (operation: string, runs: number) => readonly Attack[];
  /** Ids of the properties that an attack violates, without those that only inform. */
  readonly violated: (attack: Attack) => Promise<string[]>;
  /** The first attacks that violate anything, at most ten. */
  readonly accusing: (attacks: readonly Attack[]) => Promise<readonly Accusing[]>;
}

export interface Accusing {
  readonly attack: Attack;
  readonly violated: readonly string[];
}

export async function openArchives(): Promise<Archives> {
  return archivesIn(await worldOf(targetConfig({ operations, attacker: { powers: ['request'] } })));
}

function archivesIn(world: World): Archives {
  const knowledgeOf = (name: string): World['knowledge'] => ({
    ...world.knowledge,
    operations: world.knowledge.operations.filter((operation) => operation.name === name),
  });
  const drawnOn = (name: string, runs: number): readonly Attack[] =>
    fc.sample(attackArbitrary(knowledgeOf(name), name), { numRuns: runs, seed: 11 });
  const violated = async (attack: Attack): Promise<string[]> => {
    return violatedIn(await world.run(attack), convicting);
  };
  return {
    world,
    drawnOn,
    attacksOn: (name, runs) =>
      [...probeAttacks(knowledgeOf(name), name), ...drawnOn(name, runs)].slice(0, runs),
    violated,
    accusing: async (attacks) => {
      const found: Accusing[] = [];
      for (const attack of attacks) {
        const told = await violated(attack);
        if (told.length > 0) found.push({ attack, violated: told });
        if (found.length === 10) break;
      }
      return found;
    },
  };
}

/** Corrected twins, and how they are called here: whatever is unpacked violates nothing. */
export const soundOperations: readonly string[] = [
  ...['unzip', 'unzipBySeparatedPrefix', 'unzipTurnedFirst', 'untarWithin', 'untarWithLinksByComponent'],
  ...['unzipThenProtectExtracted', 'unzipUploadSafely', 'unzipTemplateSafely', 'store'],
  ...['restoreWithin', 'restoreNamedBelow', 'restoreListedBelow', 'unzipByNarrowPattern'],
];

/** Those that leave it to the standard library's own filter, past which chains of links led in all releases before mid-2025. */
export const filteringOperations: readonly string[] = ['untarFiltered', 'unpackFiltered'];

export function isChain({ world }: Archives, attack: Attack): boolean {
  return classesOf(attack, world.knowledge).includes('archive.chain');
}
